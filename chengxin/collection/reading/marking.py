"""标记: rows that are no data or cannot be judged are marked for return; wholly blank ones are no rows (rulings 7, 12).

Whole columns at a time; Python looks only at the few rows that a column calls out.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from chengxin.collection import rechecking
from chengxin.collection.added import FINDINGS, is_ours
from chengxin.collection.reading import garbled
from chengxin.collection.reading.table import CHUNK_ROWS, Chunk, Fault, Layout, Raw
from chengxin.ground.api import WrongUse

KEPT_OF_LONG = 1000
#: How the first cell of a row reads that closes or explains a table.
_FOOT = (
    r"^\s*(?:(?:本页|本月|本表|全部|累计|以上|当前页)?\s*(?:合|小|总|累|共)\s*计\s*(?:[:：（(\d].*)?$|共\s*\d+\s*[条行件户项].{0,8}$|第\s*\d+\s*页.{0,12}$"
    r"|(?:填表|制表|填报|审核|复核|经办|报送|联系|负责|主管)(?:人员?|单位|机关|部门|日期|时间|电话|领导)*\s*[:：]|(?:附?注|说明|备注|注意|(?:金额)?单位)\s*[\d一二三]?\s*[:：])"
)
#: How a cell begins, or reads, in a row that only shows how a table is filled in.
_EXAMPLE = r"^\s*(?:[（(【\[]\s*)?(?:填写|填报|填表)?(?:(?:示例|样例|范例|举例)\s*[\d一二三四五]?\s*(?:[）)】\]]|[:：]|$)|例\s*[\d一二三四五]?\s*[:：])"
_OF_WIDTH = (Fault("row-short"), Fault("row-long"))
_BROKEN = "\ufffd|锟斤拷"  # the second: two of the first, written as UTF-8 and read as GBK
_MANGLED = r"^\s*[+-]?\d(?:\.\d+)?[Ee]\+\d{2,3}\s*$"


def chunks(raw: Raw, layout: Layout, first_line: int) -> Iterator[Chunk]:
    """``raw`` without its blank rows, with its marks, as chunks whose lines count from ``first_line``."""
    if not len(raw):
        return
    raw = _without_blank(raw, layout)
    if not len(raw):
        return
    faults = {index: list(found) for index, found in raw.faults.items()}

    def mark(index: int, code: str, column: int | None = None) -> None:
        found = faults.setdefault(index, [])
        if (fault := Fault(code, column)) not in found:
            found.append(fault)

    if any(name.strip() == FINDINGS for name in layout.raw_header):
        raw = _returned(raw, layout, mark)
    _mark_heads_and_feet(raw, layout, mark)
    for found in faults.values():
        if Fault("footer-row") in found:  # it is no row of the table at all
            found[:] = [fault for fault in found if fault not in _OF_WIDTH]
    _mark_cells(raw, layout, mark)
    columns = _cut(raw.columns, layout, mark)
    _tell_nameless(raw, layout)
    for begin in range(0, len(raw), CHUNK_ROWS):
        count = min(CHUNK_ROWS, len(raw) - begin)
        within = {index - begin: found for index, found in faults.items() if begin <= index < begin + count}
        extra = {index - begin: cells for index, cells in raw.extra.items() if begin <= index < begin + count}
        ragged = [False] * count
        for index in (*within, *extra):
            ragged[index] = True
        yield Chunk(first_line + begin, [column.slice(begin, count) for column in columns] if count < len(raw) else columns, ragged, within, extra)


def _without_blank(raw: Raw, layout: Layout) -> Raw:
    order = [*layout.marks[:1], *(index for index in range(len(raw.columns)) if index not in layout.marks[:1])]
    blank: pa.Array | None = None
    for index in order:
        column = raw.columns[index]
        here = pc.or_(pc.equal(pc.binary_length(column), 0), pc.utf8_is_space(column))
        blank = here if blank is None else pc.and_(blank, here)
        if not pc.any(blank).as_py():
            return raw
    gone = {index for index in pc.indices_nonzero(blank).to_pylist() if index not in raw.extra and index not in raw.faults}
    if not gone:
        return raw
    kept = [index for index in range(len(raw)) if index not in gone]
    place = {old: new for new, old in enumerate(kept)}
    rows = pa.array(kept, pa.int32())
    return replace(
        raw,
        columns=[column.take(rows) for column in raw.columns],
        extra={place[index]: cells for index, cells in raw.extra.items()},
        faults={place[index]: found for index, found in raw.faults.items()},
    )


def _mark_heads_and_feet(raw: Raw, layout: Layout, mark) -> None:
    if layout.names and layout.marks:
        names = pa.array(sorted(layout.names), pa.string())
        hits = None
        for index in layout.marks:
            here = pc.cast(pc.is_in(pc.utf8_trim_whitespace(raw.columns[index]), names), pa.int8())
            hits = here if hits is None else pc.add(hits, here)
        for index in pc.indices_nonzero(pc.greater_equal(hits, min(2, len(layout.marks)))).to_pylist():
            cells = [column[index].as_py() for column in raw.columns]
            same = [_tight(cell) for cell in cells] == [_tight(cell) for cell in layout.raw_header]
            if not same and layout.recognise and [layout.recognise(cell) for cell in cells] != list(layout.codes):
                raise WrongUse("文件中途出现另一种表头，像是把几张不同的表接在了一起，整份文件未收。请拆成几份分别报送", code="several-tables")
            mark(index, "repeated-header")
    seen = set()
    few = max(2, len(raw.columns) // 3)
    for number in range(min(3, len(raw.columns))):
        for index in pc.indices_nonzero(pc.match_substring_regex(raw.columns[number], f"{_FOOT}|{_EXAMPLE}")).to_pylist():
            said = [cell for column in raw.columns if (cell := column[index].as_py()).strip()]
            if re.match(_EXAMPLE, raw.columns[number][index].as_py()):
                mark(index, "example-row")
            elif index not in seen and len(said) <= few and re.match(_FOOT, said[0]):
                seen.add(index)
                mark(index, "footer-row")


def _mark_cells(raw: Raw, layout: Layout, mark) -> None:
    for number, column in enumerate(raw.columns):
        if raw.broken:
            for index in pc.indices_nonzero(pc.match_substring_regex(column, f"{_BROKEN}|{garbled.SUSPECT}")).to_pylist():
                if re.search(_BROKEN, cell := column[index].as_py()) or garbled.is_garbled(cell):
                    mark(index, "broken-encoding", number)
        if raw.scientific and (not layout.codes or layout.codes[number]):
            for index in pc.indices_nonzero(pc.match_substring_regex(column, _MANGLED)).to_pylist():
                mark(index, "mangled-number", number)


def _returned(raw: Raw, layout: Layout, mark) -> Raw:
    """A file of ours that comes back: its apostrophes go, and cells still beyond the last column return their row again (ruling 150)."""
    columns = list(raw.columns)
    for number, name in enumerate(layout.raw_header):
        if layout.kind == "csv" and name.strip() != FINDINGS:
            columns[number] = pc.replace_substring_regex(columns[number], r"^'('*[=+\-@\t\r])", r"\1")
        if is_ours(name) and name.strip() != FINDINGS:
            for index in pc.indices_nonzero(pc.invert(pc.or_(pc.equal(pc.binary_length(columns[number]), 0), pc.utf8_is_space(columns[number])))).to_pylist():
                mark(index, "ragged")
    _mark_unchanged(columns, layout, mark)
    return replace(raw, columns=columns)


def _mark_unchanged(columns: list[pa.StringArray], layout: Layout, mark) -> None:
    """Rows that were returned for what cannot be seen in them any more, and come again as they were (ruling 497)."""
    found = next(number for number, name in enumerate(layout.raw_header) if name.strip() == FINDINGS)
    theirs = [number for number, name in enumerate(layout.raw_header) if not is_ours(name)]
    for index in pc.indices_nonzero(pc.match_substring(columns[found], rechecking.MARK)).to_pylist():
        row = {number: (layout.raw_header[number], columns[number][index].as_py()) for number in theirs}
        for finding, column in rechecking.unchanged(columns[found][index].as_py(), row):
            mark(index, finding, column)
            mark(index, rechecking.NOT_CORRECTED, column)


def _cut(columns: list[pa.StringArray], layout: Layout, mark) -> list[pa.StringArray]:
    longest = layout.limits.cell
    cut = list(columns)
    for number, column in enumerate(columns):
        if (pc.max(pc.binary_length(column)).as_py() or 0) <= longest:
            continue
        long = pc.greater(pc.utf8_length(column), longest)
        for index in pc.indices_nonzero(long).to_pylist():
            mark(index, "cell-too-long", number)
        cut[number] = pc.if_else(long, pc.utf8_slice_codeunits(column, 0, KEPT_OF_LONG), column)
    return cut


def _tell_nameless(raw: Raw, layout: Layout) -> None:
    for number, name in enumerate(layout.raw_header):
        if not name.strip() and number + 1 not in layout.told.nameless:
            filled = pc.and_(pc.greater(pc.binary_length(raw.columns[number]), 0), pc.invert(pc.utf8_is_space(raw.columns[number])))
            if pc.any(filled).as_py():
                layout.told.nameless.add(number + 1)


def _tight(cell: str) -> str:
    return "".join(cell.split())
