"""撤回 withdraw RECORD --kind K --reason R [--document FILE] --organ O: the deciding organ takes a record back; its line leaves at once."""

from pathlib import Path

from chengxin.doors.desk.command import DeskCommand, actor, day, not_to_come, today
from chengxin.ground.api import WrongUse
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """撤回：作出决定的机关撤回一条记录，立即下架。"""

    help = "撤回：作出决定的机关撤回一条记录，立即下架"

    def arguments(self, parser):
        parser.add_argument("record", help="记录编号或文书号")
        kinds = "，".join(f"{kind.value} {kind.label}" for kind in records.OFFERED)
        parser.add_argument("--kind", required=True, choices=[kind.value for kind in records.OFFERED], help=f"撤回事由：{kinds}")
        parser.add_argument("--reason", required=True, help="理由，写明依据的文书")
        parser.add_argument("--document", type=Path, help="所依据的文书，PDF、OFD 或图片，存入文件库")
        parser.add_argument("--based-on", type=day, help="作出变更、撤销、确认的日期；从这一天起 3 个工作日内撤回")
        parser.add_argument("--organ", required=True, help="作出决定的机关，代码或名称")
        parser.add_argument("--on", type=day, help="撤回日，默认今天")

    def answer(self, *, record, kind, reason, document, based_on, organ, on, **options):
        # Without a day: today, or the last published day where a demo has run ahead of it.
        on = not_to_come(on, what="撤回") if on else max(today(), publicity.published_through() or today())
        meant, of = records.record(record), subjects.organ(organ).subject_id
        if document is None:
            return publicity.withdraw(meant, organ=of, kind=kind, reason=reason, on=on, actor=actor(), based_on=based_on)
        try:
            stream = document.open("rb")
        except OSError as error:
            raise WrongUse(f"打不开文件：{document}（{error.strerror}）", code="no-such-file") from error
        with stream:
            return publicity.withdraw(meant, organ=of, kind=kind, reason=reason, on=on, actor=actor(), based_on=based_on, document=(document.name, stream))

    def show(self, answer):
        self.stdout.write(f"已撤回 {answer['document_number'] or answer['record']}" + ("，公示已撤下" if answer["was_public"] else "，原未公示"))
        if answer["due"]:
            self.stdout.write(f"应于 {answer['due']} 前撤回，" + ("已经超期" if answer["late"] else "没有超期"))
