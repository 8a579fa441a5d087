"""依据 law …: the library of law and the templates of its letters."""

from chengxin.doors.desk import law_templates
from chengxin.doors.desk.command import DeskCommand, day
from chengxin.ground.api import WrongUse


class Command(DeskCommand):
    """依据：文书模板的版本、提案和批准。"""

    help = "依据：文书模板的版本、提案和批准"

    def arguments(self, parser):
        parser.add_argument("words", nargs="+", metavar="动作", help=law_templates.WORDS)
        parser.add_argument("--on", type=day, help="哪一天，默认今天")
        parser.add_argument("--effective", type=day, help="模板的启用日，默认今天")
        parser.add_argument("--officer", help="人员的工号或姓名，见 chengxin officers")
        parser.add_argument("--reason", default="", help="提案的理由")

    def answer(self, *, words, on, effective, officer, reason, **options):
        if words[0] == "template":
            return law_templates.answer(words[1:], on=on, effective=effective, officer=officer, reason=reason)
        raise WrongUse(f"用法：\n{law_templates.WORDS}", code="wrong-arguments")

    def show(self, answer):
        if isinstance(answer, str):
            self.stdout.write(answer)
        elif isinstance(answer, list):
            self.table(
                answer,
                {
                    "template": "编号",
                    "kind": "种类",
                    "name": "名称",
                    "version": "版本",
                    "effective_on": "启用日",
                    "state": "状态",
                    "used": "在用",
                    "proposer": "经办",
                    "approver": "批准",
                },
            )
        else:
            self.pairs([("模板", answer["template"]), ("种类", answer["kind"]), ("版本", answer["version"]), ("启用日", answer["effective_on"]), ("状态", answer["state"])])
