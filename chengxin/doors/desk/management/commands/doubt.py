"""审看 doubt RECORD --organ O [--cover CODE=TEXT] [--reason R]: the organ has read a doubtful record and lets it through, as it stands or with characters covered."""

from chengxin.doors.desk.command import DeskCommand, actor, day, not_to_come, today
from chengxin.ground.api import WrongUse
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """审看：机关看过存疑的文字，原样公示，或者把不公开的字改成 * 号再公示。"""

    help = "审看：机关看过存疑的文字，原样公示，或者把不公开的字改成 * 号再公示"

    def arguments(self, parser):
        parser.add_argument("record", help="记录编号或文书号")
        parser.add_argument("--organ", required=True, help="作出决定的机关，代码或名称")
        parser.add_argument("--cover", action="append", default=[], metavar="要素=文字", help="遮盖后的整段文字，例如 CF_WFSS=……；字数不变，不公开的字写作 *")
        parser.add_argument("--reason", default="", help="说明")
        parser.add_argument("--on", type=day, help="审看日，默认今天")

    def answer(self, *, record, organ, cover, reason, on, **options):
        covered = {}
        for one in cover:
            code, mark, text = one.partition("=")
            if not mark:
                raise WrongUse(f"--cover 应写作 要素=文字，而不是“{one}”", code="bad-cover")
            covered[code] = text
        on = not_to_come(on or today(), what="审看")
        return publicity.doubts.read(records.record(record).pk, organ=subjects.organ(organ).subject_id, covered=covered, reason=reason, on=on, actor=actor())

    def show(self, answer):
        self.stdout.write(f"已审看记录 {answer['record']}，下一次公示时" + ("按遮盖后的文字公示" if answer["covered"] else "原样公示"))
