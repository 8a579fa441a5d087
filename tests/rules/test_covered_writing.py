"""However a number, a house or a name is written: what is covered, what is held to be read, and what stays (docs/rulings.md, 28, 450, 451, 452)."""

import re

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chengxin.ground.api import masking
from chengxin.site import postgres
from tests.district import identity_number
from tests.stories.oracle import covering

NUMBER = identity_number("12010519900307123")
BETWEEN = [" - ", "   ", "．", "‧", "∙", "⋅", "●", "−", "～", "~", "、", ",", "，", "／", "－", "\u00ad", "\u200e", "\u200f", "\u3000", "\xa0", "（", "〕", "[", ")"]


@pytest.fixture(scope="module")
def raw(server):
    """A connection to the migrated database."""
    with psycopg.connect(**postgres.connection(server, "owner"), options="-c search_path=chengxin", autocommit=True) as made:
        yield made


def covered(raw, text: str) -> str:
    """``text`` as SQL covers it; whoever asks whether that is worth while must have been told so, of its JSON too."""
    told, worth, quoted = raw.execute("SELECT ground_masked_text(%s), ground_worth_masking(%s), ground_worth_masking(to_jsonb(%s::text)::text)", [text] * 3).fetchone()
    assert told == text or (worth and quoted)
    return told


@pytest.mark.parametrize("between", BETWEEN)
def test_an_identity_number_is_covered_whatever_stands_between_its_figures(raw, between):
    told = covered(raw, f"证号{NUMBER[:6]}{between}{NUMBER[6:14]}{between}{NUMBER[14:]}。")
    assert told == f"证号1*****{between}********{between}***{NUMBER[-1]}。" == covering.covered(f"证号{NUMBER[:6]}{between}{NUMBER[6:14]}{between}{NUMBER[14:]}。")


@settings(max_examples=200, deadline=None)
@given(
    some.lists(
        some.one_of(some.just(""), some.sampled_from(BETWEEN), some.lists(some.sampled_from([b for b in BETWEEN if len(b) == 1]), max_size=4).map("".join)),
        min_size=17,
        max_size=17,
    )
)
def test_an_identity_number_is_covered_however_it_is_cut(raw, between):
    text = "".join(a + b for a, b in zip(NUMBER, [*between, ""], strict=True))
    told = covered(raw, text)
    assert [letter for letter in told if letter.isdigit()] == [NUMBER[0], NUMBER[-1]] and told == covering.covered(text)


def held(raw, text: str) -> list[str]:
    told, worth = raw.execute("SELECT ground_doubts(ground_masked_text(%s)), ground_worth_doubting(%s)", [text, text]).fetchone()
    assert worth or not told
    assert covering.doubtful(covering.covered(text)) == bool(told)
    return told


@pytest.mark.parametrize(
    "text",
    [
        "6222–0212–3456–7890", "120105.19900307.1231", "120105-1990-03-07-1231", "120105 - 19900307 - 1231", "6222  0212  3456  7890", "6222、0212、3456、7890", "120105、19900307、1231",
        "2026年5月12日从6222·0212·3456·7890转出", "（6222）（0212）（3456）（7890）",
    ],
)  # fmt: skip
def test_a_number_that_may_be_a_persons_is_held(raw, text):
    assert held(raw, text) == ["number"]


@pytest.mark.parametrize(
    "text",
    [
        "1391 2345 678", "13912 345678", "1 3 9 1 2 3 4 5 6 7 8", "手机号13912 345678", "1391234.5678", "电话2441-2345", "022–24412345",
    ],
)  # fmt: skip
def test_a_telephone_is_held(raw, text):
    assert held(raw, text) == ["telephone"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("139–1234–5678", "139–****–5678"),
        ("139 - 1234 - 5678", "139 - **** - 5678"),
        ("1391234\u200b5678", "139****\u200b5678"),
        ("138 0013 8000", "138 **** 8000"),
        ("138-0013-8000", "138-****-8000"),
        ("138 00138000", "138 ****8000"),
        ("138.0013.8000", "138.****.8000"),
        ("138·0013·8000", "138·****·8000"),
        ("１３８\u3000００１３\u3000８０００", "１３８\u3000****\u3000８０００"),
        ("138\n0013<br>8000", "138\n****<br>8000"),
        ("+86 138 0013 8000", "+86 138 **** 8000"),
        ("+8613800138000", "+86138****8000"),
        ("0086-138-0013-8000", "0086-138-****-8000"),
        ("TEL138-0013-8000", "TEL138-****-8000"),
        ("2026-05-12 139-1234-5678", "2026-05-12 139-****-5678"),
        ("手机138-0013-8000号", "手机138-****-8000号"),
        ("138 0013 8000、139 0013 9000", "138 **** 8000、139 **** 9000"),
    ],
)
def test_a_mobile_number_is_covered_as_it_is_spoken(raw, text, told):
    assert covered(raw, text) == told == covering.covered(text)
    assert held(raw, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "罚款3,500元、4,200元", "2026-05-12至2026-06-11", "2026年1月2日、3日", "2026.05.12-2026.06.11", "2026-05-12～2026-06-11", "20260512-20260611", "3,500、4,200、5,600、7,800",
        "1200.00 3400.50 560.00 1200.00", "津北罚决字第1501-2026-012号", "2026-05-12、2026-05-13、2026-05-14", "2026-05-12 2026-05-13 2026-05-14", "GB 14881-2013", "津北执法138〔2026〕0123号",
        "1998.3.15-2005", "2026-05-12 09:30至2026-05-12 11:30", "1200、3400、5600、7800元", "货值13,912.34元、5,678.00元",
    ],
)  # fmt: skip
def test_dates_amounts_and_documents_are_neither_covered_nor_held(raw, text):
    assert (covered(raw, text), held(raw, text)) == (text, [])


def test_the_middle_of_listed_dates_is_no_birth_date(raw):
    """Some month's three days have the check character of an identity number; they are dates all the same."""
    texts = [f"2026-{m:02}-{d:02}、2026-{m:02}-{d + 1:02}、2026-{m:02}-{d + 2:02}" for m in range(1, 13) for d in range(1, 27)]
    assert [covered(raw, text) for text in texts] == texts


HOUSES = [
    ("富力城3-1-502", "富力城***"),
    ("远洋城12号楼2门", "远洋城***"),
    ("昆纬路12A号", "昆纬路***"),
    ("万达中心1203室", "万达中心***"),
    ("诚信里（5-2-302）", "诚信里（***）"),
    ("诚信里5/2/302", "诚信里***"),
    ("诚信里5~2~302", "诚信里***"),
    ("诚信里5 - 2 - 302", "诚信里***"),
    ("中山北里：3-2-301", "中山北里：***"),
    ("金茂府3-1-1201", "金茂府***"),
    ("恒大名都5号楼2门", "恒大名都***"),
    ("人民大楼3层302", "人民大楼***"),
    ("君临天下3栋1单元", "君临天下***"),
    ("昆纬路壹号", "昆纬路***"),
    ("幸福里叁号", "幸福里***"),
    ("昆纬路A12号", "昆纬路***"),
    ("昆纬路B-12", "昆纬路***"),
    ("元纬路12、14号", "元纬路***"),
    ("昆纬路12号院3-2", "昆纬路***"),
    ("元纬路12号，3门501室", "元纬路***"),
    ("中山北里3#2-301", "中山北里***"),
    ("诚信里5号楼、2门302", "诚信里***"),
    ("在昆纬路12号3,500元", "在昆纬路***3,500元"),
    ("昆纬路12号 2026-05-12被查", "昆纬路*** 2026-05-12被查"),
    ("昆纬路12号20公斤", "昆纬路***20公斤"),
    ("位于诚信里５－２－３０２的住宅", "位于诚信里***的住宅"),
    ("远洋城12号楼2门，富力城3-1-502。", "远洋城***，富力城***。"),
    ("昆纬路12号院3-2内", "昆纬路***内"),
    ("诚信里5号楼2门302、罚款5000元", "诚信里***、罚款5000元"),
    ("中山路12号、14号", "中山路***"),
    ("昆纬路12号，当事人在5号楼销售", "昆纬路***，当事人在***销售"),
    ("王串场一号路12号", "王串场一号路***"),
    ("里程12公里，位于诚信里小区内5号楼2门302。", "里程12公里，位于诚信里小区内***。"),
]


@pytest.mark.parametrize(("text", "told"), HOUSES)
def test_a_house_is_left_out_however_it_is_written(raw, text, told):
    assert raw.execute("SELECT ground_without_houses(%s)", [text]).fetchone()[0] == told == covering.without_houses(text)


@pytest.mark.parametrize(
    "text",
    [
        "国家市场监督管理总局令第78号",
        "国家市场监督管理总局令第2号公布",
        "占用人行道2-3平方米",
        "从批发市场购进2-3箱白酒",
        "在王串场街道门前摆放桌椅4-6张",
        "道路运输证号120105-2026-12",
        "津市场监管罚告2026-12号",
        "王串场街道食小2026-12号",
        "2026-05-12至2026-06-11",
        "比例为3-1",
        "共3栋楼",
        "罚款3-5万元",
        "第3-1-1条",
        "型号5-2-302",
        "编号：3-1-502",
        "市政府12号文件",
        "服务中心3号窗口",
        "1/2/2026",
        "12-5-2026",
        "拆除3层300平方米",
        "津北市监罚〔2026〕1号",
        "经营面积3层",
        "在小区门口摆放3-5张桌子",
        "5月12号3门店",
        "依据第12号、第13号决定",
        "电话022-2441",
        "按照GB 14881-2013",
        "经营2-3-4月",
    ],
)
def test_what_is_no_house_stays(raw, text):
    assert raw.execute("SELECT ground_without_houses(%s)", [text]).fetchone()[0] == text == covering.without_houses(text)


PARTS = "中山路 诚信里 12 3 号 号楼 门 502 - / ～ ， 、 室 栋 富力城 2026 年 箱 元 一 二 A 第 （ ） 证号 ： 单元 5-2-302 街道 道路 月 店".split()


@settings(max_examples=300, deadline=None)
@given(some.lists(some.sampled_from(PARTS), max_size=9).map("".join))
def test_sql_and_oracle_leave_out_the_same_houses(raw, text):
    told, street = raw.execute("SELECT ground_without_houses(%s), ground_to_street(%s)", [text, text]).fetchone()
    assert told == covering.without_houses(text)
    assert street == covering.to_street(text) == masking.address(text)
    assert not re.search("[0-9]+(号楼|栋)[0-9]+(门|单元)", told)


ADDRESSES = [
    ("天津市河北区富强里12号楼2门501号（建昌道街道）", "天津市河北区富强里"),
    ("诚信里5-2-302（王串场街道）", "诚信里"),
    ("大江里5号楼2门301室临街", "大江里"),
    ("王串场新村12号楼3门（增产道与真理道交口）", "王串场新村"),
    ("天津市河北区万达中心1203室", "天津市河北区万达中心"),
    ("天津市河北区万达中心（1203室）", "天津市河北区万达中心"),
    ("天津市河北区恒大名都小区5号楼", "天津市河北区恒大名都小区"),
    ("天津市河北区诚信家园", "天津市河北区诚信家园"),
    ("河北区王串场六号路8号", "河北区王串场六号路"),
    ("河北区2号路5号", "河北区2号路"),
    ("八马路三条胡同2号", "八马路"),
    ("远洋城A座1203", "远洋城"),
    ("幸福里叁号（江都路街道）", "幸福里"),
    ("12号", ""),
    ("无", ""),
]


@pytest.mark.parametrize(("address", "told"), ADDRESSES)
def test_an_address_ends_before_its_house(raw, address, told):
    assert raw.execute("SELECT ground_to_street(%s)", [address]).fetchone()[0] == told == masking.address(address) == covering.to_street(address)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("吴十一", ["吴十一"]),
        ("李四、张三", ["张三", "李四"]),
        ("李四;张三", ["张三", "李四"]),
        ("李四/张三", ["张三", "李四"]),
        ("李四 张三", ["张三", "李四", "李四张三"]),
        ("李 四", ["李四"]),
        ("吴十一（经营者）", ["吴十一"]),
        ("经营者：吴十一（已离职）、李四", ["吴十一", "李四"]),
        ("阿依古丽•买买提", ["阿依古丽•买买提"]),
        ("𠮷四", ["𠮷四"]),
        ("㐂四", ["㐂四"]),
        ("John Smith", ["John Smith"]),
        ("王", []),
        ("无", []),
        ("天津某某有限公司", []),
        ("罚款5000元", []),
        ("吴十一 13912345678", ["吴十一"]),
        ("吴十一13912345678", ["吴十一"]),
        ("（吴十一）", ["吴十一"]),
        ("李明 女", ["李明"]),
        ("李明等2人", ["李明"]),
        ("李明等", ["李明"]),
        ("李明。", ["李明"]),
        ("李明.", ["李明"]),
        ("姓名：李明", ["李明"]),
        ("投资人李明", ["李明"]),
        ("李明同志", ["李明"]),
        ("李明 身份证120105199001011234", ["李明"]),
        ("李明经营者", ["李明"]),
        ("天津ABC", []),
        ("当事人", []),
        ("家庭经营", []),
        ("见附件", []),
        ("万元", []),
    ],
)
def test_the_names_that_a_cell_tells(raw, cell, names):
    assert sorted(raw.execute("SELECT ground_names_of(%s)", [cell]).fetchone()[0]) == sorted(names) == sorted(covering.names_of(cell))


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("经营者李　小四无证经营", "李小四", "经营者李***无证经营"),
        ("阿依古丽·买买提与阿依古丽.买买提", "阿依古丽•买买提", "阿*******与阿*******"),
        ("阿依古丽买买提", "阿依古丽•买买提", "阿******"),
        ("李明2次拒绝，罚款李明5000元", "李明.", "李*2次拒绝，罚款李*5000元"),
        ("JOHN  SMITH、Johnny Smithson", "John Smith", "J**********、Johnny Smithson"),
        ("经营者𠮷四", "𠮷四", "经营者𠮷*"),
        ("姓李，四月", "李四", "姓李，四月"),
    ],
)
def test_a_name_is_covered_however_it_is_written(raw, text, name, told):
    assert raw.execute("SELECT ground_without_names(%s, %s, '')", [text, [name]]).fetchone()[0] == told == covering.without_names(text, [name], "")


@pytest.mark.parametrize(
    ("text", "called", "told"),
    [
        ("河北区意库创意街37号便利店", "河北区意库创意街37号便利店", "河北区意库创意街37号便利店"),
        ("河北区幸福里一号烧烤店位于幸福里一号，经营者王芳", "河北区幸福里一号烧烤店", "河北区幸福里一号烧烤店位于幸福里***，经营者王*"),
        ("位于幸福里12号", "幸福里", "位于幸福里***"),
        ("王芳小吃店的经营者王芳", "王芳小吃店", "王芳小吃店的经营者王*"),
    ],
)
def test_what_a_shop_is_called_stays(raw, text, called, told):
    assert raw.execute("SELECT ground_of_shop(%s, %s, %s)", [text, ["王芳"], [called]]).fetchone()[0] == told == covering.of_shop(text, ["王芳"], [called])
