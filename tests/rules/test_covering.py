"""What is covered in a text before the public reads it: SQL and the oracle's own covering agree, however a number is written (docs/rulings.md, 451, 452)."""

import random

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chengxin.site import postgres
from tests.district import identity_number
from tests.stories.oracle import covering

NUMBER, PHONE = identity_number("12010519900307123"), "13912345678"
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@pytest.fixture(scope="module")
def raw(server):
    """A connection to the migrated database."""
    with psycopg.connect(**postgres.connection(server, "owner"), options="-c search_path=chengxin", autocommit=True) as made:
        yield made


def masked(raw, text: str) -> str:
    return raw.execute("SELECT ground_masked_text(%s)", [text]).fetchone()[0]


def figures(text: str) -> str:
    """The figures of a text as a program would gather them that wants its numbers."""
    return "".join(letter for letter in covering.half_width(text) if letter in "0123456789Xx")


@pytest.mark.parametrize(
    "text",
    [
        f"身份证号{NUMBER}。",
        f"身份证号{NUMBER.translate(FULL)}。",
        f"身份证号 {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}。",
        f"{NUMBER[:6]}-{NUMBER[6:14]}-{NUMBER[14:]}",
        f"{NUMBER[:6]}·{NUMBER[6:10]}\u200b{NUMBER[10:14]}\n{NUMBER[14:]}",
        f"SFZ{NUMBER}abc",
        f"编号99{NUMBER}77",
        f"{NUMBER}{PHONE}",
    ],
)
def test_an_identity_number_is_covered_however_it_is_written(raw, text):
    assert NUMBER not in figures(masked(raw, text))
    assert len(masked(raw, text)) == len(text)
    assert masked(raw, text) == covering.covered(text)


@pytest.mark.parametrize("text", [f"电话{PHONE}", f"tel{PHONE}", f"wx{PHONE}a", f"+86{PHONE}", f"0086{PHONE}", f"0{PHONE}", PHONE.translate(FULL)])
def test_a_mobile_number_is_covered_however_it_is_written(raw, text):
    assert PHONE not in figures(masked(raw, text))
    assert masked(raw, text) == covering.covered(text)


@pytest.mark.parametrize(
    "text", ["合同编号202605120000012345678", "罚款5000元，自2026-05-12至2026-06-12", "统一社会信用代码91120105103789254X", "编号2026139123456789", "货值金额12000.00元、3400.50元"]
)
def test_what_is_no_number_of_a_person_stays(raw, text):
    assert masked(raw, text) == text


@pytest.mark.parametrize(
    "text",
    ["证号１２０１０５１９９００３０７１２３４５６７８９", f"证号{NUMBER[:-1]}{(int(NUMBER[-1]) + 1) % 10}", "电话：24412345", "手机1381.2345.678", "(022)24412345", f"{'9' * 25}"],
)
def test_what_cannot_be_covered_for_certain_is_read_by_a_person(raw, text):
    assert raw.execute("SELECT ground_doubts(ground_masked_text(%s)), ground_worth_doubting(%s)", [text, text]).fetchone()[0]
    assert raw.execute("SELECT ground_worth_doubting(%s)", [text]).fetchone()[0]
    assert covering.doubtful(covering.covered(text))


PIECES = [
    NUMBER,
    PHONE,
    NUMBER.translate(FULL),
    "91120105103789254X",
    "，",
    " ",
    "-",
    "·",
    "\u200b",
    "号",
    "a",
    "X",
    "2026",
    "19900307",
    "1",
    "0",
    "86",
    "+",
    "中山路12号",
    "。",
    "电话",
    "120105",
]


@settings(max_examples=300, deadline=None)
@given(some.lists(some.sampled_from(PIECES), max_size=9).map("".join))
def test_sql_and_oracle_cover_and_doubt_alike(raw, text):
    told, doubts, worth = raw.execute("SELECT ground_masked_text(%s), ground_doubts(ground_masked_text(%s)) <> '{}', ground_worth_doubting(%s)", [text, text, text]).fetchone()
    assert told == covering.covered(text)
    assert doubts == covering.doubtful(covering.covered(text))
    assert worth or not doubts


HOUSES = [
    ("当事人（位于天津市河北区望海楼街道建国路237-2号）经营", "当事人（位于天津市河北区望海楼街道建国路***）经营"),
    ("在中山路１２号３号楼2门501室检查", "在中山路***检查"),
    ("地址为王串场街道增产道五号底商", "地址为王串场街道增产道***"),
    ("某某里3号楼2门501室", "某某里***"),
    ("在诚信里小区5-2-302经营", "在诚信里小区***经营"),
    ("经营场所：天津市河北区诚信里5-2-302", "经营场所：天津市河北区诚信里***"),
    ("位于王串场新村12—3—401", "位于王串场新村***"),
    ("位于靖江里２１－２－３０１，", "位于靖江里***，"),
    ("诚信公寓A座1203室、元吉里8排12号", "诚信公寓***、元吉里***"),
    ("诚信公寓A座1203", "诚信公寓***"),
    ("某某花园（二期）5号楼2门", "某某花园（二期）***"),
    ("昆纬路 12 号，昆纬路，12号", "昆纬路 ***，昆纬路，***"),
    ("江都路街道 诚信里 5号楼", "江都路街道 诚信里 ***"),
    ("昆纬路12号3门501，无证经营", "昆纬路***，无证经营"),
    ("诚信里5楼302", "诚信里***"),
    ("诚信里五号楼二门三零二", "诚信里***"),
    ("昆纬路5号增1号", "昆纬路***"),
    ("昆纬路12号2026年5月3日查获", "昆纬路***2026年5月3日查获"),
    ("在中山路2026-05-12检查，罚款3-5万元", "在中山路2026-05-12检查，罚款3-5万元"),
    ("王串场街罚决字第5号", "王串场街罚决字第5号"),
    ("在望海楼街道检查3-5人，购进2-3个", "在望海楼街道检查3-5人，购进2-3个"),
    ("在中山路3.5米处占道", "在中山路3.5米处占道"),
    ("依据《城市道路管理条例》第四十二条", "依据《城市道路管理条例》第四十二条"),
    ("津北市监罚〔2026〕1号", "津北市监罚〔2026〕1号"),
    ("2026年7月9日在光复道街道检查", "2026年7月9日在光复道街道检查"),
]


@pytest.mark.parametrize(("text", "told"), HOUSES)
def test_a_house_is_left_out_of_a_text_about_an_individual_business(raw, text, told):
    assert raw.execute("SELECT ground_without_houses(%s)", [text]).fetchone()[0] == told == covering.without_houses(text)


@pytest.mark.parametrize(
    ("text", "names", "kept", "told"),
    [
        ("经营者吴十一无证经营", ["吴十一"], "河北区意风小吃店", "经营者吴**无证经营"),
        ("河北区王芳小吃店的经营者王芳", ["王芳"], "河北区王芳小吃店", "河北区王芳小吃店的经营者王*"),
        ("王芳与李明", ["李明", "王芳"], "王芳", "王芳与李*"),
        ("无人", ["王芳"], "", "无人"),
    ],
)
def test_whoever_leads_an_individual_business_is_not_named_in_its_texts(raw, text, names, kept, told):
    assert raw.execute("SELECT ground_without_names(%s, %s, %s)", [text, names, kept]).fetchone()[0] == told == covering.without_names(text, names, kept)


def test_long_texts_are_covered_in_time(raw):
    chance = random.Random(1)
    text = "".join(chance.choice(["经查，", "2026", "12.50元", "-", " ", PHONE, NUMBER]) for _ in range(800))
    assert NUMBER not in figures(masked(raw, text)) or NUMBER not in covering.covered(text)
    assert masked(raw, text) == covering.covered(text)


ODD = [
    *PIECES,
    "（",
    "）",
    "／",
    "．",
    "－",
    "　",
    "①②③④⑤⑥⑦",
    "²³",
    "\U0001d7d8",
    "⼥",
    "\uf981",
    "㊚",
    "…",
    "\u0301",
    "é",
    "ﬁ",
    "《",
    "〕",
    "\u3002",
    "\uff61",
    "男",
    "\t",
    "\n",
    "身份",
    "证",
    "⾝份证",
]


@settings(max_examples=400, deadline=None)
@given(some.lists(some.sampled_from(ODD), max_size=12).map("".join))
def test_a_text_is_worth_doubting_as_if_each_were_normalized(raw, text):
    """Only what holds a character that normalizing could turn into something sought is normalized; the answer is as if all were."""
    worth, plain = raw.execute(
        "SELECT ground_worth_doubting(%s), normalize(%s, NFKC) ~ E'[0-9]([\\\\s\\u00ad\\u200b-\\u200f\\u2028-\\u202f\\u2060-\\u2069\\ufeff‐‑‒–—―−·・•‧∙⋅●._/~()〔〕\\\\[\\\\]、,-]{0,4}[0-9]){6}|身份证|出生|住址|住所|家住|现住|户籍|居住|[男女]'",
        [text, text],
    ).fetchone()
    assert worth == plain
