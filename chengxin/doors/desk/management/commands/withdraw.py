"""撤回 withdraw RECORD --reason R --organ O: the deciding organ takes a record back; its line leaves at once."""

from chengxin.doors.desk.command import DeskCommand, actor, day, not_to_come, today
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """撤回：作出决定的机关撤回一条记录，立即下架。"""

    help = "撤回：作出决定的机关撤回一条记录，立即下架"

    def arguments(self, parser):
        parser.add_argument("record", help="记录编号或文书号")
        parser.add_argument("--reason", required=True, help="理由：变更、撤销、确认违法或者无效")
        parser.add_argument("--organ", required=True, help="作出决定的机关，代码或名称")
        parser.add_argument("--on", type=day, help="撤回日，默认今天")

    def answer(self, *, record, reason, organ, on, **options):
        # Without a day: today, or the last published day where a demo has run ahead of it.
        on = not_to_come(on, what="撤回") if on else max(today(), publicity.published_through() or today())
        return publicity.withdraw(records.record(record), organ=subjects.organ(organ).subject_id, reason=reason, on=on, actor=actor())

    def show(self, answer):
        self.stdout.write(f"已撤回 {answer['document_number'] or answer['record']}" + ("，公示已撤下" if answer["was_public"] else "，原未公示"))
