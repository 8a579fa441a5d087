"""归集: a file of a source comes in: read, normalised, checked, merged; every row ends as exactly one of four.

A batch is all or nothing: one transaction. The same bytes from the same source get their first batch
back and write nothing (ruling 9).
"""

import datetime as dt
import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.collection import header, reading
from chengxin.collection.intake import Intake, Outcome
from chengxin.collection.models import Batch, Quarantined
from chengxin.collection.sources.definitions import Source, source
from chengxin.ground.api import NotFound, audit, digests, files, keys, outbox
from chengxin.records import api as records
from chengxin.subjects import api as subjects

Progress = Callable[[int], None]


def collect(source_code: str, path: Path, *, received: dt.date, organ: str | None = None, actor: str, progress: Progress = lambda rows: None) -> dict[str, object]:
    """Collect ``path`` as received on ``received`` and return the figures of its batch.

    ``organ`` is the sending organ's code or name. Raises NotFound for an unknown source or organ and
    WrongUse for a file that is no table of this source; then no batch is made.
    """
    began = time.monotonic()
    origin = source(source_code)
    sender = _sender(origin, organ)
    how = reading.layout(path)
    digest, size = files.digest_of(path)
    first = Batch.objects.filter(source=origin.code, file__digest=digest).first()
    if first:
        return figures(first) | {"accepted": 0, "corrections": 0, "unchanged": first.rows - first.quarantined, "late": 0, "unlinked": 0,
            "new_subjects": 0, "seconds": round(time.monotonic() - began, 3), "repeated": True}  # fmt: skip
    version = catalogue.item(origin.item).version_on(received)
    mapping = header.mapped(how.header, version, origin)
    with transaction.atomic():
        _one_at_a_time(origin)
        if Batch.objects.filter(source=origin.code, file__digest=digest).exists():
            return collect(source_code, path, received=received, organ=organ, actor=actor)
        batch = _take_in(origin, path, how, mapping, version, digest, size, received=received, sender=sender, organ=organ, progress=progress)
        audit.record_act("collect", actor=actor, organ=sender.subject_id if sender else None, reference=f"batch:{batch.pk}")
        outbox.emit("collection.collected", {"batch": batch.pk})
    return figures(batch) | {"seconds": round(time.monotonic() - began, 3), "repeated": False}


def figures(batch: Batch) -> dict[str, object]:
    """The figures of a batch as the contract names them."""
    names = ("rows", "accepted", "unchanged", "corrections", "quarantined", "late", "unlinked", "new_subjects", "findings")
    return {"batch": batch.pk, "source": batch.source, "received": batch.received_on} | {name: getattr(batch, name) for name in names} | {"notes": batch.notes}


def _sender(origin: Source, organ: str | None) -> subjects.Organ | None:
    """The organ that sends: the one named, else the holder of the source's office, else nobody in particular.

    A code nobody knows yet is no reason to refuse a file (ruling 10: an organ not in the register is a
    notice); a name nobody knows is a mistake in the command.
    """
    named = organ or (access.district()["offices"][origin.office] if origin.office else None)
    if named is None:
        return None
    try:
        return subjects.organ(named)
    except NotFound:
        if subjects.looks_like_code(named):
            return None
        raise


def _one_at_a_time(origin: Source) -> None:
    """Two files of one source wait for each other, so that line order and the state before a row are well defined."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"collect:{origin.code}"])


def _take_in(
    origin: Source,
    path: Path,
    how: reading.Layout,
    mapping: header.Mapping,
    version: catalogue.ItemVersion,
    digest: str,
    size: int,
    *,
    received: dt.date,
    sender: subjects.Organ | None,
    organ: str | None,
    progress: Progress,
) -> Batch:
    number = _next_batch()
    item = catalogue.item(origin.item)
    fixed = None
    if "organ_code" not in version.roles:
        fixed = ((sender.subject.code or ""), sender.official_name) if sender else ("", "")
    stored = files.store(path, digest, size)
    intake = Intake(version, mapping, how.header, received=received, batch=number, fixed_organ=fixed, by_document=item.by_document)
    findings: Counter[str] = Counter()
    folded: Counter[str] = Counter()
    rows, returned = 0, []
    try:
        for chunk in reading.chunks(path, how):
            outcome: Outcome = intake.take(chunk)
            records.receive(outcome.arrivals)
            findings += outcome.findings
            folded += outcome.folded
            returned += outcome.returned
            rows += len(chunk)
            progress(rows)
    finally:
        intake.close()
    version_id = catalogue.stored_id(version)
    merged = records.merge(
        number, item=item.code, item_version=version_id, source=origin.code, received=received, by_document=item.by_document, sender=sender.subject_id if sender else None
    )
    batch = Batch.objects.create(
        pk=number, source=origin.code, file=stored, file_name=path.name[:255], item_version_id=version_id,
        organ_id=sender.subject_id if sender else None, received_on=received, rows=rows, quarantined=len(returned), findings=dict(findings),
        notes={"encoding": how.encoding, "separator": how.separator, "unknown_columns": list(mapping.unknown), "folded": dict(folded)} | ({"sender_unknown": organ} if organ and sender is None else {}), **merged,
    )  # fmt: skip
    Quarantined.objects.bulk_create([_sealed(batch, row) for row in returned], batch_size=5000)
    return batch


def _next_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('collection_batch', 'id'))")
        return cursor.fetchone()[0]


def _sealed(batch: Batch, row) -> Quarantined:
    text = json.dumps(row.original, ensure_ascii=False).encode()
    sealed = digests.encrypt(keys.file_key(), text, context=f"quarantined:{batch.pk}:{row.line}".encode())
    return Quarantined(batch=batch, line=row.line, sealed=sealed, findings=row.findings, of_person=row.of_person, identity_mac=row.identity_mac)
