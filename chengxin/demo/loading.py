"""演示装载: the demo's files go through the same pipeline as real ones. A kill in the middle is made good by the next start."""

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from chengxin.collection import api as collection
from chengxin.demo.making import sendings
from chengxin.ground.api import Instance, Refusal, outbox
from chengxin.publicity import api as publicity

BEGUN, DONE = "demo.begun", "demo.done"


def load(today: dt.date, *, say: Callable[[str], None]) -> bool:
    """Load the demo into an empty database, or finish one that was cut off; False where there is nothing to do.

    The files are the same for the same day; a cut-off demo goes on with the day it began on.
    """
    begun = _event(BEGUN)
    if _event(DONE) or (begun is None and _anything_there()):
        return False
    if Instance.objects.values_list("kind", flat=True).get() == "production":
        raise Refusal(["not-a-demo"], "这是正式库，不能装入演示数据")
    day = dt.date.fromisoformat(begun["day"]) if begun else today
    if begun is None:
        outbox.emit(BEGUN, {"day": day.isoformat()})
    with tempfile.TemporaryDirectory() as folder:
        for sending in sendings(day):
            path = Path(folder) / sending.name
            path.write_bytes(sending.content)
            figures = collection.collect(sending.source, path, received=sending.day, actor="演示")
            if sending.publish:
                _publish(sending.day)
            say(f"演示数据：{sending.name}，{figures['rows']} 行")
    outbox.emit(DONE, {"day": day.isoformat()})
    return True


def _publish(day: dt.date) -> None:
    try:
        publicity.publish(on=day, actor="演示")
    except Refusal as refusal:
        if refusal.codes != ("already-published",):  # a cut-off demo meets its own earlier days again
            raise


def _event(topic: str) -> dict | None:
    import json

    with connection.cursor() as cursor:
        cursor.execute("SELECT payload::text FROM ground_event WHERE topic = %s LIMIT 1", [topic])
        row = cursor.fetchone()
    return json.loads(row[0]) if row else None


def _anything_there() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM collection_batch)")
        return cursor.fetchone()[0]
