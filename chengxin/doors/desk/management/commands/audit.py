"""留痕日志 audit verify [--against PLACE] [--key KEY] | checkpoint OUT | key: whether what was done and looked at was rewritten."""

from pathlib import Path

from django.utils.timezone import localtime

from chengxin.doors.desk.command import DeskCommand, actor
from chengxin.doors.desk.page import check_place
from chengxin.ground.api import Refusal, WrongUse, audit, auditlog


class Command(DeskCommand):
    """留痕日志：核验有无改动（verify），取出检查点（checkpoint）或公钥（key）。"""

    help = "留痕日志：核验有无改动（verify），取出检查点（checkpoint）或公钥（key）"

    def arguments(self, parser):
        parser.add_argument("act", choices=("verify", "checkpoint", "key"), help="verify 核验，checkpoint 取出检查点，key 显示公钥")
        parser.add_argument("out", nargs="?", type=Path, help="checkpoint 存成的文件，不得已存在")
        parser.add_argument("--against", type=Path, metavar="检查点", help="在外保存的检查点文件，或存放它们的目录")
        parser.add_argument("--key", action="append", default=[], metavar="公钥", help="所认的公钥，可以多次给出；不给则用本机的")

    def answer(self, *, act, out, against, key, **options):
        if (out is not None) != (act == "checkpoint"):
            raise WrongUse("checkpoint 要写明存成的文件；verify 和 key 不用。在外保存的检查点请写 --against", code="wrong-arguments")
        self.act = act
        return {"verify": lambda: self._verify(against, key), "checkpoint": lambda: self._checkpoint(out), "key": self._key}[act]()

    def _verify(self, against, keys):
        told = auditlog.verify(against, keys=keys).told()
        audit.record_act("verify-audit", actor=actor(), reference=f"entries:{told['entries']}")
        if not told["intact"]:
            lines = [f"{one['message']}：{_where(one)}" for one in told["findings"]]
            raise Refusal(sorted(told["found"]), "\n".join([f"核验不符，共 {sum(told['found'].values())} 处", *lines, *_window(told)]), details=told)
        return told

    def _checkpoint(self, out):
        check_place(out)
        audit.commit_look(act="take-checkpoint", actor=actor(), subject=None, purpose="", reference="audit")
        auditlog.sequence_all(wait=True)
        note = auditlog.latest()
        assert note is not None  # this very act has an entry
        try:
            with out.open("x", encoding="utf-8") as sink:
                sink.write(note)
        except OSError as error:
            raise WrongUse(f"不能写入 {out}：{error.strerror}", code="cannot-write") from None
        return {"file": str(out), "checkpoint": note, "key": str(auditlog.public_key())}

    def _key(self):
        return {"key": str(auditlog.public_key())}

    def show(self, answer):
        if self.act == "key":
            self.stdout.write(answer["key"])
            return
        if self.act == "checkpoint":
            self.stdout.write(f"已存 {answer['file']}，请带离本机保存。核验时写 --against；公钥 {answer['key']}")
            return
        self.stdout.write(f"相符：日志 {answer['entries']} 条，用时 {answer['seconds']} 秒")
        for line in _window(answer):
            self.stdout.write(line)


def _where(one):
    parts = [f"留痕 {one['entry']}" if one.get("entry") is not None else "", f"序号 {one['leaf']}" if one.get("leaf") is not None else "", one.get("why", "")]
    return "，".join(part for part in parts if part)


def _window(told):
    """What was not covered, in words."""
    if outside := told["outside"]:
        yield f"在外保存的检查点：{outside['size']} 条，{_time(outside['time'])}，共 {outside['checkpoints']} 个"
        yield _span("该检查点之后、未被它覆盖的", told["uncovered"]["after_outside"])
    else:
        yield "没有与在外保存的检查点比对：能改写整个数据库和密钥的人所作的改动，本次查不出来"
    yield _span("尚未排入日志、未被覆盖的", told["uncovered"]["unsequenced"])


def _span(what, span):
    return f"{what}：{span['entries']} 条" + (f"，{_time(span['from'])} 至 {_time(span['to'])}" if span["entries"] else "")


def _time(at):
    return localtime(at).strftime("%Y-%m-%d %H:%M:%S")
