"""列表: pages of a column, whole lists in pieces, the values one may choose from, and organs. All of what is public today, and nothing else."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chengxin.ground.api import NotFound, database
from chengxin.publicity.dual.asked import FACETS, Asked, Place

PAGE = 30
EXACT_TO = 1000
_PIECE = 2000
_SHORT = "id, item, item_name, nature, organ_name, document_number, held_on, public_from, laid_on, corrected, disputed, term_ends, severity, fields"
_WHOLE = f"{_SHORT}, earliest_repair, warrant"
_LISTED = "SELECT lines, total FROM publicity.listed(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class ListPage:
    """One page: rows of the public view in order; ``total`` exact to 1,000, 1,001 means more, None not counted."""

    lines: list[dict[str, Any]]
    total: int | None
    before: Place | None
    after: Place | None


def listed(asked: Asked, *, size: int = PAGE, count: bool = True, whole: bool = False) -> ListPage:
    """The page of a list that ``asked`` begins; ``whole`` also with the warrant and the earliest repair of each line."""
    place, back = asked.after or asked.before, asked.after is None and asked.before is not None
    ids, total = _numbers(asked, place, back, size + 1, count)
    more = len(ids) > size
    ids = (ids[1:] if back else ids[:size]) if more else ids
    lines = _lines(ids, _WHOLE if whole else _SHORT)
    earlier = bool(place) and (more if back else bool(ids))
    later = bool(ids) if back else more
    return ListPage(lines, total, _place(lines[0]) if earlier and lines else None, _place(lines[-1]) if later and lines else None)


def every(asked: Asked) -> Iterator[dict[str, Any]]:
    """All lines of a list in order, fetched in pieces; a line that leaves the shelf meanwhile is not among those still to come."""
    place = None
    while True:
        ids, _ = _numbers(asked, place, False, _PIECE, False)
        lines = _lines(ids, _SHORT)
        yield from lines
        if len(ids) < _PIECE or not lines:
            return
        place = _place(lines[-1])


def choices(item: str) -> dict[str, list[tuple[str, str]]]:
    """What a list of ``item`` can be narrowed by: facet → (value, text), commonest kinds and sectors first, organs and streets by name."""
    rows = database.fetch("SELECT facet, value, label FROM publicity.facet WHERE item = %s ORDER BY facet, label, value", [item])
    found: dict[str, list[tuple[str, str]]] = {facet: [] for facet in FACETS}
    for row in rows:
        found[row["facet"]].append((row["value"], row["label"] or row["value"]))
    return found


@dataclass(frozen=True)
class OfOrgan:
    """What an organ has public of one item: how many lines (exact to 1,000) and the latest of them."""

    item: str
    item_name: str
    adverse: bool
    total: int
    lines: list[dict[str, Any]]


def organs() -> list[dict[str, Any]]:
    """机关: id, name, code and the items in which each has something public, by name."""
    rows = database.fetch("SELECT id, name, code, item, item_name FROM publicity.organ ORDER BY name, id, item_name")
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(row["id"], {"id": row["id"], "name": row["name"], "code": row["code"], "items": []})
        one["items"].append((row["item"], row["item_name"]))
    return list(found.values())


def organ(number: int, *, latest: int = 5) -> tuple[dict[str, Any], list[OfOrgan]]:
    """One organ with its latest lines, item by item. Raises NotFound where nothing of it is public now."""
    rows = database.fetch(
        "SELECT o.id, o.name, o.code, o.item, o.item_name, o.nature, x.lines, x.total FROM publicity.organ o"
        " CROSS JOIN LATERAL publicity.listed(o.item, o.id::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, %s, true) x WHERE o.id = %s ORDER BY o.nature, o.item",
        [latest, number],
    )
    rows = [row for row in rows if row["lines"]]
    if not rows:
        raise NotFound("没有这个机关公示的信息")
    lines = {line["id"]: line for line in _lines([number for row in rows for number in row["lines"]], _SHORT)}
    of = [OfOrgan(row["item"], row["item_name"], row["nature"] == "adverse", row["total"], [lines[n] for n in row["lines"] if n in lines]) for row in rows]
    return {name: rows[0][name] for name in ("id", "name", "code")}, of


def organ_number(item: str, name: str) -> int | None:
    """The number of the organ that lines of ``item`` name so; None where no list knows it."""
    rows = database.fetch("SELECT id FROM publicity.organ WHERE item = %s AND name = %s ORDER BY id LIMIT 1", [item, name])
    return rows[0]["id"] if rows else None


def latest(items: list[str], *, each: int) -> dict[str, tuple[int, list[dict[str, Any]]]]:
    """The latest lines of several items at once, with how many there are."""
    rows = database.fetch(
        "SELECT i.item, x.lines, x.total FROM unnest(%s::text[]) i(item) CROSS JOIN LATERAL publicity.listed(i.item, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, %s, true) x",
        [items, each],
    )
    lines = {line["id"]: line for line in _lines([number for row in rows for number in row["lines"]], _SHORT)}
    return {row["item"]: (row["total"], [lines[n] for n in row["lines"] if n in lines]) for row in rows}


def one(number: int) -> dict[str, Any]:
    """One line with its warrant, for a program. Raises NotFound where it is not public now."""
    found = _lines([number], _WHOLE)
    if not found:
        raise NotFound("没有这条公示信息，或者公示期已满")
    return found[0]


def _numbers(asked: Asked, place: Place | None, back: bool, limit: int, count: bool) -> tuple[list[int], int | None]:
    facets = [getattr(asked, name) or None for name in FACETS]
    ends: list[dt.date | None] = [asked.since, asked.until]
    found = database.fetch(_LISTED, [asked.item, *facets, *ends, asked.subject or None, place and place.day, place and place.line, back, limit, count])[0]
    return found["lines"], found["total"]


def _lines(ids: list[int], columns: str) -> list[dict[str, Any]]:
    """The public lines of these numbers in their order; one that left meanwhile is left out."""
    if not ids:
        return []
    found = {row["id"]: row for row in database.fetch(f"SELECT {columns} FROM publicity.line WHERE id = ANY (%s)", [ids])}
    return [found[number] for number in ids if number in found]


def _place(line: dict[str, Any]) -> Place:
    return Place(line["held_on"] or line["public_from"], line["id"])
