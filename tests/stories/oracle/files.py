"""Rows of a file as it was sent: text separated by commas or tabs, in UTF-8 or GB18030, or a workbook read by its own XML."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows(content: bytes) -> list[dict[str, str]]:
    """Header to cell, a row each."""
    header, *lines = _workbook(content) if content.startswith(b"PK") else _text(content)
    return [dict(zip(header, line, strict=False)) for line in lines]


def _text(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    tabs = "\t" in text.partition("\n")[0]
    return [line for line in csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabs else ",") if any(line)]


def _workbook(content: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = ["".join(part.itertext()) for part in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    found = []
    for line in sheet.iter(f"{_NS}row"):
        cells: dict[int, str] = {}
        for cell in line.iter(f"{_NS}c"):
            value = cell.find(f"{_NS}v")
            if value is not None:
                cells[_column(cell.attrib["r"])] = shared[int(value.text or 0)] if cell.get("t") == "s" else (value.text or "")
        found.append([cells.get(n, "") for n in range(max(cells, default=-1) + 1)])
    width = len(found[0])
    return [line + [""] * (width - len(line)) for line in found]


def _column(place: str) -> int:
    number = 0
    for letter in re.match("[A-Z]+", place).group():
        number = number * 26 + ord(letter) - 64
    return number - 1
