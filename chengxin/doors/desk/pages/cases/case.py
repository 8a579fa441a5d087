"""案件: one case on one page: its procedure, the draft with 可以吗 beside it, letters, what was done; for whoever approves, what moved since."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.desk.guard import number as numbered
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.cases import shared
from chengxin.doors.desk.pages.respond import day, page
from chengxin.ground.api import Audience, audience, business_day
from chengxin.law import api as law
from chengxin.subjects import api as subjects


@audience(Audience.STAFF, "see-work")
def case(request: HttpRequest, number: int) -> HttpResponse:
    """One case of one's own organ."""
    return shown(request, shared.mine(request, number), done=request.GET.get("done", ""), refused=request.GET.get("refused", ""))


@audience(Audience.STAFF, "propose-decision", methods=("POST",), keyed=False)
def panel(request: HttpRequest, number: int) -> HttpResponse:
    """可以吗, asked about a form that is not saved yet: the panel alone, for the part of the page that follows."""
    seen, today = shared.mine(request, number), business_day.today()
    answer = law.cases.may(seen, drafted(request.POST), by=shared.by(request), on=today) if seen.case["stage"] == "drafting" else None
    return page(request, "cases/may", {"answer": answer, "case": seen.case, "may_propose": True, "alone": True})


def drafted(form: QueryDict) -> law.cases.Draft:
    """The draft as the form says it."""
    records = tuple(sorted({one for one in map(numbered, form.getlist("records")) if one is not None}))
    return law.cases.Draft(records, day(form.get("ends")), form.get("reason", "").replace("\r\n", "\n").strip())


def shown(
    request: HttpRequest,
    seen: law.cases.Read,
    *,
    draft: law.cases.Draft | None = None,
    trouble: object = None,
    said: Mapping[str, str] | None = None,
    status: int = 200,
    done: str = "",
    refused: str = "",
) -> HttpResponse:
    """The page of a case. ``draft``: what stands in the form, where that is not what was saved; ``said``: what else was typed."""
    me, today, one = who(request), business_day.today(), seen.case
    stored, kept = law.cases.last_draft(seen.acts), None
    if draft is None and one["stage"] == "drafting" and me.may("propose-decision"):
        kept = access.drafts.kept(me, reverse("case-draft", args=[seen.id]))
    draft = draft or (drafted(kept.said) if kept else law.cases.draft_of(stored))
    facts, person = law.cases.facts(one, look=shared.look(request, seen), on=today)
    drawn = shared.procedure(seen, on=today)
    drafting, waiting = one["stage"] == "drafting", one["stage"] == "proposed"
    may_draft, may_approve = drafting and me.may("propose-decision"), waiting and me.may("approve-decision")
    proposal = law.cases.proposal(seen.acts) if waiting else None
    asker = shared.by(request) if drafting else law.cases.By(one["proposer_id"] or one["handler_id"], me.entry)
    answer = law.cases.may(seen, draft, by=asker, on=today) if drafting or waiting else None
    warrant = law.cases.warrant_of(seen.acts)
    context: dict[str, Any] = {
        "case": one, "person": person, "title": person.get("name") or one["subject_name"] or one["subject_code"] or "自然人", "kind": subjects.KIND_LABELS.get(one["subject_kind"], ""),
        "acts": [act | {"told": _told(act)} for act in reversed(seen.acts)], "number": seen.number, "procedure": drawn, "facts": _facts(facts, draft), "draft": draft,
        "purpose": law.cases.opened_for(seen.acts), "stored": stored, "answer": answer, "may_propose": may_draft, "may_draft": may_draft, "may_serve": me.may("serve-letter") and one["stage"] in ("drafting", "decided"),
        "may_approve": may_approve and me.officer in {person["id"] for person in law.cases.approvers(one["organ_id"], but=_handlers(seen))}, "took_part": may_approve and me.officer in _handlers(seen),
        "may_take_back": waiting and me.officer == one["proposer_id"], "steps": _by_hand(drawn, one["stage"]) if me.may("propose-decision") else [],
        "may_drop": may_draft, "may_close": one["stage"] == "decided" and me.may("propose-decision") and "service" in seen.done, "letters": _letters(seen), "kinds": _kinds(seen),
        "warrant": law.warrant(warrant) if warrant else None, "others": law.cases.seen(seen.id, me.officer), "today": today, "trouble": trouble, "said": said or {}, "done": done, "kept": kept,
        "refused": law.told(code for code in refused.split(",") if code in law.SENTENCES) if refused else "",
    }  # fmt: skip
    if proposal:
        basis = law.cases.basis(one, proposal["payload"]["records"], on=today)
        context |= {"proposal": proposal, "mark": basis["mark"], "changes": shared.changed(proposal["payload"]["basis"], basis, facts, one["articles"])}
    return page(request, "cases/case", context, status=status)


def _facts(facts: list[dict[str, Any]], draft: law.cases.Draft) -> list[dict[str, Any]]:
    return [one | {"chosen": one["id"] in draft.records} for one in facts]


def _handlers(seen: law.cases.Read) -> list[int]:
    return sorted({act["officer_id"] for act in seen.acts if law.cases.MOVES[act["kind"]].right == "propose-decision"})


def _by_hand(drawn: Mapping[str, Any], stage: str) -> list[dict[str, Any]]:
    """The steps that may be put down now. The decision is the approval; what a letter does is done by its service."""
    if stage not in ("drafting", "decided"):
        return []
    shut = {"decision", *drawn["by_letter"]} | ({"service"} if stage == "decided" else set())
    return [step for step in drawn["next"] if step["code"] not in shut]


def _kinds(seen: law.cases.Read) -> list[dict[str, str]]:
    """The letters that can be made now."""
    made = seen.letters
    if seen.case["stage"] == "drafting" and "notice" not in made and any(act["kind"] == "draft" for act in seen.acts):
        return [{"code": "notice", "name": "告知书"}]
    if seen.case["stage"] == "decided" and "decision" not in made:
        return [{"code": "decision", "name": "决定书"}]
    return []


def _letters(seen: law.cases.Read) -> list[dict[str, Any]]:
    """The letters made in a case, each with how it was served."""
    numbers = [letter for act in seen.acts if act["kind"] in ("letter", "serve") for letter in act["letters"]]
    return law.letters.letters(numbers=sorted(set(numbers))) if numbers else []


def _told(act: Mapping[str, Any]) -> dict[str, Any]:
    """What an act says besides who and when."""
    payload = act["payload"] or {}
    ends = payload.get("ends")
    return {"purpose": payload.get("purpose", ""), "records": len(payload.get("records", [])), "ends": dt.date.fromisoformat(ends) if ends else None}
