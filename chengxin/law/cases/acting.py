"""案件的办理: every act in a case, each in one transaction with its entry. The database function law_case_act has the last word."""

import datetime as dt
import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.db import connection, transaction

from chengxin.access import api as access
from chengxin.ground.api import NotFound, Refusal, WrongUse, audit, files
from chengxin.law import procedures
from chengxin.law.cases import asking, queries, rules
from chengxin.law.cases.asking import Answer, Draft
from chengxin.law.cases.errors import CaseMoved, moved, refused, told
from chengxin.law.cases.moves import HANDLING
from chengxin.law.letters import issuing, serving
from chengxin.law.letters.kinds import Way, kinds
from chengxin.law.models import Letter
from chengxin.law.refusals import told as sentences

LONGEST = 4_000  # characters of a reason


@dataclass(frozen=True)
class By:
    """办理人: which officer acts, and what every entry of theirs says. ``subject``: who they are themselves, where that is known."""

    officer: int
    entry: Mapping[str, Any]
    subject: int | None = None

    @property
    def post(self) -> str:
        """The post they act in."""
        return str(self.entry.get("post") or "")


@dataclass(frozen=True)
class Read:
    """读到的案件: a case as its author had it before them: with its acts and the number of the last of them."""

    case: Mapping[str, Any]
    acts: Sequence[Mapping[str, Any]]
    number: int
    done: Mapping[str, dt.date] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """Which case it is."""
        return int(self.case["id"])

    @functools.cached_property
    def letters(self) -> dict[str, bool]:
        """The kinds of letters made in it by then, and whether each was served."""
        return letters_of(self.acts)


def read(number: int, at: int | None = None) -> Read:
    """The case as it is now; ``at``: the last act that was read, where that is named. Raises NotFound, and CaseMoved where the case went on since."""
    one = queries.case(number)
    if one is None:
        raise NotFound("没有这件案件")
    acts = queries.acts(number)
    if at is not None and at != one["number"]:
        raise moved(rules.moved_on(acts, at))
    return Read(one, acts, one["number"], rules.done(acts))


def open_case(power: str, *, subject: int, purpose: str, by: By, on: dt.date) -> int:
    """立案: look into using a power on a subject. Returns the case's number. Raises Refusal."""
    if not purpose.strip():
        raise refused("no-reason", "立案的缘由")
    if by.subject is not None and by.subject == subject:
        raise refused("party")
    said = {"power": power, "subject": subject, "organ": by.entry["organ"], "payload": {"purpose": purpose.strip()[:200]}}
    with transaction.atomic():
        made = _act("open", said, by=by, on=on)
        audit.record_act("case.open", **by.entry, subject=subject, purpose=purpose.strip()[:200], reference=f"case:{made}/1")
    return made


def save_draft(seen: Read, draft: Draft, *, by: By, on: dt.date) -> None:
    """拟稿: what would be decided, on which facts, until when and why."""
    if len(draft.reason) > LONGEST:
        raise WrongUse(f"理由不能超过 {LONGEST} 字", code="too-long")
    payload = {"records": sorted(draft.records), "ends": draft.ends.isoformat() if draft.ends else None, "reason": draft.reason.strip()}
    _done("draft", seen, by=by, on=on, payload=payload)


def put_step(seen: Read, step: str, day: dt.date, *, by: By, on: dt.date, reason: str = "", document: tuple[str, IO[bytes]] | None = None) -> None:
    """记下步骤: that a step was done on a day, with its document. What came before must be done and its time be over; what a letter does is done by its service."""
    procedure = procedures.procedure(seen.case["procedure"])
    named = next((one for one in procedure.steps if one.code == step), None)
    if named is None or step == rules.DECIDED or (seen.case["stage"] == "decided" and step in rules.before_decision(procedure.table)):
        raise refused("step-out-of-turn")
    if rules.SERVED.get(named.letter) == step or (step == "service" and seen.case["stage"] == "decided"):
        raise refused("step-by-letter")
    if day > on:
        raise refused("day-to-come")
    if step in procedure.table.stand(_known(seen, procedure) | {step: day}, on=on).too_early:
        raise refused("step-out-of-turn", named.name)
    with transaction.atomic():
        _hold(seen)
        stored = _kept(document)
        _done("step", seen, by=by, on=on, step=step, step_day=day, reason=reason.strip(), file=stored)


def may(seen: Read, draft: Draft, *, by: By, on: dt.date) -> Answer:
    """可以吗: asked as if by this officer; nothing is stored."""
    handled = {act["officer_id"] for act in seen.acts if act["kind"] in HANDLING} | {by.officer}
    return asking.answer(
        seen.case, draft, done=seen.done, officer=by.officer, party=by.subject == seen.case["subject_id"],
        approvers=queries.approvers(seen.case["organ_id"], but=sorted(handled)), letters=seen.letters, on=on,
    )  # fmt: skip


def propose(seen: Read, *, by: By, on: dt.date) -> None:
    """提请批准: what was drafted last, where every condition is met. Raises Refusal with those that are not."""
    drafted = queries.last_draft(seen.acts)
    if not drafted["number"]:
        raise refused("no-draft")
    answer = may(seen, draft_of(drafted), by=by, on=on)
    if not answer.may:
        unmet = [one.title for one in answer.conditions if one.state != asking.MET]
        raise Refusal(["conditions-unmet"], f"还不可以：{'；'.join(unmet)}", details=unmet)
    _done("propose", seen, by=by, on=on)


def take_back(seen: Read, *, by: By, on: dt.date) -> None:
    """撤回提请: by whoever asked for approval."""
    _done("take-back", seen, by=by, on=on)


def give_back(seen: Read, reason: str, *, by: By, on: dt.date) -> None:
    """退回: another officer does not approve as it is, and says why."""
    _done("return", seen, by=by, on=on, reason=reason.strip()[:LONGEST])


def approve(seen: Read, *, mark: str, by: By, on: dt.date) -> int:
    """批准: the kernel is asked and its warrant is the decision, in one transaction. ``mark``: the facts and wordings as they were read. Returns the warrant.

    Raises Refusal with every code of the kernel; CaseMoved where case or facts are not as they were read.
    """
    procedure = procedures.procedure(seen.case["procedure"])
    if rules.DECIDED in procedure.table.by_code and rules.DECIDED in procedure.table.stand(_known(seen, procedure) | {rules.DECIDED: on}, on=on).too_early:
        raise refused("step-out-of-turn", "作出决定")
    answer = _done("approve", seen, by=by, on=on, mark=mark)
    if answer["warrant"] is None:
        raise Refusal(answer["codes"], f"依据不允许：{sentences(answer['codes'])}")
    return int(answer["warrant"])


def drop(seen: Read, reason: str, *, by: By, on: dt.date) -> None:
    """不作决定: not acting has its reason too."""
    _done("drop", seen, by=by, on=on, reason=reason.strip()[:LONGEST])


def close(seen: Read, *, by: By, on: dt.date) -> None:
    """办结: the decision is served."""
    _done("close", seen, by=by, on=on)


def make_letter(seen: Read, kind: str, *, by: By, on: dt.date) -> list[Letter]:
    """制发文书: the notice of what is drafted, or the decision of the warrant, which brings its repair notice. In one transaction with its act."""
    officer = access.Officer.objects.get(pk=by.officer)
    actor = str(by.entry["actor"])
    with told(), transaction.atomic():
        _hold(seen)
        if kind == "notice":
            drafted = queries.last_draft(seen.acts)
            if not drafted["number"]:
                raise refused("no-draft")
            others = queries.approvers(seen.case["organ_id"], but=[by.officer])
            if not others:
                raise refused("no-approver")
            made = [
                issuing.announce_intent(
                    seen.case["power"], subject=seen.case["subject_id"], organ=seen.case["organ_id"], records=drafted["records"], proposer=officer,
                    approver=access.Officer.objects.get(pk=others[0]["id"]), on=on, actor=actor, reason=drafted["reason"],
                )
            ]  # fmt: skip
        elif kind == "decision" and (warrant := warrant_of(seen.acts)):
            made = issuing.issue(warrant, kinds()[kind], officer=officer, on=on, actor=actor)
        else:
            raise refused("not-now")
        _done("letter", seen, by=by, on=on, letters=[letter.pk for letter in made])
    return made


def serve_letter(
    seen: Read, letter: Letter, way: Way, *, handed_on: dt.date | None, by: By, on: dt.date, reason: str = "", document: tuple[str, IO[bytes]] | None = None, **said: str
) -> None:
    """送达: put down how a letter of the case was served; the service does the step of the procedure it belongs to."""
    officer = access.Officer.objects.get(pk=by.officer)
    if handed_on is not None and handed_on > on:
        raise refused("day-to-come")
    with transaction.atomic():
        _hold(seen)
        served, notices = serving.serve(letter, way, on=handed_on or on, officer=officer, actor=str(by.entry["actor"]), reason=reason, receipt=_kept(document), **said)
        step = rules.SERVED.get(letter.kind, "")
        if step not in procedures.procedure(seen.case["procedure"]).table.by_code:
            step = ""
        _done("serve", seen, by=by, on=on, step=step, step_day=served[0].served_on if step else None, reason=reason.strip(), letters=[letter.pk, *notices])


def draft_of(said: Mapping[str, Any]) -> Draft:
    """A stored draft as it is asked about."""
    return Draft(tuple(said["records"]), dt.date.fromisoformat(said["ends"]) if said["ends"] else None, said["reason"])


def warrant_of(acts: Sequence[Mapping[str, Any]]) -> int | None:
    """The warrant a case was decided by."""
    return next((act["warrant"] for act in acts if act["warrant"]), None)


def letters_of(acts: Sequence[Mapping[str, Any]]) -> dict[str, bool]:
    """The kinds of letters made in a case, and whether each was served."""
    numbers = [number for act in acts if act["kind"] == "letter" for number in act["letters"]]
    served = {number for act in acts if act["kind"] == "serve" for number in act["letters"]}
    return {row.kind: row.pk in served or row.together_id in served for row in Letter.objects.filter(pk__in=numbers).order_by("pk")} if numbers else {}


def _hold(seen: Read) -> None:
    """Nobody else moves the case from here to the end of the transaction. Raises CaseMoved where somebody has, before anything is made."""
    try:
        with transaction.atomic(), told(), connection.cursor() as cursor:
            cursor.execute("SELECT law_case_hold(%s, %s)", [seen.id, seen.number])
    except CaseMoved:
        raise _told_who(seen) from None


def _told_who(seen: Read) -> CaseMoved:
    return moved(queries.moved_since(seen.id, seen.number))


def _kept(document: tuple[str, IO[bytes]] | None) -> int | None:
    return files.take(document[1], purpose=files.Purpose.ATTACHMENT, name=document[0]).pk if document else None


def _done(kind: str, seen: Read, *, by: By, on: dt.date, **said: Any) -> dict[str, Any]:
    """One act: stored with its entry, or told why not. What is due next is reckoned with it."""
    done = dict(seen.done)
    if said.get("step"):
        done[said["step"]] = said["step_day"]
    if kind == "approve":
        done[rules.DECIDED] = on
    procedure = procedures.procedure(seen.case["procedure"])
    due, free = rules.next_days(procedure.table.stand({code: day for code, day in done.items() if code in procedure.table.by_code}, on=on), procedure.table)
    words = {"case": seen.id, "read": seen.number, "due_on": due, "free_on": free} | said
    if kind in ("drop", "close"):
        words |= {"due_on": None, "free_on": None}
    answer: dict[str, Any] = {}
    try:
        with told(), transaction.atomic():
            _act(kind, words, by=by, on=on, answer=answer)
            refused_by_law = kind == "approve" and answer["warrant"] is None
            audit.record_act(f"case.{kind}{'-refused' if refused_by_law else ''}", **by.entry, subject=seen.case["subject_id"], reference=f"case:{seen.id}/{seen.number + 1}")
    except CaseMoved as error:
        if error.codes == ("case-moved",):
            raise _told_who(seen) from None
        raise
    return answer


def _act(kind: str, said: Mapping[str, Any], *, by: By, on: dt.date, answer: dict[str, Any] | None = None) -> int:
    words = {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in said.items()}
    words |= {"kind": kind, "officer": by.officer, "post": by.post, "day": on.isoformat()}
    with transaction.atomic(), told(), connection.cursor() as cursor:
        cursor.execute("SELECT case_number, number, warrant, codes FROM law_case_act(%s::jsonb)", [json.dumps(words, ensure_ascii=False)])
        number, _, warrant, codes = cursor.fetchone()
    if answer is not None:
        answer |= {"warrant": warrant, "codes": codes or []}
    return number


def _known(seen: Read, procedure: procedures.Procedure) -> dict[str, dt.date]:
    return {code: day for code, day in seen.done.items() if code in procedure.table.by_code}
