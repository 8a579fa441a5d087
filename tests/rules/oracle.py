"""The terms of rulings 17 to 22 once more, in plain Python and apart from the code, to hold the kernel against."""

import calendar
import datetime as dt
from dataclasses import dataclass

BEGIN_2023, BEGIN_2026 = dt.date(2023, 5, 1), dt.date(2026, 4, 1)
SPECIAL = {"食品", "药品", "特种设备", "安全生产", "消防"}


@dataclass(frozen=True)
class Fact:
    decided: dt.date
    kinds: tuple[str, ...]
    procedure: str = "一般程序"
    unit: str = ""
    field: str = ""
    given: dt.date | None = None


@dataclass(frozen=True)
class Answer:
    unfit: bool
    ends: dt.date | None
    repair: dict[str, dt.date | None]


def months_after(day: dt.date, months: int) -> dt.date:
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def regimes(decided: dt.date) -> list[str]:
    if decided < BEGIN_2023:
        return ["2019", "2023", "2026"]
    return ["2023", "2026"] if decided < BEGIN_2026 else ["2026"]


def class_2026(fact: Fact) -> str:
    if fact.unit:
        return "严重" if fact.unit == "特定严重" else fact.unit
    if fact.procedure == "简易程序" or (fact.kinds and set(fact.kinds) <= {"警告", "通报批评"}):
        return "轻微"
    return "严重" if any(k.startswith("吊销") or k in ("限制从业", "责令关闭") for k in fact.kinds) else "一般"


def end_in(regime: str, fact: Fact, public: dt.date) -> dt.date | None:
    """The last public day a regime allows, None where it does not publish the class."""
    if regime == "2019":
        return months_after(public, 36 if fact.unit in ("严重", "特定严重") else 12)
    if regime == "2023":
        return None if fact.procedure == "简易程序" else months_after(fact.decided, 36)
    return {"轻微": None, "一般": months_after(fact.decided, 12), "严重": months_after(fact.decided, 36)}[class_2026(fact)]


def repair_in(regime: str, fact: Fact, public: dt.date) -> dt.date | None:
    if fact.unit == "特定严重":
        return None
    if regime == "2019":
        return months_after(public, 6 if fact.unit == "严重" else 3)
    if regime == "2023":
        return None if fact.procedure == "简易程序" else months_after(fact.decided, 12 if fact.field in SPECIAL else 3)
    return {"轻微": fact.decided, "一般": months_after(fact.decided, 3), "严重": months_after(fact.decided, 12)}[class_2026(fact)]


def reckon(fact: Fact, public: dt.date) -> Answer:
    begins = {"2023": BEGIN_2023, "2026": BEGIN_2026}
    own, *later = regimes(fact.decided)
    ends, unfit = end_in(own, fact, public), end_in(own, fact, public) is None
    if ends and fact.given:
        ends = min(ends, fact.given)
    for regime in later:
        limit = end_in(regime, fact, public)
        if begins[regime] <= public:
            unfit = unfit or limit is None
            ends = min((d for d in (ends, limit) if d), default=None)
        elif ends and ends >= begins[regime]:
            eve = begins[regime] - dt.timedelta(days=1)
            ends = eve if limit is None else max(min(ends, limit), eve)
    return Answer(unfit, ends, {regime: repair_in(regime, fact, public) for regime in (own, *later)})
