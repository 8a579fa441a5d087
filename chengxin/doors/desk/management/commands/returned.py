"""退回文件 returned BATCH OUT: the returned rows of a batch as a file in the form they came in, to be corrected and sent again."""

from pathlib import Path

from chengxin.collection import api as collection
from chengxin.doors.desk.command import UNSAID, DeskCommand, actor


class Command(DeskCommand):
    """退回文件：把一个批次退回的行按原来的格式存成文件，改正后可再报。"""

    help = "退回文件：把一个批次退回的行按原来的格式存成文件，改正后可再报"

    def arguments(self, parser):
        parser.add_argument("batch", type=int, help="批次编号")
        parser.add_argument("out", type=Path, help="存成的文件，不得已存在")
        parser.add_argument("--purpose", default=UNSAID, help="目的，涉及自然人时记入查阅记录")

    def answer(self, *, batch, out, purpose, **options):
        return collection.give_back(batch, out, actor=actor(), purpose=purpose)

    def show(self, answer):
        self.stdout.write(f"已存 {answer['file']}，{answer['kind']} 格式，共 {answer['rows']} 行。最后一列是检查发现，再报时不必删去。")
        named = Path(answer["file"]).suffix.lower()
        if named and named != f".{answer['kind']}":
            self.stdout.write(f"文件名以 {named} 结尾，而内容与报来时一样是 {answer['kind']}，打开前请改名。")
