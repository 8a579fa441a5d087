"""主体端登录: subjects and those who act for them sign in at a side of their own, whose database role reads no account.

The same counting, hashes and codes as for staff; what is stored goes through the functions of sql/subject_account.sql.
An account that ever held a post is no account here by its password: staff's secrets do not come by this side.
"""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from chengxin.access.errors import SignInTrouble
from chengxin.access.roles import ROLES, Role
from chengxin.access.signing import attempts, factors, passwords
from chengxin.access.signing.attempts import Place
from chengxin.access.signing.entering import Entered, activation_mac
from chengxin.access.signing.sealing import opened, sealed
from chengxin.access.signing.sessions import PENDING, WHOLE, Asker, proof
from chengxin.ground.api import database as sql
from chengxin.ground.api import digests, keys

# Told to everybody on the sign-in page of a demo; a production instance takes no such password (entering.open_for_demo).
DEMO_PASSWORD = "demo-only-2026-hebei"
DEMO_PEOPLE = (("citizen", "市民，看自己的信息"), ("manager", "企业的法定代表人"), ("agent", "受企业授权的代办人"), ("buyer", "采购人的经办人，经对方同意查询"))
_DRAFT = 1800  # seconds a half-done set-up is


@dataclass(frozen=True)
class For:
    """可代表的主体: one for whom somebody may act, as themselves (``self``), as its principal, or in a mandate's scope; ``client``: they may also look others up for it."""

    subject: int
    name: str
    code: str | None
    scope: str
    ends_on: dt.date | None
    client: bool = False

    @property
    def role(self) -> Role:
        """The role of whoever acts so."""
        return ROLES["subject" if self.scope in ("self", "principal") else "client" if self.scope == "client" else "agent"]


@dataclass(frozen=True)
class Me(Asker):
    """主体端已登录人员: who asks, for whom they act now, and for whom else they could."""

    unread: int
    choices: tuple[For, ...] = ()
    acting: For | None = None

    @property
    def role(self) -> Role:
        """The role towards the chosen subject."""
        return self.acting.role if self.acting else ROLES["no-subject"]

    @property
    def actor(self) -> str:
        """How entries name them."""
        return f"主体:{self.login}"

    @property
    def acts_for(self) -> int | None:
        """For which subject they act now."""
        return self.acting.subject if self.acting else None

    @property
    def usual(self) -> bool:
        """Whether a new session acts so too: for themselves, or for the one firm there is to choose (access_my_begin)."""
        return self.acts_for == (self.subject or (self.choices[0].subject if len(self.choices) == 1 else None))

    def may(self, act: str) -> bool:
        """Whether they may do ``act`` for the chosen subject. A mandate to see opens no request."""
        if act in ("request", "question-look") and self.acting and self.acting.scope == "see":
            return False
        return self.role.may(act) or bool(self.acting and self.acting.client and ROLES["client"].may(act))


def seen(key: str) -> Me | None:
    """Who holds a cookie of this side, where it is good. One question to the database."""
    if not 20 <= len(key) <= 80 or not key.isascii():
        return None
    found = sql.fetch("SELECT * FROM access_my_seen(%s)", [proof(key)])
    if not found:
        return None
    row = found[0]
    choices = tuple(For(c["subject"], c["name"] or "", c["code"], c["scope"], dt.date.fromisoformat(c["ends_on"]) if c["ends_on"] else None, c["client"]) for c in row["choices"])
    acting = next((one for one in choices if one.subject == row["chosen"]), None)
    return Me(
        session=row["id"], stage=row["stage"], account=row["account"], person=row["person"], login=row["login"], name=row["name"], subject=row["own_subject"],
        begun_at=row["begun_at"], unread=row["unread"], key=key, choices=choices, acting=acting,
    )  # fmt: skip


def show_password(login: str, password: str, place: Place) -> tuple[str, bool]:
    """The cookie of a session, and whether it is whole already: where the account has no authenticator, the password is all. Raises SignInTrouble, TooSoon."""
    word = login.strip().lower()
    mac, where = attempts.name_mac(login), attempts.source(login, place)
    found = _opening(word)
    with passwords.room:
        attempts.check(mac, where)
        held = passwords.matches(found["encoded"] if found else None, password)
        with transaction.atomic():
            note(mac, where, held=held, act="show-password" if held else "sign-in-failed", login=word if found else None)
            if held and found:
                whole = not found["totp"]
                return begin(found["account"], whole=whole, place=place), whole
    raise SignInTrouble


def show_second(me: Me, code: str, place: Place) -> Entered:
    """The second factor, where the account has one. A new cookie; the old one is over. Raises SignInTrouble, TooSoon."""
    if not _code_holds(me, code):
        raise SignInTrouble
    with transaction.atomic():
        key = begin(me.account, whole=True, place=place)
        end(me, me.session)
    return Entered(key, known_from_now(me.login))


def known_from_now(login: str) -> str:
    """The mark of a browser that signed in; it opens nothing."""
    return attempts.device_of(login, secrets.token_urlsafe(12))


def begin(account: int, *, whole: bool, place: Place) -> str:
    """A new session of this side, in the caller's transaction, and what its cookie holds."""
    key, stage = secrets.token_urlsafe(32), "full" if whole else "password"
    mac, seconds = proof(key), int((WHOLE if whole else PENDING).total_seconds())
    sql.fetch_value(
        "SELECT access_my_begin(%s, %s, %s, %s, %s, %s, %s)", [mac, account, stage, place.address, place.agent, seconds, keys.proof(f"session|{mac}|{account}|{stage}")]
    )
    return key


def choose(me: Me, subject: int) -> bool:
    """Act for another from here on; False where one may not."""
    return bool(sql.fetch_value("SELECT access_my_choose(%s, %s)", [proof(me.key), subject]))


def end(me: Me, session: int | None) -> int:
    """End one of one's own sessions; None: all but this one. How many ended; another's is not there."""
    return sql.fetch_value("SELECT access_my_end(%s, %s)", [proof(me.key), session])


def sessions_of(me: Me) -> list[dict[str, Any]]:
    """One's sessions that are still good, this one first."""
    return sql.fetch("SELECT * FROM access_my_sessions(%s)", [proof(me.key)])


def has_factor(me: Me) -> bool:
    """Whether the account has an authenticator."""
    found = _opening(me.login)
    return bool(found and found["totp"])


def has_password(me: Me) -> bool:
    """Whether the account is opened by a password here; one of the city's identity alone is not."""
    found = _opening(me.login)
    return bool(found and found["encoded"])


def activate(login: str, code: str, password: str, again: str, place: Place) -> None:
    """Open an account with the code from the window: all of it or nothing. Raises SignInTrouble, TooSoon."""
    word = login.strip().lower()
    mac, where = attempts.name_mac(f"activate {login}"), attempts.source(login, place)
    attempts.check(mac, where)
    found = _opening(word)
    if found:
        passwords.check_new(password, again, login=word, name=found["name"])
        with passwords.room:
            encoded = passwords.encode(password)
        with transaction.atomic():
            if sql.fetch_value("SELECT access_my_activate(%s, %s, %s)", [found["account"], activation_mac(found["account"], code[:40]), encoded]):
                return
    note(mac, where, held=False, act="activation-failed", login=word if found else None)
    raise SignInTrouble(message="登录名或启用码不正确，或者已经失效。启用码只能用一次，七天内有效")


def change_password(me: Me, old: str, new: str, again: str, place: Place) -> None:
    """A new password; all other sessions are over. Raises SignInTrouble, TooSoon."""
    mac, where, found = attempts.name_mac(me.login), attempts.source(me.login, place), _opening(me.login)
    with passwords.room:
        attempts.check(mac, where)
        if not passwords.matches(found["encoded"] if found else None, old):
            note(mac, where, held=False, act="sign-in-failed", login=me.login)
            raise SignInTrouble("wrong-password", "现在的密码不正确")
        passwords.check_new(new, again, login=me.login, name=me.name)
        encoded = passwords.encode(new)
    _keep(me, encoded=encoded)


def begin_factor(me: Me) -> str:
    """The first half of setting an authenticator up: a sealed draft with a new secret. Nothing is stored."""
    return sealed("my-factor", {"account": me.account, "secret": factors.new_secret()}, seconds=_DRAFT)


def draft_secret(me: Me, draft: str) -> str:
    """The secret of a draft, to be shown. Raises SignInTrouble (``draft-over``)."""
    said = opened("my-factor", draft)
    if said is None or said["account"] != me.account:
        raise SignInTrouble("draft-over", "这次设置已经过期，请重新开始")
    return said["secret"]


def finish_factor(me: Me, draft: str, code: str) -> None:
    """The second half: a code made with the new secret. Raises SignInTrouble."""
    secret = draft_secret(me, draft)
    step = factors.step_of(secret, code)
    if step is None:
        raise SignInTrouble("wrong-code", "验证码不正确。请核对手机时间，用应用里现在显示的六位数字")
    with transaction.atomic():
        sql.fetch_value("SELECT access_my_step(%s, %s)", [proof(me.key), step])
        _keep(me, totp=digests.seal_text(keys.access_key(), secret))


def drop_factor(me: Me, code: str) -> None:
    """Do without the authenticator, by a code of it. Raises SignInTrouble, TooSoon."""
    if not _code_holds(me, code):
        raise SignInTrouble("wrong-code", "验证码不正确，或者已经用过。请等应用里显示下一个再试")
    _keep(me, totp="")


def close(me: Me) -> bool:
    """Close the account; records and entries stay. False where it cannot be: an officer's is closed by the administrators."""
    with transaction.atomic():
        return bool(sql.fetch_value("SELECT access_my_close(%s)", [proof(me.key)]))


def demo_people() -> list[dict[str, str]]:
    """The invented people who can sign in at a demo, where they were put in. The page shows them only where records are invented."""
    return [{"login": login, "who": who} for login, who in DEMO_PEOPLE if _opening(login)]


def _keep(me: Me, *, encoded: str | None = None, totp: str | None = None) -> None:
    mac = proof(me.key)
    with transaction.atomic():
        sql.fetch_value("SELECT access_my_secrets(%s, %s, %s, %s)", [mac, encoded, totp, keys.proof(f"secrets|{mac}|{encoded or ''}|{totp or ''}")])


def _code_holds(me: Me, code: str) -> bool:
    mac, found = attempts.name_mac(f"second {me.login}"), _opening(me.login)
    with attempts.counting:
        attempts.check(mac, "")
        step = factors.step_of(digests.open_text(keys.access_key(), found["totp"]), code) if found and found["totp"] else None
        held = step is not None and bool(sql.fetch_value("SELECT access_my_step(%s, %s)", [proof(me.key), step]))
        note(mac, "second", held=held, act="show-second" if held else "second-failed", login=me.login)
    return held


def _opening(login: str) -> dict[str, Any] | None:
    if not 3 <= len(login) <= 40 or not login.isascii():
        return None
    found = sql.fetch("SELECT * FROM access_my_opening(%s)", [login])
    return found[0] if found else None


def note(mac: str, where: str, *, held: bool, act: str, login: str | None) -> None:
    """Keep an attempt at this side and its entry."""
    sql.fetch_value("SELECT access_my_attempted(%s, %s, %s, %s, %s)", [mac, where, held, act, login])
