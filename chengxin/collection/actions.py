"""归集: a file of a source comes in, as a batch that is all or nothing: one transaction.

The same bytes from the same source get their batch back and write nothing, while what it said holds (ruling 9).
"""

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.collection import again, header, storing, wrong_table
from chengxin.collection.models import Batch
from chengxin.collection.sources.definitions import Source, source
from chengxin.ground.api import NotFound, audit, outbox
from chengxin.subjects import api as subjects

if TYPE_CHECKING:
    from chengxin.collection.reading import Part


def collect(source_code: str, path: Path, *, received: dt.date, organ: str | None = None, actor: str, progress: Callable[[int], None] = lambda rows: None) -> dict[str, object]:
    """Collect ``path`` as received on ``received`` and return the figures of its batch.

    ``organ`` is the sending organ's code or name. Raises NotFound for an unknown source or organ,
    WrongUse for a file that cannot be read as a table, Refusal for one whose columns are not this
    source's (rulings 13, 544); then no batch is made.
    """
    from chengxin.collection import reading, receiving  # late: files are read in columns and judged by an engine; who only looks needs neither

    began = time.monotonic()
    catalogue.refresh()  # a version approved since this process began
    origin = source(source_code)
    sender = _sender(origin, organ)
    limits = reading.Limits(**settings.READING_LIMITS)
    watch = reading.watch(path, limits)
    digest, size = watch.digest()
    if (first := again.standing(origin.code, digest)) and again.holds(first, origin.item):
        return _again(first, began)
    version = catalogue.item(origin.item).version_on(received)
    layout = reading.layout(
        path,
        header.Recognition(version, origin),
        limits,
        elsewhere=lambda tables: wrong_table.elsewhere([(table.heading.cells, _said_beside(table)) for table in tables], origin, on=received),
    )
    headings = [part.heading for part in layout.parts]
    lines = [line for part in layout.parts for line in _said_beside(part)]
    alike = wrong_table.check(layout.raw_header, origin, [*lines, path.stem], on=received)
    mapping = header.mapped(layout.raw_header, version, origin)
    amounts = header.amounts_in_ten_thousands(mapping, version, origin)
    header.check_unit(lines, amounts, heads=(one.heads.get(place, "") for one in headings for place in amounts))
    sending = receiving.Sending(origin, path, watch, digest, size, layout, mapping, version, received, sender, organ, alike)
    with storing.disk_may_be_full(), transaction.atomic():
        _one_at_a_time(origin)
        if (first := again.standing(origin.code, digest)) and again.holds(first, origin.item):  # it came in while this one waited
            return _again(first, began)
        batch = receiving.take_in(sending, progress, before=first)
        watch.check(digest)
        audit.record_act("collect", actor=actor, organ=sending.sender_id, reference=f"batch:{batch.pk}")
        outbox.emit("collection.collected", {"batch": batch.pk})
    return figures(batch) | {"seconds": round(time.monotonic() - began, 3), "repeated": False}


def _said_beside(table: "Part") -> list[str]:
    """The name of a sheet or of a file in an archive, and the lines above its header."""
    return [table.name, *table.heading.above]


def figures(batch: Batch) -> dict[str, object]:
    """The figures of a batch as the contract names them."""
    names = ("rows", "accepted", "unchanged", "corrections", "quarantined", "late", "unlinked", "new_subjects", "findings")
    return {"batch": batch.pk, "source": batch.source, "received": batch.received_on} | {name: getattr(batch, name) for name in names} | {"notes": batch.notes}


def _again(first: Batch, began: float) -> dict[str, object]:
    """The same bytes once more: the same lines quarantined, all others unchanged, nothing written (ruling 9)."""
    nothing = dict.fromkeys(("accepted", "corrections", "late", "unlinked", "new_subjects"), 0)
    told = {"unchanged": first.rows - first.quarantined, "seconds": round(time.monotonic() - began, 3), "repeated": True}
    return figures(first) | nothing | told


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
