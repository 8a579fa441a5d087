"""信用信息: what other rooms may use of records."""

from chengxin.records import document_numbers, traits
from chengxin.records.actions import classify, mark_disputed, settle
from chengxin.records.figures import Figures, OddOrgan
from chengxin.records.holds import held_of, hold_of
from chengxin.records.models import CLASSES, Record, WithdrawalKind
from chengxin.records.moving import leaders_moved, moved
from chengxin.records.queries import (
    among_own,
    archive,
    changed_since,
    classes_of,
    left_out,
    mine,
    nameless_organs,
    of_person,
    received_before,
    record,
    register_status,
    standing_of,
    told_of,
)
from chengxin.records.twins import twins, twins_of
from chengxin.records.withdrawals import OFFERED, withdraw, withdrawal_document, withdrawals_of

__all__ = [
    "Figures",
    "OFFERED",
    "OddOrgan",
    "CLASSES",
    "Record",
    "WithdrawalKind",
    "among_own",
    "archive",
    "changed_since",
    "classes_of",
    "classify",
    "document_numbers",
    "held_of",
    "hold_of",
    "leaders_moved",
    "left_out",
    "mark_disputed",
    "mine",
    "moved",
    "nameless_organs",
    "of_person",
    "received_before",
    "record",
    "register_status",
    "settle",
    "standing_of",
    "told_of",
    "traits",
    "twins",
    "twins_of",
    "withdraw",
    "withdrawal_document",
    "withdrawals_of",
]
