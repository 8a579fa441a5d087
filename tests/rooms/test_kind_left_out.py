"""The kind of subject may be left out where the table does not demand it and no natural person can be meant (docs/rulings.md, 511)."""

import datetime as dt

import pytest

from chengxin.catalogue import api as catalogue
from tests.rooms.making import FIRM, row_of

DAY = dt.date(2026, 5, 15)


@pytest.mark.parametrize("item", ["abnormal_operation", "credit_rating"])
def test_511_a_kind_that_the_table_does_not_demand_may_be_left_out(district, item):
    entry = catalogue.item(item)
    version = entry.version_on(DAY)
    whole, number = row_of(entry, version), version.element("document_number").name
    name = version.element("subject_kind").name
    left_out = {told: text for told, text in whole.items() if told != name}
    figures = district.collect(left_out, source=f"{item}s", received=str(DAY))
    assert (figures["accepted"], figures["unlinked"], figures["quarantined"]) == (1, 0, 0), figures["findings"]
    assert district.value("SELECT kind FROM subjects_subject WHERE code = %s", FIRM[1]) == "enterprise"
    blank = district.collect(whole | {name: "", number: "2号"}, source=f"{item}s", received=str(DAY))
    assert (blank["accepted"], blank["quarantined"]) == (1, 0)
    assert district.collect(whole | {name: "公司", number: "3号"}, source=f"{item}s", received=str(DAY))["findings"]["kind-unknown"] == 1
