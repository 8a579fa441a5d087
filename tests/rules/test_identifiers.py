"""Check characters in the checks and in SQL agree with an arithmetic of their own."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chengxin.collection.checks.words import code_check_holds, identity_check_holds
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


def test_vectors():
    assert all(holds(code_check_holds, VALID_CODES))
    assert not any(holds(code_check_holds, ["91120105MA00000070"]))
    assert all(holds(identity_check_holds, VALID_NUMBERS))
    assert not any(holds(identity_check_holds, ["120105190001010010"]))


@settings(max_examples=20, deadline=None)
@given(some.lists(some.text(ALPHABET, min_size=17, max_size=17), min_size=1, max_size=50))
def test_codes(stems):
    whole = [credit_code(stem) for stem in stems]
    assert all(holds(code_check_holds, whole))
    wrong = [code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % 31] for code in whole]
    assert not any(holds(code_check_holds, wrong))


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
