"""读取: a file of text rows, in the encoding and with the separator it really has, as chunks of columns.

CSV in UTF-8 (with or without BOM), GB18030 or UTF-16; comma, tab, semicolon or bar. Reading never
guesses silently: what was taken for granted is told in ``Layout``.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa

from chengxin.ground.api import WrongUse

CHUNK_ROWS = 50_000
_SEPARATORS = (",", "\t", ";", "|")
csv.field_size_limit(64 << 20)


@dataclass(frozen=True)
class Layout:
    """How a file is written: encoding, separator, and its header cells."""

    encoding: str
    separator: str
    header: tuple[str, ...]


@dataclass(frozen=True)
class Chunk:
    """Some rows as columns of text in file order; ``first_line`` counts data rows from 1."""

    first_line: int
    columns: list[pa.StringArray]
    ragged: list[bool]

    def __len__(self) -> int:
        return len(self.ragged)


def layout(path: Path) -> Layout:
    """Find out how ``path`` is written. Raises WrongUse where it is not a text table."""
    if not path.is_file():
        raise WrongUse(f"找不到文件，或不是普通文件：{path}", code="no-such-file")
    if path.stat().st_size == 0:
        raise WrongUse("文件是空的", code="empty-file")
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as stream:
        first = stream.readline(1 << 20)
        separator = max(_SEPARATORS, key=lambda mark: _unquoted(first, mark))
        stream.seek(0)
        header = next(csv.reader(stream, delimiter=separator), [])
    if not any(cell.strip() for cell in header):
        raise WrongUse("文件第一行没有列名", code="no-header")
    return Layout(encoding, separator, tuple(header))


def chunks(path: Path, how: Layout) -> Iterator[Chunk]:
    """The data rows of ``path`` in chunks. Wholly empty lines are no rows.

    A row with fewer cells than the header is filled up with blanks; one with more is marked ragged.
    """
    width = len(how.header)
    with path.open(encoding=how.encoding, newline="") as stream:
        reader = csv.reader(_without_nul(stream), delimiter=how.separator)
        next(reader, None)
        rows_with_content = (row for row in reader if row)
        line = 1
        while rows := list(islice(rows_with_content, CHUNK_ROWS)):
            ragged = [len(row) > width and any(cell.strip() for cell in row[width:]) for row in rows]
            if any(len(row) != width for row in rows):
                rows = [row[:width] + [""] * (width - len(row)) for row in rows]
            yield Chunk(line, [pa.array(column, pa.string()) for column in zip(*rows, strict=True)], ragged)
            line += len(rows)


def _without_nul(stream: io.TextIOBase) -> Iterator[str]:
    """NUL characters, and the end-of-file mark of old systems, are no text."""
    for line in stream:
        line = line.replace("\0", "") if "\0" in line else line
        if line != "\x1a":
            yield line


def _unquoted(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8", "gb18030"]
    trouble = None
    for candidate in candidates:
        trouble = _decoding_trouble(path, candidate)
        if trouble is None:
            return candidate
    raise WrongUse(f"第 {trouble} 行有不能识别的字符，文件应为 UTF-8、GB18030 或带标记的 UTF-16", code="unreadable-encoding")


def _decoding_trouble(path: Path, encoding: str) -> int | None:
    """The number of the first line that is not ``encoding``, or None."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines = 1
    with path.open("rb") as stream:
        while True:
            block = stream.read(1 << 20)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return lines + block[: error.start].count(b"\n")
            lines += text.count("\n")
            if not block:
                return None
