"""假如 law whatif FILE --on DAY: how many public lines a changed term, class or list would move, over all the data."""

from pathlib import Path

from chengxin.doors.desk.command import day, text_of, today
from chengxin.publicity import api as publicity

HELP = "假如：规则如此改动，到某一天会新增、撤下、缩短多少条公示；不改动任何数据"


def arguments(parser):
    """Declare the words."""
    parser.add_argument("file", type=Path, metavar="文件", help="试改文件（YAML 列表），写法见 docs/how-to/situations.md")
    parser.add_argument("--on", type=day, help="看哪一天，默认今天")


def answer(*, file, on, **options):
    """The effects."""
    return publicity.whatif(text_of(file), on=on or today())


def show(command, answer):
    """Write it for people."""
    command.pairs((label, f"{answer['totals'][effect]} 条") for effect, label in publicity.EFFECTS.items())
    if answer["rows"]:
        told = [row | {"effect": publicity.EFFECTS[row["effect"]]} for row in answer["rows"]]
        command.table(told, {"organ": "机关", "item": "条目", "kinds": "种类", "effect": "变化", "records": "条数", "days": "合计天数"})
