"""经办人员 officers: who may act, for which organ."""

from chengxin.access import api as access
from chengxin.doors.desk.command import DeskCommand


class Command(DeskCommand):
    """经办人员清单。"""

    help = "经办人员清单"

    def answer(self, **options):
        found = access.Officer.objects.select_related("organ").order_by("handle")
        return [{"handle": o.handle, "name": o.name, "organ": o.organ.official_name if o.organ else None, "active": o.active} for o in found]

    def show(self, answer):
        self.table(answer, {"handle": "工号", "name": "姓名或岗位", "organ": "机关", "active": "在岗"})
