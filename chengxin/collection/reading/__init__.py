"""读取: a file as it was sent, as chunks of columns of text.

What a file is, its content tells: separated text, a spreadsheet, JSON, a page saved as .xls, or a ZIP of
these. Reading never guesses silently: what was taken for granted is told in ``Layout.notes``, a row that
cannot be judged by its cells is marked for return, and a file that can be read in two ways is refused.
"""

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from chengxin.collection.reading import archive, beside, marking
from chengxin.collection.reading.alignment import Alignment
from chengxin.collection.reading.kind import Document, kind_of
from chengxin.collection.reading.limits import Limits
from chengxin.collection.reading.objects import Objects
from chengxin.collection.reading.opening import Watch, changed, check_readable, shown, trouble
from chengxin.collection.reading.page import Page
from chengxin.collection.reading.separated import Separated
from chengxin.collection.reading.spreadsheet import Sheet, sheets
from chengxin.collection.reading.table import CHUNK_ROWS, Chunk, Fault, Layout, Part, Recognise
from chengxin.ground.api import WrongUse, wording

_said = wording.Sentence.of

__all__ = ["CHUNK_ROWS", "Chunk", "Fault", "Layout", "Limits", "Part", "Recognise", "Watch", "changed", "chunks", "layout", "shown", "watch"]

Opened = Callable[[], BinaryIO]
#: Which of several tables are other sources', by place, with whose they are: how reading tells them apart without knowing the sources.
Elsewhere = Callable[[Sequence[Part]], Mapping[int, str]]


@dataclass
class _Found:
    """The tables of a file that may hold data; the sheets, and the names of files in an archive, that were left aside; tables of other sources by name, with whose they are."""

    parts: list[Part]
    left: list[Sheet] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    elsewhere: list[tuple[str, str]] = field(default_factory=list)


def watch(path: Path, limits: Limits) -> Watch:
    """Keep an eye on ``path`` from now on. Raises WrongUse where it is no file that can be read."""
    check_readable(path, limits)
    return Watch(path)


def layout(path: Path, recognise: Recognise | None = None, limits: Limits | None = None, elsewhere: Elsewhere | None = None) -> Layout:
    """Find out how ``path`` is written. ``recognise`` says which element a header cell names, ``elsewhere`` which of several tables are other sources'.

    Raises WrongUse where it is not a table, or where it holds tables that are not one.
    """
    limits = limits or Limits()
    check_readable(path, limits)
    try:
        found = _parts(lambda: path.open("rb"), "", recognise, limits, inside=False)
    except OSError as error:
        raise trouble(path, error) from None
    if elsewhere:
        _set_apart(found, elsewhere)
    return _one_table(found, recognise, limits)


def chunks(path: Path, how: Layout) -> Iterator[Chunk]:
    """The data rows of ``path`` in chunks. Wholly blank rows are no rows; the tables of one layout follow each other.

    A row with fewer cells than the header is filled up with blanks; one with more is marked ragged, or with a fault where what is more is blank and nobody's habit. Raises WrongUse at the end of a
    table one of whose columns was pushed down.
    """
    line = 1
    how.told.nameless.clear()
    try:
        for part in how.parts:
            alignment = Alignment(how)
            for raw in part.raws():
                for chunk in marking.chunks(raw, how, line):
                    line += len(chunk)
                    how.limits.check_rows(line - 1)
                    alignment.passed(chunk)
                    yield chunk
            alignment.check()
    except OSError as error:
        raise trouble(path, error) from None


def _parts(opened: Opened, name: str, recognise: Recognise | None, limits: Limits, *, inside: bool) -> _Found:
    """The tables of a file, and what was left aside."""
    with opened() as stream:
        kind = kind_of(stream)
    if kind == "csv":
        return _Found([Separated(opened, name, recognise, limits)])
    if kind == "json":
        return _Found([Objects(opened, name, recognise, limits)])
    if kind == "html":
        return _Found([Page(opened, name, recognise, limits)])
    if kind == "zip":
        if inside:
            raise WrongUse(_said("压缩包里的“%(name)s”又是压缩包，请只压缩一层", name=name), code="nested-archive")
        return _entries(opened, recognise, limits)
    with opened() as stream:
        return _of_workbook(sheets(stream, kind, recognise, limits), name, recognise)


def _entries(opened: Opened, recognise: Recognise | None, limits: Limits) -> _Found:
    """The tables of an archive in its order; documents and notes beside them are left aside (ruling 563)."""
    entries: list[tuple[_Found, BinaryIO]] = []
    all_found, document = _Found([]), None
    with opened() as stream, archive.damage_is_told(), zipfile.ZipFile(stream) as packed:
        for info in archive.entries(packed, limits):
            spool = archive.spooled(stream, info, limits)
            name = archive.name_of(info)
            if info.file_size == 0:
                raise WrongUse(_said("压缩包里的“%(name)s”是空的", name=name), code="empty-file")
            try:
                entries.append((_parts(_again(spool), name, recognise, limits, inside=True), spool))
            except WrongUse as error:
                trouble = WrongUse(_said("压缩包里的“%(name)s”：%(trouble)s", name=name, trouble=wording.within(error)), code=error.code)
                if not isinstance(error, Document):
                    raise trouble from None
                document = document or trouble
                all_found.beside.append(name)
    notes = [place for place, (found, _) in enumerate(entries) if recognise and beside.may_be_note(found.parts[0], recognise)]
    tables = [part for place, (found, _) in enumerate(entries) if place not in notes for part in found.parts]
    for place, (found, spool) in enumerate(entries):
        if place in notes and tables and beside.is_note(spool, cells=min(len(table.heading.cells) for table in tables)):
            all_found.beside.append(found.parts[0].name)
        else:
            all_found.parts += found.parts
            all_found.left += found.left
    if document and not all_found.parts:
        raise document
    return all_found


def _again(spool: BinaryIO) -> Opened:
    """Opens an unnamed file anew each time, with a place of its own."""

    def opened() -> BinaryIO:
        return open(f"/proc/self/fd/{spool.fileno()}", "rb")

    return opened


def _of_workbook(found: list[Sheet], name: str, recognise: Recognise | None) -> _Found:
    """The sheets that hold the table. Raises WrongUse where a hidden one holds rows of it."""
    filled = [sheet for sheet in found if sheet.filled]
    if not filled:
        raise WrongUse("工作簿是空的", code="empty-file")
    fitting = [sheet for sheet in filled if sheet.recognised >= 2 or recognise is None] or [sheet for sheet in filled if sheet.recognised]
    with_rows = [sheet for sheet in fitting if sheet.has_rows]
    for sheet in with_rows:
        if sheet.hidden and recognise:
            raise WrongUse(_said("隐藏的工作表“%(name)s”里也有数据，请取消隐藏或删去它再报", name=sheet.name), code="hidden-sheet")
    taken = with_rows or fitting[:1] or filled[:1]
    if recognise is None:
        taken = taken[:1]
    for sheet in filled if name else ():
        sheet.name = f"{name}：{sheet.name}"
    return _Found(list(taken), [sheet for sheet in filled if sheet not in taken])


def _set_apart(found: _Found, elsewhere: Elsewhere) -> None:
    """Tables of other sources are not read, where one is left that is none of theirs (ruling 600)."""
    left = [sheet for sheet in found.left if sheet.has_rows]
    tables = [*found.parts, *left]
    if len(tables) < 2:
        return
    others = elsewhere(tables)
    parts = [part for place, part in enumerate(found.parts) if place not in others]
    if not parts:
        return
    found.parts = parts
    found.elsewhere = [(tables[place].name, whose) for place, whose in others.items()]
    found.left = [sheet for sheet in found.left if all(sheet is not tables[place] for place in others)]


def _one_table(found: _Found, recognise: Recognise | None, limits: Limits) -> Layout:
    """All parts are one table, or the file is refused."""
    parts = found.parts
    first = parts[0]
    if any(part.heading.sideways for part in parts):
        raise WrongUse("列名竖着排在第一列，每条记录占一列。请把行和列对调（选择性粘贴中的“转置”），使每条记录占一行后再报", code="sideways-table")
    plain = [_trimmed(part.heading.cells) for part in parts]
    for part, cells in zip(parts[1:], plain[1:], strict=True):
        if cells != plain[0]:
            raise WrongUse(
                _said("“%(first)s”与“%(second)s”的列名不同，分不清哪一张是要报的表。请只留一张，或使各表的列名完全一致", first=first.name, second=part.name), code="several-tables"
            )
    raw_header = max((part.heading.cells for part in parts), key=len)
    for part in parts:
        part.heading = replace(part.heading, cells=raw_header)
        if isinstance(part, Separated):
            part.dialect.width = len(raw_header)
    header: list[str] = []
    for number, cell in enumerate(raw_header, 1):
        header.append(cell if cell.strip() else f"（第 {number} 列，无列名）")
    codes = tuple(recognise(cell) if recognise else None for cell in raw_header)
    marks = [index for index, code in enumerate(codes) if code][:4]
    known: frozenset[str] = getattr(recognise, "names", frozenset()) if marks else frozenset()
    encoding = getattr(first, "encoding", None)
    dialect = getattr(first, "dialect", None)
    return Layout(
        encoding.name if encoding else "",
        dialect.separator if dialect else "",
        tuple(header),
        kind=first.kind if len(parts) == 1 or len({part.kind for part in parts}) == 1 else "zip",
        raw_header=raw_header,
        codes=codes if recognise else (),
        parts=tuple(parts),
        recognise=recognise,
        marks=tuple(marks),
        names=frozenset(known | {cell.strip() for cell, code in zip(raw_header, codes, strict=True) if code}),
        left=tuple(sheet.name for sheet in found.left),
        elsewhere=tuple(found.elsewhere),
        beside=tuple(found.beside),
        limits=limits,
    )


def _trimmed(cells: tuple[str, ...]) -> list[str]:
    plain = ["".join(cell.split()) for cell in cells]
    while plain and not plain[-1]:
        plain.pop()
    return plain
