"""Repair when: what may not be public has no last public day, whatever its document's own regime once gave it."""

import datetime as dt

import pytest

from chengxin.publicity import api as publicity
from tests.district import penalty_row

NOBODY = "00000000000000000X"


@pytest.mark.parametrize(
    ("said", "on", "ends", "shown"),
    [
        ({"CF_JDRQ": "2026/03/20", "CF_CFLB": "警告"}, dt.date(2026, 3, 25), dt.date(2026, 3, 31), True),  # public before the mild are none
        ({"CF_JDRQ": "2026/03/20", "CF_CFLB": "警告"}, dt.date(2026, 4, 10), None, False),  # first shown when they are none
        ({"CF_JDRQ": "2026/03/20", "CF_CFLB": "罚款"}, dt.date(2026, 4, 10), dt.date(2027, 3, 20), True),
        ({"CF_JDRQ": "2026/05/12", "CF_CFLB": "罚款", "CF_XDR_SHXYM": NOBODY}, dt.date(2026, 6, 10), None, False),
    ],
)
def test_what_may_not_be_public_has_no_last_public_day(district, said, on, ends, shown):
    district.collect(penalty_row(**said), received="2026-06-10")
    with district.side("desk"):
        (told,) = publicity.repair_when(None, on=on)
    assert (told["ends"], told["shown"], told["ends_first"]) == (ends, shown, bool(ends and ends < told["earliest"]))
