"""值守: what the worker does every working day: figures of the month so far, questions about missing numbers, warnings before a day is over."""

import datetime as dt
from typing import Any

from chengxin.catalogue import api as catalogue
from chengxin.governance import bulletins, figures, gaps
from chengxin.governance.models import Watch
from chengxin.governance.settings import days as term
from chengxin.governance.settings import settings, terms
from chengxin.ground.api import database, days
from chengxin.publicity import api as publicity


def round_of(on: dt.date, *, actor: str) -> dict[str, int]:
    """One day's round, the same again changes nothing: gaps asked, drafts made, organs warned, figures of the month so far."""
    asked = gaps.ask(on=on)
    drafted = len(bulletins.draft_due(on=on, actor=actor))
    warned = warn(on) + warn_stale(on)
    begins = on.replace(day=1)
    Watch.objects.get_or_create(on_day=on, defaults={"begins_on": begins, "figures": figures.reckon(begins, on, known=on)})
    return {"asked": asked, "drafted": drafted, "warned": warned}


def latest() -> Watch | None:
    """The newest figures of a month so far."""
    return Watch.objects.order_by("-on_day").first()


def waiting(on: dt.date, organ: int | None = None, *, ahead: int = 31) -> list[dict[str, Any]]:
    """报送任务 whose file has not come: of one organ or all, overdue within the last quarter or due within so many days; by their day."""
    found = []
    for duty in figures.duties(on, organ):
        for one in duty.deliveries(on - dt.timedelta(days=92), on + dt.timedelta(days=ahead), on):
            if one.state in ("waiting", "missing"):
                found.append(
                    {"organ": duty.organ, "item": duty.item, "name": catalogue.item(duty.item).name, "begins_on": one.begins_on, "ends_on": one.ends_on, "due_on": one.due_on}
                )
    return sorted(found, key=lambda one: (one["due_on"], one["item"]))


def shortfalls(on: dt.date, organ: int | None = None) -> list[dict[str, Any]]:
    """Months of which an organ stated more decisions than came: how many are lacking and by when the last of them is to be there."""
    since = days.add_months(on.replace(day=1), -3)
    due_in = terms()
    found = database.fetch("SELECT * FROM governance_shortfalls(%s, %s, %s::text[], %s)", [since, on, list(due_in), organ])
    for one in found:
        one["name"] = catalogue.item(one["item"]).name
        one["due_on"] = days.working_days_after(days.add_months(one["month"], 1) - dt.timedelta(days=1), due_in[one["item"]]).day
    return sorted(found, key=lambda one: (one["due_on"], one["item"]))


def warn(on: dt.date) -> int:
    """提醒: organs whose day is so many working days off are told, each matter once. How many messages."""
    ahead = term("warn_days")

    def near(due: dt.date) -> bool:
        return due >= on and days.working_days_left(due, on=on) <= ahead

    told = 0
    for one in waiting(on):
        if near(one["due_on"]):
            told += bulletins.tell([one["organ"]], "duty-soon", f"delivery:{one['item']}:{one['due_on']:%Y%m%d}", on=on)
    for one in shortfalls(on):
        if near(one["due_on"]):
            told += bulletins.tell([one["organ"]], "duty-soon", f"caseload:{one['item']}:{one['month']:%Y%m}", on=on)
    for one in gaps.asks(None, on=on, open_only=True, limit=100_000):
        if one["outcome"] is None and near(one["due_on"]):
            told += bulletins.tell([one["organ"]], "duty-soon", f"gap:{one['id']}", on=on)
    return told


def stale(on: dt.date) -> list[dict[str, Any]]:
    """久未更新的栏目, the longest first: columns of articles, and items of the shelf. ``last``: the day of the newest, None where there is none yet."""
    return sorted([*stale_columns(on), *_stale_items(on)], key=lambda one: (-one["days"], one["code"]))


def stale_columns(on: dt.date) -> list[dict[str, Any]]:
    """Columns of articles: what comes all the time is stale after so many days, notices (通知公告类) after so many months.

    A column in which nothing ever came out is told of too; its time runs from the day the instance was made.
    """
    born = database.fetch_value("SELECT (created_at AT TIME ZONE 'Asia/Shanghai')::date FROM ground_instance")
    kept, renewed, found = settings()["stale"], publicity.articles.renewed(on), []
    for column in publicity.articles.COLUMNS.values():
        last = renewed.get(column.code)
        since = last or min(born, on)
        until = days.add_months(since, int(kept["notices_months"])) if column.notices else since + dt.timedelta(days=int(kept["columns"]))
        if on > until:
            found.append({"kind": "column", "code": column.code, "name": column.name, "last": last, "since": since, "days": (on - since).days})
    return found


def _stale_items(on: dt.date) -> list[dict[str, Any]]:
    """Public items with a term in working days. One of which nothing was ever laid has nothing to renew."""
    longest = int(settings()["stale"]["columns"])
    items = [code for code in terms() if catalogue.item(code).openness == "社会公开"]
    rows = publicity.last_laid(items, on=on)
    return [
        {"kind": "item", "code": one["item"], "name": catalogue.item(one["item"]).name, "last": one["last"], "since": one["last"], "days": (on - one["last"]).days}
        for one in rows
        if (on - one["last"]).days > longest
    ]


def warn_stale(on: dt.date) -> int:
    """提醒信用办: a column that became stale is told of once, and once more after it was renewed and became stale again. How many messages."""
    keepers = bulletins.keepers()
    return sum(bulletins.tell(keepers, "duty-stale", f"{one['kind']}:{one['code']}:{one['since']:%Y%m%d}", on=on) for one in stale(on))
