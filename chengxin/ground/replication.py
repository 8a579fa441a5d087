"""副本复制: how this database and its replicas stand to each other, for doors and for whoever looks after them."""

from typing import Any

from chengxin.ground import database
from chengxin.ground.auditlog.keeping import Rounds

#: Bytes and seconds after which a replica counts as behind; share of the room for kept log after which it is a warning.
BEHIND_BYTES, BEHIND_SECONDS, ROOM = 256 << 20, 60, 0.5
#: Seconds without a word from the main database after which a replica shows nothing more: it could show what was withdrawn.
STALE = 900


def replication() -> dict[str, Any]:
    """``replica``: on a replica, its state; else null. ``replicas``: those of this database."""
    return database.fetch_value("SELECT publicity.replication()")


def stale(replica: dict[str, Any]) -> bool:
    """Whether a replica knows too little of its main database to show anything."""
    return not replica["whole"] or replica["behind_seconds"] is None or replica["behind_seconds"] > STALE


def trouble(told: dict[str, Any]) -> list[str]:
    """The codes of what somebody should look at: of the replicas of this database, and of this replica."""
    found = set()
    for one in told["replicas"]:
        kept, room = one["kept_bytes"] or 0, one["room_bytes"]
        if one["log"] == "lost":
            found.add("replica-lost")
        elif one["log"] == "unreserved" or (room is not None and kept > ROOM * (kept + room)):
            found.add("replica-holds-log")
        elif not one["connected"]:
            found.add("replica-away")
        elif one["behind_bytes"] > BEHIND_BYTES or (one["behind_seconds"] or 0) > BEHIND_SECONDS:
            found.add("replica-behind")
    if replica := told["replica"]:
        if replica["state"] in ("away", "stopped", "lost"):
            found.add(f"replica-{replica['state']}")
        elif stale(replica) or replica["behind_seconds"] > BEHIND_SECONDS:
            found.add("replica-behind")
    return sorted(found)


class Marking(Rounds):
    """记位线程 of the worker: marks the database's log while there are replicas."""

    def __init__(self) -> None:
        super().__init__("marks of the log", lambda: database.fetch_value("SELECT ground_mark_log()"), every=1.0)
