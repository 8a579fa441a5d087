"""存疑 doubts [--organ O]: records kept off the shelf until their organ has read what may be a natural person's data in them."""

from chengxin.doors.desk.command import DeskCommand
from chengxin.publicity import api as publicity
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """存疑：长文本可能含有个人信息、等待机关审看的记录。"""

    help = "存疑：长文本可能含有个人信息、等待机关审看的记录"

    def arguments(self, parser):
        parser.add_argument("--organ", help="只看这个机关的，代码或名称")
        parser.add_argument("--limit", type=int, default=50, help="最多列出多少条，默认 50")

    def answer(self, *, organ, limit, **options):
        total, found = publicity.doubts.unread(subjects.organ(organ).subject_id if organ else None, limit=limit)
        rows = [
            {"record": one.record, "item": one.item, "document_number": one.document_number, "opened_on": one.opened_on, "why": {code: list(why) for code, _, _, why in one.texts}}
            for one in found
        ]
        return {"total": total, "records": rows}

    def show(self, answer):
        self.stdout.write(f"等待审看 {answer['total']} 条")
        self.table(
            [one | {"why": "；".join(f"{code} {'、'.join(why)}" for code, why in one["why"].items())} for one in answer["records"]],
            {"record": "记录", "document_number": "文书号", "opened_on": "存疑日", "why": "存疑之处"},
        )
