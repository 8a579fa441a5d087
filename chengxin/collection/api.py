"""归集: what doors may use of collection."""

from chengxin.collection.actions import collect
from chengxin.collection.erasure import erase
from chengxin.collection.queries import returned_rows
from chengxin.collection.revoking import revoke, revoked_on
from chengxin.collection.sources.definitions import Source, source, sources

__all__ = ["Source", "collect", "erase", "returned_rows", "revoke", "revoked_on", "source", "sources"]
