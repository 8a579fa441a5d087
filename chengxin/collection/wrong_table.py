"""报错表: whether a table is another item's than its source's, told by its columns and by what it calls itself (ruling 544).

Tables of two items share most of their columns, and those of one may be all that another must have. So the header is read as every other
source would read it. The table is surely another's where that one knows every column that its own source knows, has all it should have,
and knows several more, or fits better and is named besides; or where another is named and the own source knows little more than whom the
rows are about. Where less than that is so, or the table calls itself its own source's, it is taken, and it is told.
"""

import datetime as dt
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import reduce

from chengxin.catalogue import api as catalogue
from chengxin.collection.added import is_ours
from chengxin.collection.header import Recognition
from chengxin.collection.sources.definitions import Source, sources
from chengxin.collection.sources.mapping import Translation
from chengxin.ground.api import Refusal, wording

_said = wording.Sentence.of

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
    """How another source would read the table: which columns it knows, ``more`` of them that the own source does not know, how many of its own are lacking, whether it
    is named, fits (knows all that the own source knows, and has all it should have), whether something speaks for it, and whether the table is surely its own."""

    name: str
    known: int
    lacking: int
    more: tuple[str, ...]
    named: bool
    fits: bool
    speaks: bool
    sure: bool

    @property
    def fit(self) -> tuple[int, int]:
        """The more columns are known and the fewer are lacking, the better."""
        return self.known, -self.lacking


_made: dict[tuple[str, str], _Table] = {}  # by source and digest of its version


@dataclass(frozen=True)
class _Likenesses:
    """A table beside all other sources; whether it calls itself its own source's."""

    found: tuple[_Likeness, ...]
    own_named: bool

    @property
    def sure(self) -> list[_Likeness]:
        """The sources of which one surely has this table; none where it calls itself its own source's."""
        return [] if self.own_named else [alike for alike in self.found if alike.sure]

    def likeliest(self) -> list[_Likeness]:
        """Whose the table is, where it is surely another's: more than one where nothing tells them apart. A table that lacks what its own source must have is its own still."""
        most = max(alike.known for alike in self.sure)
        found = [alike for alike in self.found if alike.sure or alike.known >= most]
        found = [alike for alike in found if alike.named] or found
        found = [alike for alike in found if alike.known == max(one.known for one in found)]
        return [alike for alike in found if not alike.lacking] or found


def check(header: Sequence[str], source: Source, titles: Sequence[str], *, on: dt.date) -> tuple[str, ...]:
    """The names of sources whose table this may be as well. Raises Refusal (``other-item``) where it surely is another's.

    ``titles``: the names of file and sheets, and the lines above the header. A source that translates a foreign table has said what that is.
    """
    if source.translation != Translation():
        return ()
    alike = _alike(header, source, titles, on)
    if alike.sure:
        best = alike.likeliest()
        told = _said(
            "这张表像是%(names)s的，不是“%(source)s”的，整份文件未收。%(columns)s请改报到%(names)s；确是“%(source)s”的，请按它的模板核对列名和表名",
            names=_names(best), columns=_columns(best[0].more, source), source=source.name,
        )  # fmt: skip
        raise Refusal(["other-item"], told)
    return tuple(one.name for one in sorted((one for one in alike.found if one.speaks), key=lambda one: one.fit, reverse=True)[:_TOLD])


def elsewhere(tables: Sequence[tuple[Sequence[str], Sequence[str]]], source: Source, *, on: dt.date) -> dict[int, str]:
    """Of several tables in one file, each by its header and what stands with it: those of other sources by their place, with whose they are (ruling 600).

    Beside a table that calls itself its own source's one that fits another source as well and calls itself that one's is that one's.
    """
    if source.translation != Translation():
        return {}
    likenesses = [_alike(header, source, titles, on) for header, titles in tables]
    own_is_named = any(alike.own_named for alike in likenesses)
    found = {}
    for place, alike in enumerate(likenesses):
        if whose := alike.likeliest() if alike.sure else [one for one in alike.found if own_is_named and one.named and one.speaks and one.fits]:
            found[place] = _names(whose)
    return found


def _names(found: Sequence[_Likeness]) -> str:
    first, *others = (f"“{alike.name}”" for alike in found[:_TOLD])
    return reduce(lambda told, name: _said("%(first)s或%(second)s", first=told, second=name), others, first)


def _columns(more: Sequence[str], source: Source) -> str:
    if not more:
        return ""
    told = {"names": "”“".join(more[:_TOLD]), "source": source.name}
    return (
        _said("其中“%(names)s”等 %(count)s 列是“%(source)s”没有的列。", count=len(more), **told) if len(more) > _TOLD else _said("其中“%(names)s”是“%(source)s”没有的列。", **told)
    )


def _alike(header: Sequence[str], source: Source, titles: Sequence[str], on: dt.date) -> _Likenesses:
    own, plain = _table(source, on), ["".join(title.split()) for title in titles]
    cells = [cell for cell in header if cell.strip() and not is_ours(cell)]
    mine = own.known(cells)
    whole = own.elements <= set(mine.values())
    own_named = own.is_named_in(plain)
    few = len(cells) - len(mine) >= max(_SURELY, len(mine))
    others = _others(source, on)
    return _Likenesses(
        tuple(_likeness(other, cells, mine, whole=whole, named=not own_named and other.is_named_in(plain, beside=own.names), few=few) for other in others), own_named
    )


def _likeness(other: _Table, cells: Sequence[str], mine: dict[str, str], *, whole: bool, named: bool, few: bool) -> _Likeness:
    """``whole``: the own source's table has all its columns; ``named``: the other one is called by name; ``few``: the own source does not know most of the columns."""
    theirs = other.known(cells)
    codes = set(theirs.values())
    more = tuple(cell.strip() for cell in theirs if cell not in mine)
    fits = mine.keys() <= theirs.keys() and other.wanted <= codes
    if fits:
        better = bool(more) or (not whole and other.elements <= codes)
        speaks, sure = better or named, better and (named or len(more) >= _SURELY)
    else:
        speaks = named and not whole and 2 * len(theirs) >= len(mine)  # against its title a table that is all there is its own source's
        sure = speaks and few and len(theirs) > len(mine)
    return _Likeness(other.source.name, len(theirs), len(other.elements - codes), more, named, fits, speaks, sure)


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
