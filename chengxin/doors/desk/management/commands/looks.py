"""查阅记录 looks WHO: who looked at a subject's records: when, with which post and organ, why, at which fields. Asking is itself on file."""

import sys

from chengxin.doors.desk.command import DeskCommand, actor
from chengxin.ground.api import NotFound, audit
from chengxin.records import api as records
from chengxin.subjects import api as subjects

ACTS = {"look": "查阅自然人", "read": "查阅非公开信息"}


class Command(DeskCommand):
    """查阅记录：谁在何时、以何岗位、因何看过一个主体的记录，看了什么。"""

    help = "查阅记录：谁在何时、以何岗位、因何看过一个主体的记录，看了什么"

    def arguments(self, parser):
        parser.add_argument("code", help="证件号码、统一社会信用代码，或一条记录的编号；写 - 从标准输入读，免得号码留在命令历史里")
        parser.add_argument("--purpose", default="查询查阅记录", help="目的")

    def answer(self, *, code, purpose, **options):
        subject = _subject(sys.stdin.readline().strip() if code == "-" else code)
        audit.commit_look(act="read-looks", actor=actor(), subject=subject, purpose=purpose, reference="looks")
        found = audit.looks_at(subject)
        names = {number: subjects.current_name(number) for one in found if isinstance(number := one["organ_ref"], int)}
        told = [
            {"id": one["id"], "at": one["at"], "act": one["act"], "actor": one["actor"], "post": one["post"], "organ": names.get(one["organ_ref"]),
                "purpose": one["purpose"], "reference": one["reference"], "fields": one["fields"]}
            for one in found
        ]  # fmt: skip
        return {"subject": subject, "looks": told}

    def show(self, answer):
        rows = [
            one | {"act": ACTS[one["act"]], "fields": "、".join("全部" if f == "*" else f for f in one["fields"]) or None, "post": one["post"] or None} for one in answer["looks"]
        ]
        columns = {"at": "时间", "actor": "查阅人", "post": "岗位", "organ": "机关", "purpose": "目的", "reference": "对象", "fields": "字段", "act": "种类"}
        self.table(rows, columns)
        self.stdout.write(f"共 {len(rows)} 次")


def _subject(word: str) -> int:
    """The subject of a code or number, else of the record of that id: also where the person's identity has been destroyed."""
    try:
        return subjects.by_code(word).pk
    except NotFound:
        found = records.record(word) if word.isascii() and word.isdigit() and len(word) < 15 else None
        if found is None or found.subject_id is None:
            raise
        return found.subject_id
