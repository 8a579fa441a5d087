"""演示 demo: load the invented district into an empty demo database."""

import sys

from chengxin.demo.loading import load
from chengxin.demo.sizes import chosen
from chengxin.doors.desk.command import DeskCommand, today


class Command(DeskCommand):
    """演示：空库时装入一份虚构的区数据。"""

    help = "演示：空库时装入一份虚构的区数据"

    def answer(self, **options):
        return {"loaded": load(today(), size=chosen(), say=lambda text: print(text, file=sys.stderr, flush=True))}

    def show(self, answer):
        self.stdout.write("演示数据已装入" if answer["loaded"] else "库中已有数据，未装入演示数据")
