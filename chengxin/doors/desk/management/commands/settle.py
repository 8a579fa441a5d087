"""处理同号 settle RECORD also|instead --organ O: the organ's word where one document names different subjects (ruling 15)."""

from chengxin.doors.desk.command import DeskCommand, actor, day, not_to_come, today
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """处理同号：also 一个决定涉及多个当事人；instead 以这条为准，撤回其余。"""

    help = "处理同号：also 一个决定涉及多个当事人；instead 以这条为准，撤回其余"

    def arguments(self, parser):
        parser.add_argument("record", help="记录编号")
        parser.add_argument("outcome", choices=("also", "instead"), help="also 一并有效，instead 以这条为准")
        parser.add_argument("--organ", required=True, help="作出决定的机关，代码或名称")
        parser.add_argument("--on", type=day, help="处理日，默认今天")

    def answer(self, *, record, outcome, organ, on, **options):
        return publicity.settle(records.record(record), outcome=outcome, organ=subjects.organ(organ).subject_id, on=not_to_come(on or today(), what="处理"), actor=actor())
