"""第二重验证: codes of an authenticator, each good once, and recovery codes for the day it is lost."""

import secrets
import time

import pyotp
from django.db import IntegrityError, connection, transaction

from chengxin.access.models import Account, RecoveryCode, RecoveryUse, TotpSecret, TotpUse
from chengxin.ground.api import digests, keys

STEP, CODES = 30, 10
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 and O, 1 and I, U and V


def new_secret() -> str:
    """A fresh secret, not yet anybody's."""
    return pyotp.random_base32()


def address(secret: str, *, login: str, issuer: str) -> str:
    """What the QR code tells the authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def shown_now(secret: str) -> str:
    """What an authenticator with this secret shows now."""
    return pyotp.TOTP(secret).now()


def step_of(secret: str, code: str, *, now: float | None = None) -> int | None:
    """The half-minute a code belongs to: this one, or one to either side for clocks that differ. None: it is no code of these."""
    code = "".join(code.split())
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return None
    here = int((time.time() if now is None else now) // STEP)
    generator = pyotp.TOTP(secret)
    return next((step for step in (here, here - 1, here + 1) if pyotp.utils.strings_equal(generator.at(step * STEP), code)), None)


def keep_secret(account: Account, secret: str) -> None:
    """Make ``secret`` the account's."""
    TotpSecret.objects.create(account=account, sealed=digests.seal_text(keys.access_key(), secret))


def code_holds(account: Account, code: str) -> bool:
    """Whether it is a code of the account's authenticator that was not used yet, nor one before it; it is used up by this."""
    latest = TotpSecret.objects.filter(account=account).order_by("-id").first()
    step = step_of(digests.open_text(keys.access_key(), latest.sealed), code) if latest else None
    if step is None or TotpUse.objects.filter(account=account, step__gte=step).exists():
        return False
    return used(account, step)


def used(account: Account, step: int) -> bool:
    """Use a half-minute up; False where another did so first."""
    try:
        with transaction.atomic():
            TotpUse.objects.create(account=account, step=step)
    except IntegrityError:
        return False
    return True


def new_codes(account: Account) -> list[str]:
    """A new set of recovery codes, told this once; the older sets open nothing any more."""
    series = _series(account) + 1
    codes = ["-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create([RecoveryCode(account=account, series=series, mac=_mac(account, code)) for code in codes])
    return codes


def codes_left(account: Account) -> int:
    """How many of the latest set are unused."""
    return RecoveryCode.objects.filter(account=account, series=_series(account), use=None).count()


def recovery_holds(account: Account, code: str) -> bool:
    """Whether it is an unused recovery code of the latest set; it is used up by this."""
    word = code.strip().upper()
    if not 10 <= len(word) <= 20:
        return False
    found = RecoveryCode.objects.filter(account=account, series=_series(account), mac=_mac(account, word), use=None).first()
    if found is None:
        return False
    try:
        with transaction.atomic():
            RecoveryUse.objects.create(code=found)
    except IntegrityError:
        return False
    return True


def _series(account: Account) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(series), 0) FROM access_recoverycode WHERE account_id = %s", [account.pk])
        return cursor.fetchone()[0]


def _mac(account: Account, code: str) -> str:
    plain = "".join(code.split()).replace("-", "").upper()
    return digests.mac(keys.access_key(), f"recovery:{account.pk}:{plain}")
