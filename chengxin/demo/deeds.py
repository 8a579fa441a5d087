"""演示经办: what officers do after files came in: withdraw, settle two parties of one number, decide a class, mark a dispute."""

import datetime as dt
import random
from dataclasses import dataclass

from chengxin.demo.world import Row
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects

WITHDRAWN = (
    ("annulled", "处罚决定被行政复议撤销"), ("annulled", "处罚决定被人民法院判决撤销"), ("changed", "处罚决定变更，原决定撤回"),
    ("mistake", "决定书文号录入有误，撤回后重新报送"),
)  # fmt: skip
_CLASSES = (("轻微", "违法行为轻微并及时改正，没有造成危害后果"), ("严重", "涉及食品、药品、特种设备、安全生产领域，社会影响恶劣"), ("一般", "经集体讨论，认定为一般失信"))


@dataclass(frozen=True)
class Deed:
    """One act of one organ about one penalty."""

    kind: str  # withdraw, settle, classify, dispute
    organ: str
    document_number: str
    code: str  # of the party
    word: str  # kind of the withdrawal, outcome or class
    reason: str = ""


def withdrawal(chance: random.Random, row: Row) -> Deed:
    """撤回, with its reason."""
    return Deed("withdraw", row["CF_CFJG"], row["CF_WSH"], row["CF_XDR_SHXYM"], *chance.choice(WITHDRAWN))


def settlement(chance: random.Random, row: Row) -> Deed:
    """The organ's word on one number with two parties: mostly that both are meant."""
    return Deed("settle", row["CF_CFJG"], row["CF_WSH"], row["CF_XDR_SHXYM"], "also" if chance.random() < 0.7 else "instead")


def classing(chance: random.Random, row: Row) -> Deed:
    """The unit decides the class."""
    severity, reason = chance.choice(_CLASSES)
    return Deed("classify", row["CF_CFJG"], row["CF_WSH"], row["CF_XDR_SHXYM"], severity, reason)


def dispute(row: Row) -> Deed:
    """异议 raised by the party."""
    return Deed("dispute", row["CF_CFJG"], row["CF_WSH"], row["CF_XDR_SHXYM"], "", "当事人对罚款金额提出异议")


def do(deed: Deed, *, on: dt.date, actor: str) -> None:
    """Do it on a day, as the desk does."""
    organ = subjects.organ(deed.organ).subject_id
    record = records.Record.objects.get(item_id="penalty", document_number=deed.document_number, organ_id=organ, subject__code=deed.code)
    if deed.kind == "withdraw":
        publicity.withdraw(record, organ=organ, kind=deed.word, reason=deed.reason, on=on, actor=actor)
    elif deed.kind == "settle":
        publicity.settle(record, outcome=deed.word, organ=organ, on=on, actor=actor)
    elif deed.kind == "classify":
        publicity.classify(record, severity=deed.word, reason=deed.reason, organ=organ, on=on, actor=actor)
    else:
        records.mark_disputed(record, disputed=True, reference=f"示异议〔{on.year}〕{record.pk}号", on=on)
