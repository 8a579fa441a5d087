"""Identifiers: computed numbers with what is expected of each, and the arithmetic under hypothesis (ruling 130)."""

import doctest
import importlib
import pkgutil
import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chengxin.ground.api import WrongUse, identifiers
from chengxin.ground.identifiers import arithmetic, credit_code, identity_number, organisation_code, permanent_residence, registration_number

DIGITS = "0123456789"
VALID = [
    ("credit-code", "91120105MA0000007Q"),
    ("credit-code", "92120105MA0TERT08G"),
    ("credit-code", "111201050000000195"),
    ("credit-code", "52120105500000007F"),
    ("credit-code", "N2120105MF0000005C"),  # N, A and Y begin codes too
    ("credit-code", "93120116MA0ABCDE6B"),
    ("organisation-code", "MA0000007"),
    ("organisation-code", "000000019"),
    ("organisation-code", "500000007"),
    ("registration-number", "120105000000019"),
    ("registration-number", "120105600000022"),
    ("registration-number", "110108000000016"),
    ("registration-number", "1201052000001"),  # thirteen digits, without a check
    ("identity-number", "120105190001010011"),
    ("identity-number", "12010519000101002X"),
    ("identity-number", "810000190001010034"),
    ("identity-number", "830000190001010046"),
    ("identity-number", "120225198002290016"),  # a county abolished since, and younger than the birth
    ("permanent-residence", "912840190001010018"),
    ("permanent-residence", "USA110012345678"),
    ("hong-kong-macao-permit", "H12345678"),
    ("hong-kong-macao-permit", "M1234567801"),
    ("taiwan-permit", "12345678"),
    ("taiwan-permit", "0123456789(B)"),
    ("passport", "E12345678"),
    ("passport", "EA1234567"),
    ("taxpayer-number", "120105MA0000007"),
    ("taxpayer-number", "91120105MA0000007Q"),
]
REFUSED = [
    ("credit-code", "91120105MA00000070", "identifier-checksum"),
    ("credit-code", "91120105IA0000007Q", "identifier-format"),
    ("credit-code", "91120105MA0000007", "identifier-length"),
    ("credit-code", "97120105MA00000076", "identifier-component"),  # no registered pair
    ("credit-code", "91129999MA0000007N", "identifier-component"),  # four nines are no place
    ("credit-code", "00000000000000000X", "identifier-filler"),
    ("identity-number", "120105190001010010", "identifier-checksum"),
    ("identity-number", "120105190002300010", "identifier-component"),  # 30 February
    ("identity-number", "12010519000101001", "identifier-length"),
    ("identity-number", "990105190001010013", "identifier-component"),  # no such province
    ("identity-number", "1201O5190001010011", "identifier-format"),
    ("permanent-residence", "912840190001010019", "identifier-checksum"),
    ("permanent-residence", "120105190001010011", "identifier-format"),
    ("permanent-residence", "US1110012345678", "identifier-format"),
]
POINTED_OUT = [
    ("credit-code", "91120105MA00000016", "identifier-checksum"),  # the inner check alone
    ("credit-code", "911208880000000198", "identifier-component"),  # an office that is no division
    ("organisation-code", "MA0000008", "identifier-checksum"),
    ("registration-number", "120105000000018", "identifier-checksum"),
    ("registration-number", "企独津总字第000001号", "identifier-format"),
    ("hong-kong-macao-permit", "Z12345678", "identifier-format"),
    ("taiwan-permit", "H12345678", "identifier-format"),
    ("passport", "E1", "identifier-length"),
    ("taxpayer-number", "1201", "identifier-length"),
    ("taxpayer-number", "91120105MA00000070", "identifier-checksum"),
    ("identity-number", "129876190001010013", "identifier-component"),
]


@pytest.mark.parametrize(("kind", "number"), VALID)
def test_accepted(kind, number):
    told = identifiers.examine(kind, number)
    assert (told.number, told.refused, told.hints) == (number, None, ())


@pytest.mark.parametrize(("kind", "number", "code"), REFUSED)
def test_refused_with_a_chinese_reason_that_keeps_the_number_to_itself(kind, number, code):
    told = identifiers.examine(kind, number)
    assert told.refused.code == code and told.hints == ()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in str(told.refused)) and number not in str(told.refused)
    with pytest.raises(WrongUse):
        identifiers.KINDS[kind].validate(number)


@pytest.mark.parametrize(("kind", "number", "code"), POINTED_OUT)
def test_pointed_out_and_never_refused(kind, number, code):
    told = identifiers.examine(kind, number)
    assert told.refused is None and [hint.code for hint in told.hints] == [code]


def test_a_form_from_memory_is_not_certain():
    assert {code for code, kind in identifiers.KINDS.items() if kind.certain} == {"credit-code", "identity-number", "permanent-residence"}
    for kind in identifiers.KINDS.values():
        assert not (kind.certain and kind.source == "M")


@pytest.mark.parametrize("code", ["120105", "100000", "990100", "149900", "469027", "440306"])
def test_offices_that_are_no_county_are_not_refused(code):
    stem = f"12{code}MB000001"
    stem += arithmetic.organisation_check(stem[8:])
    assert credit_code.is_valid(stem + arithmetic.credit_code_check(stem))


def test_every_division_of_the_list_may_stand_in_a_number():
    from stdnum import numdb

    provinces = {prefix for _, prefix, *_ in numdb.get("cn/loc").prefixes}
    assert len(provinces) == 34 and provinces == identifiers.divisions.PROVINCES.keys()


def test_the_parts_of_a_code():
    parts = credit_code.parts("n2120105mf0000005c")
    assert (parts.department, parts.department_name, parts.category, parts.category_name) == ("N", "农业", "2", "村级集体经济组织")
    assert (parts.division, parts.division_name, parts.body, parts.check) == ("120105", "天津市河北区", "MF0000005", "C")


def test_numbers_are_compared_without_blanks_and_width():
    assert credit_code.compact(" ９１１２０１０５ｍａ\u200b0000007q\t") == "91120105MA0000007Q"
    assert credit_code.compact("91120105MA000000⑦Q") != "91120105MA0000007Q"  # raised figures stay (ruling 121)
    assert organisation_code.format("ma0000007") == "MA000000-7"
    assert not credit_code.is_valid("91120105MAOOOOOO7Q")  # O is never made 0


def test_the_examples_in_the_docstrings_hold():
    tried = 0
    for found in pkgutil.iter_modules(identifiers.__path__):
        result = doctest.testmod(importlib.import_module(f"{identifiers.__name__}.{found.name}"))
        assert result.failed == 0
        tried += result.attempted
    assert tried >= 8


CREDIT_STEMS = some.builds(
    lambda pair, division, body: f"{pair}{division}{body}",
    some.sampled_from(sorted(credit_code.pairs())), some.sampled_from(["120105", "120000", "100000", "654301"]), some.text(arithmetic.CREDIT_CODE_LETTERS, min_size=9, max_size=9),
)  # fmt: skip
BIRTHS = some.dates(__import__("datetime").date(1900, 1, 1), __import__("datetime").date(2030, 1, 1)).map(lambda day: day.strftime("%Y%m%d"))
IDENTITY_STEMS = some.builds(
    lambda place, birth, sequence: f"{place}{birth}{sequence:03d}", some.sampled_from(["120105", "120225", "810000", "830000", "110101"]), BIRTHS, some.integers(0, 999)
)


@given(CREDIT_STEMS, some.integers(0, 17), some.sampled_from(arithmetic.CREDIT_CODE_LETTERS))
def test_a_wrong_character_in_a_code_is_found(stem, place, letter):
    whole = stem + arithmetic.credit_code_check(stem)
    assert credit_code.validate(credit_code.format(whole.lower())) == whole
    changed = whole[:place] + letter + whole[place + 1 :]
    assert credit_code.is_valid(changed) == (changed == whole)


@given(CREDIT_STEMS, some.integers(0, 16))
def test_two_neighbours_exchanged_in_a_code_are_found(stem, place):
    whole = stem + arithmetic.credit_code_check(stem)
    changed = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    assert credit_code.is_valid(changed) == (changed == whole)


@given(IDENTITY_STEMS, some.integers(0, 16), some.sampled_from(DIGITS))
def test_a_wrong_digit_in_an_identity_number_is_found(stem, place, digit):
    whole = stem + arithmetic.identity_check(stem)
    assert identity_number.validate(whole.lower()) == whole and identity_number.check_holds(whole)
    changed = whole[:place] + digit + whole[place + 1 :]
    assert identity_number.is_valid(changed) == (changed == whole)


@given(IDENTITY_STEMS, some.integers(0, 15))
def test_two_neighbours_exchanged_in_an_identity_number_are_found(stem, place):
    whole = stem + arithmetic.identity_check(stem)
    changed = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    assert identity_number.is_valid(changed) == (changed == whole)


@given(some.text(DIGITS, min_size=16, max_size=16), some.integers(1, 16), some.sampled_from(DIGITS))
def test_a_wrong_digit_in_a_permanent_resident_number_is_found(stem, place, digit):
    whole = f"9{stem}" + arithmetic.identity_check(f"9{stem}")
    changed = whole[:place] + digit + whole[place + 1 :]
    assert permanent_residence.is_valid(changed) == (changed == whole)


@given(some.text(DIGITS, min_size=8, max_size=8), some.integers(0, 7), some.sampled_from(DIGITS))
def test_a_wrong_digit_in_an_organisation_code_is_found(stem, place, digit):
    whole = stem + arithmetic.organisation_check(stem)
    assert organisation_code.validate(organisation_code.format(whole)) == whole
    changed = whole[:place] + digit + whole[place + 1 :]
    assert organisation_code.is_valid(changed) == (changed == whole)


@given(some.text(DIGITS, min_size=8, max_size=8), some.integers(6, 13), some.sampled_from(DIGITS))
def test_a_wrong_digit_in_a_registration_number_is_found(stem, place, digit):
    whole = f"120105{stem}" + arithmetic.registration_check(f"120105{stem}")
    assert registration_number.is_valid(whole)
    changed = whole[:place] + digit + whole[place + 1 :]
    assert registration_number.is_valid(changed) == (changed == whole)


@settings(max_examples=300)
@given(some.sampled_from(sorted(identifiers.KINDS)), some.text(max_size=25))
def test_whatever_is_asked_gets_an_answer(kind, text):
    identifiers.examine(kind, text)


def test_python_the_checks_and_sql_agree(server):
    """Thousands of made numbers, half of them with one character changed, judged three times."""
    import psycopg

    from chengxin.collection.checks.words import identity_check_holds
    from chengxin.collection.code_forms import check_sums
    from chengxin.ground.engine import DuckDBEngine
    from chengxin.site import postgres

    chance = random.Random(32100)
    codes, numbers = [], []
    for _ in range(3000):
        body = "".join(chance.choices(arithmetic.CREDIT_CODE_LETTERS, k=8))
        stem = "91120105" + body + chance.choice([arithmetic.organisation_check(body), chance.choice(DIGITS)])
        codes.append(_sometimes_wrong(chance, stem + arithmetic.credit_code_check(stem), arithmetic.CREDIT_CODE_LETTERS))
        stem = f"{chance.choice(['120105', '990105', '810000', '654301'])}{chance.randint(1790, 2030)}{chance.randint(0, 13):02d}{chance.randint(0, 32):02d}{chance.randint(0, 999):03d}"
        numbers.append(_sometimes_wrong(chance, stem + arithmetic.identity_check(stem), DIGITS))
    engine = DuckDBEngine()
    try:
        told = engine.evaluate(pa.table({"number": numbers}), lambda row: {"number": identity_check_holds(row.number)}).to_pydict()
    finally:
        engine.close()
    sums = check_sums(pa.array(codes))
    told |= {"code": [rest == 0 for rest in sums.rest.to_pylist()], "inner": sums.inner.to_pylist()}
    with psycopg.connect(**postgres.connection(server, "owner"), options="-c search_path=chengxin") as raw:
        rows = raw.execute("SELECT ground_is_credit_code(c), ground_is_identity(n) FROM unnest(%s::text[], %s::text[]) AS t(c, n)", [codes, numbers]).fetchall()
    code_checks = [code[-1] == arithmetic.credit_code_check(code) for code in codes]
    number_checks = [number[-1] == arithmetic.identity_check(number) for number in numbers]
    assert told["code"] == code_checks == [row[0] for row in rows]
    assert told["inner"] == [organisation_code.is_valid(code[8:17]) for code in codes]
    assert told["number"] == number_checks
    assert [identity_number.check_holds(number) for number in numbers] == [row[1] for row in rows]
    for verdicts in (told["code"], told["inner"], told["number"], [row[1] for row in rows]):
        assert 300 < sum(verdicts) < 2900, "the made numbers must hold both right and wrong ones"


def _sometimes_wrong(chance: random.Random, whole: str, letters: str) -> str:
    place = chance.randrange(17)
    return whole[:place] + chance.choice(letters) + whole[place + 1 :] if chance.random() < 0.5 else whole
