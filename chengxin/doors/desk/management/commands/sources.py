"""数据源 sources: where rows come from, for which item, under whose mandate."""

from dataclasses import asdict

from chengxin.collection import api as collection
from chengxin.doors.desk.command import DeskCommand


class Command(DeskCommand):
    """数据源清单。"""

    help = "数据源清单"

    def answer(self, **options):
        return [asdict(source) for source in collection.sources().values()]

    def show(self, answer):
        self.table(answer, {"code": "数据源", "name": "名称", "item": "条目", "office": "来源职能"})
