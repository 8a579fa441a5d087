"""查阅记录 looks CODE: who looked at a natural person's records, when and why."""

from chengxin.doors.desk.command import DeskCommand
from chengxin.ground.api import audit
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """查阅记录：谁在何时因何看过一名自然人的记录。"""

    help = "查阅记录：谁在何时因何看过一名自然人的记录"

    def arguments(self, parser):
        parser.add_argument("code", help="证件号码或统一社会信用代码")

    def answer(self, *, code, **options):
        subject = subjects.by_code(code)
        return {"subject": subject.pk, "looks": audit.looks_at(subject.pk)}

    def show(self, answer):
        self.table(answer["looks"], {"at": "时间", "actor": "查阅人", "purpose": "目的", "reference": "对象"})
        self.stdout.write(f"共 {len(answer['looks'])} 次")
