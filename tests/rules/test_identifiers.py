"""Check characters in the checks and in SQL agree with an arithmetic of their own."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chengxin.collection.checks.words import identity_check_holds
from chengxin.collection.code_forms import check_sums
from chengxin.ground.api import identifiers
from chengxin.ground.engine import DuckDBEngine
from tests.district import ALPHABET, credit_code, identity_number

VALID_CODES = ["91120105MA0000007Q", "92120105MA0TERT08G", "111201050000000195", "52120105500000007F", "N2120105MF0000005C", "93120116MA0ABCDE6B"]
VALID_NUMBERS = ["120105190001010011", "12010519000101002X", "810000190001010034", "830000190001010046", "120225198002290016"]


def holds(check, texts: list[str]) -> list[bool]:
    engine = DuckDBEngine()
    try:
        return engine.evaluate(pa.table({"x": pa.array(texts, pa.string())}), lambda row: {"ok": check(row.x)}).column(0).to_pylist()
    finally:
        engine.close()


def rests(codes: list[str | None]) -> list[int | None]:
    return check_sums(pa.array(codes, pa.string())).rest.to_pylist()


def test_vectors():
    assert rests(VALID_CODES) == [0] * len(VALID_CODES)
    assert rests(["91120105MA00000070"])[0] not in (0, None)
    assert all(holds(identity_check_holds, VALID_NUMBERS))
    assert not any(holds(identity_check_holds, ["120105190001010010"]))


@settings(max_examples=20, deadline=None)
@given(some.lists(some.text(ALPHABET, min_size=17, max_size=17), min_size=1, max_size=50))
def test_codes(stems):
    whole = [credit_code(stem) for stem in stems]
    assert rests(whole) == [0] * len(whole)
    wrong = [code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % 31] for code in whole]
    assert 0 not in rests(wrong) and None not in rests(wrong)


@settings(max_examples=50, deadline=None)
@given(
    some.lists(some.one_of(some.text(max_size=20), some.text(ALPHABET + "IOSVZ", min_size=18, max_size=18), some.text("无0X", min_size=18, max_size=18)), max_size=30),
    some.integers(0, 3),
)
def test_only_what_has_the_form_of_a_code_has_a_sum(texts, skipped):
    sums = check_sums(pa.array(texts, pa.string()).slice(min(skipped, len(texts))))  # also of a column that begins inside another
    form = [len(text.encode()) == 18 and all(letter in ALPHABET for letter in text) for text in texts[skipped:]]
    assert [rest is not None for rest in sums.rest.to_pylist()] == [inner is not None for inner in sums.inner.to_pylist()] == form


def test_an_identity_number_among_codes_is_seen_where_it_is_no_code():
    citizens = ["12010519000101002X", "120105190001010054", "810000199408230021", "11010519491231002X"]
    told = check_sums(pa.array([*citizens, *VALID_CODES, "120105190001010055", "120105190013010052", "1201051900010100", "", "身份证号码"], pa.string()))
    expected = [identifiers.identity_number.is_valid(one) and not identifiers.credit_code.is_valid(one) for one in citizens]
    assert told.citizen.to_pylist() == expected + [False] * (len(VALID_CODES) + 5) and sum(expected) >= 3


@settings(max_examples=20, deadline=None)
@given(some.lists(some.text("0123456789", min_size=17, max_size=17), min_size=1, max_size=50))
def test_numbers(stems):
    assert all(holds(identity_check_holds, [identity_number(stem) for stem in stems]))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证12010519000101002X。", "身份证1****************X。"),
        ("代码91120105MA0000007Q不动", "代码91120105MA0000007Q不动"),
        ("代码111201050000000195也不动", "代码111201050000000195也不动"),
        ("号码120105190001010010校验不符", "号码120105190001010010校验不符"),
        ("电话13812345678", "电话138****5678"),
        ("编号2026138123456789", "编号2026138123456789"),
        ("无", "无"),
    ],
)
def test_masking_inside_texts(server, text, masked):
    import psycopg

    from chengxin.site import postgres

    with psycopg.connect(**postgres.connection(server, "owner"), options="-c search_path=chengxin") as raw:
        assert raw.execute("SELECT ground_masked_text(%s)", [text]).fetchone()[0] == masked
