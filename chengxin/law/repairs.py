"""修复规则: which regime rules on a day; what must be done, and which papers are asked for, by that regime and the class in it."""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from chengxin.ground.api import written

_FILE = Path(__file__).parent / "data" / "repairs.yaml"


@functools.cache
def _told() -> dict[tuple[str, str], dict[str, Any]]:
    return {(entry["regime"], entry.get("class", "")): entry for entry in written.parsed(_FILE.read_text(encoding="utf-8"))}


def repair_on(repair: Iterable[Mapping[str, Any]], on: dt.date) -> dict[str, Any] | None:
    """The entry of a warrant's repair list whose regime rules on ``on``; None where there is none (ruling 19)."""
    ruling = None
    for entry in sorted(repair, key=lambda e: str(e.get("from") or "")):
        if not entry.get("from") or dt.date.fromisoformat(str(entry["from"])) <= on:
            ruling = dict(entry)
    return ruling


def repair_papers(regime: str, severity: str) -> dict[str, list[str]]:
    """``conditions`` and ``papers`` for a class, as its regime calls it; what is from memory says 待核实. Empty lists for a regime nobody wrote down."""
    entry = _told().get((regime, severity)) or _told().get((regime, "")) or {"conditions": [], "papers": []}
    return {key: [one["text"] + ("" if one["source"].startswith("S") else "（待核实）") for one in entry[key]] for key in ("conditions", "papers")}
