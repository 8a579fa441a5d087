"""经办人员 officers: who may act, for which organ."""

from chengxin.access import api as access
from chengxin.doors.desk.command import DeskCommand


class Command(DeskCommand):
    """经办人员清单。"""

    help = "经办人员清单"

    def answer(self, **options):
        return [{key: o[key] for key in ("handle", "name", "organ", "active")} for o in access.officers()]

    def show(self, answer):
        self.table(answer, {"handle": "工号", "name": "姓名或岗位", "organ": "机关", "active": "在岗"})
