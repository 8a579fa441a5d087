"""凭据 warrant ID [--pdf OUT]: the whole of a warrant: articles, facts, steps, term, exit, remedy."""

from pathlib import Path

from chengxin.doors.desk.command import DeskCommand, actor, today
from chengxin.doors.desk.writing import written
from chengxin.law import api as law


class Command(DeskCommand):
    """凭据：一份凭据的依据、事实、步骤、期限和救济。"""

    help = "凭据：一份凭据的依据、事实、步骤、期限和救济"

    def arguments(self, parser):
        parser.add_argument("warrant", type=int, help="凭据编号")
        parser.add_argument("--pdf", type=Path, metavar="OUT", help="把决定书印成副本（不具文号），写到这个文件")

    def answer(self, *, warrant, pdf, **options):
        told = law.warrant(warrant)
        if pdf:
            told |= {"pdf": written(pdf, lambda: law.letters.copy_of(warrant, on=today(), actor=actor()))}
        return told

    def show(self, answer):
        labels = {
            "power": "权力",
            "organ": "机关",
            "proposer": "经办",
            "approver": "批准",
            "regime": "规则时期",
            "severity": "等级",
            "steps": "步骤",
            "begins_on": "自",
            "ends_on": "至",
            "exit": "退出",
            "remedy": "救济",
            "digest": "凭据摘要",
        }
        steps = {label: answer["steps"][name] for name, label in law.STEPS.items() if name in answer["steps"]}
        self.pairs((label, (answer | {"steps": steps})[key]) for key, label in labels.items())
        for article in answer["articles"]:
            self.stdout.write(f"依据：《{article['instrument']}》{article['number']}{article['label']}（{article['summary']}）")
        if "pdf" in answer:
            self.stdout.write(f"已写入 {answer['pdf']}（副本，不具文号）")
