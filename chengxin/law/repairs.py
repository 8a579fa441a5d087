"""修复条件: what must be done, and which papers are asked for, by the regime of the day and the class in it."""

import functools
from pathlib import Path
from typing import Any

from chengxin.ground.api import written

_FILE = Path(__file__).parent / "data" / "repairs.yaml"


@functools.cache
def _told() -> dict[tuple[str, str], dict[str, Any]]:
    return {(entry["regime"], entry.get("class", "")): entry for entry in written.parsed(_FILE.read_text(encoding="utf-8"))}


def repair_papers(regime: str, severity: str) -> dict[str, list[str]]:
    """``conditions`` and ``papers`` for a class, as its regime calls it; what is from memory says 待核实. Empty lists for a regime nobody wrote down."""
    entry = _told().get((regime, severity)) or _told().get((regime, "")) or {"conditions": [], "papers": []}
    return {key: [one["text"] + ("" if one["source"].startswith("S") else "（待核实）") for one in entry[key]] for key in ("conditions", "papers")}
