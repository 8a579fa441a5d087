"""检索 search TEXT: subjects by part of a name or code. Natural persons are never found by name."""

from chengxin.doors.desk.command import DeskCommand
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """检索：按名称片段或代码找主体。"""

    help = "检索：按名称片段或代码找主体"

    def arguments(self, parser):
        parser.add_argument("text", help="名称片段或代码")
        parser.add_argument("--limit", type=int, default=20, help="最多列出多少个，默认 20")
        parser.add_argument("--offset", type=int, default=0, help="从第几个之后列起")

    def answer(self, *, text, limit, offset, **options):
        total, found = subjects.search(text, limit=max(1, min(limit, 1000)), offset=max(0, offset))
        near = subjects.near([one.name for one in found])
        return {
            "text": text,
            "total": total,
            "subjects": [{"id": f.id, "kind": f.kind, "code": f.code, "name": f.name, "near": close} for f, close in zip(found, near, strict=True)],
        }

    def show(self, answer):
        self.table(answer["subjects"], {"code": "代码", "name": "名称", "kind": "类别"})
        if any(one["near"] for one in answer["subjects"]):
            self.stdout.write("其中有名称相近的主体，请核对统一社会信用代码")
        self.stdout.write(f"共 {answer['total']} 个" if answer["total"] <= 1000 else "超过 1000 个，请再具体些")
