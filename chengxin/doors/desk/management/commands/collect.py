"""归集 collect SOURCE FILE [--report OUT.html]: read a source's file, check every row and merge it into the history."""

import sys
import time
from pathlib import Path

from chengxin.collection import api as collection
from chengxin.doors.desk import page
from chengxin.doors.desk.command import DeskCommand, actor, day, today
from chengxin.doors.desk.management.commands.batch import found_lines
from chengxin.ground.api import WrongUse, outbox


class Command(DeskCommand):
    """归集：读入一个数据源的文件，逐行检查并入库。"""

    help = "归集：读入一个数据源的文件，逐行检查并入库"

    def arguments(self, parser):
        parser.add_argument("source", help="数据源，见 chengxin sources")
        parser.add_argument("file", type=Path, help="文件")
        parser.add_argument("--received", type=day, help="收到日，默认今天")
        parser.add_argument("--organ", help="报送机关的统一社会信用代码或名称")
        parser.add_argument("--report", type=Path, help="另存一份可打印的接收情况页（HTML），文件不得已存在")

    def answer(self, *, source, file, received, organ, report, **options):
        if report:
            page.check_place(report)
        received = received or today()
        if received > today():
            raise WrongUse(f"收到日 {received.isoformat()} 还没有到，今天是 {today().isoformat()}")
        figures = collection.collect(source, file, received=received, organ=organ, actor=actor(), progress=self._progress())
        outbox.deliver()
        if report:
            page.write(collection.batch(int(str(figures["batch"]))) | figures, report)
        return figures

    def show(self, answer):
        labels = {"batch": "批次", "rows": "行数", "accepted": "接收", "unchanged": "无变化", "corrections": "更正", "quarantined": "退回",
            "late": "迟报", "unlinked": "未关联", "new_subjects": "新主体", "seconds": "用时（秒）"}  # fmt: skip
        self.pairs((label, answer[key]) for key, label in labels.items())
        if answer["repeated"]:
            self.stdout.write(f"这份文件已作为第 {answer['batch']} 批收过，没有再读。数据源的列名或用词改过的，先整批撤回再收：chengxin revoke {answer['batch']} --reason <理由>")
        for line in found_lines(collection.batch(answer["batch"])["by_code"]):
            self.stdout.write(line)
        if answer["quarantined"]:
            self.stdout.write(f"退回的行和原因：chengxin quarantine {answer['batch']}")
            self.stdout.write(f"退回文件，改正后可再报：chengxin returned {answer['batch']} <文件>")

    def _progress(self):
        began = time.monotonic()

        def tell(rows: int) -> None:
            if time.monotonic() - began > 2:
                sys.stderr.write(f"已读 {rows} 行，{time.monotonic() - began:.0f} 秒\n")

        return tell
