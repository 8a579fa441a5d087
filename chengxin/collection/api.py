"""归集: what doors may use of collection."""

from chengxin.collection.actions import collect
from chengxin.collection.checks.listing import checks_of
from chengxin.collection.entrances.definitions import entrances
from chengxin.collection.entrances.uploads import Laid, Laying, Reused, Upload, discard, lay_down, submit, take_in, upload
from chengxin.collection.entrances.watching import Watching
from chengxin.collection.erasure import erase
from chengxin.collection.queries import batch, batches, batches_of, give_back, returned_rows
from chengxin.collection.revoking import revoke
from chengxin.collection.sources.definitions import Source, source, sources

__all__ = [
    "Laid",
    "Laying",
    "Reused",
    "Source",
    "Upload",
    "Watching",
    "batch",
    "batches",
    "batches_of",
    "checks_of",
    "collect",
    "discard",
    "entrances",
    "erase",
    "give_back",
    "lay_down",
    "returned_rows",
    "revoke",
    "source",
    "sources",
    "submit",
    "take_in",
    "upload",
]
