"""What the public may take now, as the views of open data tell it: never a file that holds a row which was removed since."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chengxin.ground.api import NotFound, database
from chengxin.publicity.opendata.settings import FORMATS, PACKAGE, folder


@dataclass(frozen=True)
class Offered:
    """文件 that may be taken: where it lies, how large it is, its digest."""

    path: Path
    name: str
    media_type: str
    size: int
    digest: str


@dataclass(frozen=True)
class Edition:
    """版本 of a day. ``whole``: it may be taken; else it is being made anew."""

    on_day: dt.date
    number: int
    made_at: dt.datetime
    whole: bool


def editions() -> list[Edition]:
    """Every edition that is offered, the newest day first."""
    rows = database.fetch("SELECT on_day, number, made_at, whole FROM publicity.open_edition ORDER BY on_day DESC")
    return [Edition(**row) for row in rows]


def latest_day() -> dt.date | None:
    """The newest day whose files may be taken."""
    return database.fetch_value("SELECT max(on_day) FROM publicity.open_file")


def files_on(on: dt.date) -> list[dict[str, Any]]:
    """The files of a day by item and format."""
    return database.fetch("SELECT item, item_name, layout, name, lines, size, digest FROM publicity.open_file WHERE on_day = %s ORDER BY item, layout", [on])


def rebuilds() -> list[dict[str, Any]]:
    """重做 of the editions on offer: day, item and when, the latest first."""
    return database.fetch("SELECT on_day, item, item_name, made_at FROM publicity.open_rebuild ORDER BY made_at DESC, on_day DESC, item LIMIT 500")


def file_of(on: dt.date, name: str) -> Offered:
    """A file by its day and name. Raises NotFound where it is not offered now. The path is made of what is stored, never of what was asked."""
    found = database.fetch("SELECT on_day, number, name, layout, size, digest FROM publicity.open_file WHERE on_day = %s AND name = %s", [on, name])
    if not found:
        raise NotFound("没有这个文件，或者它正在重做")
    one = found[0]
    path = folder() / one["on_day"].isoformat() / str(one["number"]) / one["name"]
    if not path.is_file():
        raise NotFound("这个文件正在重做，请稍后再取")
    return Offered(path, one["name"], "application/json" if one["name"] == PACKAGE else FORMATS[one["layout"]], one["size"], one["digest"])
