"""试改: a changed rule as a file tells it, checked before it is tried."""

import datetime as dt
from typing import Any

from chengxin.ground.api import database

_OF_CHANGE = {"power", "regime", "in_force", "unit_classes", "never_repair", "reads", "classes", "terms", "may_touch"}
_OF_CLASS = {"severity", "procedure", "all_kinds_in", "any_kind_is", "any_kind_begins", "field_in"}
_OF_TERM = {"severity", "label", "published", "counted_from", "shortest_months", "longest_months", "repair_months"}


def overlay_faults(change: Any) -> list[str]:
    """What is wrong with an overlay, empty where nothing is."""
    if not isinstance(change, list) or not change or not all(isinstance(one, dict) for one in change):
        return ["应是一个列表，每项以“- power: 权力代码”开头"]
    powers = {
        row["code"]: row["regimes"]
        for row in database.fetch("SELECT p.code, array_agg(r.code) AS regimes FROM law_power p LEFT JOIN law_regime r ON r.power_id = p.code GROUP BY p.code")
    }
    return [f"第 {number} 项：{fault}" for number, one in enumerate(change, 1) for fault in _faults(one, powers)]


def _faults(one: dict[str, Any], powers: dict[str, list[str]]):
    yield from (f"没有 {key} 这一项，可用：{'、'.join(sorted(_OF_CHANGE))}" for key in sorted(one.keys() - _OF_CHANGE))
    if one.get("power") not in powers:
        yield f"power: 没有权力“{one.get('power')}”，现有：{'、'.join(sorted(powers))}"
        return
    if "regime" not in one and "may_touch" not in one:
        yield "应写明 regime（规则时期）或 may_touch（可及主体）"
    for key, known in (("classes", _OF_CLASS), ("terms", _OF_TERM)):
        for entry in one.get(key) or []:
            if not isinstance(entry, dict) or not entry.get("severity"):
                yield f"{key}: 每项应写明 severity（等级）"
            elif strange := sorted(entry.keys() - known):
                yield f"{key}: 没有 {'、'.join(strange)} 这一项，可用：{'、'.join(sorted(known))}"
    for term in one.get("terms") or []:
        if isinstance(term, dict):
            yield from (f"terms: {key} 应为月数" for key in ("shortest_months", "longest_months", "repair_months") if not isinstance(term.get(key), int | None))
            if term.get("counted_from", "decided") not in ("decided", "publication", "asking"):
                yield "terms: counted_from 可为 decided（决定日）、publication（首次公示日）或 asking（请示日）"
    yield from (f"in_force.{key} 应为 YYYY-MM-DD 的日期" for key, day in (one.get("in_force") or {}).items() if key not in ("from", "to") or not isinstance(day, dt.date | None))
