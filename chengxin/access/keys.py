"""接口密钥: made, listed and revoked by the keeper; a system signs in with one. The key itself is nowhere stored."""

import secrets
from dataclasses import dataclass

from django.db import connection, transaction

from chengxin.access.models import AccessKey, AccessKeyRevocation
from chengxin.ground.api import NotFound, audit, digests, keys
from chengxin.subjects import api as subjects

_PREFIX = "cx1_"  # so that a scanner of leaked secrets can know one


@dataclass(frozen=True)
class SignedIn:
    """已认证系统: the key and the organ it acts for; ``proof`` is what the database wants to see again."""

    key: int
    organ: int
    proof: str


def make_key(organ: subjects.Organ, *, note: str, actor: str) -> tuple[int, str]:
    """A new key for a system of ``organ``: its number, and the key, which is told this once."""
    key = _PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        made = AccessKey.objects.create(organ=organ.subject, mac=_mac(key), note=note[:80], made_by=actor)
        audit.record_act("make-key", actor=actor, organ=organ.subject_id, reference=f"key:{made.pk}")
    return made.pk, key


def revoke_key(number: int, *, organ: subjects.Organ, actor: str) -> bool:
    """Take a key back; whether it was still good. Raises NotFound where the organ has none of that number."""
    found = AccessKey.objects.filter(pk=number, organ=organ.subject).first()
    if found is None:
        raise NotFound(f"{organ.official_name}没有编号为 {number} 的接口密钥")
    with transaction.atomic():
        _, fresh = AccessKeyRevocation.objects.get_or_create(key=found, defaults={"revoked_by": actor})
        if fresh:
            audit.record_act("revoke-key", actor=actor, organ=organ.subject_id, reference=f"key:{number}")
    return fresh


def list_keys(organ: subjects.Organ | None = None) -> list[dict[str, object]]:
    """Every key of an organ, or of all, without what opens anything."""
    found = AccessKey.objects.select_related("revocation").order_by("id")
    if organ is not None:
        found = found.filter(organ=organ.subject)
    return [
        {
            "id": key.pk,
            "organ": subjects.current_name(key.organ_id),
            "note": key.note,
            "made_by": key.made_by,
            "made_at": key.made_at,
            "last_used_at": key.last_used_at,
            "revoked_at": key.revocation.revoked_at if hasattr(key, "revocation") else None,
        }
        for key in found
    ]


def sign_in(key: str) -> SignedIn | None:
    """Who holds ``key``, where it is good; the use is noted. The process needs no right to read the keys."""
    if not key.startswith(_PREFIX) or len(key) > 80:
        return None
    proof = _mac(key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, organ FROM access_sign_in(%s)", [proof])
        row = cursor.fetchone()
    return SignedIn(row[0], row[1], proof) if row else None


def _mac(key: str) -> str:
    return digests.mac(keys.access_key(), key)
