"""工作表的写法: how the parts of an .xlsx are written, as far as they are looked through and not unfolded."""

import re
from collections.abc import Iterable, Iterator

_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_CELL = re.compile(rb"<c(?=[\s/>])[^<>]*>")
_ROW_OR_CELL = re.compile(rb"<(row|c)(?=[\s/>])[^<>]*>")
_ROW_NUMBER = re.compile(rb'\sr="(\d+)"')
_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.\-]*:))?[A-Za-z][\w.\-]*[\s/>]")  # not <? or <!
_BEFORE_ROOT = 1 << 16


def unprefixed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """A part without the prefix that some programs set before the name of each element (``<x:c>``); no tag is cut."""
    prefix: bytes | None = None
    carry = b""
    for piece in pieces:
        data = carry + piece
        if prefix is None:
            root = _ROOT.search(data)
            prefix = (root.group(1) or b"") if root else b"" if len(data) > _BEFORE_ROOT else None
        if prefix is None:
            carry = data
            continue
        begun = data.rfind(b"<")
        end = begun if begun > data.rfind(b">") else len(data)
        data, carry = data[:end], data[end:]
        yield data.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else data
    if carry:
        yield carry


def placed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """A worksheet, no tag of it cut, whose rows and cells all tell their place: a program that leaves it out means the next one."""
    row = column = 0
    all_told = False

    def told(tag: re.Match[bytes]) -> bytes:
        nonlocal row, column
        written = tag.group()
        if tag.group(1) == b"row":
            number = _ROW_NUMBER.search(written)
            row, column = int(number.group(1)) if number else row + 1, 0
            return written if number else b'<row r="%d"%b' % (row, written[4:])
        there = place(written)
        column = (there[1] if there else column) + 1
        return written if there else b'<c r="%b%d"%b' % (column_letters(column - 1), row, written[2:])

    for data in pieces:
        if column == row == 0 and (first := _CELL.search(data)):
            all_told = place(first.group()) is not None
        yield data if all_told else _ROW_OR_CELL.sub(told, data)


def column_number(letters: bytes) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def column_letters(number: int) -> bytes:
    """0 → A, 25 → Z, 26 → AA."""
    from xlsxwriter.utility import xl_col_to_name  # late: hardly a file needs it

    return xl_col_to_name(number).encode("ascii")


def place(tag: bytes) -> tuple[int, int] | None:
    """Row and column of a cell, from 0; None where its tag does not tell."""
    found = _PLACE.search(tag)
    return (int(found.group(2)) - 1, column_number(found.group(1))) if found else None


class Styled:
    """The filled cells of some styles; ``behind``: what must follow the tag of such a cell."""

    def __init__(self, styles: Iterable[int], behind: bytes = b"") -> None:
        numbers = b"|".join(str(number).encode() for number in styles)
        self._pattern = re.compile(rb'\ss="(' + numbers + rb')"(?:\s[^<>]*)?>' + behind) if numbers else None

    def find(self, data: bytes) -> Iterator[tuple[int, int, int]]:
        """Row, column and style of those in ``data``, whole cells of a sheet."""
        for found in self._pattern.finditer(data) if self._pattern else ():
            tag = data[data.rfind(b"<", 0, found.start()) : data.find(b">", found.start())]
            if tag.startswith(b"<c") and tag[2:3].isspace() and not tag.endswith(b"/") and (there := place(tag)):
                yield *there, int(found.group(1))
