"""文书 letter KIND …: makes a letter with its number from a warrant, an intended act or another letter."""

from pathlib import Path

from chengxin.access import api as access
from chengxin.doors.desk.command import UNSAID, DeskCommand, actor, day, not_to_come, today
from chengxin.doors.desk.writing import checked, written
from chengxin.ground.api import WrongUse
from chengxin.law import api as law
from chengxin.records import api as records
from chengxin.subjects import api as subjects

WORDS = """decision 等 --warrant 凭据 --officer A [--reason 理由|@文件] [--out OUT.pdf]
notice --power 权力 --subject 代码 --organ 机关 --facts 记录,记录 --officer A --approver B
public-notice --letter 文书 --officer A；service-receipt --letter 文书 --out OUT.pdf
copy --letter 文书 --out OUT.pdf（重印存档的原件）"""


class Command(DeskCommand):
    """文书：由凭据制发告知书、决定书等，取号并存档。"""

    help = "文书：由凭据制发告知书、决定书等，取号并存档"

    def arguments(self, parser):
        parser.add_argument("kind", help=WORDS)
        parser.add_argument("--warrant", type=int, help="凭据编号")
        parser.add_argument("--letter", help="所述文书的编号或文号")
        parser.add_argument("--officer", help="经办，见 chengxin officers")
        parser.add_argument("--on", type=day, help="成文日期，默认今天")
        parser.add_argument("--out", type=Path, help="写到哪个 PDF 文件；同达的另一份写在旁边")
        parser.add_argument("--reason", help="理由，或 @文件")
        parser.add_argument("--replaces", help="所更正的文书")
        parser.add_argument("--why", default="", help="更正的理由")
        parser.add_argument("--purpose", default=UNSAID, help="重印给自然人的文书时的目的")
        for name, label in (("power", "权力代码"), ("subject", "主体代码"), ("organ", "机关"), ("facts", "所依据的记录，以逗号分隔"), ("approver", "批准")):
            parser.add_argument(f"--{name}", help=label)

    def answer(self, *, kind, out, on, officer, letter, purpose, **said):
        if out:
            checked(out)
        on = not_to_come(on or today(), what="制发文书")
        about = law.letters.letter(letter) if letter else None
        if kind == "copy":
            kept = _need(about, "--letter")
            return {"letter": kept.pk, "files": [written(_need(out, "--out"), law.letters.page(kept, actor=actor(), purpose=purpose))]}
        chosen = law.letters.kind(kind)
        if not chosen.numbered:
            return {"kind": chosen.code, "files": [written(_need(out, "--out"), law.letters.receipt_form(_need(about, "--letter"), on=on, actor=actor()))]}
        by = access.officer(_need(officer, "--officer"))
        if chosen.basis == "letter":
            made = [law.letters.announce(_need(about, "--letter"), officer=by, on=on, actor=actor())]
        elif chosen.basis == "intent":
            made = [self._intent(by, on, **said)]
        else:
            before = law.letters.letter(said["replaces"]) if said["replaces"] else None
            made = law.letters.issue(
                _need(said["warrant"], "--warrant"), chosen, officer=by, on=on, actor=actor(), reason=_text(said["reason"]), replaces=before, why=said["why"]
            )  # fmt: skip
        files = []
        for at, one in enumerate(made):
            if out:
                files.append(written(out if at == 0 else out.with_name(f"{out.stem}-{one.kind}.pdf"), law.letters.page(one, actor=actor(), purpose="制发文书")))
        return {"letters": [law.letters.told(one) for one in made], "files": files}

    def _intent(self, by, on, *, power, subject, organ, facts, approver, **said):
        named = [records.record(word.strip()).pk for word in (facts or "").replace("，", ",").split(",") if word.strip()]
        return law.letters.announce_intent(
            _need(power, "--power"), subject=subjects.by_code(_need(subject, "--subject")).pk, organ=subjects.organ(_need(organ, "--organ")).subject_id,
            records=named, proposer=by, approver=access.officer(_need(approver, "--approver")), on=on, actor=actor(),
        )  # fmt: skip

    def show(self, answer):
        for one in answer.get("letters", []):
            self.pairs([("文书", one["letter"]), ("文号", one["number"]), ("名称", one["name"]), ("成文日期", one["day"]), ("受送达人", one["subject_name"])])
            if one["number_mark"] == "ours":
                self.stdout.write("提示：机关代字是自拟的，待核实；请在区情文件 letters 中写明本机关的发文机关代字")
        for name in answer["files"]:
            self.stdout.write(f"已写入 {name}")


def _need(value, word):
    if value is None:
        raise WrongUse(f"请写明 {word}\n{WORDS}", code="wrong-arguments")
    return value


def _text(reason: str | None) -> str | None:
    if not reason or not reason.startswith("@"):
        return reason
    path = Path(reason[1:])
    if not path.is_file():
        raise WrongUse(f"找不到文件：{path}", code="no-such-file")
    return path.read_text(encoding="utf-8")
