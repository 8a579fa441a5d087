"""Reads of access: officers by handle, name or id."""

from typing import Any

from chengxin.access.models import Officer
from chengxin.ground.api import NotFound
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


def officers() -> list[dict[str, Any]]:
    """Every officer as the kernel sees them today."""
    return sql.fetch(
        "SELECT o.id, o.handle, o.name, g.official_name AS organ, o.active FROM access_officer_now o LEFT JOIN subjects_organ g ON g.subject_id = o.organ_id ORDER BY o.handle"
    )
