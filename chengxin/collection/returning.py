"""退回文件: the returned rows of a batch as a file in the form they came in, to be corrected and sent again (ruling 150).

The text is what was received. A spreadsheet gets it as text with the cells at fault in colour; in
separated text, what a spreadsheet would take for a formula gets an apostrophe, which reading takes away
again because the file carries our column 检查发现.
"""

import csv
import io
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chengxin.collection import gb18030, rechecking
from chengxin.collection.added import BEYOND, FINDINGS
from chengxin.ground.api import WrongUse, cells

_FORMULA = re.compile(rf"'*{cells.FORMULA}")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_SHEET_ROWS = 1_048_575
_CELL = 32_767


@dataclass(frozen=True)
class GivenBack:
    """退回的一行: its cells in the order of the header, those beyond it, what was found, which cells are at fault, the finding and code of what must change, and whether it may be right as it stands."""

    line: int
    cells: list[str]
    beyond: list[str]
    found: str
    at_fault: dict[int, str] = field(default_factory=dict)
    unseen: tuple[tuple[str, str], ...] = ()
    may_stand: bool = False


def suffix(form: dict) -> str:
    """How the name of such a file ends."""
    return {"csv": ".csv", "json": ".json", "jsonl": ".jsonl"}.get(form.get("kind", "csv"), ".xlsx")


def write(rows: Sequence[GivenBack], form: dict, out: Path) -> None:
    """Write ``rows`` to ``out``, which must not exist. Raises WrongUse where it cannot be written."""
    beyond = max((len(row.beyond) for row in rows), default=0)
    header = [*form["header"], *(f"{BEYOND}{number}" for number in range(1, beyond + 1)), FINDINGS]
    table = [[*row.cells, *row.beyond, *[""] * (beyond - len(row.beyond)), rechecking.marked(row.found, row.unseen)] for row in rows]
    made = {"csv": _separated, "json": _json, "jsonl": _json_lines}.get(form["kind"], _workbook)(header, table, form, rows)
    _keep(out, made)


def inert(cell: str) -> str:
    """A cell of separated text that no spreadsheet takes for a formula; reading undoes it exactly."""
    return f"'{cell}" if _FORMULA.match(cell) and not _PLAIN_NUMBER.fullmatch(cell) else cell


def _separated(header: list[str], table: list[list[str]], form: dict, rows: Sequence[GivenBack]) -> bytes:
    separator = form["separator"] if len(form["separator"]) == 1 and form["separator"].isascii() else ","
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=separator, lineterminator=form["line_end"], quoting=csv.QUOTE_MINIMAL)
    writer.writerow([inert(name) for name in header])
    writer.writerows([*(inert(cell) for cell in row[:-1]), row[-1]] for row in table)
    text, encoding = sink.getvalue(), form["encoding"]
    if encoding == "gb18030":
        return gb18030.encoded(text)
    if encoding.startswith("utf-16"):
        return text.encode("utf-16")
    return text.encode(encoding, "replace")


def _json(header: list[str], table: list[list[str]], form: dict, rows: Sequence[GivenBack]) -> bytes:
    return (json.dumps([dict(zip(header, row, strict=True)) for row in table], ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _json_lines(header: list[str], table: list[list[str]], form: dict, rows: Sequence[GivenBack]) -> bytes:
    return "".join(json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) + "\n" for row in table).encode("utf-8", "replace")


def _workbook(header: list[str], table: list[list[str]], form: dict, rows: Sequence[GivenBack]) -> bytes:
    if len(table) > _SHEET_ROWS:
        raise WrongUse(f"退回的行超过一张工作表的 {_SHEET_ROWS} 行，写不成 .xlsx", code="too-many-rows")
    import xlsxwriter  # late: whoever gives back no workbook does without

    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("退回的行")
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"num_format": "@", "bold": True, "bottom": 1})
        fault = book.add_format({"num_format": "@", "bg_color": "#FFD9D9", "border": 1, "border_color": "#C00000"})
        told = book.add_format({"num_format": "@", "font_color": "#C00000", "text_wrap": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(header) - 2, 18, text)
        sheet.set_column(len(header) - 1, len(header) - 1, 60, told)
        for column, name in enumerate(header):
            sheet.write_string(0, column, _kept(name), head)
        for number, (cells, row) in enumerate(zip(table, rows, strict=True), 1):
            for column, cell in enumerate(cells):
                last = column == len(cells) - 1
                sheet.write_string(number, column, _kept(cell), told if last else fault if column in row.at_fault else text)
            for column, note in row.at_fault.items():
                sheet.write_comment(number, column, note, {"author": "诚信平台", "x_scale": 2})
    return sink.getvalue()


def _kept(cell: str) -> str:
    """Text as a workbook can hold it."""
    text = "".join(character if character >= " " or character in "\t\n\r" else "\ufffd" for character in cell)
    return text if len(text) <= _CELL else text[:_CELL]


def _keep(out: Path, content: bytes) -> None:
    """Write a file that only its owner reads; never over another."""
    opener: Callable[[str, int], int] = lambda path, flags: os.open(path, flags, 0o600)  # noqa: E731
    try:
        with open(out, "xb", opener=opener) as sink:
            sink.write(content)
    except FileExistsError:
        raise WrongUse(f"{out} 已经存在，请换一个文件名", code="file-exists") from None
    except OSError as error:
        out.unlink(missing_ok=True)
        raise WrongUse(f"不能写入 {out}：{error.strerror}", code="cannot-write") from None
