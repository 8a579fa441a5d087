"""核实依据 law confirm POWER --text FILE --officer A: an officer confirms what we know from memory only, with its full text on file."""

from pathlib import Path

from chengxin.access import api as access
from chengxin.doors.desk.command import actor
from chengxin.law import api as law

HELP = "核实一项权力的依据：以条文全文存档为准"


def arguments(parser):
    """Declare the words."""
    parser.add_argument("power", metavar="权力", help="代码，见 chengxin law powers")
    parser.add_argument("--text", required=True, metavar="文件", help="条文所在文件的全文（Markdown 或纯文本）")
    parser.add_argument("--officer", required=True, metavar="人员", help="核实人员的工号或姓名，见 chengxin officers")
    parser.add_argument("--demo", action="store_true", help="标明为演示；正式实例不能用")


def answer(*, power, text, officer, demo, **options):
    """What was confirmed and what remains."""
    return law.confirm(power, Path(text), officer=access.officer(officer), actor=actor(), demo=demo)


def show(command, answer):
    """Write it for people."""
    for one in answer["confirmed"]:
        command.stdout.write(f"已核实：《{one['instrument']}》{one['label']}（{one['digest']}）{'，演示' if answer['demo'] else ''}")
    if answer["notice"]:
        command.stdout.write(answer["notice"])
    command.stdout.write(f"{answer['name']}：依据已全部核实" if answer["verified"] else f"{answer['name']}：仍待核实 {'、'.join(answer['remaining'])}")
