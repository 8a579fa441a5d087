"""制作与维护: an edition is built aside and put in its place when it is whole; what a removal touched is made anew, what is over is thrown away.

One builder at a time, under a lock of the folder. A kill leaves a folder nobody offers; the next one clears it. What is offered is
said by the database alone, in the transaction that saw the rows.
"""

import datetime as dt
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from chengxin.ground.api import WrongUse, database
from chengxin.publicity.opendata.columns import open_items
from chengxin.publicity.opendata.package import described
from chengxin.publicity.opendata.settings import PACKAGE, folder, keep_days
from chengxin.publicity.opendata.writing import Written, digest_of, write

_ASIDE = ".making-"


def make(*, on: dt.date, today: dt.date) -> dict[str, Any]:
    """The edition of a day, made where it is missing or no longer true: day, number, made (whether something was done), items with rows, bytes and digests.

    Raises WrongUse (``over``) for a day whose edition would no longer be offered.
    """
    until = on + dt.timedelta(days=keep_days())
    if until < today:
        raise WrongUse(f"{on.isoformat()} 的开放数据只提供到 {until.isoformat()}，不再制作；请选较近的日期", code="over")
    with _alone():
        last = _last(on)
        made = last is None or not last["whole"] or last["run"] < _run(on) or not _place(on, last["number"]).is_dir()
        if made:
            _build(on, until, last)
    return _told(on) | {"made": made}


def keep(*, today: dt.date) -> int:
    """What the worker does again and again: the edition of the day once publication has run for it, what a removal touched made anew, what is over thrown away. How many were made."""
    stale = [
        row["on_day"] for row in database.fetch("SELECT on_day, number, whole FROM publicity.open_edition") if not row["whole"] or not _place(row["on_day"], row["number"]).is_dir()
    ]
    ran = database.fetch_value("SELECT EXISTS (SELECT 1 FROM publicity_run WHERE on_day = %s)", [today])
    made = sum(make(on=day, today=today)["made"] for day in sorted({*stale, *([today] if ran else [])}))
    _throw_away()
    return made


def _build(on: dt.date, until: dt.date, last: dict[str, Any] | None) -> None:
    root = folder()
    aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=root))
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")  # what is written and what is known of removals are of one moment
        run, before = _run(on), _files(last["id"]) if last else {}
        files, rebuilt = [], []
        for item in open_items():
            removed = database.fetch_value("SELECT publicity_open_removed(%s, %s)", [item.code, on])
            earlier = before.get(item.code, [])
            if last and earlier and last["run"] == run and all(one["removed"] == removed for one in earlier):
                written = _taken_over(earlier, _place(on, last["number"]), aside) or write(item, on, aside)
            else:
                written = write(item, on, aside)
                if (
                    earlier
                    and earlier[0]["removed"] != removed
                    and {one["digest"] for one in earlier if one["layout"] == "jsonl"} != {one.digest for one in written if one.layout == "jsonl"}
                ):
                    rebuilt.append(item.code)
            files += written
        number = (last["number"] if last else 0) + 1
        package = _describe(on, number, files, rebuilt, aside)
        place = _place(on, number)
        shutil.rmtree(place, ignore_errors=True)  # of a builder that was killed: no row speaks of it
        place.parent.mkdir(exist_ok=True)
        shutil.rmtree(aside / "spill", ignore_errors=True)
        _to_disk(aside)
        aside.rename(place)
        entered = [asdict(one) for one in (*files, package)]
        database.fetch_value("SELECT publicity_open_enter(%s, %s, %s, %s, %s, %s)", [on, number, run, until, json.dumps(entered), rebuilt])
    for other in place.parent.iterdir():
        if other != place:
            shutil.rmtree(other)


def _describe(on: dt.date, number: int, files: list[Written], rebuilt: list[str], aside: Path) -> Written:
    now = database.fetch_value("SELECT ground_today()")
    known = [(row["item"], row["day"]) for row in database.fetch(
        "SELECT b.item, (e.made_at AT TIME ZONE 'Asia/Shanghai')::date AS day FROM publicity_openrebuild b JOIN publicity_openedition e ON e.id = b.edition_id WHERE e.on_day = %s ORDER BY b.id", [on]
    )]  # fmt: skip
    invented = database.fetch_value("SELECT kind <> 'production' FROM ground_instance WHERE id = 1")
    path = aside / PACKAGE
    path.write_text(json.dumps(described(on, number, files, [*known, *((item, now) for item in rebuilt)], invented=invented), ensure_ascii=False, indent=1), encoding="utf-8")
    return Written("", "package", PACKAGE, 0, path.stat().st_size, digest_of(path))


def _taken_over(earlier: list[dict[str, Any]], place: Path, aside: Path) -> list[Written]:
    """The files of an item that nothing was removed from, by another name of the same bytes; empty where they are not there."""
    try:
        for one in earlier:
            os.link(place / one["name"], aside / one["name"])
    except OSError:
        return []
    return [Written(one["item"], one["layout"], one["name"], one["lines"], one["size"], one["digest"]) for one in earlier]


def _throw_away() -> None:
    """Days that no row offers any longer, and what killed builders left."""
    root = folder()
    if not root.is_dir():
        return
    with _alone():
        offered = {row["on_day"].isoformat() for row in database.fetch("SELECT on_day FROM publicity.open_edition")}
        for one in root.iterdir():
            if one.is_dir() and one.name not in offered:
                shutil.rmtree(one)


@contextmanager
def _alone() -> Iterator[None]:
    """The one builder of this home; what an earlier one left aside is cleared."""
    root = folder()
    root.mkdir(mode=0o700, exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in root.glob(f"{_ASIDE}*"):
            shutil.rmtree(left)
        yield


def _to_disk(aside: Path) -> None:
    for path in [*aside.iterdir(), aside]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _place(on: dt.date, number: int) -> Path:
    return folder() / on.isoformat() / str(number)


def _last(on: dt.date) -> dict[str, Any] | None:
    found = database.fetch(
        "SELECT e.id, e.number, e.run, coalesce(o.whole, false) AS whole FROM publicity_openedition e LEFT JOIN publicity.open_edition o ON o.on_day = e.on_day AND o.number = e.number"
        " WHERE e.on_day = %s ORDER BY e.number DESC LIMIT 1",
        [on],
    )
    return found[0] if found else None


def _files(edition: int) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in database.fetch("SELECT item, layout, name, lines, size, digest, removed FROM publicity_openfile WHERE edition_id = %s AND item <> '' ORDER BY id", [edition]):
        found.setdefault(row["item"], []).append(row)
    return found


def _run(on: dt.date) -> int:
    """The last run up to a day that changed the shelf; 0 for none."""
    return database.fetch_value("SELECT coalesce(max(id), 0) FROM publicity_run WHERE on_day <= %s AND published + replaced + withdrawn + ended > 0", [on])


def _told(on: dt.date) -> dict[str, Any]:
    last = _last(on)
    assert last is not None
    files = _files(last["id"])
    items = [
        {"item": code, "rows": of[0]["lines"], "bytes": {one["layout"]: one["size"] for one in of}, "digests": {one["layout"]: one["digest"] for one in of}}
        for code, of in files.items()
    ]
    return {"on": on, "number": last["number"], "items": items}
