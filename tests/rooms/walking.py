"""Situations made by walking the powers in the database: for each power one that gives a warrant, and what of it can be left out."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from chengxin.ground.api import days
from tests.district import District

ORGAN, OTHER_ORGAN = "天津市河北区市场监督管理局", "天津市河北区应急管理局"
KINDS = ("enterprise", "individual-business", "organisation", "organ", "person")
_POWERS = """
SELECT to_jsonb(p) || jsonb_build_object('rules', coalesce((SELECT jsonb_agg(to_jsonb(c) || jsonb_build_object('published', t.published, 'shortest', t.shortest_months) ORDER BY r.in_force_from NULLS FIRST, c.seq)
    FROM law_regime r JOIN law_classrule c ON c.regime_id = r.id JOIN law_term t ON t.regime_id = r.id AND t.severity = c.severity
    WHERE r.power_id = p.code AND coalesce(r.in_force_to, 'infinity') >= %s AND coalesce(r.in_force_from, '-infinity') <= %s), '[]'))
FROM law_power p WHERE %s::text IS NULL OR p.code = %s ORDER BY p.code
"""
TODAY = dt.date(2026, 6, 10)


@dataclass(frozen=True)
class Walk:
    """A power as the database holds it, and how to ask for it."""

    power: dict[str, Any]
    kind: str
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> dt.date:
        """A day on which the power is in force."""
        ends = self.power["in_force_to"]
        return min(TODAY, dt.date.fromisoformat(ends)) if ends else TODAY

    def fact(self, **said: Any) -> dict[str, Any]:
        """A fact the power reaches, changed where the test says so."""
        rule = next((rule for rule in self.power["rules"] if rule["published"]), {})
        kinds = rule.get("any_kind_is") or rule.get("all_kinds_in") or rule.get("any_kind_begins") or ["罚款"]
        items = self.power["needs_items"] or ["penalty"]
        fact = {
            "item": items[0],
            "decided": (self.day - dt.timedelta(days=20)).isoformat(),
            "organ": None,
            "class": None,
            "of": "0",
            "disputed": False,
            "withdrawn": False,
            "classed": None,
            "published": None,
        }
        return fact | {"traits": {"kinds": kinds[:1], "procedure": "一般程序"}} | said

    def question(self, **said: Any) -> dict[str, Any]:
        """A situation that gives a warrant, as the database function takes it, changed where the test says so."""
        organ = self.power["holders"][0] if self.power["held_by"] == "holders" and self.power["holders"] else ORGAN
        steps = [*self.power["needs_steps"], *(self.power["person_steps"] if self.kind == "person" else [])]
        return {
            "day": self.day.isoformat(), "ask": self.power["code"], "organ": organ, "proposer": "甲", "approver": "乙", "people": [person("甲"), person("乙")],
            "subjects": [{"name": "0", "kind": self.kind}, {"name": "1", "kind": self.kind}], "facts": [self.fact()] * self.power["least_facts"],
            "steps": dict.fromkeys(steps, (self.day - dt.timedelta(days=5)).isoformat()), "ends": None,
        } | said  # fmt: skip


def person(name: str, *, active: bool = True, party: bool = False) -> dict[str, Any]:
    """An officer of a situation."""
    return {"name": name, "active": active, "party": party}


def walks(district: District, power: str | None = None) -> list[Walk]:
    """Every power in the database with every kind of subject it may touch."""
    found = [row[0] for row in district.rows(_POWERS, TODAY, TODAY, power, power)]
    return [Walk(power, kind) for power in found for kind in power["may_touch"]]


class Asking:
    """Asks many questions over one connection; nothing is kept."""

    def __init__(self, district: District) -> None:
        self.connection = district.connect("desk", options="-c search_path=chengxin,publicity")
        self.organs = dict(self.connection.execute("SELECT official_name, subject_id FROM subjects_organ WHERE in_district_file").fetchall())

    def __enter__(self) -> "Asking":
        return self

    def __exit__(self, *trouble: object) -> None:
        self.connection.close()

    def __call__(self, question: dict[str, Any]) -> dict[str, Any]:
        """What the kernel says: ``warrant`` (a number or None), ``codes``, ``ends_on``, ``span`` and so on."""
        facts = [fact | {"organ": self.organs.get(fact["organ"])} for fact in question["facts"]]
        asked = question | {"organ": self.organs.get(question["organ"]), "facts": facts}
        told = self.connection.execute("SELECT law_try(%s)", [json.dumps(asked, ensure_ascii=False)]).fetchone()[0]
        return told | {"codes": sorted(told["codes"] or [])}


def later(day: str, count: int = 1) -> str:
    """Some days after an ISO day."""
    return (dt.date.fromisoformat(day) + dt.timedelta(days=count)).isoformat()


def months(day: dt.date, count: int) -> str:
    """Some months after a day, as ISO text."""
    return days.add_months(day, count).isoformat()


def confirm_all(district: District) -> None:
    """As if every basis were confirmed, and every office of the list held by an organ of this district: so that every other ingredient is tried too."""
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE law_power SET verified = true")
        raw.execute("UPDATE law_power SET holders = ARRAY[%s] WHERE held_by = 'holders' AND holders = '{}'", [ORGAN])
