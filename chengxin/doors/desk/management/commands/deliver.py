"""送达 deliver LETTER --way W --on D: puts down how a letter was served."""

from pathlib import Path

from chengxin.access import api as access
from chengxin.doors.desk.command import DeskCommand, actor, day, not_to_come
from chengxin.law import api as law


class Command(DeskCommand):
    """送达：登记一份文书怎样、何时、向谁送达。"""

    help = "送达：登记一份文书怎样、何时、向谁送达"

    def arguments(self, parser):
        parser.add_argument("letter", help="文书编号或文号")
        parser.add_argument("--way", required=True, choices=sorted(law.letters.ways()), help="；".join(f"{way.code} {way.name}" for way in law.letters.ways().values()))
        parser.add_argument("--on", type=day, help="送达日；公告送达从公告的日期起算，不用写")
        parser.add_argument("--officer", required=True, help="送达人，见 chengxin officers")
        parser.add_argument("--receiver", default="", help="签收人")
        parser.add_argument("--witness", default="", help="留置送达的见证人")
        parser.add_argument("--tracking", default="", help="邮件号码")
        parser.add_argument("--reference", default="", help="电子送达确认书编号")
        parser.add_argument("--receipt", type=Path, help="签字的送达回证（PDF 或图片）")
        parser.add_argument("--reason", default="", help="更正已有送达记录的理由")

    def answer(self, *, letter, way, on, officer, receiver, witness, tracking, reference, receipt, reason, **options):
        if on:
            not_to_come(on, what="登记送达")
        row = law.letters.letter(letter)
        made = law.letters.deliver(
            row, law.letters.ways()[way], on=on, officer=access.officer(officer), actor=actor(), receiver=receiver, witness=witness, tracking=tracking, reference=reference,
            receipt=receipt, reason=reason,
        )  # fmt: skip
        return [
            {"service": s.pk, "letter": s.letter_id, "way": s.way, "handed_on": s.handed_on, "served_on": s.served_on, "corrects": s.corrects_id, "receipt": bool(s.receipt_id)}
            for s in made
        ]

    def show(self, answer):
        for one in answer:
            self.pairs([("送达", one["service"]), ("文书", one["letter"]), ("送达日", one["served_on"])])
            if one["way"] in ("hand", "left") and not one["receipt"]:
                self.stdout.write("提示：签字的送达回证还没有归档（--receipt）；取得后以更正方式补录")
