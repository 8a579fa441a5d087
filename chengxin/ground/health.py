"""运行状况: how the instance does: the database, the worker, jobs, the log of the audit, the disk, the versions. Figures only."""

import datetime as dt
import platform
import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

from django.utils.dateparse import parse_datetime

from chengxin.ground import database

#: Seconds after which the worker counts as silent, the log as behind; share of the disk that must stay free.
SILENT, BEHIND, FREE = 90, 60, 0.10


def figures(home: Path, *, now: dt.datetime) -> dict[str, Any]:
    """What is known, with ``trouble``: the codes of what an administrator should look at."""
    told = database.fetch_value("SELECT ground_health()")
    for key in ("started_at", "pulse", "oldest_waiting", "audit_head", "created_at"):
        told[key] = parse_datetime(told[key]) if told[key] else None
    disk = shutil.disk_usage(home)
    told |= {"disk_total": disk.total, "disk_free": disk.free}
    told["versions"] = {name: _version(name) for name in ("chengxin", "django", "psycopg", "procrastinate")} | {
        "python": platform.python_version(),
        "postgresql": told["server_version"],
    }
    return told | {"trouble": list(_trouble(told, now))}


def _trouble(told: dict[str, Any], now: dt.datetime):
    if told["pulse"] is None or (now - told["pulse"]).total_seconds() > SILENT:
        yield "worker-silent"
    if told["audit_waiting"] and (told["audit_head"] is None or (now - told["audit_head"]).total_seconds() > BEHIND):
        yield "audit-behind"
    if told["disk_free"] < FREE * told["disk_total"]:
        yield "disk-short"
    if told["connections"] > 0.9 * told["connections_at_most"]:
        yield "connections-short"
    if told["failed_today"]:
        yield "jobs-failed"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
