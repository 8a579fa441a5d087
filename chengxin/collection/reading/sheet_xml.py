"""工作表的写法: how the parts of an .xlsx are written, as far as they are looked through and not unfolded."""

import re
from collections.abc import Iterable, Iterator

_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.\-]*:))?[A-Za-z]")  # not <? or <!


def unprefixed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """A part without the prefix that some programs set before the name of each element (``<x:c>``)."""
    prefix: bytes | None = None
    carry = b""
    for piece in pieces:
        data = carry + piece
        if prefix is None:
            root = _ROOT.search(data)
            prefix = (root.group(1) or b"") if root else b""
        end = data.rfind(b"<") if prefix and data.rfind(b"<") > data.rfind(b">") else len(data)
        data, carry = data[:end], data[end:]
        yield data.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else data
    if carry:
        yield carry


def column_number(letters: bytes) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


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
