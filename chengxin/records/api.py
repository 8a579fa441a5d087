"""信用信息: what other rooms may use of records."""

from chengxin.records import traits
from chengxin.records.actions import classify, mark_disputed, settle, withdraw
from chengxin.records.holds import held_of, hold_of
from chengxin.records.models import Record
from chengxin.records.queries import among_own, archive, of_person, record, register_status, standing_of

__all__ = [
    "Record",
    "among_own",
    "archive",
    "classify",
    "held_of",
    "hold_of",
    "mark_disputed",
    "of_person",
    "record",
    "register_status",
    "settle",
    "standing_of",
    "traits",
    "withdraw",
]
