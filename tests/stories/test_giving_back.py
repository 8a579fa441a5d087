"""An organ's affair: a file with mistakes goes in, the returned rows come back, are corrected and go in again; the clerk prints a page."""

import csv
import io
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.district import identity_number, penalty_row
from tests.stories.test_command_line import Shop

NUMBER = identity_number("12010519000101003")
HOSTILE = "<img src=x onerror=alert(1)>=1+1商贸有限公司"


@pytest.fixture(scope="module")
def shop():
    made = Shop()
    yield made
    shutil.rmtree(made.home, ignore_errors=True)


def rows_with_mistakes() -> list[dict[str, str]]:
    person = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": NUMBER, "CF_XDR_MC": "林小满"}
    return [penalty_row(), penalty_row(CF_NR_FK="叁仟"), penalty_row(CF_XDR_MC=HOSTILE, CF_JDRQ="2026/02/30"), penalty_row(**person, CF_CFJGDM="")]


def mend(row: dict[str, str]) -> dict[str, str]:
    said = row["检查发现"]
    assert said.startswith("第 ") and row["CF_WSH"]
    if row["CF_NR_FK"] == "叁仟":
        row["CF_NR_FK"] = "0.3"
    if row["CF_JDRQ"] == "2026/02/30":
        row["CF_JDRQ"] = "2026/04/30"
    row["CF_CFJGDM"] = row["CF_CFJGDM"] or "11120105MB1F00020C"
    return row


def test_a_file_of_text_is_corrected_and_sent_again(shop):
    sent = shop.file("四月.csv", rows_with_mistakes())
    figures = shop.ask("collect", "penalties", sent, "--received", "2026-05-15")
    assert (figures["accepted"], figures["quarantined"]) == (1, 3)
    back = shop.home / "退回.csv"
    told = shop.ask("returned", str(figures["batch"]), str(back), "--purpose", "退回改正")
    assert (told["rows"], told["kind"]) == (3, "csv")
    rows = [mend(row) for row in csv.DictReader(io.StringIO(back.read_bytes().decode("gb18030"), newline=""))]
    again = shop.home / "改正.csv"
    with again.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    figures = shop.ask("collect", "penalties", str(again), "--received", "2026-05-18")
    assert (figures["rows"], figures["accepted"], figures["quarantined"]) == (3, 3, 0)
    assert [look["reference"] for look in shop.ask("looks", NUMBER)["looks"]] == []  # who was not yet known; the look itself is on file without a subject
    assert shop.ask("returned", str(figures["batch"]), str(back), code=2)["error"]["code"] == "file-exists"


def test_a_workbook_is_corrected_and_sent_again(shop):
    rows = rows_with_mistakes()
    book = openpyxl.Workbook()
    book.active.append(["天津市河北区行政处罚信息公示表"])
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    sent = shop.home / "五月.xlsx"
    book.save(sent)
    figures = shop.ask("collect", "penalties", str(sent), "--received", "2026-05-15")
    assert (figures["accepted"], figures["quarantined"]) == (1, 3)
    back = shop.home / "退回.xlsx"
    shop.ask("returned", str(figures["batch"]), str(back))
    book = openpyxl.load_workbook(back)
    header = [cell.value for cell in book.active[1]]
    for line in range(2, book.active.max_row + 1):
        row = mend({name: book.active.cell(line, column).value or "" for column, name in enumerate(header, 1)})
        for column, name in enumerate(header, 1):
            book.active.cell(line, column).value = row[name]
    book.save(back)
    figures = shop.ask("collect", "penalties", str(back), "--received", "2026-05-18")
    assert (figures["rows"], figures["accepted"], figures["quarantined"]) == (3, 3, 0)


def test_the_clerks_page_and_the_list_of_batches(shop):
    rows = rows_with_mistakes() + [penalty_row() for _ in range(20)]
    sent = shop.file("<b>六月.csv", [row | {"<script>x</script>": "1"} for row in rows])
    page = shop.home / "接收情况.html"
    figures = shop.ask("collect", "penalties", sent, "--received", "2026-05-15", "--report", str(page))
    html = page.read_text(encoding="utf-8")
    assert NUMBER not in html and "林小满" not in html and HOSTILE not in html
    assert "<script" not in html and "<b>六月" not in html and "&lt;script&gt;x" in html
    assert not re.search(r"(?:src|href)\s*=|url\(|@import", html), "nothing from elsewhere"
    assert f"批次 {figures['batch']}" in html and "date-impossible" in html
    assert shop.ask("collect", "penalties", sent, "--report", str(page), code=2)["error"]["code"] == "file-exists"
    second = shop.home / "再报.html"
    assert shop.ask("collect", "penalties", sent, "--received", "2026-05-16", "--report", str(second))["repeated"]
    assert "以前报送过" in second.read_text(encoding="utf-8")
    assert shop.ask("collect", "penalties", sent, "--report", str(Path("/nowhere/x.html")), code=2)["error"]["code"] == "cannot-write"
    listed = shop.ask("batches", "--source", "penalties")
    assert listed[0]["batch"] == figures["batch"] and listed[0]["quarantined"] == 3
    one = shop.ask("batch", str(figures["batch"]))
    assert {row["code"] for row in one["by_code"]} >= {"date-impossible", "fine-not-a-number", "unknown-column"}
    assert one["told"][0] == "按分隔文本读取，编码为 GB18030，以逗号分隔。"
    assert "检查发现" not in shop.run("batch", str(figures["batch"])).stderr
    assert shop.ask("batch", "99999", code=2)["error"]["code"] == "not-found"
