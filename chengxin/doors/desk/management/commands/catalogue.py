"""资源目录 catalogue [ITEM]: the items, or the elements of one."""

from dataclasses import asdict

from chengxin.catalogue import api as catalogue
from chengxin.doors.desk.command import DeskCommand, day, today


class Command(DeskCommand):
    """资源目录：条目及其要素。"""

    help = "资源目录：条目及其要素"

    def arguments(self, parser):
        parser.add_argument("item", nargs="?", help="条目代码")
        parser.add_argument("--on", type=day, help="哪一天有效的版本，默认今天")

    def answer(self, *, item, on, **options):
        if item is None:
            return [_head(entry) for entry in catalogue.items().values()]
        entry = catalogue.item(item)
        version = entry.version_on(on or today())
        return _head(entry) | {"version": version.version, "in_force_from": version.in_force_from, "elements": [asdict(e) for e in version.elements]}

    def show(self, answer):
        if isinstance(answer, list):
            self.table(answer, {"item": "条目", "name": "名称", "category": "国家基础目录类别", "openness": "公开范围"})
        else:
            self.table(answer["elements"], {"code": "代码", "name": "要素", "type": "类型", "mandatory": "必填（出处）", "public": "公开方式"})


def _head(entry: catalogue.Item) -> dict[str, object]:
    return {
        "item": entry.code,
        "name": entry.name,
        "category": entry.category,
        "nature": entry.nature,
        "power": entry.power,
        "openness": entry.openness,
        "basis": entry.basis,
        "retention": entry.retention,
    }
