"""值守 watch [--once] [--every SECONDS]: what lies at the entrances (folders, SFTP servers, front-end tables) is collected by itself."""

import logging
import sys
import time

from chengxin.collection import api as collection
from chengxin.doors.desk.command import DeskCommand, actor, today
from chengxin.ground.api import WrongUse, calendars

STATES = {"collected": "已入库", "repeated": "重复送达", "refused": "未收", "ignored": "不收取", "waiting": "暂不能收", "away": "不可达", "busy": "已有进程", "fault": "程序出错"}


class Command(DeskCommand):
    """值守：收取各入口（目录、SFTP、前置库）送来的数据，入库并放回回执。"""

    help = "值守：收取各入口（目录、SFTP、前置库）送来的数据，入库并放回回执"

    def arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="只收取一遍")
        parser.add_argument("--every", type=float, default=30.0, metavar="秒", help="每隔多少秒收取一遍，默认 30")
        parser.add_argument("--entrance", metavar="入口", help="只收取一个入口")

    def answer(self, *, once, every, entrance, json, **options):
        if not once and json:
            raise WrongUse("--json 要与 --once 一起用：持续值守时没有“一份”答复")
        if not 1 <= every <= 86400:
            raise WrongUse("--every 应为 1 到 86400 之间的秒数")
        known = collection.entrances()
        if not known:
            raise WrongUse("没有配置入口。请在主目录写 entrances.yaml，写法见 docs/how-to/connect-an-organ.md", code="no-entrances")
        watching = collection.Watching(actor=actor())
        if once:
            told = watching.round(today=today(), only=entrance)
            self._fault = watching.fault
            return {"entrances": [entry.name for entry in known if entrance in (None, entry.name)], "told": told}
        return self._for_ever(watching, every, entrance)

    def handle(self, *args, **options):
        self._fault = None
        super().handle(*args, **options)
        if self._fault:  # told already; recorded by the command line, exit code 1
            raise self._fault

    def show(self, answer):
        for one in answer["told"]:
            self.stdout.write(_line(one))
        self.stdout.write(f"共 {len(answer['entrances'])} 个入口，{len(answer['told'])} 件")

    def _for_ever(self, watching, every, entrance):
        sys.stderr.write(f"值守中，每 {every:g} 秒收取一遍，按 Ctrl-C 停止\n")
        before: set[str] = set()
        while True:
            calendars.refresh()
            lines = [_line(one) for one in watching.round(today=today(), only=entrance)]
            for line in lines:
                if line not in before:  # what stays in the way is told once
                    self.stdout.write(line)
                    self.stdout.flush()
            before = set(lines)
            if watching.fault:
                logging.getLogger(__name__).error("fault at an entrance: %s", type(watching.fault).__name__)
                watching.fault = None
            time.sleep(every)


def _line(one):
    return "\t".join(part for part in (one["entrance"], one["name"], STATES[one["state"]], one["message"]) if part)
