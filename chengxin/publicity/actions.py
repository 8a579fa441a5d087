"""公示: writes of publicity. The shelf itself is written by the database functions alone."""

import datetime as dt
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from django.db import Error, connection, transaction

from chengxin.ground.api import Refusal, audit, database, days, outbox
from chengxin.publicity.ledger.sequencing import keep_up
from chengxin.records import api as records

PART = 25_000  # records a transaction of a run
FIRST = 2_000  # of its first, which nothing can be prepared beside
SIDE_BY_SIDE = 2  # parts of a run prepared at once; each is laid in its turn
SUMMED = ("considered", "published", "replaced", "withdrawn", "ended", "doubtful")
WITHDRAW_WITHIN = 3  # working days after the change or revocation (行政处罚法（2021）第四十八条、第八十五条)


@outbox.handles("collection.collected", "publicity.enqueue")
def enqueue_batch(payload: dict[str, Any]) -> None:
    """A batch was collected: its new and corrected records are due for publication."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT publicity_enqueue(%s)", [payload["batch"]])


@outbox.handles("collection.collected", "publicity.place")
@outbox.handles("collection.revoked", "publicity.replace")
def place_subjects(payload: dict[str, Any]) -> None:
    """A batch that names industries came or was taken back: the public lists are arranged by them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT publicity_place(%s)", [payload["batch"]])


@outbox.handles("collection.revoked", "publicity.drop")
def drop_batch(payload: dict[str, Any]) -> None:
    """A batch was taken back whole: its lines leave at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT publicity_drop_batch(%s)", [payload["batch"]])


@outbox.handles("records.marked", "publicity.mark")
def mark_line(payload: dict[str, Any]) -> None:
    """A dispute was raised or ended: the public line says so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT publicity_mark_line(%s)", [payload["record"]])


def publish(*, on: dt.date, actor: str, at_most: int = PART) -> dict[str, object]:
    """Publish what is due as known on ``on``; returns considered, published, replaced, withdrawn, ended, held, refused by code.

    In parts of ``at_most`` records, each a transaction of its own, ``SIDE_BY_SIDE`` of them prepared at once after the first: what is
    withdrawn meanwhile waits for those at most, and what was done before a death is done. Refused (``already-published``) for a day before the
    last published one (ruling 3). Raises RuntimeError within a transaction: parts could not follow each other there.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a run of publication is transactions of its own")
    began = time.monotonic()
    outbox.deliver()
    parts = [_part(on, actor, None, min(at_most, FIRST))]
    if parts[0]["next"] is not None:
        ends = threading.Event()
        with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="publishing") as threads:
            beside = [threads.submit(_parts, on, actor, parts[0]["next"], at_most, ends) for _ in range(SIDE_BY_SIDE)]
            try:
                for one in beside:
                    parts += one.result()
            finally:
                ends.set()
    keep_up()
    figures, refused = Counter[str](), Counter[str]()
    for part in parts:
        figures.update({name: part[name] for name in SUMMED})
        refused.update(part["refused"])
    return {"on": parts[0]["on"], **figures, "held": parts[-1]["held"], "refused": dict(refused), "seconds": round(time.monotonic() - began, 3)}


def _parts(on: dt.date, actor: str, after: int | None, at_most: int, ends: threading.Event) -> list[dict[str, Any]]:
    """Part after part of what is due and nobody else has, in a connection of this thread's own; where one fails, the others end with the part they are at."""
    told: list[dict[str, Any]] = []
    try:
        while after is not None and not ends.is_set():
            told.append(_part(on, actor, after, at_most))
            after = told[-1]["next"]
            keep_up()  # while the other lays
    except BaseException:
        ends.set()
        raise
    finally:
        connection.close()
    return told


def _part(on: dt.date, actor: str, after: int | None, at_most: int) -> dict[str, Any]:
    try:
        with transaction.atomic():
            audit.record_act("publish", actor=actor, reference=f"day:{on.isoformat()}")  # first: what follows is covered by it
            part: dict[str, Any] = database.fetch_value("SELECT publicity_publish(%s, %s, %s)", [on, after, at_most])
    except Error as error:
        if database.answer(error)[0] == "CX003":
            raise Refusal(["already-published"], f"{on.isoformat()} 早于最近一次公示日，不能补公示") from error
        raise
    return part


def tell_repairs(*, on: dt.date) -> int:
    """Tell whoever can be reached that a line about them may be repaired from ``on`` or before; each line once. How many were told."""
    return database.fetch_value("SELECT publicity_tell_repairs(%s)", [on])


def published_through() -> dt.date | None:
    """The last day publication has run for; what was public before it is history and is not rewritten."""
    return database.fetch_value("SELECT max(on_day) FROM publicity_run")


def withdraw(
    record: records.Record,
    *,
    organ: int,
    kind: str,
    reason: str,
    on: dt.date,
    actor: str,
    post: str | None = None,
    based_on: dt.date | None = None,
    document: tuple[str, IO[bytes]] | None = None,
) -> dict[str, object]:
    """撤回 and off the shelf in the same transaction; raises as ``records.withdraw`` too. Refused (``already-published``) for a day before the last published one.

    ``due``: the last day on which it was in time, reckoned from ``based_on``; ``late``: whether it came after.
    """
    through = published_through()
    if through and on < through:
        raise Refusal(["already-published"], f"{on.isoformat()} 早于最近一次公示日 {through.isoformat()}，不能倒填撤回日")
    with transaction.atomic():
        audit.record_act("withdraw", actor=actor, post=post, organ=organ, subject=record.subject_id, reference=f"record:{record.pk}")
        records.withdraw(record, organ=organ, kind=kind, reason=reason, on=on, based_on=based_on, document=document)
        taken = take_down(record.pk, on=on, why="withdrawn")
        _enqueue_freed(record.pk)
    due = withdraw_by(based_on) if based_on else None
    told = {"record": record.pk, "document_number": record.document_number, "kind": kind, "withdrawn_on": on, "was_public": taken}
    return told | {"based_on": based_on, "due": due, "late": bool(due and on > due), "document": document is not None}


def withdraw_by(based_on: dt.date) -> dt.date:
    """撤回期限: the last day to withdraw what was changed, revoked, found unlawful or void on ``based_on`` (行政处罚法（2021）第四十八条、第八十五条)."""
    return days.working_days_after(based_on, WITHDRAW_WITHIN).day


def settle(record: records.Record, *, outcome: str, organ: int, on: dt.date, actor: str, post: str | None = None) -> dict[str, object]:
    """The organ's word on a held record; what it lets through is considered in the next run."""
    with transaction.atomic():
        audit.record_act("settle", actor=actor, post=post, organ=organ, subject=record.subject_id, reference=f"record:{record.pk}", purpose=outcome)
        others = records.settle(record, outcome=outcome, organ=organ, on=on)
        for other in others:
            if outcome == "also":
                _enqueue(other)
            else:
                take_down(other, on=on, why="withdrawn")
                _enqueue_freed(other)  # a third party of the document may have waited for it alone
        _enqueue(record.pk)
    return {"record": record.pk, "outcome": outcome, "others": others}


def classify(record: records.Record, *, severity: str, reason: str, organ: int, on: dt.date, actor: str) -> dict[str, object]:
    """The unit's decision on a class; a public line gets its new warrant, or leaves, from that day on (ruling 20).

    A day before the last published one takes effect from the latter: what was public is history.
    """
    effective = max(on, published_through() or on)
    with transaction.atomic():
        audit.record_act("classify", actor=actor, organ=organ, subject=record.subject_id, reference=f"record:{record.pk}")
        records.classify(record, severity=severity, reason=reason, organ=organ, on=on)
        figures = database.fetch_value("SELECT publicity_reconsider(%s, %s)", [record.pk, effective])
    line = {"line": "none"} if figures is None else {"line": "replaced" if figures["replaced"] else "withdrawn" if figures["withdrawn"] else "unchanged"}
    return {"record": record.pk, "severity": severity, "decided_on": on} | line


def take_down(record: int, *, on: dt.date, why: str) -> bool:
    """Take a record's line off the shelf at once; False where there was none."""
    return database.fetch_value("SELECT publicity_take_down(%s, %s, %s)", [record, on, why])


def end_terms(*, on: dt.date) -> int:
    """Ended lines leave the shelf; returns how many."""
    return database.fetch_value("SELECT publicity_end_terms(%s)", [on])


def _enqueue(record: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT publicity_make_due(%s::bigint[])", [[record]])


def _enqueue_freed(record: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT publicity_enqueue_freed(%s)", [record])


def index_again() -> None:
    """The public names are searched by the same forms and numbers as the register's, which were made anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE publicity_directory d SET folded = n.folded, initials = n.initials, grams = n.grams FROM subjects_name n"
            " WHERE n.id = (SELECT x.id FROM subjects_name x WHERE x.subject_id = d.subject_id ORDER BY x.from_register DESC, x.received_on DESC, x.id DESC LIMIT 1)"
        )
