"""演示案件: a handful of cases of the market bureau, each left at another stage, so that the desk's pages are not empty. Made by the same actions as real ones."""

import datetime as dt
from collections.abc import Callable, Iterator

from django.db import transaction

from chengxin.access import api as access
from chengxin.demo.acting import acting_as
from chengxin.demo.staff import TITLES
from chengxin.ground.api import Refusal
from chengxin.law import api as law
from chengxin.records import api as records
from chengxin.subjects import api as subjects

ORGAN, HANDLER, APPROVER = "区市场监督局", "handler", "approver"
POWERS = ("mark-key-supervision", "order-rectification")
REASON = "当事人一年内再次违法，情节较重，须在一段时间内加强监管。"
_STAGES = ("opened", "drafted", "told", "heard", "proposed", "proposed", "decided", "closed", "dropped")


def make(on: dt.date, *, say: Callable[[str], None]) -> None:
    """All of them or none; nothing where there are cases already."""
    with acting_as("desk"), transaction.atomic():
        if law.cases.any_case():
            return
        organ = subjects.organ(ORGAN).subject_id
        handler, approver = _by(HANDLER, organ), _by(APPROVER, organ)
        facts = _facts(organ)
        made = [_case(stage, POWERS[n % 2], next(facts, None), handler, approver, on) for n, stage in enumerate(_STAGES)]
    say(f"演示数据：演示案件 {sum(made)} 件")


def _case(stage: str, power: str, record: records.Record | None, handler: law.cases.By, approver: law.cases.By, on: dt.date) -> bool:
    """One case, walked to its stage; False where the district has no fact for it."""
    if record is None or record.subject_id is None:
        return False
    number = law.cases.open_case(power, subject=record.subject_id, purpose="处罚后复核", by=handler, on=on)
    steps: tuple[tuple[tuple[str, ...], Callable[[], object]], ...] = (
        (("opened",), lambda: law.cases.save_draft(law.cases.read(number), law.cases.Draft((record.pk,), None, REASON), by=handler, on=on)),
        (("drafted",), lambda: law.cases.put_step(law.cases.read(number), "investigation", on, by=handler, on=on)),
        ((), lambda: _told(number, handler, on)),
        (("told",), lambda: _heard(number, handler, on)),
        (("heard",), lambda: law.cases.propose(law.cases.read(number), by=handler, on=on)),
        (("proposed",), lambda: _approved(number, approver, on)),
        (("decided",), lambda: _served(number, "decision", handler, on)),
        ((), lambda: law.cases.close(law.cases.read(number), by=handler, on=on)),
    )
    for stops, act in steps:
        if stage in stops:
            return True
        if stage == "dropped" and "drafted" in stops:
            law.cases.drop(law.cases.read(number), "当事人已经主动改正，不再列为重点。", by=handler, on=on)
            return True
        try:
            act()
        except Refusal as refusal:
            if not set(refusal.codes) <= {"conditions-unmet", *law.SENTENCES}:
                raise
            return True  # the demo's facts do not carry it: it stays where it is
    return True


def _told(number: int, by: law.cases.By, on: dt.date) -> None:
    if any(step.letter == "notice" for step in law.procedure(law.cases.read(number).case["procedure"]).steps):
        law.cases.make_letter(law.cases.read(number), "notice", by=by, on=on)
        _hand(number, "notice", by, on)


def _heard(number: int, by: law.cases.By, on: dt.date) -> None:
    if "statement" in law.procedure(law.cases.read(number).case["procedure"]).table.by_code:
        law.cases.put_step(law.cases.read(number), "statement", on, by=by, on=on)


def _approved(number: int, by: law.cases.By, on: dt.date) -> None:
    seen = law.cases.read(number)
    proposal = law.cases.proposal(seen.acts)
    assert proposal is not None
    law.cases.approve(seen, mark=law.cases.basis(seen.case, proposal["payload"]["records"], on=on)["mark"], by=by, on=on)


def _served(number: int, kind: str, by: law.cases.By, on: dt.date) -> None:
    law.cases.make_letter(law.cases.read(number), kind, by=by, on=on)
    _hand(number, kind, by, on)


def _hand(number: int, kind: str, by: law.cases.By, on: dt.date) -> None:
    seen = law.cases.read(number)
    made = [letter for act in seen.acts if act["kind"] == "letter" for letter in act["letters"]]
    (letter,) = [one["letter"] for one in law.letters.letters(numbers=made) if one["kind"] == kind]
    law.cases.serve_letter(seen, law.letters.letter(str(letter)), law.letters.ways()["hand"], handed_on=on, by=by, on=on, receiver="收发室")


def _by(login: str, organ: int) -> law.cases.By:
    officer = access.Officer.objects.get(handle=login)
    return law.cases.By(officer.pk, {"actor": f"账户:{login}", "post": TITLES[login], "organ": organ})


def _facts(organ: int) -> Iterator[records.Record]:
    """Penalties of the organ about firms, one a firm, the newest first."""
    seen: set[int | None] = set()
    for record in records.Record.objects.filter(item_id="penalty", organ_id=organ, of_person=False, subject__kind=subjects.Kind.ENTERPRISE, withdrawal__isnull=True).order_by(
        "-pk"
    )[:500]:
        if record.subject_id not in seen:
            seen.add(record.subject_id)
            yield record
