"""密码: argon2, a few at a time; an unknown name costs as much as a known one."""

import functools
import secrets
import threading

from django.contrib.auth import hashers
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from chengxin.access.errors import SignInTrouble
from chengxin.access.models import Account, Password

SHORTEST, LONGEST = 12, 128
#: Two at once: each takes 100 MB for a moment, and a crowd of guesses must not overtake its own counting.
room = threading.BoundedSemaphore(2)


def encode(password: str) -> str:
    """The hash that is stored."""
    return hashers.make_password(password)


def holds(account: Account | None, password: str) -> bool:
    """Whether it is the account's password. Where there is no account, the same work is done for nothing."""
    latest = Password.objects.filter(account=account).order_by("-id").first() if account else None
    return matches(latest.encoded if latest else None, password)


def matches(encoded: str | None, password: str) -> bool:
    """Whether it is the password behind a hash; without one, the same work is done for nothing."""
    if len(password) > LONGEST:
        password = ""
    return hashers.check_password(password, encoded or _nobodys()) and encoded is not None


def check_new(password: str, again: str, *, login: str, name: str) -> None:
    """Raise SignInTrouble (``weak-password``) with what is wrong with a new password."""
    wrong = []
    if password != again:
        wrong.append("两次输入的密码不一样。")
    if len(password) > LONGEST:
        wrong.append(f"密码至多 {LONGEST} 个字符。")
    if login.lower() in password.lower() or (len(name) > 1 and name in password):
        wrong.append("密码不能含有登录名或姓名。")
    if len(password) < SHORTEST:
        wrong.append(f"密码太短，至少 {SHORTEST} 个字符，可以是一句话。")
    if password.isdigit() or len(set(password)) < 5 or _common(password):
        wrong.append("这个密码太容易猜，请换一个。")
    if wrong:
        raise SignInTrouble("weak-password", "".join(wrong))


@functools.cache
def _nobodys() -> str:
    return hashers.make_password(secrets.token_urlsafe(30))


def _common(password: str) -> bool:
    try:
        _list().validate(password)
    except ValidationError:
        return True
    return False


@functools.cache
def _list() -> CommonPasswordValidator:
    return CommonPasswordValidator()  # twenty thousand, read once
