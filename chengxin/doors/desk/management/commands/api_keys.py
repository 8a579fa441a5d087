"""接口密钥清单 api-keys [ORGAN]: every key with its last use, never the key itself."""

from chengxin.access import api as access
from chengxin.doors.desk.command import DeskCommand
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """接口密钥清单：各机关的密钥、最近使用和吊销，不含密钥本身。"""

    help = "接口密钥清单：各机关的密钥、最近使用和吊销，不含密钥本身"

    def arguments(self, parser):
        parser.add_argument("organ", nargs="?", help="只看一个机关")

    def answer(self, *, organ, **options):
        return access.list_keys(subjects.organ(organ) if organ else None)

    def show(self, answer):
        columns = {"id": "编号", "organ": "机关", "note": "备注", "made_at": "建立时间", "made_by": "建立人", "last_used_at": "最近使用", "revoked_at": "吊销时间"}
        self.table(answer, columns)
        self.stdout.write(f"共 {len(answer)} 个")
