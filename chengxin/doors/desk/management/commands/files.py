"""文件库 files check: every stored file is read through and compared with its digest."""

import sys
import time
from collections import Counter

from chengxin.doors.desk.command import DeskCommand, actor
from chengxin.ground.api import Refusal, audit, files


class Command(DeskCommand):
    """文件库：逐个读出存入的文件并与摘要核对。"""

    help = "文件库：逐个读出存入的文件并与摘要核对（check）"

    def arguments(self, parser):
        parser.add_argument("act", choices=("check",), help="check 核对")

    def answer(self, **options):
        audit.commit_look(act="check-files", actor=actor(), subject=None, purpose="核对文件库", reference="files")
        counts: Counter[str] = Counter()
        wrong = []
        told = time.monotonic()
        for checked in files.check():
            counts[checked.state] += 1
            if checked.state in ("missing", "damaged"):
                wrong.append({"digest": checked.digest, "state": checked.state})
            if time.monotonic() - told > 10:
                told = time.monotonic()
                sys.stderr.write(f"已核对 {counts.total()} 个文件\n")
        answer = {"files": counts.total()} | {state: counts[state] for state in ("intact", "erased", "missing", "damaged")} | {"wrong": wrong, "unnamed": files.unnamed()}
        if wrong:
            lines = "\n".join(f"{one['digest']} {'缺失' if one['state'] == 'missing' else '损坏'}" for one in wrong)
            raise Refusal(
                sorted({f"file-{one['state']}" for one in wrong}), f"文件库核对不符：缺失 {counts['missing']}，损坏 {counts['damaged']}。请从备份恢复\n{lines}", details=answer
            )
        return answer

    def show(self, answer):
        labels = {"files": "文件", "intact": "相符", "erased": "已销毁", "missing": "缺失", "damaged": "损坏"}
        self.pairs((label, answer[key]) for key, label in labels.items())
        if answer["unnamed"]:
            self.stdout.write(f"另有 {len(answer['unnamed'])} 个未登记的文件，是写入中断留下的，不影响使用")
