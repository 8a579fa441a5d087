"""通报: drafted by the worker, answered by the organs, issued by the credit office; kept as issued, corrected by a new version.

One officer issues it: it is no act against a subject but about organs, and what it says was laid before them (decision 0032).
"""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from chengxin.catalogue import api as catalogue
from chengxin.governance import figures, gaps, rules
from chengxin.governance.errors import refused, told
from chengxin.governance.models import PERIODS, Draft, Issue, Remark, Reply, Score
from chengxin.governance.settings import days as term
from chengxin.governance.settings import settings
from chengxin.ground.api import NotFound, Refusal, WrongUse, audit, database, days


def last_period(period: str, on: dt.date) -> tuple[dt.date, dt.date]:
    """The last whole week (Monday to Sunday) or month before a day."""
    ends = on - dt.timedelta(days=on.isoweekday()) if period == "week" else on.replace(day=1) - dt.timedelta(days=1)
    return (ends - dt.timedelta(days=6) if period == "week" else ends.replace(day=1)), ends


def draft_due(*, on: dt.date, actor: str) -> list[Draft]:
    """What is to be drafted by now: the last week and the last month, from the first working day after them on; each once."""
    made = []
    for period in PERIODS:
        begins, ends = last_period(period, on)
        anything = database.fetch_value("SELECT EXISTS (SELECT 1 FROM collection_batch WHERE received_on <= %s)", [ends])
        if anything and on >= days.working_days_after(ends, 1).day and not Draft.objects.filter(period=period, begins_on=begins).exists():
            made.append(draft(period, begins, on=on, actor=actor))
    return made


def draft(period: str, begins: dt.date, *, on: dt.date, actor: str, post: str = "", reason: str = "") -> Draft:
    """A draft of a period that is over; where there is one already the next version, with its reason. Raises WrongUse, Refusal."""
    ends = begins + dt.timedelta(days=6) if period == "week" else days.add_months(begins, 1) - dt.timedelta(days=1)
    if period not in PERIODS or begins != last_period(period, ends + dt.timedelta(days=1))[0]:
        raise WrongUse("周报从周一起，月报从每月第一天起")
    if ends >= on:
        raise WrongUse(f"{begins.isoformat()} 起的这一期还没有结束")
    before = Draft.objects.filter(period=period, begins_on=begins).order_by("-version").first()
    if before and len(reason.strip()) < 2:
        raise WrongUse("请写明另拟一版的缘由")
    try:
        with transaction.atomic():
            made = Draft.objects.create(
                period=period, begins_on=begins, ends_on=ends, version=before.version + 1 if before else 1, known_on=on,
                answer_by=days.working_days_after(on, term("answer_days")).day, figures=figures.reckon(begins, ends, known=on), reason=reason.strip()[:500] if before else "", drafted_on=on,
            )  # fmt: skip
            audit.record_act("draft-bulletin", actor=actor, post=post, reference=f"bulletin:{made.pk}")
            tell([organ["id"] for organ in made.figures["organs"] if concerns(organ)], "duty-draft", f"bulletin:{made.pk}", on=on)
    except IntegrityError:
        raise Refusal(["drafted-already"], "刚才已经拟好一版，请刷新后再看") from None
    return made


def concerns(organ: dict[str, Any]) -> bool:
    """Whether a draft says something of an organ that it may want to answer."""
    return bool(organ["late"] or organ["missing"] or organ["refused"] or organ["zero"] or organ["deliveries"]["late"] or organ["deliveries"]["missing"])


def remark(number: int, text: str, *, item: str | None = None, organ: int, on: dt.date, actor: str, post: str = "") -> Remark:
    """What an organ says to a draft. Raises NotFound, WrongUse, Refusal (``too-late``)."""
    found = of_number(number)
    if item is not None and item not in catalogue.items():
        raise WrongUse("没有这个条目")
    if len(text.strip()) < 2:
        raise WrongUse("请写明情况，至少两个字")
    with told(), transaction.atomic():
        made = Remark.objects.create(draft=found, organ_id=organ, item_id=item, text=text.strip()[:1000], actor=actor, said_on=on)
        audit.record_act("remark-bulletin", actor=actor, post=post, organ=organ, reference=f"bulletin:{number}")
    return made


def reply(number: int, text: str, *, excused: int, on: dt.date, actor: str, post: str = "") -> Reply:
    """What the credit office makes of a remark: an answer, and how many late ones are not laid at the organ's door. Raises NotFound, WrongUse, Refusal."""
    found = Remark.objects.select_related("draft").filter(pk=number).first()
    if found is None:
        raise NotFound("没有这条说明")
    if len(text.strip()) < 2:
        raise WrongUse("请写明答复，至少两个字")
    late = sum(organ["late"] for organ in found.draft.figures["organs"] if organ["id"] == found.organ_id)
    others = sum(Reply.objects.filter(remark__draft=found.draft, remark__organ_id=found.organ_id).values_list("excused", flat=True))
    if not 0 <= excused <= late - others:
        raise WrongUse(f"不计责任的件数应在 0 到 {late - others} 之间")
    try:
        with transaction.atomic():
            made = Reply.objects.create(remark=found, excused=excused, text=text.strip()[:1000], actor=actor, replied_on=on)
            audit.record_act("reply-remark", actor=actor, post=post, organ=found.organ_id, reference=f"remark:{number}")
            tell([found.organ_id], "duty-reply", f"remark:{number}", on=on)
    except IntegrityError:
        raise refused("issued-already") from None
    return made


def issue(number: int, *, on: dt.date, actor: str, post: str = "") -> Issue:
    """It goes out: the figures are reckoned again, with what came meanwhile and what was excused. Raises NotFound, Refusal."""
    found = of_number(number)
    final = with_remarks(figures.reckon(found.begins_on, found.ends_on, known=on), remarks(number)) | {"gaps": gaps.of_period(found.begins_on, found.ends_on, on=on)}
    try:
        with told(), transaction.atomic():
            audit.record_act("issue-bulletin", actor=actor, post=post, reference=f"bulletin:{number}")
            made = Issue.objects.create(draft=found, year=on.year, number=0, known_on=on, figures=final, actor=actor, issued_on=on)
            made.refresh_from_db(fields=["number"])  # the database gives it
            if found.period == "month":
                Score.objects.bulk_create(
                    Score(issue=made, organ_id=organ["id"], **{name: organ[name] for name in ("due", "in_time", "late", "excused", "missing")})
                    for organ in final["organs"]
                    if organ["due"]
                )
            tell([organ["id"] for organ in final["organs"] if concerns(organ)], "duty-issued", f"bulletin:{number}", on=on)
    except IntegrityError:
        raise refused("issued-already") from None
    return made


def with_remarks(reckoned: dict[str, Any], said: list[dict[str, Any]]) -> dict[str, Any]:
    """Figures with what the organs said and what was excused beside them; rates and sums follow."""
    for organ in reckoned["organs"]:
        organ["remarks"] = [{key: one[key] for key in ("text", "item_name", "excused", "answer")} for one in said if one["organ_id"] == organ["id"]]
        organ["excused"] = min(organ["late"], sum(one["excused"] or 0 for one in organ["remarks"]))
        organ["rates"] = rules.rates(organ, settings()["rates"])
    total = reckoned["total"]
    total["excused"] = sum(organ["excused"] for organ in reckoned["organs"])
    total["rates"] = rules.rates(total, settings()["rates"])
    return reckoned


def of_number(number: int) -> Draft:
    """A draft, with its issue where it went out. Raises NotFound."""
    found = Draft.objects.select_related("issue").filter(pk=number).first()
    if found is None:
        raise NotFound("没有这份通报")
    return found


def remarks(number: int, *, organ: int | None = None) -> list[dict[str, Any]]:
    """What was said to a draft, by one organ or all, and what was answered."""
    found = database.fetch(
        """SELECT r.id, r.organ_id, o.official_name AS organ, r.item_id AS item, r.text, r.actor, r.said_on, y.excused, y.text AS answer, y.replied_on
        FROM governance_remark r LEFT JOIN subjects_organ o ON o.subject_id = r.organ_id LEFT JOIN governance_reply y ON y.remark_id = r.id
        WHERE r.draft_id = %s AND (%s::bigint IS NULL OR r.organ_id = %s) ORDER BY r.id""",
        [number, organ, organ],
    )
    return [one | {"item_name": catalogue.item(one["item"]).name if one["item"] else ""} for one in found]


def history(*, limit: int = 60) -> list[dict[str, Any]]:
    """Every bulletin and draft, the latest period first: state, remarks that wait, number."""
    return [one | {"period_name": PERIODS[one["period"]]} for one in database.fetch(
        """SELECT d.id, d.period, d.begins_on, d.ends_on, d.version, d.reason, d.drafted_on, d.answer_by, i.issued_on, i.year, i.number, coalesce(i.known_on, d.known_on) AS known_on,
            (coalesce(i.figures, d.figures) -> 'total' ->> 'due')::integer AS due, (coalesce(i.figures, d.figures) -> 'total' ->> 'late')::integer AS late, (coalesce(i.figures, d.figures) -> 'total' ->> 'missing')::integer AS missing,
            (SELECT count(*) FROM governance_remark r WHERE r.draft_id = d.id AND NOT EXISTS (SELECT 1 FROM governance_reply y WHERE y.remark_id = r.id)) AS unanswered,
            EXISTS (SELECT 1 FROM governance_draft e WHERE e.period = d.period AND e.begins_on = d.begins_on AND e.version > d.version) AS replaced
        FROM governance_draft d LEFT JOIN governance_issue i ON i.draft_id = d.id ORDER BY d.ends_on DESC, d.period, d.version DESC LIMIT %s""",
        [limit],
    )]  # fmt: skip


def open_drafts() -> list[Draft]:
    """Latest versions that have not gone out, the oldest first."""
    newer = Draft.objects.raw(
        """SELECT d.* FROM governance_draft d WHERE NOT EXISTS (SELECT 1 FROM governance_issue i WHERE i.draft_id = d.id)
            AND NOT EXISTS (SELECT 1 FROM governance_draft e WHERE e.period = d.period AND e.begins_on = d.begins_on AND e.version > d.version) ORDER BY d.ends_on LIMIT 50"""
    )
    return list(newer)


def keepers() -> list[int]:
    """Organs somebody of which keeps the bulletins and the site today: the credit office."""
    return database.fetch_value(
        "SELECT coalesce(array_agg(DISTINCT i.organ_id), '{}') FROM access_in_post i JOIN access_roles() r ON r.role = i.role WHERE 'issue-bulletin' = ANY (r.acts)"
    )


def tell(organs: list[int], kind: str, reference: str, *, on: dt.date) -> int:
    """A message to organs, each once a matter. How many were new."""
    if not organs:
        return 0
    return database.fetch_value("SELECT governance_tell(%s::bigint[], %s::text[], %s::text[], %s)", [organs, [kind] * len(organs), [reference] * len(organs), on])
