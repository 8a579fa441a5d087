"""通报 bulletin --from D --to D [--organ O] [--known-on K] [--format json|pdf|xlsx] [--out FILE]: how punctually organs reported, reckoned on the fly."""

import sys
from pathlib import Path

from chengxin.doors.desk.command import DeskCommand, as_json, day, today
from chengxin.governance import api as governance
from chengxin.ground.api import WrongUse
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """各单位在一段时间里的应报、按时、迟报、未报和退回，不必先印发通报。"""

    help = "各单位在一段时间里的应报、按时、迟报、未报和退回"

    def arguments(self, parser):
        parser.add_argument("--from", dest="begins", required=True, help="起日")
        parser.add_argument("--to", dest="ends", required=True, help="止日")
        parser.add_argument("--organ", help="只看一个机关：全称、简称或代码")
        parser.add_argument("--known-on", dest="known", help="截至哪一天收到的；不写为今天")
        parser.add_argument("--format", dest="form", choices=("json", "pdf", "xlsx"), help="json、pdf 或 xlsx")
        parser.add_argument("--out", type=Path, help="写入文件；pdf 和 xlsx 不写时送到标准输出")

    def answer(self, *, begins, ends, organ, known, form, out, **options):
        known_on = day(known) if known else today()
        told = governance.reckon(day(begins), day(ends), known=known_on, organ=subjects.organ(organ).pk if organ else None)
        if form in ("pdf", "xlsx"):
            content = governance.workbook(told) if form == "xlsx" else governance.pdf(told, on=known_on, number="（即时统计，不具文号）")
            if out is None and (options["json"] or sys.stdout.isatty()):
                raise WrongUse("请用 --out 写明存到哪个文件")
            self._written(content, out)
            return {"file": str(out), "bytes": len(content)} if out else None
        if out is not None:
            self._written(as_json(told).encode(), out)
            return {"file": str(out)}
        self._form = form
        return told

    def show(self, answer):
        if answer is None:
            return
        if "file" in answer:
            self.stdout.write(f"已存为 {answer['file']}")
            return
        if self._form == "json":
            self.stdout.write(as_json(answer))
            return
        self.table(
            answer["organs"],
            {
                "organ": "单位",
                "due": "应报",
                "in_time": "按时",
                "late": "迟报",
                "missing": "未报",
                "refused": "退回",
                "corrected": "更正",
                "accepted": "接收",
                "accepted_late": "接收中迟报",
            },
        )
        total = answer["total"]
        self.pairs((("合计应报", total["due"]), ("按时", total["in_time"]), ("迟报", total["late"]), ("未报", total["missing"]), ("截至", answer["known_on"])))

    def _written(self, content: bytes, out: Path | None) -> None:
        if out is None:
            sys.stdout.buffer.write(content)
            return
        try:
            out.write_bytes(content)
        except OSError as error:
            raise WrongUse(f"写不进文件 {out}：{error.strerror}", code="unwritable-file") from error
