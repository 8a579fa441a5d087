"""文书登记 letters: the register of letters by organ, kind and number, and when each was served."""

from chengxin.doors.desk.command import DeskCommand
from chengxin.law import api as law
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """文书登记：按机关、种类和文号列出文书及其送达。"""

    help = "文书登记：按机关、种类和文号列出文书及其送达"

    def arguments(self, parser):
        parser.add_argument("--organ", help="机关，代码或名称")
        parser.add_argument("--year", type=int, help="文号的年份")
        parser.add_argument("--kind", help="文书种类")
        parser.add_argument("--warrant", type=int, help="凭据编号")

    def answer(self, *, organ, year, kind, warrant, **options):
        return law.letters.letters(
            organ=subjects.organ(organ).subject_id if organ else None, year=year, kind=law.letters.kind(kind).code if kind else None, warrant=warrant
        )  # fmt: skip

    def show(self, answer):
        self.table(answer, {"letter": "编号", "number": "文号", "name": "名称", "day": "成文日期", "subject_name": "受送达人", "served_on": "送达日", "way": "送达方式"})
        self.stdout.write(f"共 {len(answer)} 份")
