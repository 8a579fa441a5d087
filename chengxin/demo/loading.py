"""演示装载: the demo's files go through the same pipeline as real ones. A kill in the middle is made good by the next start."""

import datetime as dt
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction

from chengxin.collection import api as collection
from chengxin.demo import articles, bases, bulletins, casework, deeds, staff, subjects
from chengxin.demo.acting import acting_as
from chengxin.demo.making import Deeds, Publication, Sending, events
from chengxin.demo.sizes import NAMES, Size
from chengxin.ground.api import Instance, Refusal, business_day, outbox
from chengxin.publicity import api as publicity
from chengxin.site import demo_mark
from chengxin.site.home import Home

BEGUN, STEP, DONE = "demo.begun", "demo.step", "demo.done"
ACTOR = "演示"


def load(today: dt.date, *, size: Size, say: Callable[[str], None]) -> bool:
    """Load the demo into an empty database, or finish one that was cut off; False where there is nothing to do.

    The files are the same for the same day and size; a cut-off demo goes on with the day and the size it began
    with. While it lasts, publication by anybody else is refused, for the demo publishes days of the past.
    """
    if _event(DONE) or (_event(BEGUN) is None and _anything_there()):
        return False
    if Instance.objects.values_list("kind", flat=True).get() == "production":
        raise Refusal(["not-a-demo"], "这是正式库，不能装入演示数据")
    with demo_mark.standing(Home.from_env()) as mark:
        begun = _event(BEGUN)
        if begun is None:
            begun = {"day": today.isoformat(), "size": size.name}
            outbox.emit(BEGUN, begun)
        _load(dt.date.fromisoformat(begun["day"]), NAMES.get(begun.get("size", ""), size), say)
        outbox.emit(DONE, {"day": begun["day"]})
        mark.done()
    return True


def _load(day: dt.date, size: Size, say: Callable[[str], None]) -> None:
    done, began = (_event(STEP) or {"n": -1})["n"], time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        staff.make(day, say=say)
        say(f"演示数据：演示核实 {len(bases.confirm(Path(folder), on=day, actor=ACTOR))} 项权力的依据")
        for number, event in enumerate(events(day, size)):
            if number <= done:
                continue
            if isinstance(event, Deeds):
                told = _do_deeds(event, number)
            else:
                told = _send(event, Path(folder)) if isinstance(event, Sending) else _publish(event)
                outbox.emit(STEP, {"n": number})
            say(f"演示数据：{told}，已用 {time.monotonic() - began:.0f} 秒")
    casework.make(day, say=say)
    subjects.make(day, say=say)
    articles.make(business_day.today(), say=say)  # acts of articles are of the day they are done, also when a cut-off demo goes on later
    publicity.statistics.reckon(on=day)
    outbox.deliver()
    bulletins.make(day, say=say)


def _send(sending: Sending, folder: Path) -> str:
    """Collect one file. Cut off before its step is noted, it comes again, and the same bytes change nothing."""
    path = folder / sending.name
    path.write_bytes(sending.content)
    figures = collection.collect(sending.source, path, received=sending.day, organ=sending.organ, actor=ACTOR)
    path.unlink()
    return f"{sending.name}，{figures['rows']} 行，退回 {figures['quarantined']} 行"


def _publish(run: Publication) -> str:
    try:
        figures = publicity.publish(on=run.day, actor=ACTOR)
    except Refusal as refusal:
        if refusal.codes != ("already-published",):  # a cut-off demo meets its own earlier days again
            raise
        return f"{run.day} 已公示"
    return f"{run.day} 公示 {figures['published']} 条"


def _do_deeds(done: Deeds, number: int) -> str:
    """All of a day's deeds and their step in one transaction, for none may be done twice."""
    with acting_as("desk"), transaction.atomic():
        for deed in done.deeds:
            deeds.do(deed, on=done.day, actor=ACTOR)
        outbox.emit(STEP, {"n": number})
    return f"{done.day} 经办 {len(done.deeds)} 件"


def _event(topic: str) -> dict | None:
    """The latest event of a topic of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload::text FROM ground_event WHERE topic = %s ORDER BY id DESC LIMIT 1", [topic])
        row = cursor.fetchone()
    return json.loads(row[0]) if row else None


def _anything_there() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM collection_batch)")
        return cursor.fetchone()[0]
