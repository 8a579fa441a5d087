"""通行密钥 (WebAuthn): registered, named, removed; shown instead of a code. The answer is good for one challenge, one session, one address.

The challenge travels in a sealed draft that names its account and its session, so nothing is stored before it is answered, and
another's answer, an older one or one made for another site is none. The authenticator must have verified its user (PIN, finger, face).
"""

import base64
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from chengxin.access.errors import SignInTrouble
from chengxin.access.models import Account, Passkey, PasskeyRemoval, PasskeyUse, TotpSecret
from chengxin.access.signing import sessions
from chengxin.access.signing.sealing import opened, sealed
from chengxin.access.signing.sessions import Who
from chengxin.ground.api import audit, digests, keys

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

SECONDS, MOST, LONGEST = 300, 10, 20_000  # a challenge is good for; keys an account may have; letters of an answer
_NOT_HELD = SignInTrouble("wrong-passkey", "通行密钥没有通过验证。请再试一次，或者改用验证码")


@dataclass(frozen=True)
class Asked:
    """挑战: what the browser is asked, and the sealed draft that comes back with its answer."""

    options: str
    draft: str


def offered(host: str) -> bool:
    """Whether passkeys can be used at the host a page is shown under: only at the one the desk is known by."""
    return bool(settings.DESK_ORIGIN) and host == urlsplit(settings.DESK_ORIGIN).netloc


def of(account: int) -> list[Passkey]:
    """An account's passkeys that open something."""
    return list(Passkey.objects.filter(account_id=account, removal=None).order_by("id")[: MOST + 1])


def ask_to_register(who: Who, *, site: str) -> Asked:
    """The question that makes a new passkey."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, ResidentKeyRequirement, UserVerificationRequirement

    challenge = secrets.token_bytes(32)
    options = generate_registration_options(
        rp_id=_rp_id(),
        rp_name=site,
        user_name=who.login,
        user_display_name=who.name,
        user_id=digests.mac(keys.access_key(), f"passkey-user:{who.account}").encode()[-64:],
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.REQUIRED),
        exclude_credentials=_described(of(who.account)),
    )
    return Asked(options_to_json(options), _draft("new-passkey", who, challenge))


def register(who: Who, draft: str, answer: str, label: str) -> Passkey:
    """Keep the new passkey; all other sessions are over. Raises SignInTrouble."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    challenge = _challenge("new-passkey", who, draft)
    name = " ".join(label.split())[:40]
    if not name:
        raise SignInTrouble("no-label", "请给通行密钥起一个名称，例如“办公电脑”")
    try:
        found = verify_registration_response(
            credential=_read(answer), expected_challenge=challenge, expected_rp_id=_rp_id(), expected_origin=settings.DESK_ORIGIN, require_user_verification=True
        )
    except (WebAuthnException, ValueError) as error:
        raise _NOT_HELD from error
    if len(of(who.account)) >= MOST:
        raise SignInTrouble("too-many", f"至多登记 {MOST} 个通行密钥，请先移除不用的")
    try:
        with transaction.atomic():
            made = Passkey.objects.create(account_id=who.account, credential=_text(found.credential_id), public_key=found.credential_public_key, count=found.sign_count, label=name)
            audit.record_act("add-passkey", **who.entry, reference=f"passkey:{made.pk}")
            sessions.end(who, None)
    except IntegrityError as error:
        raise SignInTrouble("known-passkey", "这个通行密钥已经登记过") from error
    return made


def remove(who: Who, number: int) -> bool:
    """Remove one of one's own; all other sessions are over. False where it is none of theirs. Raises SignInTrouble for the last factor."""
    mine = of(who.account)
    found = next((one for one in mine if one.pk == number), None)
    if found is None:
        return False
    if len(mine) == 1 and not TotpSecret.objects.filter(account_id=who.account).exists():
        raise SignInTrouble("last-factor", "这是最后一种第二重验证，不能移除。请先设置验证码应用")
    with transaction.atomic():
        PasskeyRemoval.objects.get_or_create(passkey=found)
        audit.record_act("remove-passkey", **who.entry, reference=f"passkey:{found.pk}")
        sessions.end(who, None)
    return True


def remove_all(account: Account) -> None:
    """None opens anything any more, in the caller's transaction and entry: the account is opened anew."""
    for found in of(account.pk):
        with transaction.atomic():
            PasskeyRemoval.objects.get_or_create(passkey=found)
            audit.record_act("remove-passkey", actor=f"账户:{account.login}", post="登录", reference=f"passkey:{found.pk}")


def ask(who: Who) -> Asked | None:
    """The question that one of the account's passkeys answers; None where it has none."""
    known = of(who.account)
    if not known:
        return None
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    challenge = secrets.token_bytes(32)
    options = generate_authentication_options(rp_id=_rp_id(), challenge=challenge, allow_credentials=_described(known), user_verification=UserVerificationRequirement.REQUIRED)
    return Asked(options_to_json(options), _draft("passkey", who, challenge))


def holds(who: Who, draft: str, answer: str) -> bool:
    """Whether one of the account's passkeys answered this very challenge, for the first time; it is used up by this."""
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        challenge, said = _challenge("passkey", who, draft), _read(answer)
        found = next((one for one in of(who.account) if one.credential == said.get("id")), None)
        if found is None:
            return False
        count = max(found.count, PasskeyUse.objects.filter(passkey=found).aggregate(most=Max("count"))["most"] or 0)
        shown = verify_authentication_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=_rp_id(),
            expected_origin=settings.DESK_ORIGIN,
            credential_public_key=bytes(found.public_key),
            credential_current_sign_count=count,
            require_user_verification=True,
        )
        with transaction.atomic():
            PasskeyUse.objects.create(passkey=found, challenge=digests.digest(challenge), count=shown.new_sign_count)
    except (WebAuthnException, SignInTrouble, IntegrityError, ValueError):
        return False
    return True


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise ValueError("too long")
    said = json.loads(answer)
    if not isinstance(said, dict):
        raise ValueError("no object")
    return said


def _draft(kind: str, who: Who, challenge: bytes) -> str:
    return sealed(kind, [who.account, who.session, _text(challenge)], seconds=SECONDS)


def _challenge(kind: str, who: Who, draft: str) -> bytes:
    said = opened(kind, draft)
    if said is None or said[:2] != [who.account, who.session]:
        raise SignInTrouble("draft-over", "等得太久了，请重新开始")
    return base64.urlsafe_b64decode(said[2] + "=" * (-len(said[2]) % 4))


def _described(known: list[Passkey]) -> "list[PublicKeyCredentialDescriptor]":
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=base64.urlsafe_b64decode(one.credential + "=" * (-len(one.credential) % 4))) for one in known]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _rp_id() -> str:
    return urlsplit(settings.DESK_ORIGIN).hostname or ""
