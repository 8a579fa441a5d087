"""旧式工作簿内情: what the reader of an .xls passes over: cells in error or struck out, hidden rows, formats that show something else than a cell holds.

Looked up by another process, as a workbook is opened on trial: the old format is read by its own lengths and chains, which may be forged.
"""

import json
from collections import defaultdict
from typing import BinaryIO

from chengxin.collection.reading import display_format, trial
from chengxin.collection.reading.limits import Limits
from chengxin.collection.reading.struck import Struck
from chengxin.collection.reading.workbook import Inside

_LOOKING = r"""
import io, json, re, sys
import xlrd

book = xlrd.open_workbook(file_contents=sys.stdin.buffer.read(), logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True, ignore_workbook_corruption=True)
struck = {number for number, look in enumerate(book.xf_list) if book.font_list[look.font_index].struck_out}
plain = re.compile(r"(?:General|@|(?:#,##)?0(?:\.0+)?)(?:_ )?")
shaped = {number: look.format_key for number, look in enumerate(book.xf_list) if not plain.fullmatch(book.format_map[look.format_key].format_str)}
shaped |= {number: look.format_key for number, look in enumerate(book.xf_list) if 26 < look.format_key < 59}
told = []
for index in range(book.nsheets):
    sheet = book.sheet_by_index(index)
    columns = [number for number, column in sheet.colinfo_map.items() if column.hidden]
    about, look_of = {"columns": columns, "errors": [], "struck": [], "part": [], "hidden": sum(row.hidden for row in sheet.rowinfo_map.values())}, sheet.cell_xf_index
    formats = {key: [] for key in shaped.values()}
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            look = look_of(row, column)
            if kind == xlrd.XL_CELL_ERROR:
                about["errors"].append((row, column))
            if look in struck:
                about["struck"].append((row, column))
            if look in shaped:
                formats[shaped[look]].append((row, column))
    for (row, column), runs in sheet.rich_text_runlist_map.items():
        if any(book.font_list[font].struck_out for _, font in runs):
            about["part"].append((row, column))
    about["formats"] = [(key, book.format_map[key].format_str, cells) for key, cells in formats.items()]
    told.append(about)
    book.unload_sheet(index)
print(json.dumps(told))
"""


def look_inside(stream: BinaryIO, limits: Limits) -> list[Inside]:
    """Every worksheet of an .xls in the order of its workbook. Raises WrongUse where it is damaged or swells up."""
    found = []
    for told in json.loads(trial.run(_LOOKING, stream, limits)):
        inside = Inside(
            _by_row(told["errors"]),
            struck=Struck(_by_row(told["struck"]), _by_row(told["part"])),
            hidden_rows=told["hidden"],
            hidden_columns=[(column, column) for column in told["columns"]],
        )
        for number, code, cells in told["formats"]:
            if form := display_format.of_cells(number, code):
                for row, column in cells:
                    inside.shaped[row].append((column, form))
        found.append(inside)
    return found


def _by_row(cells: list[tuple[int, int]]) -> dict[int, list[int]]:
    rows: dict[int, list[int]] = defaultdict(list)
    for row, column in cells:
        rows[row].append(column)
    return rows
