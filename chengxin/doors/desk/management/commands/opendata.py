"""数据开放 opendata [--on DAY]: make the open-data files of a day, as the worker does, or tell what is offered where they stand as they should."""

from chengxin.doors.desk.command import DeskCommand, day, not_to_come, today
from chengxin.publicity import api as publicity


class Command(DeskCommand):
    """数据开放：制作某一天的开放数据文件。"""

    help = "数据开放：制作某一天的开放数据文件；已有并且没有变化的，只显示"

    def arguments(self, parser):
        parser.add_argument("--on", type=day, help="数据日，默认今天")

    def answer(self, *, on, **options):
        return publicity.opendata.make(on=not_to_come(on or today(), what="数据日"), today=today())

    def show(self, answer):
        self.pairs([("数据日", answer["on"]), ("版本", answer["number"]), ("本次制作", "是" if answer["made"] else "否，已有的没有变化")])
        self.pairs((one["item"], f"{one['rows']} 条，" + "，".join(f"{layout} {size} 字节" for layout, size in one["bytes"].items())) for one in answer["items"])
