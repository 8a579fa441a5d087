"""批次 batch ID: the figures of a batch, what was found by code and column, what was taken for granted in reading."""

from collections.abc import Iterator
from typing import Any

from chengxin.collection import api as collection
from chengxin.doors.desk.command import DeskCommand


def found_lines(by_code: Any) -> Iterator[str]:
    """What was found in a batch, a line each: what becomes of the rows, the code, how often, the column, and what it means."""
    for found in by_code:
        where = f"{found['column']}：" if found["column"] else ""
        lines = f"（第 {'、'.join(map(str, found['lines']))} 行{'等' if found['count'] > len(found['lines']) else ''}）" if found["lines"] else ""
        yield f"{'退回' if found['returned'] else '提示'}\t{found['code']}\t{found['count']}\t{where}{found['message']}{lines}"


class Command(DeskCommand):
    """批次：一批的数字、检查发现和读取说明。"""

    help = "批次：一批的数字、检查发现和读取说明"

    def arguments(self, parser):
        parser.add_argument("batch", type=int, help="批次编号")

    def answer(self, *, batch, **options):
        return collection.batch(batch)

    def show(self, answer):
        labels = {"batch": "批次", "source_name": "数据源", "file_name": "文件", "organ": "报送机关", "received": "收到日", "rows": "行数", "accepted": "接收", "unchanged": "无变化",
            "corrections": "更正", "quarantined": "退回", "late": "迟报", "unlinked": "未关联", "new_subjects": "新主体", "revoked_on": "撤回日"}  # fmt: skip
        self.pairs((label, answer[key]) for key, label in labels.items())
        for line in found_lines(answer["by_code"]):
            self.stdout.write(line)
        for sentence in answer["told"]:
            self.stdout.write(f"读取：{sentence}")
