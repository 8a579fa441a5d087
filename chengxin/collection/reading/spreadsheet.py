"""电子表格: the sheets of XLSX, XLSM, XLS and ODS as tables of text; formulas by their stored value.

Dates leave as YYYY/MM/DD, numbers as they were typed. A number of sixteen digits and more leaves with an
exponent and is marked for it (``mangled-number``): spreadsheets keep fifteen digits, the rest is invented.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import BinaryIO

import python_calamine as calamine

from chengxin.collection.reading import heading, old_workbook, trial, workbook
from chengxin.collection.reading.archive import shown
from chengxin.collection.reading.display_format import Unclear
from chengxin.collection.reading.limits import Limits
from chengxin.collection.reading.struck import faults_of
from chengxin.collection.reading.table import Fault, Heading, Raw, Recognise, raw_of
from chengxin.collection.reading.workbook import Inside
from chengxin.ground.api import WrongUse, wording

_ROWS = 20_000
_EXACT = 10**15


class Sheet:
    """One sheet as a table."""

    def __init__(self, sheet: calamine.CalamineSheet, inside: Inside, recognise: Recognise | None, *, kind: str, hidden: bool, limits: Limits) -> None:
        self.sheet, self.inside, self.recognise, self.kind, self.hidden, self.limits = sheet, inside, recognise, kind, hidden, limits
        self.name = shown(sheet.name)
        leading = [[_text(value) for value in row] for row in islice(sheet.iter_rows(), heading.LEADING + 1)]
        self.filled = any(cell.strip() for row in leading for cell in row)
        self.heading, self.recognised = heading.find(leading, recognise, self._wide()) if self.filled else (Heading((), 0), 0)
        self.merged = self.shown = 0

    @property
    def has_rows(self) -> bool:
        """True if anything stands below the header."""
        return any(str(value).strip() for row in islice(self.sheet.iter_rows(), self.heading.rows, None) for value in row)

    def told(self) -> dict[str, object]:
        """Hidden rows and columns, which count like any other, merged cells read as one value for each of their rows, and cells read as their format shows them."""
        hidden = sum(any(first <= column <= last for first, last in self.inside.hidden_columns) for column in range(len(self.heading.cells)))
        counted = {"hidden_rows": self.inside.hidden_rows, "hidden_columns": hidden, "merged_cells": self.merged, "as_shown": self.shown}
        return {what: count for what, count in counted.items() if count}

    def raws(self) -> Iterator[Raw]:
        """The rows below the header."""
        width = len(self.heading.cells)
        self.limits.check_columns(width, wording.Sentence.of("工作表“%(name)s”", name=self.name))
        merged = self._merged()
        self.merged = self.shown = 0
        known = self._known()
        standing: dict[int, tuple[int, str]] = {}  # column → until which row, which value
        rows = enumerate(self.sheet.iter_rows())
        for _ in islice(rows, self.heading.rows):
            pass
        while batch := list(islice(rows, _ROWS)):
            texts, faults = [], {}
            for place, (number, values) in enumerate(batch):
                cells = [value if type(value) is str and "\0" not in value else _text(value) for value in values]
                found = [Fault("error-cell", column) for column in self.inside.errors.get(number, ()) if column < width]
                found += [Fault("formula-without-value", column) for column in self.inside.without_value.get(number, ()) if column < width]
                if number in self.inside.shaped:
                    found += self._as_shown(number, values, cells, known)
                if number in self.inside.struck.whole or number in self.inside.struck.part:
                    found += self._struck(number, cells, known)
                if found:
                    faults[place] = found
                self._fill(number, cells, merged, standing)
                texts.append(cells)
            yield raw_of(texts, width, faults)

    def _known(self) -> dict[int, str]:
        """The columns that matter, and the unit of each that has one."""
        if not self.recognise:
            return dict.fromkeys(range(len(self.heading.cells)), "")
        units = getattr(self.recognise, "units", {})
        return {column: units.get(code, "") for column, name in enumerate(self.heading.cells) if (code := self.recognise(name))}

    def _as_shown(self, number: int, values: list, cells: list[str], known: dict[int, str]) -> list[Fault]:
        """Cells of a row become what their format shows of them. The faults: those that matter where this cannot be told."""
        faults = []
        for column, form in self.inside.shaped[number]:
            if column not in known or column >= len(cells):
                continue
            try:
                shown = form.shown(values[column], unit=known[column])
            except Unclear:
                faults.append(Fault("shown-otherwise", column))
                continue
            if shown is not None and shown != cells[column]:
                cells[column] = shown
                self.shown += 1
        return faults

    def _struck(self, number: int, cells: list[str], known: dict[int, str]) -> list[Fault]:
        """What is struck out of a row: the row, or its cells that matter."""
        filled = {column for column in known if column < len(cells) and cells[column].strip()}
        return faults_of(filled, set(self.inside.struck.whole.get(number, ())), set(self.inside.struck.part.get(number, ())))

    def _wide(self) -> dict[tuple[int, int], int]:
        """Cells merged across within one of the leading rows: (row, column) → the last column."""
        ranges = self.sheet.merged_cell_ranges or ()
        return {(top, left): right for (top, left), (bottom, right) in ranges if top == bottom <= heading.LEADING and right > left}

    def _merged(self) -> dict[int, list[tuple[int, int]]]:
        """Row → the columns where merged cells begin there, and until which row they stand for one value."""
        found: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, _) in self.sheet.merged_cell_ranges or ():
            if bottom > top >= self.heading.rows:
                found.setdefault(top, []).append((left, bottom))
        return found

    def _fill(self, number: int, cells: list[str], merged: dict[int, list[tuple[int, int]]], standing: dict[int, tuple[int, str]]) -> None:
        for column, (until, value) in list(standing.items()):
            if number > until:
                del standing[column]
            elif column < len(cells) and not cells[column]:
                cells[column] = value
        for column, until in merged.get(number, ()):
            if column < len(cells) and cells[column]:
                standing[column] = until, cells[column]
                self.merged += 1


def sheets(stream: BinaryIO, kind: str, recognise: Recognise | None, limits: Limits) -> list[Sheet]:
    """The worksheets of a workbook, hidden ones among them. Raises WrongUse where it cannot be opened."""
    insides: list[Inside] = []
    limits = limits.of_workbook()
    if kind == "xlsx":
        insides = workbook.look_inside(stream, limits)
    elif kind == "ods":
        insides = workbook.look_inside_open(stream, limits)
    else:
        insides = old_workbook.look_inside(stream, limits)  # first: the other reader takes one under a password for a damaged one
    trial.check_opens(stream, limits)
    stream.seek(0)
    try:
        book = calamine.load_workbook(stream)
        found: list[Sheet] = []
        for index, about in enumerate(book.sheets_metadata):
            if about.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(index)
            place = len(found) if kind == "xls" else index  # an .xls is looked through by its worksheets alone
            inside = insides[place] if place < len(insides) else Inside()
            found.append(Sheet(sheet, inside, recognise, kind=kind, hidden=about.visible != calamine.SheetVisibleEnum.Visible, limits=limits))
        return found
    except calamine.PasswordError:
        raise WrongUse("文件设有打开密码，请取消密码后再报", code="password-protected") from None
    except BaseException as error:
        # The reader is written in another language; where it panics, its exception is none of Python's usual ones.
        if isinstance(error, calamine.CalamineError) or type(error).__name__ == "PanicException":
            raise WrongUse("文件不完整或已损坏，表格软件打得开的话请另存为新的 .xlsx 再报", code="damaged-file") from None
        raise


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        text = str(int(value)) if value == int(value) and abs(value) < _EXACT else f"{value:.15G}"
        return f"{Decimal(text):f}" if "E-" in text else text  # a small number is written out; of a large one figures are lost, and reading must see it
    if isinstance(value, dt.datetime):
        return value.strftime("%Y/%m/%d" if value.time() == dt.time() else "%Y/%m/%d %H:%M:%S")
    if isinstance(value, dt.date):
        return f"{value.year:04}/{value.month:02}/{value.day:02}"
    return "" if value is None else str(value)
