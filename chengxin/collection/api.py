"""归集: what doors may use of collection."""

from chengxin.collection.actions import collect
from chengxin.collection.erasure import erase
from chengxin.collection.queries import batch, batches, give_back, returned_rows
from chengxin.collection.revoking import revoke
from chengxin.collection.sources.definitions import Source, source, sources

__all__ = ["Source", "batch", "batches", "collect", "erase", "give_back", "returned_rows", "revoke", "source", "sources"]
