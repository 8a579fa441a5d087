"""文书模板 law template …: the versions of the templates, a proposal, its approval."""

from pathlib import Path

from chengxin.access import api as access
from chengxin.doors.desk.command import actor, day, today
from chengxin.ground.api import WrongUse
from chengxin.law import api as law

WORDS = """law template list [--on 日]
law template show ID                                  模板文字
law template propose KIND FILE --officer 经办 --reason 理由 [--effective 日]
law template approve ID --officer 批准"""


HELP = "文书模板：各版本、提案和批准"


def arguments(parser):
    """Declare the words."""
    parser.add_argument("words", nargs="*", metavar="动作", help=WORDS)
    parser.add_argument("--on", type=day, help="哪一天，默认今天")
    parser.add_argument("--effective", type=day, help="模板的启用日，默认今天")
    parser.add_argument("--officer", help="人员的工号或姓名，见 chengxin officers")
    parser.add_argument("--reason", default="", help="提案的理由")


def answer(*, words, on, effective, officer, reason, **options):
    """What ``chengxin law template`` answers. Raises WrongUse."""
    match words:
        case ["list"] | []:
            return law.letters.listed(on or today())
        case ["show", number] if number.isdigit():
            return law.letters.source(int(number))
        case ["propose", kind, file]:
            made = law.letters.propose(law.letters.kind(kind), Path(file), officer=access.officer(_named(officer)), effective_on=effective or today(), reason=reason, actor=actor())
            return {"template": made.pk, "kind": made.kind, "version": made.label, "effective_on": made.effective_on, "digest": made.digest, "state": "待批准"}
        case ["approve", number] if number.isdigit():
            made = law.letters.approve(int(number), officer=access.officer(_named(officer)), actor=actor())
            return {"template": made.pk, "kind": made.kind, "version": made.label, "effective_on": made.effective_on, "digest": made.digest, "state": "已批准"}
    raise WrongUse(f"用法：\n{WORDS}", code="wrong-arguments")


def _named(officer: str | None) -> str:
    if not officer:
        raise WrongUse("请写明人员（--officer，见 chengxin officers）", code="wrong-arguments")
    return officer


def show(command, answer):
    """Write it for people."""
    if isinstance(answer, str):
        command.stdout.write(answer)
    elif isinstance(answer, list):
        columns = {
            "template": "编号",
            "kind": "种类",
            "name": "名称",
            "version": "版本",
            "effective_on": "启用日",
            "state": "状态",
            "used": "在用",
            "proposer": "经办",
            "approver": "批准",
        }
        command.table(answer, columns)
    else:
        command.pairs([("模板", answer["template"]), ("种类", answer["kind"]), ("版本", answer["version"]), ("启用日", answer["effective_on"]), ("状态", answer["state"])])
