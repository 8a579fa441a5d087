"""报错表: whether a table is another item's than its source's, told by its columns and by what it calls itself (ruling 544).

Tables of two items share most of their columns, and those of one may be all that another must have. So the header is read as every other
source would read it. The table is surely another's where that one knows every column that its own source knows, has all it should have,
and knows several more, or fits better and is named besides; or where another is named and the own source knows little more than whom the
rows are about. Where less than that is so, or the table calls itself its own source's, it is taken, and it is told.
"""

import datetime as dt
from collections.abc import Sequence, Set
from dataclasses import dataclass

from chengxin.catalogue import api as catalogue
from chengxin.collection.added import is_ours
from chengxin.collection.header import Recognition
from chengxin.collection.sources.definitions import Source, sources
from chengxin.collection.sources.mapping import Translation
from chengxin.ground.api import Refusal

_SURELY = 3  # so many columns that only the other source knows
_TOLD = 5
_KEY = ("name", "subject_code", "document_number", "held_on")


@dataclass(frozen=True)
class _Table:
    """What tells the table of a source: how its columns are called, which it has and which it should have, and its names."""

    source: Source
    recognise: Recognition
    elements: frozenset[str]
    wanted: frozenset[str]
    names: frozenset[str]

    def known(self, cells: Sequence[str]) -> dict[str, str]:
        """The header cells that name an element, each with its code."""
        return {cell: code for cell in cells if (code := self.recognise(cell))}

    def is_named_in(self, titles: Sequence[str], *, beside: Set[str] = frozenset()) -> bool:
        """Whether one of the ``titles`` holds one of its names that is no part of those ``beside``."""
        return any(name in title for name in self.names for title in titles if not any(name in longer for longer in beside))


@dataclass(frozen=True)
class _Likeness:
    """How another source would read the table: how many columns it knows and (negative) lacks, and ``more``, those that the own source does not know."""

    fit: tuple[int, int]
    name: str
    more: tuple[str, ...]
    sure: bool


_made: dict[tuple[str, str], _Table] = {}  # by source and digest of its version


def check(header: Sequence[str], source: Source, titles: Sequence[str], *, on: dt.date) -> tuple[str, ...]:
    """The names of sources whose table this may be as well. Raises Refusal (``other-item``) where it surely is another's.

    ``titles``: the names of file and sheets, and the lines above the header. A source that translates a foreign table has said what that is.
    """
    if source.translation != Translation():
        return ()
    own, plain = _table(source, on), ["".join(title.split()) for title in titles]
    cells = [cell for cell in header if cell.strip() and not is_ours(cell)]
    mine = own.known(cells)
    whole = own.elements <= set(mine.values())
    own_named = own.is_named_in(plain)
    few = len(cells) - len(mine) >= max(_SURELY, len(mine))
    found = []
    for other in _others(source, on):
        named = not own_named and other.is_named_in(plain, beside=own.names)
        if alike := _likeness(other, cells, mine, whole=whole, named=named, few=few):
            found.append(alike)
    sure = [] if own_named else [alike for alike in found if alike.sure]
    if sure:
        best = max(sure, key=lambda alike: alike.fit)
        told = "”“".join(best.more[:_TOLD])
        columns = f"其中“{told}”{f'等 {len(best.more)} 列' if len(best.more) > _TOLD else ''}是“{source.name}”没有的列。" if best.more else ""
        raise Refusal(
            ["other-item"], f"这张表像是“{best.name}”的，不是“{source.name}”的，整份文件未收。{columns}请改报到“{best.name}”；确是“{source.name}”的，请按它的模板核对列名和表名"
        )
    return tuple(alike.name for alike in sorted(found, key=lambda alike: alike.fit, reverse=True)[:_TOLD])


def _likeness(other: _Table, cells: Sequence[str], mine: dict[str, str], *, whole: bool, named: bool, few: bool) -> _Likeness | None:
    """None where nothing speaks for the other source. ``whole``: the own source's table has all its columns; ``named``: the other one is called by name; ``few``: the own
    source does not know most of the columns."""
    theirs = other.known(cells)
    codes = set(theirs.values())
    more = tuple(cell.strip() for cell in theirs if cell not in mine)
    fit = (len(theirs), -len(other.elements - codes))
    if not (mine.keys() <= theirs.keys() and other.wanted <= codes):
        speaks = named and not whole and 2 * len(theirs) >= len(mine)  # against its title a table that is all there is its own source's
        return _Likeness(fit, other.source.name, more, sure=few and len(theirs) > len(mine)) if speaks else None
    better = bool(more) or (not whole and other.elements <= codes)
    if not (better or named):
        return None
    return _Likeness(fit, other.source.name, more, sure=better and (named or len(more) >= _SURELY))


def _others(source: Source, on: dt.date) -> list[_Table]:
    return [_table(other, on) for other in sources().values() if other.item != source.item and other.translation == Translation()]


def _table(source: Source, on: dt.date) -> _Table:
    item = catalogue.item(source.item)
    version = item.version_on(on)
    key = (source.code, version.digest)
    kept = _made.get(key)
    if kept is None or kept.source is not source:
        names = {source.name, *(name.removesuffix("信息") for name in (item.name, *item.resources))}
        elements = {element.code: element for element in version.elements}
        wanted = {code for code, element in elements.items() if element.mandatory} | {version.roles[role] for role in _KEY if role in version.roles}
        kept = _made[key] = _Table(source, Recognition(version, source), frozenset(elements), frozenset(wanted), frozenset(names))
    return kept
