"""A table sent to another source than its own: refused by name, or taken and told (docs/rulings.md, 544)."""

import datetime as dt
import zipfile

import openpyxl
import pytest

from chengxin.catalogue import api as catalogue
from chengxin.collection import api as collection
from chengxin.ground.api import Refusal, WrongUse
from tests.district import credit_code, penalty_row
from tests.rooms.making import row_of

DAY = dt.date(2026, 5, 15)


def lawyers(count: int = 3) -> list[dict[str, str]]:
    item = catalogue.item("lawyer_licence")
    version = item.version_on(DAY)
    number = version.element("document_number").name
    return [row_of(item, version, person=True) | {number: f"11201202610{n:06d}"} for n in range(count)]


def licences(count: int = 2) -> list[dict[str, str]]:
    item = catalogue.item("licence")
    version = item.version_on(DAY)
    number = version.element("document_number").name
    return [row_of(item, version) | {number: f"津北许可〔2026〕{n}号"} for n in range(1, count + 1)]


def workbook(path, *sheets: tuple[str, list[dict[str, str]]]):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for cells in (list(rows[0]), *(list(row.values()) for row in rows)):
            sheet.append(cells)
    book.save(path)
    return path


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
    path = workbook(district.folder / "上报.xlsx", (catalogue.item("lawyer_licence").name, lawyers()))
    assert "请改报到“律师执业”" in refused(district, "appraisers", path=path)
    assert district.collect(source="lawyers", path=path)["accepted"] == 3


def test_the_name_of_the_file_counts_too(district):
    path = district.write(lawyers())
    assert "请改报到“律师执业”" in refused(district, "appraisers", path=path.rename(path.with_name("5月律师执业.csv")))


@pytest.mark.parametrize("titles", [("行政许可", "行政处罚"), ("Sheet1", "Sheet2")])
def test_of_a_workbook_with_sheets_of_two_items_each_source_takes_its_own_and_names_the_other(district, titles):
    path = workbook(district.folder / "双公示.xlsx", (titles[0], licences(2)), (titles[1], [penalty_row() for _ in range(3)]))
    for source, taken, other, whose, accepted in (("penalties", titles[1], titles[0], "“行政许可”", 3), ("licences", titles[0], titles[1], "“行政处罚”", 2)):
        figures = district.collect(source=source, path=path)
        assert (figures["rows"], figures["accepted"]) == (accepted, accepted)
        assert (figures["notes"]["tables"], figures["notes"]["tables_elsewhere"]) == ([taken], [{"table": other, "source": whose}])
        assert figures["findings"]["table-elsewhere"] == 1
        assert not figures["findings"].keys() & {"other-item", "unknown-column"}
        shown = collection.batch(figures["batch"])
        assert f"“{other}”是{whose}的表，没有收进本批；请把这份文件也报到{whose}，已报的无需处理。" in shown["told"]
        assert any(row["code"] == "table-elsewhere" and not row["returned"] for row in shown["by_code"])


def test_a_sheet_of_another_item_that_names_nothing_of_ones_own_is_told_too(district):
    """Of a table of penalties the register knows no column; it has a title besides."""
    path = workbook(
        district.folder / "年报.xlsx",
        ("登记", [{"企业名称": "天津甲店", "统一社会信用代码": credit_code("91120105MA0000004"), "注册日期": "2020-01-02"}]),
        ("Sheet2", [penalty_row()]),
    )
    book = openpyxl.load_workbook(path)
    book["Sheet2"].insert_rows(1)
    book["Sheet2"]["A1"] = "十一月情况"
    book.save(path)
    figures = district.collect(source="registrations", path=path)
    assert (figures["rows"], figures["findings"]["table-elsewhere"], figures["notes"]["tables_elsewhere"]) == (1, 1, [{"table": "Sheet2", "source": "“行政处罚”"}])
    assert "tables_left" not in figures["notes"]


def test_sheets_of_two_items_that_are_neither_the_sources_are_refused(district):
    path = workbook(district.folder / "双公示.xlsx", ("行政许可", licences()), ("行政处罚", [penalty_row()]))
    for source in ("registrations", "lawyers"):
        with pytest.raises((Refusal, WrongUse)):
            district.collect(source=source, path=path)
    assert district.value("SELECT count(*) FROM collection_batch") == 0


def test_a_sheet_that_calls_itself_another_items_is_not_read_with_one_under_the_same_columns(district):
    item = catalogue.item("lawyer_licence")
    names = [item.version_on(DAY).element(code).name for code in ("document_number",)] + [e.name for e in item.version_on(DAY).elements if e.mandatory]
    rows = [{name: text for name, text in row.items() if name in names} for row in lawyers(4)]
    path = workbook(district.folder / "名册.xlsx", ("律师执业", rows[:1]), ("司法鉴定人执业", rows[1:]))
    for source, count in (("lawyers", 1), ("appraisers", 3)):
        figures = district.collect(source=source, path=path)
        assert (figures["rows"], figures["findings"]["table-elsewhere"]) == (count, 1)


def test_sheets_of_one_item_of_which_one_has_other_columns_are_refused_as_ever(district):
    rows = [penalty_row() for _ in range(2)]
    short = [{name: text for name, text in rows[1].items() if name not in list(rows[1])[-2:]}]
    with pytest.raises(WrongUse) as told:
        district.collect(path=workbook(district.folder / "处罚.xlsx", ("一月", rows[:1]), ("二月", short)))
    assert told.value.code == "several-tables"


def test_an_archive_with_tables_of_two_items_is_taken_by_both(district):
    path = district.folder / "双公示.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name, rows in (("许可.csv", licences()), ("处罚.csv", [penalty_row()])):
            packed.writestr(name, district.write(rows).read_bytes())
    assert district.collect(path=path)["notes"]["tables_elsewhere"] == [{"table": "许可.csv", "source": "“行政许可”"}]
    assert district.collect(source="licences", path=path)["notes"]["tables_elsewhere"] == [{"table": "处罚.csv", "source": "“行政处罚”"}]
