"""考核数字: of a period, as known at the end of a day, for each organ and item: due, in time, late, missing, refused, corrected, quality, rates."""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.governance import rules
from chengxin.governance.settings import cycles, required, settings, terms
from chengxin.ground.api import WrongUse, database, days
from chengxin.subjects import api as subjects

COUNTS = (
    "due", "in_time", "late", "missing", "excused", "late_days", "late_5", "late_20", "late_more", "accepted", "accepted_owed", "accepted_late", "corrected", "passed", "refused", "kernel_refused",
)  # fmt: skip
LEVELS = ("field", "record", "dataset", "history")
LONGEST = 400  # days of one period
SHORTEST = 28  # days of a period in which somebody who reports nothing is told of: not every office decides something every week


def reckon(begins: dt.date, ends: dt.date, *, known: dt.date, organ: int | None = None) -> dict[str, Any]:
    """The figures of a period. JSON as it is kept. Raises WrongUse for a period that is none."""
    if ends < begins:
        raise WrongUse(f"止日 {ends.isoformat()} 早于起日 {begins.isoformat()}")
    if (ends - begins).days > LONGEST:
        raise WrongUse(f"一次至多统计 {LONGEST} 天")
    lines: dict[tuple[int | None, str], dict[str, Any]] = defaultdict(dict)
    for row in _asked(begins, ends, known, organ):
        lines[row["organ"], row["item"]] |= row["figures"] if row["part"] != "quality" else {"quality": row["figures"]}
    deliveries = _deliveries(begins, ends, known, organ)
    zero = _zero(begins, min(ends, known), known, organ, {key for key, line in lines.items() if line.get("accepted")})
    names = _names({key for key, _ in lines} | set(deliveries) | set(zero) | ({organ} if organ else set()))
    organs = [_of_organ(one, names, {item: line for (of, item), line in lines.items() if of == one}, deliveries.get(one, []), zero.get(one, [])) for one in names]
    loose = {item: line for (of, item), line in lines.items() if of is None}
    total = _sum(organ["counts"] for organ in organs)
    return {
        "from": begins.isoformat(), "to": ends.isoformat(), "known_on": known.isoformat(), "through": min(ends, known).isoformat(),
        "provisional": any(not days.current().is_official(year) for year in range(begins.year, min(ends, known).year + 1)),
        "total": total | {"rates": rules.rates(total, settings()["rates"]), "deliveries": _delivery_counts(itertools.chain.from_iterable(deliveries.values()))},
        "organs": sorted((_told(one) for one in organs if one["items"] or one["deliveries"] or one["zero"] or one["id"] == organ), key=lambda one: (-one["missing"] - one["late"], one["organ"])),
        "unattributed": [_line(item, line) for item, line in sorted(loose.items())],
    }  # fmt: skip


def _asked(begins: dt.date, ends: dt.date, known: dt.date, organ: int | None) -> list[dict[str, Any]]:
    due_in = terms()
    day_list, worked = _calendar(begins, max(ends, known), max(due_in.values(), default=0))
    from chengxin.collection import api as collection  # the public side reckons nothing and is spared the engine

    levels = collection.levels()
    return database.fetch(
        "SELECT * FROM governance_reckon(%s, %s, %s, %s::text[], %s::integer[], %s::date[], %s::integer[], %s::text[], %s::text[], %s)",
        [begins, ends, known, list(due_in), list(due_in.values()), day_list, worked, list(levels), list(levels.values()), organ],
    )


def _calendar(begins: dt.date, ends: dt.date, longest: int) -> tuple[list[dt.date], list[int]]:
    """Every day that can matter to a period and how many working days there were up to it: what was due before the period counts for no due."""
    margin = dt.timedelta(days=75 + 2 * longest)
    every = [begins - margin + dt.timedelta(days=n) for n in range((ends - begins).days + 2 * margin.days + 1)]
    return every, list(itertools.accumulate(int(days.is_working_day(day)) for day in every))


def _deliveries(begins: dt.date, ends: dt.date, known: dt.date, organ: int | None) -> dict[int | None, list[dict[str, Any]]]:
    """What became of the files of cycles that fell due, by organ."""
    found: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for duty in duties(known, organ):
        for one in duty.deliveries(begins, min(ends, known), known):
            found[duty.organ].append(
                {"item": duty.item, "name": catalogue.item(duty.item).name, "begins_on": one.begins_on.isoformat(), "ends_on": one.ends_on.isoformat(),
                 "due_on": one.due_on.isoformat(), "state": one.state, "came_on": one.came_on and one.came_on.isoformat(), "late_by": one.late_by}
            )  # fmt: skip
    return found


class Duty:
    """报送任务: an item that an organ is to send by its cycle, and when it did."""

    def __init__(self, organ: int, item: str, rule: dict[str, Any], came: list[dt.date], nothing: list[dt.date], since: dt.date) -> None:
        self.organ, self.item, self.rule, self.came, self.nothing, self.since = organ, item, rule, came, nothing, since

    def deliveries(self, due_from: dt.date, due_to: dt.date, known: dt.date) -> list[rules.Delivery]:
        """Its periods that fall due in a span."""
        return rules.deliveries(
            self.rule, self.came, self.nothing, since=self.since, due_from=due_from, due_to=due_to, known_on=known,
            after=lambda day, count: days.working_days_after(day, count).day, between=lambda last, day: -days.working_days_left(last, on=day),
        )  # fmt: skip


def duties(known: dt.date, organ: int | None = None) -> list[Duty]:
    """Every duty by a cycle, as known on a day; of one organ or of all."""
    offices = access.district()["offices"]
    owed: dict[tuple[int, str], dict[str, Any]] = {}
    ids = subjects.organs_by_name({offices[office] for code in cycles() for office in catalogue.item(code).providers["offices"] if office in offices})
    for code, rule in cycles().items():
        for office in catalogue.item(code).providers["offices"]:
            number = ids.get(offices.get(office, ""))
            if number is not None and organ in (None, number):
                owed[number, code] = rule
    if not owed:
        return []
    items = sorted({item for _, item in owed})
    came: dict[tuple[int | None, str], list[dt.date]] = defaultdict(list)
    begun: dict[str, dt.date] = {}
    for row in database.fetch(
        """SELECT b.organ_id, v.item_id, b.received_on FROM collection_batch b JOIN catalogue_itemversion v ON v.id = b.item_version_id
        WHERE v.item_id = ANY (%s) AND b.received_on <= %s AND b.rows > b.quarantined AND NOT EXISTS (SELECT 1 FROM records_revocation x WHERE x.batch = b.id AND x.revoked_on <= %s)
        GROUP BY 1, 2, 3 ORDER BY 3""",
        [items, known, known],
    ):
        begun.setdefault(row["item_id"], row["received_on"])
        came[row["organ_id"], row["item_id"]].append(row["received_on"])
    nothing: dict[tuple[int, str], list[dt.date]] = defaultdict(list)
    for row in database.fetch(
        "SELECT DISTINCT ON (organ_id, item_id, month) organ_id, item_id, month, decided FROM governance_caseload WHERE item_id = ANY (%s) AND stated_on <= %s ORDER BY organ_id, item_id, month, id DESC",
        [items, known],
    ):
        if row["decided"] == 0:
            nothing[row["organ_id"], row["item_id"]].append(row["month"])
    # A file that names no sender is from whom the catalogue names.
    return [Duty(number, item, rule, came[number, item] + came[None, item], nothing[number, item], begun[item]) for (number, item), rule in owed.items() if item in begun]


def _zero(begins: dt.date, ends: dt.date, known: dt.date, organ: int | None, reporting: set[tuple[int | None, str]]) -> dict[int | None, list[str]]:
    """零报送: organs that reported an item within the year before, and nothing in the period, and did not say that there was nothing."""
    if (ends - begins).days < SHORTEST - 1:
        return {}
    since = days.add_months(begins, -int(settings()["zero_months"]["value"]))
    reporters = {
        (row["organ"], row["item"]) for row in database.fetch("SELECT * FROM governance_reporters(%s, %s, %s::text[])", [since, begins - dt.timedelta(days=1), required()])
    }
    quiet = {key for key in reporters - reporting if organ in (None, key[0])}
    said = {(row["organ_id"], row["item_id"]) for row in database.fetch(
        """SELECT organ_id, item_id FROM (
            SELECT DISTINCT ON (organ_id, item_id, month) organ_id, item_id, month, decided FROM governance_caseload WHERE month BETWEEN %s AND %s AND stated_on <= %s ORDER BY organ_id, item_id, month, id DESC
        ) c GROUP BY 1, 2 HAVING max(decided) = 0""",
        [begins.replace(day=1), ends, known],
    )}  # fmt: skip
    found: dict[int | None, list[str]] = defaultdict(list)
    for number, item in sorted(quiet - said):
        found[number].append(item)
    return found


def _names(numbers: set[int | None]) -> dict[int, subjects.OrganName]:
    return subjects.organ_names([number for number in numbers if number is not None])


def _of_organ(number: int, names: dict[int, subjects.OrganName], lines: dict[str, dict[str, Any]], sent: list[dict[str, Any]], zero: list[str]) -> dict[str, Any]:
    items = [told for told in (_line(item, line) for item, line in sorted(lines.items())) if any(told[name] for name in COUNTS) or "quality" in told]
    return {"id": number, "organ": names[number].name, "code": names[number].code, "counts": _sum(items), "items": items, "deliveries": sent, "zero": zero}


def _line(item: str, line: dict[str, Any]) -> dict[str, Any]:
    counts = {name: int(line.get(name, 0)) for name in COUNTS}
    counts["due"] = counts["in_time"] + counts["late"] + counts["missing"]
    counts["accepted_owed"] = counts["accepted"] if item in terms() else 0  # what has no term cannot be late
    counts["passed"] = counts["accepted"] + counts["corrected"]
    more: dict[str, Any] = {name: line[name] for name in ("months", "codes", "kernel_codes", "quality") if name in line}
    return {"item": item, "name": catalogue.item(item).name, **counts, "latest": int(line.get("latest", 0)), **more, "rates": rules.rates(counts, settings()["rates"])}


def _sum(lines: Iterable[dict[str, Any]]) -> dict[str, Any]:
    total: dict[str, Any] = dict.fromkeys(COUNTS, 0) | {"latest": 0}
    for line in lines:
        for name in COUNTS:
            total[name] += line[name]
        total["latest"] = max(total["latest"], line["latest"])
    return total


def _told(organ: dict[str, Any]) -> dict[str, Any]:
    """An organ's part as it is told: its sums beside its items."""
    counts = organ.pop("counts")
    codes: dict[str, int] = defaultdict(int)
    quality: dict[str, dict[str, int]] = {}
    for line in organ["items"]:
        for code, count in itertools.chain((line.get("codes") or {}).items(), (line.get("kernel_codes") or {}).items()):
            codes[code] += count
        for level, told in (line.get("quality") or {}).items():
            known = quality.setdefault(level, {"applies": 0, "fails": 0})
            known["applies"] += int(told["applies"])
            known["fails"] += int(told["fails"])
    told_quality = {
        level: quality[level] | {"rate": rules.rate(quality[level]["applies"] - quality[level]["fails"], quality[level]["applies"])} for level in LEVELS if level in quality
    }
    return {
        "organ": organ["organ"],
        "id": organ["id"],
        "code": organ["code"],
        **counts,
        "rates": rules.rates(counts, settings()["rates"]),
        "refused_codes": dict(sorted(codes.items())),
    } | {"quality": told_quality, "zero": organ["zero"], "deliveries": _delivery_counts(organ["deliveries"]) | {"list": organ["deliveries"]}, "items": organ["items"]}


def _delivery_counts(sent: Iterable[dict[str, Any]]) -> dict[str, int]:
    states = [one["state"] for one in sent if one["state"] != "waiting"]
    return {"due": len(states), "in_time": states.count("in-time"), "late": states.count("late"), "missing": states.count("missing")}
