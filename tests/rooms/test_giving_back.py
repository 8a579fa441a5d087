"""Returned rows go back in the form they came in, and come in again with their findings still beside them (ruling 150)."""

import csv
import io
import json
import zipfile

import openpyxl
import pytest
import xlwt

from chengxin.collection import api as collection
from chengxin.collection import returning
from chengxin.ground.api import NotFound, WrongUse
from tests.district import credit_code, identity_number, penalty_row
from tests.files.odd import CODES, HEADER, MAKERS, cells, table, text

DEFECT = {"CF_XDR_SHXYM": credit_code("91120105MA0000009"), "CF_NR_FK": "叁仟", "CF_XDR_MC": "=cmd|' /C calc'!A0"}


def give_back(district, batch: int, name: str, **more: str):
    """The clerk takes the returned rows."""
    out = district.folder / name
    with district.side("desk"):
        told = collection.give_back(batch, out, actor="测试", purpose=more.get("purpose", "退回"))
    assert told["rows"] > 0
    return out


def corrected(rows: list[list[str]]) -> list[list[str]]:
    """What the organ does: it looks at the last column and mends the cell."""
    header, *body = rows
    assert header[-1] == "检查发现"
    assert all(row[-1].startswith("第 2 行：罚款金额") for row in body), body
    place = header.index("罚款金额") if "罚款金额" in header else header.index("CF_NR_FK")
    return [header, *[[*row[:place], "0.3", *row[place + 1 :]] for row in body]]


def in_again(district, path) -> None:
    """Everything is accepted, and the name is as it was first sent."""
    figures = district.collect(path=path)
    assert (figures["rows"], figures["accepted"], figures["quarantined"], figures["notes"]["unknown_columns"]) == (1, 1, 0, []), figures
    assert district.value("SELECT count(*) FROM subjects_name WHERE name = %s", DEFECT["CF_XDR_MC"]) == 1


@pytest.mark.parametrize(("encoding", "separator", "end"), [("gb18030", ",", "\r\n"), ("utf-8-sig", ";", "\n"), ("utf-8", "|", "\r\n"), ("utf-16", "\t", "\r\n")])
def test_separated_text_comes_back_as_it_was_sent(district, encoding, separator, end):
    path = district.folder / "sent.csv"
    path.write_bytes(table(cells(), cells(**DEFECT, CF_SY="有，逗号,和\n换行"), separator=separator, end=end).encode(encoding))
    figures = district.collect(path=path)
    out = give_back(district, figures["batch"], "back.csv")
    data = out.read_bytes()
    assert data.decode(encoding).splitlines()[0].split(separator) == [*HEADER, "检查发现"]
    assert out.stat().st_mode & 0o077 == 0
    rows = list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=separator))
    assert len(rows) == 2 and rows[1][0] == "'" + DEFECT["CF_XDR_MC"], "inert in a spreadsheet"
    assert rows[1][6] == "有，逗号,和\n换行"
    out.write_bytes(text(corrected(rows), separator=separator, end=end).encode(encoding))
    in_again(district, out)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "html", "zip"])
def test_a_workbook_comes_back_as_one_with_the_fault_in_colour(district, kind):
    path = district.folder / f"sent.{kind}"
    rows = [HEADER, cells(), cells(**DEFECT)]
    if kind == "xls":
        book = xlwt.Workbook()
        sheet = book.add_sheet("表")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
        book.save(str(path))
    elif kind == "html":
        path.write_text("<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>", encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append([None if cell == "" else cell for cell in row])
        for cell in book.active[3]:
            cell.data_type = "s" if cell.value else cell.data_type
        inner = io.BytesIO()
        book.save(inner)
        path.write_bytes(inner.getvalue())
        if kind == "zip":
            with zipfile.ZipFile(path, "w") as packed:
                packed.writestr("表.xlsx", inner.getvalue())
    figures = district.collect(path=path)
    assert figures["quarantined"] == 1
    out = give_back(district, figures["batch"], "back.xlsx")
    book = openpyxl.load_workbook(out)
    sheet = book.active
    assert [cell.value for cell in sheet[1]] == [*HEADER, "检查发现"]
    fine = sheet.cell(2, HEADER.index("罚款金额") + 1)
    assert (fine.value, fine.number_format, fine.fill.fgColor.rgb) == ("叁仟", "@", "FFFFD9D9")
    assert "数" in fine.comment.text
    name = sheet.cell(2, 1)
    assert (name.value, name.data_type) == (DEFECT["CF_XDR_MC"], "s")
    assert sheet.cell(2, 2).fill.fgColor.rgb != "FFFFD9D9"
    with zipfile.ZipFile(out) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    fine.value = 0.3
    name.data_type = "s"
    book.save(out)
    in_again(district, out)


@pytest.mark.parametrize("kind", ["json", "jsonl"])
def test_objects_come_back_as_objects(district, kind):
    rows = [dict(zip(CODES, cells(**said), strict=True)) for said in ({}, DEFECT)]
    path = district.folder / f"sent.{kind}"
    path.write_text(json.dumps({"rows": rows}) if kind == "json" else "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    figures = district.collect(path=path)
    out = give_back(district, figures["batch"], f"back.{kind}")
    (back,) = json.loads(out.read_text(encoding="utf-8")) if kind == "json" else map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert list(back) == [*CODES, "检查发现"] and back["CF_XDR_MC"] == DEFECT["CF_XDR_MC"]
    back["CF_NR_FK"] = 0.3
    out.write_text(json.dumps([back]) if kind == "json" else json.dumps(back) + "\n", encoding="utf-8")
    in_again(district, out)


def test_cells_beyond_the_last_column_come_back_and_return_again_until_they_are_gone(district):
    path = district.folder / "sent.csv"
    path.write_text(text([HEADER, [*cells(), "多出的", "=1+1"]]), encoding="utf-8")
    batch = district.collect(path=path)["batch"]
    rows = list(csv.reader(io.StringIO(give_back(district, batch, "back.csv").read_text(encoding="utf-8"))))
    assert rows[0][-3:] == ["多出的格1", "多出的格2", "检查发现"] and rows[1][-3:-1] == ["多出的", "'=1+1"]
    figures = district.collect(path=district.folder / "back.csv")
    assert (figures["quarantined"], figures["findings"]["ragged"], figures["notes"]["unknown_columns"]) == (1, 1, [])
    again = list(csv.reader(io.StringIO(give_back(district, figures["batch"], "again.csv").read_text(encoding="utf-8"))))
    assert again[0] == rows[0] and again[1][:-1] == rows[1][:-1], "neither column is doubled"
    mended = district.folder / "mended.csv"
    mended.write_text(text([rows[0], [*rows[1][:-3], "", "", rows[1][-1]]]), encoding="utf-8")
    assert district.collect(path=mended)["accepted"] == 1


def test_apostrophes_of_a_file_that_is_not_ours_stay(district):
    path = district.folder / "sent.csv"
    path.write_text(table(cells(CF_XDR_MC="'=甲"), cells(CF_XDR_MC="'=甲", CF_WSH="")), encoding="utf-8")
    batch = district.collect(path=path)["batch"]
    assert district.value("SELECT name FROM subjects_name ORDER BY id DESC LIMIT 1") == "'=甲"
    out = give_back(district, batch, "back.csv")
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert rows[1][0] == "''=甲"
    rows[1][4] = "津北甲号"
    out.write_text(text(rows), encoding="utf-8")
    assert district.collect(path=out)["accepted"] == 1
    assert district.value("SELECT array_agg(DISTINCT name) FROM subjects_name WHERE NOT from_register") == ["'=甲"]


def test_taking_back_a_persons_row_is_a_look(district):
    number = identity_number("12010519000101003")
    person = penalty_row(CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=number, CF_XDR_MC="林小满")
    batch = district.collect(person, person | {"CF_WSH": ""})["batch"]
    seen = "SELECT count(*) FROM ground_auditentry WHERE act = 'look' AND purpose = '核对退回'"
    assert district.value(seen) == 0
    give_back(district, batch, "back.csv", purpose="核对退回")
    assert district.value(seen) == 1


def test_what_cannot_be_given_back(district):
    batch = district.collect(penalty_row(CF_WSH=""))["batch"]
    give_back(district, batch, "back.csv")
    with district.side("desk"):
        for place, code in (("back.csv", "file-exists"), ("nowhere/back.csv", "cannot-write")):
            with pytest.raises(WrongUse) as trouble:
                collection.give_back(batch, district.folder / place, actor="测试", purpose="退回")
            assert trouble.value.code == code
        with pytest.raises(NotFound):
            collection.give_back(batch + 99, district.folder / "x.csv", actor="测试", purpose="退回")


def test_a_batch_of_the_first_version_goes_back_as_plain_text(district):
    batch = district.collect(penalty_row(CF_WSH=""))["batch"]
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE collection_batch SET written_as = '{}'")
    out = give_back(district, batch, "back.csv")
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert district.collect(path=out)["quarantined"] == 1


def test_a_batch_is_told_with_its_findings_by_column_and_line(district):
    path = district.folder / "sent.csv"
    path.write_text(text([["公示表"], [*HEADER, "内部号"], [*cells(), "1"], [*cells(**DEFECT), "2"], [*cells(**DEFECT), "3"], ["合计"]]), encoding="utf-8")
    first = district.collect(path=path)["batch"]
    second = district.collect(penalty_row())["batch"]
    with district.side("desk"):
        told = collection.batch(first)
        assert [batch["batch"] for batch in collection.batches()] == [second, first]
        assert [batch["batch"] for batch in collection.batches("licences")] == []
        with pytest.raises(NotFound):
            collection.batches("nonsense")
        with pytest.raises(NotFound):
            collection.batch(second + 99)
    found = {(row["code"], row["column"]): row for row in told["by_code"]}
    assert (
        found[("fine-not-a-number", "罚款金额(万元)")]["lines"] == [2, 3]
        if ("fine-not-a-number", "罚款金额(万元)") in found
        else any(key[0] == "fine-not-a-number" for key in found)
    )
    assert found[("footer-row", "")]["lines"] == [4] and found[("footer-row", "")]["returned"]
    assert not found[("unknown-column", "")]["returned"]
    assert all(row["message"] != row["code"] for row in told["by_code"])
    assert "列名上方的文字不是数据，未读：公示表。" in told["told"] and "不认识的列：内部号，未并入。" in told["told"]


CANNOT_BE_SEEN_AGAIN = (
    "a separator is missing in one row.csv",
    "unclosed quotation.csv",
    "quotation that closes inside a cell.csv",
    "a mark left over in a row with quotation.csv",
    "a cell of ten million characters.csv",
    "numbers mangled by a spreadsheet.csv",
    "rows and words struck out.xlsx",
    "cells that show something else.xlsx",
    "formulas and cells in error.xlsx",
    "old workbook with words struck out and put there by formats.xls",
    "page with words struck out and lists to choose from.xls",
    "keys that come twice.json",
    "values that are lists.json",
)


@pytest.mark.parametrize("name", CANNOT_BE_SEEN_AGAIN)
def test_what_comes_again_untouched_is_returned_again(district, name):
    path = district.folder / name
    expected = MAKERS[name](path)
    figures = district.collect(path=path)
    assert figures["quarantined"] == expected.quarantined > 0
    out = give_back(district, figures["batch"], f"back{returning.suffix({'kind': path.suffix[1:]})}")
    again = district.collect(path=out)
    assert (again["accepted"], again["quarantined"]) == (0, expected.quarantined), again["findings"]
    once_more = district.collect(path=give_back(district, again["batch"], f"more{out.suffix}"))
    assert (once_more["accepted"], once_more["quarantined"]) == (0, expected.quarantined), once_more["findings"]


def test_an_organ_says_that_a_row_is_right_as_it_is(district):
    path = district.folder / "struck.xlsx"
    MAKERS["rows and words struck out.xlsx"](path)
    out = give_back(district, district.collect(path=path)["batch"], "back.xlsx")
    book = openpyxl.load_workbook(out)
    sheet = book.active
    last = sheet.max_column
    struck, fine, said = sheet[2], sheet[3], sheet[4]
    assert struck[last - 1].value.startswith("第 2 行：这一行整行划了删除线")
    struck[last - 1].value = None  # it stands after all
    fine[HEADER.index("罚款金额")].value = "0.500000"  # one value of two
    book.save(out)
    figures = district.collect(path=out)
    assert (figures["accepted"], figures["quarantined"], figures["findings"]["not-corrected"]) == (2, 1, 1), figures
    (row,) = [one for one in figures_of(district, figures["batch"]) if one["code"] == "not-corrected"]
    assert row["column"] == "处罚内容" and said[HEADER.index("处罚内容")].value == "警告罚款5000元"


def test_columns_in_another_order_hide_nothing(district):
    path = district.folder / "shown.xlsx"
    MAKERS["cells that show something else.xlsx"](path)
    out = give_back(district, district.collect(path=path)["batch"], "back.xlsx")
    sheet = openpyxl.load_workbook(out).active
    turned = openpyxl.Workbook()
    for row in sheet.iter_rows(values_only=True):
        turned.active.append(row[::-1])
    turned.save(out)
    figures = district.collect(path=out)
    assert (figures["accepted"], figures["findings"]["not-corrected"]) == (0, 3), figures


def figures_of(district, batch: int) -> list[dict]:
    """What was found in a batch, by code and column."""
    with district.side("desk"):
        return collection.batch(batch)["by_code"]
