"""考核 govern caseload|round: what an organ states of its own decisions, by a file; the worker's daily round, by hand."""

from argparse import SUPPRESS
from pathlib import Path

from chengxin.doors.desk.command import DeskCommand, actor, not_to_come, today, words_below
from chengxin.doors.desk.command import day as read_day
from chengxin.governance import api as governance
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """案卷台账的申报，和每日值守。"""

    help = "案卷台账的申报（caseload），每日值守（round）"

    def arguments(self, parser):
        verbs = words_below(parser, dest="verb", metavar="动作")
        caseload = verbs.add_parser("caseload", help="申报案卷台账：条目、月份、件数三列的 CSV 或 XLSX")
        caseload.add_argument("file", type=Path, help="案卷台账文件，CSV 或 XLSX")
        caseload.add_argument("--organ", required=True, help="申报的机关：全称、简称或代码")
        caseload.add_argument("--on", dest="day", help="申报日；不写为今天")
        caseload.add_argument("--json", action="store_true", default=SUPPRESS, help="标准输出只有一份 JSON")
        daily = verbs.add_parser("round", help="做一次每日值守：询问缺号、拟通报稿、提醒、统计")
        daily.add_argument("--json", action="store_true", default=SUPPRESS, help="标准输出只有一份 JSON")

    def answer(self, *, verb, **options):
        if verb == "round":
            return governance.round_of(today(), actor=actor())
        on = not_to_come(read_day(options["day"]), what="申报") if options["day"] else today()
        organ = subjects.organ(options["organ"])
        lines = governance.caseload.read_path(options["file"])
        return {"organ": organ.official_name, "lines": len(lines), "stated": governance.caseload.state(organ.pk, lines, on=on, actor=actor())}

    def show(self, answer):
        labels = {"organ": "机关", "lines": "行数", "stated": "记下", "asked": "询问缺号", "drafted": "拟稿", "warned": "提醒"}
        self.pairs((labels[name], value) for name, value in answer.items())
