"""全文 law text INSTRUMENT [--on D]: the full text as it was in force that day."""

from chengxin.doors.desk.command import day, today
from chengxin.law import api as law

HELP = "全文：某日施行的文本，按编章节条"


def arguments(parser):
    """Declare the words."""
    parser.add_argument("instrument", metavar="文件", help="代码、名称或文号")
    parser.add_argument("--on", type=day, help="哪一天，默认今天")


def answer(*, instrument, on, **options):
    """The text."""
    return law.text(instrument, on=on or today())


def show(command, answer):
    """Write it as it reads."""
    for unit in answer["units"]:
        command.stdout.write(unit["wording"] + "\n")
