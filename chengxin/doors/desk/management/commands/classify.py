"""定级 classify RECORD CLASS --reason R --organ O: the unit's decision on a record's class, with its reason (ruling 20)."""

from chengxin.doors.desk.command import DeskCommand, actor, day, not_to_come, today
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """定级：由认定单位决定一条记录的失信等级并说明理由。"""

    help = "定级：由认定单位决定一条记录的失信等级并说明理由"

    def arguments(self, parser):
        parser.add_argument("record", help="记录编号或文书号")
        parser.add_argument("severity", choices=("轻微", "一般", "严重", "特定严重"), help="认定的等级")
        parser.add_argument("--reason", required=True, help="理由")
        parser.add_argument("--organ", required=True, help="认定单位，代码或名称")
        parser.add_argument("--on", type=day, help="认定日，默认今天")

    def answer(self, *, record, severity, reason, organ, on, **options):
        return publicity.classify(
            records.record(record), severity=severity, reason=reason, organ=subjects.organ(organ).subject_id, on=not_to_come(on or today(), what="认定"), actor=actor()
        )
