"""归集: what doors may use of collection."""

from chengxin.collection.actions import collect
from chengxin.collection.checks.listing import checks_of, levels
from chengxin.collection.entrances.definitions import entrances
from chengxin.collection.entrances.forms import ToInbox, TooLarge
from chengxin.collection.entrances.uploads import Laid, Laying, Reused, Upload, discard, lay_down, submit, submit_by, take_in, upload
from chengxin.collection.entrances.watching import Watching
from chengxin.collection.erasure import erase
from chengxin.collection.mending import Cell, ReturnedRow, correct, due, give_up, lines_to_mend, mended_by, mends, open_batches, open_count, rows_to_mend
from chengxin.collection.queries import batch, batches, batches_of, give_back, returned_rows
from chengxin.collection.revoking import revoke
from chengxin.collection.sent import STATES, ask_revoke, consignment_of, not_taken, revoke_all_asked, revoke_asked, sent_batches, sent_lately, source_name, sources_of
from chengxin.collection.sources.definitions import Source, source, sources
from chengxin.collection.strange_organs import strange_organs

__all__ = [
    "Cell",
    "Laid",
    "Laying",
    "ReturnedRow",
    "Reused",
    "STATES",
    "Source",
    "ToInbox",
    "TooLarge",
    "Upload",
    "Watching",
    "ask_revoke",
    "batch",
    "batches",
    "batches_of",
    "checks_of",
    "collect",
    "consignment_of",
    "correct",
    "discard",
    "due",
    "entrances",
    "erase",
    "give_back",
    "give_up",
    "lay_down",
    "levels",
    "lines_to_mend",
    "mended_by",
    "mends",
    "not_taken",
    "open_batches",
    "open_count",
    "returned_rows",
    "revoke",
    "revoke_all_asked",
    "revoke_asked",
    "rows_to_mend",
    "sent_batches",
    "sent_lately",
    "source",
    "source_name",
    "sources",
    "sources_of",
    "strange_organs",
    "submit",
    "submit_by",
    "take_in",
    "upload",
]
