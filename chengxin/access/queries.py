"""Reads of access: officers by handle, name or id."""

from typing import Any

from chengxin.access.models import Officer
from chengxin.access.signing.sessions import Who
from chengxin.ground.api import NotFound, Refusal
from chengxin.ground.api import database as sql

# 甲乙 and AB are two ways to write the same pair of posts.
_SAME = {"甲": "A", "乙": "B"}


def officer(word: str) -> Officer:
    """The officer whose handle, id or name is ``word``; raises NotFound with those there are."""
    word = word.strip()
    found = Officer.objects.filter(handle__iexact=_SAME.get(word, word)).first() or Officer.objects.filter(name=word).first()
    if found is None and word.isdigit():
        found = Officer.objects.filter(pk=int(word)).first()
    if found is None:
        known = "、".join(f"{o.handle}（{o.name}）" for o in Officer.objects.filter(active=True).order_by("handle")[:20])
        raise NotFound(f"没有经办人员“{word}”。在岗人员：{known}")
    return found


def officer_of(who: Who) -> Officer:
    """Whoever signed in, as the kernel sees them. Raises Refusal where their post is none of an officer."""
    found = Officer.objects.filter(pk=who.officer).select_related("organ").first() if who.officer is not None and who.role.officer else None
    if found is None:
        raise Refusal(["officer-not-active"], "现在的岗位不是经办岗位，不能办理这件事")
    return found


def standing_mandates() -> list[dict[str, Any]]:
    """The signed standing mandates under which sources are published: who proposes, who approves, from when."""
    return sql.fetch(
        "SELECT m.id, m.source, m.power, m.statement, m.begins_on, m.ends_on, m.recorded_at, m.signed, g.official_name AS organ,"
        " p.name AS proposer, po.official_name AS proposer_organ, p.active AS proposer_active, a.name AS approver, ao.official_name AS approver_organ, a.active AS approver_active"
        " FROM access_mandate m JOIN access_officer_now p ON p.id = m.proposer_id JOIN access_officer_now a ON a.id = m.approver_id"
        " LEFT JOIN subjects_organ g ON g.subject_id = m.organ_id LEFT JOIN subjects_organ po ON po.subject_id = p.organ_id LEFT JOIN subjects_organ ao ON ao.subject_id = a.organ_id"
        " ORDER BY m.power, m.source, m.id DESC"
    )


def officers() -> list[dict[str, Any]]:
    """Every officer as the kernel sees them today."""
    return sql.fetch(
        "SELECT o.id, o.handle, o.name, g.official_name AS organ, o.active FROM access_officer_now o LEFT JOIN subjects_organ g ON g.subject_id = o.organ_id ORDER BY o.handle"
    )
