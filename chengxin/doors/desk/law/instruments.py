"""法律文件 law instruments [--on D]: every instrument by level, with whether it is in force that day."""

from chengxin.doors.desk.command import day, today
from chengxin.law import api as law

HELP = "法律文件清单：文号、施行日、是否施行"


def arguments(parser):
    """Declare the words."""
    parser.add_argument("--on", type=day, help="哪一天，默认今天")


def answer(*, on, **options):
    """The list."""
    return law.instruments(on=on or today())


def show(command, answer):
    """Write it as a table."""
    rows = [row | {"from": row["in_force_from"], "mark": "待核实" if row["to_verify"] else row["source"]} for row in answer]
    labels = {"code": "代码", "name": "名称", "number": "文号", "level": "层级", "from": "施行日", "in_force_to": "失效日", "state": "当日", "texts": "文本版本", "mark": "出处"}
    command.table(rows, labels)
    command.stdout.write(f"共 {len(rows)} 件")
