"""退回 quarantine BATCH: the returned rows of a batch with their original values and findings."""

from chengxin.collection import api as collection
from chengxin.doors.desk.command import UNSAID, DeskCommand, actor


class Command(DeskCommand):
    """退回：列出一个批次被退回的行和原因。"""

    help = "退回：列出一个批次被退回的行和原因"

    def arguments(self, parser):
        parser.add_argument("batch", type=int, help="批次编号")
        parser.add_argument("--purpose", default=UNSAID, help="目的，涉及自然人时记入查阅记录")

    def answer(self, *, batch, purpose, **options):
        return {"batch": batch, "rows": collection.returned_rows(batch, actor=actor(), purpose=purpose)}

    def show(self, answer):
        for row in answer["rows"]:
            for finding in row["findings"]:
                self.stdout.write(f"第 {row['line']} 行\t{finding['field']}\t{finding['code']}\t{finding['message']}")
        self.stdout.write(f"共退回 {len(answer['rows'])} 行")
