"""归集: what doors may use of collection."""

from chengxin.collection.actions import collect
from chengxin.collection.entrances.definitions import entrances
from chengxin.collection.entrances.watching import Watching
from chengxin.collection.erasure import erase
from chengxin.collection.queries import batch, batches, give_back, returned_rows
from chengxin.collection.sources.definitions import Source, source, sources

__all__ = ["Source", "Watching", "batch", "batches", "collect", "entrances", "erase", "give_back", "returned_rows", "source", "sources"]
