"""检索 search TEXT: subjects by part of a name or code. Natural persons are never found by name."""

from chengxin.doors.desk.command import DeskCommand
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """检索：按名称片段或代码找主体。"""

    help = "检索：按名称片段或代码找主体"

    def arguments(self, parser):
        parser.add_argument("text", help="名称片段或代码")
        parser.add_argument("--limit", type=int, default=20)

    def answer(self, *, text, limit, **options):
        total, found = subjects.search(text, limit=max(1, min(limit, 1000)))
        return {"text": text, "total": total, "subjects": [{"id": f.id, "kind": f.kind, "code": f.code, "name": f.name} for f in found]}

    def show(self, answer):
        self.table(answer["subjects"], {"code": "代码", "name": "名称", "kind": "类别"})
        self.stdout.write(f"共 {answer['total']} 个" if answer["total"] <= 1000 else "超过 1000 个，请再具体些")
