"""现行目录: the packaged items together with the versions this district has approved.

Nothing here reads the database by itself: a door calls ``refresh`` where its work begins (a command, a
job, a page), one small query; what is known until then serves everything else.
"""

import time
from dataclasses import replace

from chengxin.catalogue.definitions import Item, ItemVersion, packaged, read_version
from chengxin.ground.api import NotFound, database, written

_VERSIONS = "SELECT item, version, digest, definition FROM publicity.catalogue_version ORDER BY item, in_force_from"


class _Known:
    """What this process knows of approved versions, and since when; what is packaged is read when an item is first asked for."""

    stored: dict[str, list[ItemVersion]] = {}
    merged: tuple[dict[str, list[ItemVersion]], dict[str, Item]] | None = None  # of what is stored, and with it
    read: dict[tuple[str, str, str], ItemVersion] = {}
    at: float = 0.0


def items() -> dict[str, Item]:
    """All items by code, as last refreshed."""
    stored, known = _Known.stored, _Known.merged
    if known is None or known[0] is not stored:
        known = stored, {code: replace(entry, versions=_in_order([*entry.versions, *stored[code]])) if code in stored else entry for code, entry in packaged().items()}
        _Known.merged = known
    return known[1]


def item(code: str) -> Item:
    """The item called ``code``. Raises NotFound."""
    found = items().get(code)
    if found is None:
        raise NotFound(f"目录中没有条目“{code}”，现有：{'、'.join(items())}")
    return found


def refresh(*, older_than: float = 0) -> None:
    """Learn the versions approved meanwhile, unless that was done less than ``older_than`` seconds ago."""
    if older_than and time.monotonic() - _Known.at < older_than:
        return
    stored: dict[str, list[ItemVersion]] = {}
    for row in database.fetch(_VERSIONS):
        stored.setdefault(row["item"], []).append(_read(row))
    if stored != _Known.stored:
        _Known.stored = stored
    _Known.at = time.monotonic()


def _read(row: dict) -> ItemVersion:
    key = (row["item"], row["version"], row["digest"])
    if key not in _Known.read:
        version = read_version(row["item"], written.parsed(row["definition"]))
        if version.digest != row["digest"]:
            raise ValueError(f"条目 {row['item']} 的 {row['version']} 版与批准时的摘要不符")
        _Known.read[key] = version
    return _Known.read[key]


def _in_order(versions: list[ItemVersion]) -> tuple[ItemVersion, ...]:
    first: dict[str, ItemVersion] = {}
    for version in versions:
        first.setdefault(version.version, version)  # a version that the package ships later is the same one
    return tuple(sorted(first.values(), key=lambda v: v.in_force_from))
