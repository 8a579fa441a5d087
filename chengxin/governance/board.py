"""及时榜: what the public may read of how punctual the organs are, from the views of publicity alone."""

import datetime as dt
from typing import Any

from chengxin.governance import rules
from chengxin.ground.api import database


def board(*, months: int = 12) -> dict[str, Any]:
    """Organ by month, the latest months of the board: ``months`` (oldest first), ``organs`` with a month and its cell each (None: nothing fell due), ``through`` which day it counts, ``latest`` the sums of the last month."""
    found = database.fetch(
        "SELECT * FROM publicity.punctuality WHERE month > (SELECT max(month) - make_interval(months => %s) FROM publicity.punctuality) ORDER BY organ, month", [months]
    )
    found = [row | {"on_time": _on_time(row)} for row in found]
    columns = sorted({row["month"] for row in found})
    cells: dict[str, dict[dt.date, dict[str, Any]]] = {}
    for row in found:
        cells.setdefault(row["organ"], {})[row["month"]] = row
    organs = [{"organ": organ, "cells": [(month, of.get(month)) for month in columns], "all": _all(list(of.values()))} for organ, of in cells.items()]
    last = [row for row in found if columns and row["month"] == columns[-1]]
    return {
        "months": columns, "organs": sorted(organs, key=lambda one: (-(one["all"]["on_time"] or 0), one["organ"])), "rows": found,
        "through": max((row["counted_through"] for row in last), default=None), "latest": _all(last) if last else None, "latest_month": columns[-1] if columns else None,
    }  # fmt: skip


def key_figure() -> dict[str, Any] | None:
    """The last month of the board in one line: month, due, in_time, late, missing, on_time, counted_through; None where no bulletin went out."""
    found = database.fetch("SELECT * FROM publicity.punctuality_figures")
    return found[0] | {"on_time": _on_time(found[0])} if found else None


def _on_time(row: dict[str, Any]) -> float | None:
    return rules.rate(row["in_time"] + row["excused"], row["due"])


def _all(rows: list[dict[str, Any]]) -> dict[str, Any]:
    total = {name: sum(row[name] for row in rows) for name in ("due", "in_time", "late", "excused", "missing")}
    return total | {"on_time": _on_time(total)}
