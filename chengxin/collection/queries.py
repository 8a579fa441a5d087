"""Reads of collection: returned rows with their findings. A natural person's row is a look (ruling 30)."""

import json

from chengxin.collection.models import Batch, Quarantined
from chengxin.ground.api import NotFound, audit, digests, keys
from chengxin.subjects import api as subjects


def returned_rows(number: int, *, actor: str, purpose: str) -> list[dict[str, object]]:
    """The quarantined rows of batch ``number``: line, original values by header, findings. Raises NotFound.

    Before anything of a natural person is opened, the look is committed.
    """
    batch = Batch.objects.filter(pk=number).first()
    if batch is None:
        raise NotFound(f"没有批次 {number}")
    rows = list(Quarantined.objects.filter(batch=batch).order_by("line"))
    people = [row for row in rows if row.of_person]
    known = subjects.persons_by_mac([row.identity_mac for row in people if row.identity_mac])
    audit.commit_looks([(known.get(row.identity_mac), f"quarantine:{batch.pk}:{row.line}") for row in people], actor=actor, purpose=purpose)
    return [{"line": row.line, "values": _opened(batch, row), "findings": row.findings} for row in rows]


def _opened(batch: Batch, row: Quarantined) -> dict[str, str]:
    context = f"quarantined:{batch.pk}:{row.line}".encode()
    return json.loads(digests.decrypt(keys.file_key(), bytes(row.sealed), context=context))
