"""划去的文字: which cells of a workbook are struck out, whole or in part, whose reader hands their words on as if they stood; and what becomes of their rows."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from chengxin.collection.reading.sheet_xml import Styled
from chengxin.collection.reading.table import Fault

_STRUCK = re.compile(rb"<(?:\w+:)?strike\b(?![^<>]*\bval=[\"'](?:0|false)[\"'])")
_ITEM = re.compile(rb"<si\b[^<>]*/>|<si\b.*?</si>", re.DOTALL)
_EMPTY = re.compile(rb"<si\b[^<>]*/>")
_IN_CELL = re.compile(rb"<c\b[^<>]*[^<>/]>(?:(?!</c>).)*<(?:\w+:)?strike\b(?![^<>]*\bval=[\"'](?:0|false)[\"'])", re.DOTALL)
_SHARED = re.compile(rb'<c\b[^<>]*\bt="s"[^<>]*><v>(\d+)</v>')
_OPEN_STYLE = re.compile(rb'<style:style\b[^<>]*\bstyle:name="([^"]+)"[^<>]*(?<!/)>(?:(?!</style:style>).)*?text-line-through-(?:style|type)="(?!none")', re.DOTALL)
_OPEN_USE = re.compile(rb'<(?:table:table-cell\b(?=[^<>]*value-type=)|text:span\b)[^<>]*\b(?:table|text):style-name="([^"]+)"')


@dataclass
class Struck:
    """划去: row → columns of cells that are struck out whole, and of those that are in part."""

    whole: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    part: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


def faults_of(filled: set[int], whole: set[int], part: set[int]) -> list[Fault]:
    """What is struck out of a row whose columns ``filled`` matter: the row, where nothing of it stands, else its single cells."""
    if filled and filled <= whole:
        return [Fault("struck-out")]
    return [Fault("unclear-cell", column) for column in sorted(filled & (whole | part))]


class Pen:
    """What in a workbook strikes out: formats of cells, and shared texts with struck words in them."""

    def __init__(self) -> None:
        self._styled = Styled(())
        self._texts: set[int] = set()

    def read_styles(self, styles: bytes) -> None:
        """The part that says how cells look."""
        self._styled = Styled(_formats(styles))

    def read_texts(self, pieces: Iterator[bytes]) -> None:
        """The part that holds the texts of cells, to its end."""
        self._texts = _texts(pieces)

    def look(self, data: bytes, struck: Struck, collect: Callable[[Iterator[re.Match], dict[int, list[int]]], None]) -> None:
        """Note the cells of ``data``, whole cells of a sheet, that are struck out."""
        for row, column, _ in self._styled.find(data):
            struck.whole[row].append(column)
        if self._texts:
            collect((found for found in _SHARED.finditer(data) if int(found.group(1)) in self._texts), struck.part)
        if b"strike" in data:
            collect(_IN_CELL.finditer(data), struck.part)


class OpenPen:
    """The same of an .ods, read piece by piece: its styles come before its cells."""

    def __init__(self) -> None:
        self._styles: set[bytes] = set()

    def strikes(self, data: bytes) -> bool:
        """Whether a cell of ``data`` holds words that are struck out."""
        if b"text-line-through" in data:
            self._styles.update(_OPEN_STYLE.findall(data))
        return bool(self._styles) and any(name in self._styles for name in _OPEN_USE.findall(data))


def _formats(styles: bytes) -> set[int]:
    """The formats of cells whose font strikes out, by number."""
    if not _STRUCK.search(styles) or b"<!DOCTYPE" in styles or b"<!ENTITY" in styles:
        return set()
    tree = ElementTree.fromstring(styles)
    inside = {child.tag.rpartition("}")[2]: list(child) for child in tree}
    fonts = {number for number, font in enumerate(inside.get("fonts", ())) if _STRUCK.search(ElementTree.tostring(font))}
    return {number for number, form in enumerate(inside.get("cellXfs", ())) if form.get("fontId", "").isdigit() and int(form.get("fontId", "")) in fonts}


def _texts(pieces: Iterator[bytes]) -> set[int]:
    """The shared texts some of whose words are struck out, by number."""
    found: set[int] = set()
    number, carry = 0, b""
    for piece in pieces:
        data = carry + piece
        end = data.rfind(b"</si>") + 5 if b"</si>" in data else 0
        whole, carry = data[:end], data[end:]
        if b"strike" not in whole:
            number += whole.count(b"</si>") + len(_EMPTY.findall(whole))
            continue
        for item in _ITEM.finditer(whole):
            if _STRUCK.search(item.group()):
                found.add(number)
            number += 1
    return found
