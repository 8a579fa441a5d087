"""The organisation code inside a credit code: pointed out, and the row goes on (ruling 10)."""

import pytest

from tests.district import penalty_row

RIGHT, WRONG_INSIDE = "91120105MA0000007Q", "91120105MA00000016"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"CF_XDR_SHXYM": RIGHT}, 0),
        ({"CF_XDR_SHXYM": WRONG_INSIDE}, 1),
        ({"CF_XDR_SHXYM": WRONG_INSIDE, "CF_SJLYDM": "11120105MB1F00020C"}, 2),
        ({"CF_XDR_SHXYM": "00000000000000000X", "CF_XDR_LB": "个体工商户"}, 0),
        ({"CF_XDR_SHXYM": "", "CF_XDR_LB": "自然人", "CF_XDR_ZJLX": "护照号", "CF_XDR_ZJHM": "E00000001"}, 0),
    ],
)
def test_it_is_a_notice(district, said, told):
    figures = district.collect(penalty_row(**said))
    assert (figures["accepted"], figures["quarantined"], figures["findings"].get("code-inner-check", 0)) == (1, 0, told)


def test_what_is_no_code_at_all_is_not_looked_into(district):
    figures = district.collect(penalty_row(CF_XDR_SHXYM="91120105MA0000007"), penalty_row(CF_XDR_SHXYM="91120105IA0000007Q"))
    assert (figures["quarantined"], figures["findings"].get("code-inner-check", 0)) == (2, 0)
