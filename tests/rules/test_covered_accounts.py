"""Bank cards, identity numbers of fifteen figures and passports: what is covered however it is written, and which numbers of permits, firms and documents stay (docs/rulings.md, 550, 590)."""

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chengxin.ground.identifiers.arithmetic import organisation_check, registration_check
from chengxin.site import postgres
from tests.district import identity_number
from tests.stories.oracle import covering

CARD, SHORT, OLD = "6228480402564890018", "6222020200112230", "120105800315124"
OF_REGISTER, OF_TAX = "12010580031500" + registration_check("12010580031500"), "12010575031512" + organisation_check("75031512")


@pytest.fixture(scope="module")
def raw(server):
    """A connection to the migrated database."""
    with psycopg.connect(**postgres.connection(server, "owner"), options="-c search_path=chengxin", autocommit=True) as made:
        yield made


def told(raw, text: str) -> tuple[str, str]:
    """The text as it is covered in a text, and in a field that is itself a number; both as the oracle covers it, and worth the asking."""
    in_text, itself, worth, quoted = raw.execute(
        "SELECT ground_masked_text(%s), ground_masked_number(%s), ground_worth_masking(%s), ground_worth_masking(to_jsonb(%s::text)::text)", [text] * 4
    ).fetchone()
    assert (in_text, itself) == (covering.covered(text), covering.number_covered(text))
    assert (in_text, itself) == (text, text) or (worth and quoted)
    return in_text, itself


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        (CARD, "***************0018"),
        (f"账号{CARD}。", "账号***************0018。"),
        (SHORT.translate(str.maketrans("0123456789", "０１２３４５６７８９")), "*" * 12 + "２２３０"),
        ("6222 0202 0011 2230", "**** **** **** 2230"),
        ("6228 4804 0256 4890 018", "**** **** **** ***0 018"),
        ("6222-0202-0011-2230号", "****-****-****-2230号"),
        ("622202 0200112230", "****** ******2230"),
        ("付6222 0202 0011 2230 12元", "付**** **** **** 2230 12元"),
        ("2223 0000 4841 0010", "**** **** **** 0010"),
        (f"津北许〔2025〕{SHORT}号", "津北许〔2025〕************2230号"),
        (f"证号：{OLD}", "证号：1*************4"),
        ("120105 800315 124", "1***** ****** **4"),
        (f"第{OLD}号", "第1*************4号"),
        (f"身份证{OF_REGISTER}", f"身份证1*************{OF_REGISTER[-1]}"),
        (f"No{CARD}", "No***************0018"),
        (f"ICBC{SHORT}", "ICBC************2230"),
        (f"ＶＩＳＡ{SHORT}", "ＶＩＳＡ************2230"),
        (f"{SHORT}RMB", "************2230RMB"),
        (f"ID{OLD}", "ID1*************4"),
        (f"No{OLD}", "No1*************4"),
        ("ID120105197001011234", "ID1****************4"),
        ("SFZ：120105 19700101 1234", "SFZ：1***** ******** ***4"),
        ("身份证号120105-19700101-1234", "身份证号1*****-********-***4"),
        ("6222 0202 00112230", "**** **** ****2230"),
        ("6222 020200112230", "**** ********2230"),
        ("6222.0202.0011.2230", "****.****.****.2230"),
        ("6222\u30000202\u30000011\u30002230", "****\u3000****\u3000****\u30002230"),
        ("6222·0202·0011·2230", "****·****·****·2230"),
        ("6222−0202－0011―2230", "****−****－****―2230"),
        ("6222 - 0202 - 0011 - 2230", "**** - **** - **** - 2230"),
        ("622202 0200 1122 30", "****** **** **22 30"),
        ("6 2 2 2 0 2 0 2 0 0 1 1 2 2 3 0", "* * * * * * * * * * * * 2 2 3 0"),
        ("62220202001\n12230", "***********\n*2230"),
        ("6222<br>0202<BR/>0011<br />2230", "****<br>****<BR/>****<br />2230"),
        ("6222&nbsp;0202&nbsp;0011&nbsp;2230", "****&nbsp;****&nbsp;****&nbsp;2230"),
        ("12 6222 0202 0011 2230", "12 **** **** **** 2230"),
        ("4567 6222 0202 0011 2230", "4567 **** **** **** 2230"),
        (f"永居证{identity_number('91112019850101123')}", f"永居证9{16 * '*'}{identity_number('91112019850101123')[-1]}"),
        (f"居住证{identity_number('83000019850101123')}", f"居住证8{16 * '*'}{identity_number('83000019850101123')[-1]}"),
        ("护照E12345678", "护照*****5678"),
        ("护照号码：Ｅ1234567。", "护照号码：****4567。"),
        ("港澳居民来往内地通行证（H1234567890）", "港澳居民来往内地通行证（*******7890）"),
        ("外国人永久居留身份证USA110012345678", "外国人永久居留身份证***********5678"),
    ],
)
def test_a_card_and_an_old_identity_number_are_covered(raw, text, covered):
    assert told(raw, text) == (covered, covered)


@pytest.mark.parametrize(
    "text",
    [
        "1712345678901", "JY11201050012345", "SP4501051234567890", "620105202605120105", "4403202605121232", "4403-2026-0512-1232", "6222020200112231", "91120105103789254X",
        f"9{CARD}", "120105202605120101", "津公交决字〔2025〕第120105250307123号", "120105801315123", "990105800315123", "120105000315123", "编号120105800230123", f"D{OLD}",
        "许可证件编号120105202605120101", "证件号码91120105103789254x", f"SP{SHORT}", f"ｊｙ{SHORT}", f"编号A{OLD}", "3000 3000 3000 1000", "6200 3400 5600 1700", "3010 4520 7800 5160", "4567 1234 2345 3453元", "60281234 60285678", "60281234\n60285670",
        "6222 0202 20260513", "货车通行证津20260512", "护照2本", "津北执罚138-2026-0123号", "分别为138 1200 1500元", "1391234.5678万元",
        f"营业执照注册号{OF_REGISTER}", f"税务登记号：{OF_TAX}", "2021 2022 2023 2024", "自2026-05-12至2026-06-11",
    ],
)  # fmt: skip
def test_numbers_of_permits_documents_and_firms_stay(raw, text):
    assert told(raw, text) == (text, text)


@pytest.mark.parametrize("number", [OF_REGISTER, OF_TAX])
def test_a_firms_number_with_its_check_stays_where_it_is_the_field_itself(raw, number):
    assert told(raw, number)[1] == number


@settings(max_examples=400, deadline=None)
@given(
    some.lists(
        some.sampled_from(
            [
                CARD,
                SHORT,
                "6222 0202 0011 2230",
                OLD,
                OF_REGISTER,
                OF_TAX,
                "120105",
                "800315",
                "124",
                " ",
                "-",
                "\u200b",
                "号",
                "身份证",
                "注册号",
                "a",
                "，",
                "2026",
                "6222",
                "0202",
                "00112230",
                "0013",
                "8000",
                "138",
                "13800138000",
                ".",
                "\n",
                "<br>",
                "&nbsp;",
                "ID",
                "SP",
                "元",
                "护照",
                "\u3000",
            ]
        ),
        max_size=7,
    ).map("".join)
)
def test_sql_and_oracle_cover_the_same_numbers(raw, text):
    told(raw, text)
