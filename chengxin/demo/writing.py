"""演示文件: rows by element code become a file as an organ sends it: Chinese column names, the organ's own format."""

import csv
import datetime as dt
import io

import xlsxwriter

from chengxin.catalogue import api as catalogue
from chengxin.collection import api as collection
from chengxin.demo.world import Row

_MADE = dt.datetime(2020, 1, 1)  # noqa: DTZ001 - a workbook tells when it was made, and the same file must have the same bytes
ENDINGS = {"xlsx": "xlsx", "tabs": "tsv"}


def columns(source: str, received: dt.date, rows: list[Row]) -> dict[str, str]:
    """Element code to Chinese name: the columns that some row fills or leaves blank on purpose, in the order of the item."""
    version = catalogue.item(collection.source(source).item).version_on(received)
    used = {code for row in rows for code in row}
    if strange := used - {element.code for element in version.elements}:
        raise ValueError(f"{source}: {sorted(strange)}")
    return {element.code: element.name for element in version.elements if element.code in used}


def file(source: str, received: dt.date, rows: list[Row], form: str) -> bytes:
    """The file as CSV in UTF-8 with its mark, or in GB18030 as older systems write it, separated by tabs (tabs), or a workbook (xlsx)."""
    named = columns(source, received, rows)
    cells = [[row.get(code, "") for code in named] for row in rows]
    if form == "xlsx":
        return _workbook([list(named.values()), *cells])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n", delimiter="\t" if form == "tabs" else ",")
    writer.writerow(named.values())
    writer.writerows(cells)
    return text.getvalue().encode("gb18030" if form == "gb18030" else "utf-8-sig")


def _workbook(lines: list[list[str]]) -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet("报送")
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return kept.getvalue()
