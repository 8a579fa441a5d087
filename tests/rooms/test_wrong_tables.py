"""A table sent to another source than its own: refused by name, or taken and told (docs/rulings.md, 544)."""

import datetime as dt

import openpyxl
import pytest

from chengxin.catalogue import api as catalogue
from chengxin.collection import api as collection
from chengxin.ground.api import Refusal
from tests.district import penalty_row
from tests.rooms.making import row_of

DAY = dt.date(2026, 5, 15)


def lawyers(count: int = 3) -> list[dict[str, str]]:
    item = catalogue.item("lawyer_licence")
    version = item.version_on(DAY)
    number = version.element("document_number").name
    return [row_of(item, version, person=True) | {number: f"11201202610{n:06d}"} for n in range(count)]


def refused(district, source: str, *rows: dict[str, str], path=None) -> str:
    with pytest.raises(Refusal) as told:
        district.collect(*rows, source=source, path=path)
    assert list(told.value.codes) == ["other-item"]
    assert district.value("SELECT count(*) FROM collection_batch") == 0
    return str(told.value)


def test_penalties_are_no_register_and_no_coercions(district):
    rows = [penalty_row() for _ in range(3)]
    for source in ("registrations", "coercions", "appraisers"):
        assert "请改报到“行政处罚”" in refused(district, source, *rows)
    assert district.collect(*rows)["accepted"] == 3


def test_what_only_one_optional_column_tells_apart_is_taken_and_told(district):
    figures = district.collect(*lawyers(), source="appraisers")
    assert (figures["accepted"], figures["findings"]["other-item"], figures["notes"]["alike"]) == (3, 1, ["律师执业"])
    shown = collection.batch(figures["batch"])
    assert any("也像是“律师执业”的" in sentence for sentence in shown["told"])
    assert any(row["code"] == "other-item" and not row["returned"] for row in shown["by_code"])
    assert "other-item" not in district.collect(*lawyers(2), source="lawyers")["findings"]


def test_a_template_of_another_item_is_refused_by_the_name_of_its_sheet(district):
    rows = lawyers()
    book = openpyxl.Workbook()
    book.active.title = catalogue.item("lawyer_licence").name
    for cells in (list(rows[0]), *(list(row.values()) for row in rows)):
        book.active.append(cells)
    path = district.folder / "上报.xlsx"
    book.save(path)
    assert "请改报到“律师执业”" in refused(district, "appraisers", path=path)
    assert district.collect(source="lawyers", path=path)["accepted"] == 3


def test_the_name_of_the_file_counts_too(district):
    path = district.write(lawyers())
    assert "请改报到“律师执业”" in refused(district, "appraisers", path=path.rename(path.with_name("5月律师执业.csv")))
