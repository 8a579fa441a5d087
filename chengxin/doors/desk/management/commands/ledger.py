"""公示留痕 ledger checkpoint [OUT] | prove RECORD | verify | rotate | witness URL | compare A B: the public log of what was published."""

from pathlib import Path

from django.utils.timezone import localtime

from chengxin.doors.desk.command import DeskCommand, actor
from chengxin.doors.desk.page import check_place
from chengxin.ground.api import NotFound, Refusal, WrongUse, audit
from chengxin.publicity import api as publicity
from chengxin.records import api as records

_WORDS = {"checkpoint": (0, 1), "prove": (1, 1), "verify": (0, 0), "rotate": (0, 0), "witness": (1, 1), "compare": (2, 2)}
_WHY = {"replaced": "被更正的新版代替", "withdrawn": "撤回", "held": "暂缓", "refused": "不再符合公示条件", "over": "期限已过", "ended": "期满", "person": "属于自然人"}
ledger = publicity.ledger


class Command(DeskCommand):
    """公示留痕：取出检查点，证明一条记录确曾公示，核验全部，更换签名密钥，为别的日志作见证，对照两个检查点。"""

    help = "公示留痕：检查点 checkpoint，证明 prove，核验 verify，换密钥 rotate，见证 witness，对照 compare"

    def arguments(self, parser):
        parser.add_argument("act", choices=tuple(_WORDS), help="要做的事")
        parser.add_argument("words", nargs="*", metavar="…", help="checkpoint [文件]；prove 记录编号或文书号；witness 网址；compare 网址或文件 网址或文件")
        parser.add_argument("--against", type=Path, metavar="检查点", help="verify：在外保存的检查点文件，或存放它们的目录")
        parser.add_argument("--key", action="append", default=[], metavar="公钥", help="所认的公钥；verify 和 compare 可以多次给出")
        parser.add_argument("--lost", action="store_true", help="rotate：原来的密钥文件已经丢失，新公钥将没有它的签名")

    def answer(self, *, act, words, against, key, lost, **options):
        least, most = _WORDS[act]
        if (
            not least <= len(words) <= most
            or (against and act != "verify")
            or (lost and act != "rotate")
            or (key and act not in ("verify", "witness", "compare"))
            or (act == "witness" and len(key) > 1)
        ):
            raise WrongUse(
                "写法：ledger checkpoint [文件]；prove 记录；verify [--against 检查点] [--key 公钥]；rotate；witness 网址 [--key 公钥]；compare 甲 乙 [--key 公钥]",
                code="wrong-arguments",
            )
        self.act = act
        return getattr(self, f"_{act}")(*words, **{name: value for name, value in {"against": against, "key": key, "lost": lost}.items() if value})

    def _checkpoint(self, out=None):
        if out:
            check_place(Path(out))
        ledger.sequence_all(wait=True)
        now = ledger.newest()
        if out:
            try:
                with Path(out).open("x", encoding="utf-8") as sink:
                    sink.write(now.text)
            except OSError as error:
                raise WrongUse(f"不能写入 {out}：{error.strerror}", code="cannot-write") from None
        return {"file": out, "origin": now.head.origin, "size": now.head.size, "time": now.at, "checkpoint": now.text, "keys": [row["key"] for row in ledger.key_list()]}

    def _prove(self, word):
        record = records.record(word)
        audit.record_act("prove-publication", actor=actor(), subject=record.subject_id, reference=f"record:{record.pk}")
        ledger.sequence_all(wait=True)
        found = ledger.prove(record.pk)
        if not found:
            raise NotFound(f"记录 {record.pk} 从未公示")
        return {"record": record.pk, "document_number": record.document_number, "publications": found}

    def _verify(self, against=None, key=()):
        told = ledger.verify(against, keys=key).told()
        audit.record_act("verify-ledger", actor=actor(), reference=f"leaves:{told['leaves']}")
        if not told["intact"]:
            lines = [f"{one['message']}：{_where(one)}" for one in told["findings"]]
            raise Refusal(sorted(told["found"]), "\n".join([f"核验不符，共 {sum(told['found'].values())} 处", *lines, *_window(told)]), details=told)
        return told

    def _rotate(self, lost=False):
        return ledger.rotate(actor=actor(), lost=lost)

    def _witness(self, address, key=()):
        return ledger.witness(address, actor=actor(), known=key[0] if key else None)

    def _compare(self, one, other, key=()):
        return ledger.compare(one, other, known=list(key))

    def show(self, answer):
        for line in getattr(self, f"_show_{self.act}")(answer):
            self.stdout.write(line)

    def _show_checkpoint(self, answer):
        if answer["file"]:
            yield f"已存 {answer['file']}（{answer['size']} 条）。请带离本机保存，核验时写 --against；公钥 {answer['keys'][-1]}"
        else:
            yield answer["checkpoint"].rstrip("\n")

    def _show_prove(self, answer):
        yield f"记录 {answer['record']}（{answer['document_number'] or '无文书号'}）公示过 {len(answer['publications'])} 次；凭证见 --json"
        for one in answer["publications"]:
            place = f"日志第 {one['receipt']['leaf']} 条" if one["receipt"] else "盐已销毁，不能再证明"
            gone = (
                f"；{one['closed_on']} 撤下（{_WHY.get(one['why'], one['why'])}）" + (f"，日志第 {one['closed']['leaf']} 条" if one["closed"] else "，尚未入日志")
                if one["closed_on"]
                else "；现仍公示"
            )
            yield f"  公示编号 {one['line']}：{one['laid_on']} 起，{place}{gone}"

    def _show_verify(self, answer):
        yield f"相符：日志 {answer['leaves']} 条，用时 {answer['seconds']} 秒"
        yield from _window(answer)

    def _show_rotate(self, answer):
        yield f"新密钥已启用（第 {answer['number']} 把），从第 {answer['size']} 条起签名；原密钥文件已删除。新公钥 {answer['key']}"

    def _show_witness(self, answer):
        yield f"{answer['origin']}：{answer['size']} 条，" + (f"以先前的 {answer['before']} 条为开头" if answer["before"] is not None else "首次见证")
        if answer["first"]:
            yield f"公钥是日志自己公布的，请与别处得到的比对：{answer['log_key']}"
        yield f"已附签名，见证公钥 {answer['witness_key']}"
        yield answer["checkpoint"].rstrip("\n")

    def _show_compare(self, answer):
        yield f"{answer['origin']}：" + ("两个检查点相同" if answer["same"] else f"是同一段历史，{min(answer['sizes'])} 条是 {max(answer['sizes'])} 条的开头")


def _where(one):
    parts = [f"公示编号 {one['line']}" if one.get("line") is not None else "", f"序号 {one['leaf']}" if one.get("leaf") is not None else "", one.get("why", "")]
    return "，".join(part for part in parts if part)


def _window(told):
    """What was not covered, in words."""
    uncovered = told["uncovered"]
    if outside := told["outside"]:
        yield f"在外保存的检查点：{outside['size']} 条，共 {outside['checkpoints']} 个，相符至 {outside['agreed']} 条"
        yield _span("该检查点之后、未被它覆盖的", uncovered["after_outside"], "leaves")
    else:
        yield "没有与在外保存的检查点比对：能改写整个数据库和密钥的人所作的改动，本次查不出来"
    yield _span("尚未排入日志、未被覆盖的", uncovered["unsequenced"], "rows")
    if uncovered["forgotten"]:
        yield f"盐已销毁、内容不能再核对的：{uncovered['forgotten']} 条"


def _span(what, span, count):
    return f"{what}：{span[count]} 条" + (f"，{_time(span['from'])} 至 {_time(span['to'])}" if span[count] and span["from"] else "")


def _time(at):
    return localtime(at).strftime("%Y-%m-%d %H:%M:%S")
