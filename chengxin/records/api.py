"""信用信息: what other rooms may use of records."""

from chengxin.records import traits
from chengxin.records.actions import classify, mark_disputed, settle, withdraw
from chengxin.records.models import CLASSES, Record
from chengxin.records.queries import archive, classes_of, of_person, record, register_status

__all__ = ["CLASSES", "Record", "archive", "classes_of", "classify", "mark_disputed", "of_person", "record", "register_status", "settle", "traits", "withdraw"]
