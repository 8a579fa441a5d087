"""批次 batches [--source S]: every batch with its figures, the latest first."""

from chengxin.collection import api as collection
from chengxin.doors.desk.command import DeskCommand


class Command(DeskCommand):
    """批次清单：每一批的数字，最近的在前。"""

    help = "批次清单：每一批的数字，最近的在前"

    def arguments(self, parser):
        parser.add_argument("--source", help="只看一个数据源")

    def answer(self, *, source, **options):
        return collection.batches(source)

    def show(self, answer):
        columns = {"batch": "批次", "source": "数据源", "received": "收到日", "rows": "行数", "accepted": "接收", "unchanged": "无变化", "corrections": "更正",
            "quarantined": "退回", "late": "迟报", "unlinked": "未关联", "new_subjects": "新主体", "revoked_on": "撤回日", "file_name": "文件"}  # fmt: skip
        self.table(answer, columns)
        self.stdout.write(f"共 {len(answer)} 批")
