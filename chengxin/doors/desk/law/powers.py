"""权力 law powers [--on D]: every power with its holder, whom it may touch, its articles, and whether they are verified."""

from chengxin.doors.desk.command import day, today
from chengxin.law import api as law

HELP = "权力清单：由谁行使、及于谁、依据、是否已核实"


def arguments(parser):
    """Declare the words."""
    parser.add_argument("--on", type=day, help="哪一天，默认今天")


def answer(*, on, **options):
    """The list."""
    return law.powers(on=on or today())


def show(command, answer):
    """Write it as a table."""
    rows = [
        row | {
            "touch": "、".join(row["may_touch"]),
            "basis": "；".join(dict.fromkeys(f"《{a['instrument_name']}》{a['label']}" for a in row["articles"] if a["applies"])),
            "mark": ("已核实（演示）" if row["demo"] else "已核实") if row["verified"] else "待核实",
            "day": "施行" if row["in_force"] else "不在施行期",
        }
        for row in answer
    ]  # fmt: skip
    command.table(rows, {"code": "代码", "name": "名称", "holder": "持有者", "touch": "可及主体", "basis": "当日依据", "mark": "依据", "day": "当日"})
    command.stdout.write(f"共 {len(rows)} 项")
