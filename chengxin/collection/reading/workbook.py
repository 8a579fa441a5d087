"""工作簿内情: what a spreadsheet's own reader passes over: cells in error or struck out, formulas without a value, hidden rows, size when unfolded."""

import itertools
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree import ElementTree

from chengxin.collection.reading import archive, display_format, shown_text
from chengxin.collection.reading.display_format import Shaped, Shows
from chengxin.collection.reading.limits import Limits
from chengxin.collection.reading.sheet_xml import column_number, place, placed, unprefixed
from chengxin.collection.reading.struck import OpenPen, Pen, Struck
from chengxin.ground.api import WrongUse, wording

_ERROR = re.compile(rb'<c\b[^<>]*\bt="e"[^<>]*>')
_WITHOUT_VALUE = re.compile(rb"<c\b([^<>]*[^<>/])>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>|</c>)")
_COLUMNS = re.compile(rb"<col\b[^<>]*>")
_HIDDEN_ROW = re.compile(rb'<row\b[^<>]*\bhidden="(?:1|true)"')
_ROW = re.compile(rb'<row\b[^<>]*?\br="(\d+)"')
_WIDE = re.compile(rb'\br="([A-Z]{2,3})\d')
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^<>]*[^<>/]>')
_LARGEST_STYLES = 16 << 20
_LONGEST_SHOWN = 1000
_OPEN_TAG = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])([^<>]*)>")
_NAMES = {"main": "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}", "strict": "{http://purl.oclc.org/ooxml/spreadsheetml/main}"}


@dataclass
class Inside:
    """工作表内情: row → columns of cells in error, without a stored value, struck out, or that show something else than they hold; how many rows are hidden, and which columns, from which to which."""

    errors: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    without_value: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    struck: Struck = field(default_factory=Struck)
    shaped: dict[int, list[tuple[int, Shows]]] = field(default_factory=lambda: defaultdict(list))
    hidden_rows: int = 0
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def look_inside(stream: BinaryIO, limits: Limits) -> list[Inside]:
    """Every sheet of an .xlsx in the order of its workbook. Raises WrongUse where it is damaged or swells up."""
    try:
        with zipfile.ZipFile(stream) as book:
            archive.check_sizes(book.infolist(), limits)
            pen, styles = Pen(), bytearray()
            for info in book.infolist():  # what its own reader will unfold too
                name = info.filename.lower()
                if not name.endswith(".xml") or "/worksheets/" in name:
                    continue
                for piece in (pieces := unprefixed(archive.unpacked(stream, info, limits))):
                    if name == "xl/sharedstrings.xml":
                        pen.read_texts(itertools.chain((piece,), pieces))
                    elif name == "xl/styles.xml" and len(styles) <= _LARGEST_STYLES:
                        styles += piece
            known = bytes(styles) if len(styles) <= _LARGEST_STYLES else b""
            pen.read_styles(known)
            shaped = Shaped(display_format.formats(known))
            return [_scanned(stream, book.getinfo(name), pen, shaped, limits) for name in _sheets(stream, book, limits)]
    except (*archive.DAMAGE, ElementTree.ParseError):
        raise WrongUse("文件不完整或已损坏（像是没有传完的 .xlsx），请重新导出后再报", code="damaged-file") from None


def look_inside_open(stream: BinaryIO, limits: Limits) -> list[Inside]:
    """Every sheet of an .ods in its order. Raises WrongUse where it holds a cell in error or words struck out, or repeats filled cells without end."""
    try:
        with zipfile.ZipFile(stream) as book:
            archive.check_sizes(book.infolist(), limits)
            spread, pen, carry = _Spread(), OpenPen(), b""
            for piece in archive.unpacked(stream, book.getinfo("content.xml"), limits):
                data = carry + piece
                end = data.rfind(b"<table:")
                data, carry = (data[:end], data[end:]) if end > 0 else (b"", data)
                spread.add(data, limits)
                if pen.strikes(data):
                    raise _struck_out()
                if b'calcext:value-type="error"' in data or b'calcext:value-type="error"' in carry:
                    raise WrongUse("表中有公式错误的单元格（如 #N/A、#DIV/0!），请改正后再报", code="error-cell")
            spread.add(carry, limits)
            if pen.strikes(carry):
                raise _struck_out()
            return spread.sheets
    except archive.DAMAGE:
        raise WrongUse("文件不完整或已损坏（像是没有传完的 .ods），请重新导出后再报", code="damaged-file") from None


@dataclass
class _Spread:
    """How far the filled cells of an .ods reach once its repeats are written out, and which of them show something else than they hold, or may."""

    sheets: list[Inside] = field(default_factory=list)
    row: int = 0
    column: int = 0
    rows: int = 0
    width: int = 0
    same_rows: int = 0

    def add(self, data: bytes, limits: Limits) -> None:
        """Go on over the tags of ``data``. Raises WrongUse where the rectangle becomes too large."""
        for tag in _OPEN_TAG.finditer(data):
            kind, said = tag.group(1), tag.group(2)
            times = re.search(rb'-repeated="(\d{1,9})"', said)
            count = int(times.group(1)) if times else 1
            if kind == b"table":
                self.row = self.column = self.rows = self.width = self.same_rows = 0
                self.sheets.append(Inside())
            elif kind == b"table-row":
                self.row, self.column, self.same_rows = self.row + count, 0, count
            else:
                self.column += count
                if b"value-type=" in said:
                    self.rows, self.width = max(self.rows, self.row), max(self.width, self.column)
                    if self.rows * self.width > limits.sheet_cells:
                        raise _too_large(limits)
                    if self.sheets and (shown := shown_text.of_cell(tag.group(), data[tag.end() : tag.end() + _LONGEST_SHOWN])):
                        cells = [(column, shown) for column in range(self.column - count, self.column)]
                        for row in range(self.row - self.same_rows, self.row):
                            self.sheets[-1].shaped[row] += cells


def _sheets(stream: BinaryIO, book: zipfile.ZipFile, limits: Limits) -> list[str]:
    """The parts that hold the worksheets, in the order of the workbook."""

    def tree(name: str) -> ElementTree.Element:
        data = b"".join(archive.unpacked(stream, book.getinfo(name), limits))
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data or len(data) > 16 << 20:
            raise WrongUse("工作簿的目录不正常，整份文件未收", code="damaged-file")
        return ElementTree.fromstring(data)

    targets = {}
    for relation in tree("xl/_rels/workbook.xml.rels"):
        target = relation.get("Target", "")
        targets[relation.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found = []
    workbook = tree("xl/workbook.xml")
    for name in _NAMES.values():
        for sheet in workbook.iterfind(f"{name}sheets/{name}sheet"):
            key = next((value for attribute, value in sheet.items() if attribute.endswith("}id")), None)
            found.append(targets.get(key, ""))
    return [name if name in book.namelist() else next((n for n in book.namelist() if n.lower() == name.lower()), name) for name in found]


def _scanned(stream: BinaryIO, info: zipfile.ZipInfo, pen: Pen, shaped: Shaped, limits: Limits) -> Inside:
    inside, carry = Inside(), b""
    rows = width = 0
    for piece in placed(unprefixed(archive.unpacked(stream, info, limits))):
        data = carry + piece
        end = data.rfind(b"</c>") + 4 if b"</c>" in data else 0
        data, carry = (data[:end], data[end:]) if end else (b"", data)
        if len(carry) > 64 << 20:
            raise _too_large(limits)
        if b't="e"' in data:
            _collect(_ERROR.finditer(data), inside.errors)
        if b"<f" in data:
            _collect((found for found in _WITHOUT_VALUE.finditer(data) if b't="str"' not in found.group(1)), inside.without_value)
        pen.look(data, inside.struck, _collect)
        shaped.look(data, inside.shaped)
        if b"hidden=" in data:
            inside.hidden_columns += _hidden_columns(data)
            inside.hidden_rows += sum(1 for _ in _HIDDEN_ROW.finditer(data))
        if found := _ROW.search(data, max(0, data.rfind(b"<row "))):
            rows = max(rows, int(found.group(1)))
        width = max([width, *(column_number(letters) + 1 for letters in set(_WIDE.findall(data)))])
    if rows * max(width, 26) > limits.sheet_cells:
        _check_filled(stream, info, limits)
    return inside


def _hidden_columns(data: bytes) -> Iterator[tuple[int, int]]:
    for found in _COLUMNS.findall(data):
        said = dict(re.findall(rb'\b(min|max|hidden)="(\w{1,6})"', found))
        if said.get(b"hidden") in (b"1", b"true") and said.get(b"min", b"").isdigit() and said.get(b"max", b"").isdigit():
            yield int(said[b"min"]) - 1, int(said[b"max"]) - 1


def _check_filled(stream: BinaryIO, info: zipfile.ZipInfo, limits: Limits) -> None:
    """Only cells with content count: a reader unfolds the rectangle around them."""
    rows = width = 0
    carry = b""
    for piece in placed(unprefixed(archive.unpacked(stream, info, limits))):
        data = carry + piece
        for letters, number in _FILLED.findall(data):
            rows, width = max(rows, int(number)), max(width, column_number(letters) + 1)
        carry = data[-200:]
    if rows * width > limits.sheet_cells:
        raise _too_large(limits)


def _collect(found, into: dict[int, list[int]]) -> None:
    for match in found:
        if there := place(match.group()):
            into[there[0]].append(there[1])


def _struck_out() -> WrongUse:
    return WrongUse("表中有划了删除线的文字，分不清是否作废，请删去作废的行、去掉其余的删除线后再报；另存为 .xlsx，系统会指出是哪一行", code="struck-out")


def _too_large(limits: Limits) -> WrongUse:
    return WrongUse(wording.Sentence.of("工作表展开后超过 %(most)s 格的上限，请删去表格以外的内容，或分成几份报送", most=limits.sheet_cells), code="sheet-too-large")
