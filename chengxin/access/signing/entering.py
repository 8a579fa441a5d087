"""登录与启用: password, then the second factor; an account is opened by its activation code, all of it or nothing."""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from chengxin.access.errors import SignInTrouble
from chengxin.access.models import Account, Activation, ActivationUse, Password
from chengxin.access.signing import attempts, factors, passkeys, passwords, sessions
from chengxin.access.signing.attempts import Place
from chengxin.access.signing.sealing import opened, sealed
from chengxin.access.signing.sessions import Who
from chengxin.ground.api import Instance, Refusal, audit, digests, keys

_DAYS, _DRAFT = 7, 1800  # days an activation code is good, seconds a half-done set-up is


@dataclass(frozen=True)
class Entered:
    """已登录: the cookies of a whole session and of a browser that is known from now on."""

    key: str
    device: str


def show_password(login: str, password: str, place: Place) -> str:
    """The first factor: the cookie of a session that opens the second and nothing else. Raises SignInTrouble, TooSoon."""
    account = _account(login)
    mac, where = attempts.name_mac(login), attempts.source(login, place)
    with passwords.room:
        attempts.check(mac, where)
        held = passwords.holds(account, password)
        if not held or account is None:
            attempts.note(mac, where, held=False, act="sign-in-failed", login=account.login if account else None)
            raise SignInTrouble
        with transaction.atomic():
            attempts.note(mac, where, held=True, act="show-password", login=account.login)
            return sessions.begin(account, stage="password", place=place)


def show_second(who: Who, code: str, place: Place) -> Entered:
    """The second factor: a code or a recovery code. A new cookie; the old one is over. Raises SignInTrouble, TooSoon."""
    account = Account.objects.select_related("person").get(pk=who.account)
    if not _second_holds(account, lambda: _code_holds(account, code)):
        raise SignInTrouble
    return _entered(who, account, place)


def show_passkey(who: Who, draft: str, answer: str, place: Place) -> Entered:
    """The second factor: a passkey. As ``show_second``. Raises SignInTrouble, TooSoon."""
    account = Account.objects.select_related("person").get(pk=who.account)
    if not _second_holds(account, lambda: passkeys.holds(who, draft, answer)):
        raise SignInTrouble("wrong-passkey", "通行密钥没有通过验证。请再试一次，或者改用验证码")
    return _entered(who, account, place)


def make_activation(account: Account, *, actor: str, post: str | None = None) -> str:
    """An activation code, told this once, good for a week; an earlier one that was not used opens nothing any more."""
    code = "-".join("".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(4)) for _ in range(4))
    with transaction.atomic():
        made = Activation.objects.create(account=account, mac=_mac(account, code), made_by=actor, expires_at=timezone.now() + dt.timedelta(days=_DAYS))
        audit.record_act("make-activation", actor=actor, post=post, reference=f"activation:{made.pk}")
    return code


def begin_activation(login: str, code: str, password: str, again: str, place: Place) -> str:
    """The first half of opening an account: a sealed draft that carries the chosen password's hash and a new secret. Nothing is stored."""
    account = _account(login)
    mac, where = attempts.name_mac(f"activate {login}"), attempts.source(login, place)
    attempts.check(mac, where)
    found = _activation(account, code) if account else None
    if account is None or found is None:
        attempts.note(mac, where, held=False, act="activation-failed", login=account.login if account else None)
        raise SignInTrouble(message="登录名或启用码不正确，或者已经失效。启用码只能用一次，七天内有效")
    passwords.check_new(password, again, login=account.login, name=account.person.name)
    return _draft({"activation": found.pk, "account": account.pk, "encoded": passwords.encode(password), "secret": factors.new_secret()})


def begin_factor(who: Who) -> str:
    """The first half of replacing one's authenticator."""
    return _draft({"activation": None, "account": who.account, "encoded": None, "secret": factors.new_secret()})


def draft_secret(draft: str) -> tuple[str, str]:
    """Login name and secret of a draft, to be shown. Raises SignInTrouble (``draft-over``)."""
    said = _opened(draft)
    return Account.objects.values_list("login", flat=True).get(pk=said["account"]), said["secret"]


def finish(draft: str, code: str, *, who: Who | None = None) -> list[str]:
    """The second half: a code made with the new secret. Everything is stored now, and every session but one's own is over. The recovery codes."""
    said = _opened(draft)
    account = Account.objects.select_related("person").get(pk=said["account"])
    if (said["activation"] is None) != (who is not None) or (who is not None and who.account != account.pk):
        raise SignInTrouble("draft-over", "这次设置不是您的，请重新开始")
    step = factors.step_of(said["secret"], code)
    if step is None:
        raise SignInTrouble("wrong-code", "验证码不正确。请核对手机时间，用应用里现在显示的六位数字")
    with transaction.atomic():
        if said["activation"] is not None:
            latest = _latest(account)
            if latest is None or latest.pk != said["activation"] or not ActivationUse.objects.get_or_create(activation=latest)[1]:
                raise SignInTrouble("draft-over", "启用码已经用过。请直接登录，或者请系统管理员另发启用码")
            Password.objects.create(account=account, encoded=said["encoded"])
            sessions.end_all(account)
            passkeys.remove_all(account)
            audit.record_act("activate-account", actor=f"账户:{account.login}", post="登录", reference=f"account:{account.pk}")
        elif who is not None:
            audit.record_act("change-factor", **who.entry, reference=f"account:{account.pk}")
            sessions.end(who, None)
        factors.keep_secret(account, said["secret"])
        factors.used(account, step)
        return factors.new_codes(account)


def change_password(who: Who, old: str, new: str, again: str, place: Place) -> None:
    """A new password; all other sessions are over. Raises SignInTrouble, TooSoon."""
    account = Account.objects.select_related("person").get(pk=who.account)
    mac, where = attempts.name_mac(account.login), attempts.source(account.login, place)
    with passwords.room:
        attempts.check(mac, where)
        if not passwords.holds(account, old):
            attempts.note(mac, where, held=False, act="sign-in-failed", login=account.login)
            raise SignInTrouble("wrong-password", "现在的密码不正确")
    passwords.check_new(new, again, login=account.login, name=account.person.name)
    with transaction.atomic():
        Password.objects.create(account=account, encoded=passwords.encode(new))
        audit.record_act("change-password", **who.entry, reference=f"account:{account.pk}")
        sessions.end(who, None)


def renew_codes(who: Who) -> list[str]:
    """New recovery codes, told this once."""
    account = Account.objects.get(pk=who.account)
    with transaction.atomic():
        audit.record_act("renew-codes", **who.entry, reference=f"account:{account.pk}")
        return factors.new_codes(account)


def confirm_second(who: Who, code: str) -> None:
    """A fresh code before something weighty. Raises SignInTrouble, TooSoon."""
    account = Account.objects.get(pk=who.account)
    if not _second_holds(account, lambda: _code_holds(account, code)):
        raise SignInTrouble("wrong-code", "验证码不正确，或者已经用过。请等应用里显示下一个再试")


def sign_out(who: Who) -> None:
    """End this session."""
    sessions.end(who, who.session, act="sign-out")


def codes_left(who: Who) -> int:
    """How many recovery codes are left."""
    return factors.codes_left(Account.objects.get(pk=who.account))


def _entered(who: Who, account: Account, place: Place) -> Entered:
    with transaction.atomic():
        audit.record_act("sign-in", actor=who.actor, post="登录", reference=f"account:{account.pk}")
        sessions.end(who, who.session, act="second-factor")
        key = sessions.begin(account, stage="full", place=place)
    return Entered(key, attempts.device_of(account.login, secrets.token_urlsafe(12)))


def _code_holds(account: Account, code: str) -> bool:
    return factors.code_holds(account, code) or factors.recovery_holds(account, code)


def _second_holds(account: Account, shown: Callable[[], bool]) -> bool:
    mac = attempts.name_mac(f"second {account.login}")
    with attempts.counting:
        attempts.check(mac, "")
        held = shown()
        attempts.note(mac, "second", held=held, act="show-second" if held else "second-failed", login=account.login)
    return held


def _account(login: str) -> Account | None:
    word = login.strip().lower()
    return Account.objects.select_related("person").filter(login=word).first() if 3 <= len(word) <= 40 and word.isascii() else None


def _activation(account: Account, code: str) -> Activation | None:
    latest = _latest(account)
    good = latest is not None and latest.mac == _mac(account, code[:40]) and latest.expires_at > timezone.now() and not ActivationUse.objects.filter(activation=latest).exists()
    return latest if good else None


def _latest(account: Account) -> Activation | None:
    return Activation.objects.filter(account=account).order_by("-id").first()


def _mac(account: Account, code: str) -> str:
    return activation_mac(account.pk, code)


def activation_mac(account: int, code: str) -> str:
    """Under what an account's activation code is on file."""
    plain = "".join(code.split()).replace("-", "").upper()
    return digests.mac(keys.access_key(), f"activation:{account}:{plain}")


def _draft(said: dict) -> str:
    return sealed("set-up", said, seconds=_DRAFT)


def _opened(draft: str) -> dict:
    said = opened("set-up", draft)
    if said is not None:
        return said
    raise SignInTrouble("draft-over", "这次设置已经过期，请重新开始")


DEMO_SECRET = "CHENGXINDEMOCHENGXINDEMOCHENGXIN"  # told to everybody


def demo_code() -> str:
    """What the authenticator of the demo's officers shows now. Raises Refusal in production, which has none."""
    _not_in_earnest()
    return factors.shown_now(DEMO_SECRET)


def open_for_demo(logins: list[str], password: str, secret: str | None = DEMO_SECRET) -> None:
    """Give accounts of a demo a password and a key that everybody knows; inside the caller's transaction and entry. Raises Refusal in production."""
    _not_in_earnest()
    encoded = passwords.encode(password)
    for account in Account.objects.filter(login__in=logins):
        Password.objects.create(account=account, encoded=encoded)
        if secret:
            factors.keep_secret(account, secret)


def _not_in_earnest() -> None:
    if Instance.objects.filter(kind="production").exists():
        raise Refusal(["not-a-demo"], "正式库不能使用演示口令")
