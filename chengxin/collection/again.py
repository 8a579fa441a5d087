"""再次送达: bytes of a source that came before, and whether what their batch said still holds (ruling 9)."""

from chengxin.collection.models import Batch
from chengxin.collection.revoking import later, revoked_days
from chengxin.records import api as records


def standing(source: str, digest: str) -> Batch | None:
    """The latest standing batch of these bytes; one that was taken back is none."""
    before = list(Batch.objects.filter(source=source, file__digest=digest).order_by("-attempt"))
    revoked = revoked_days([batch.pk for batch in before])
    return next((batch for batch in before if batch.pk not in revoked), None)


def holds(batch: Batch, item: str) -> bool:
    """True if nothing since has changed what this one said: asked of the figures of the batches that came later, and of their corrections where there are any."""
    correcting = [one.pk for one in later(batch) if one.corrections]
    return not records.changed_since(batch.pk, recorded=batch.recorded_at, item=item, unchanged=batch.unchanged > 0, later=correcting)
