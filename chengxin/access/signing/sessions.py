"""会话: begun by signing in, seen at every request, ended by its owner. The cookie is nowhere stored."""

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from chengxin.access.models import Account, Session
from chengxin.access.roles import ROLES, Role, may
from chengxin.access.signing.attempts import Place
from chengxin.ground.api import audit, digests, keys
from chengxin.ground.api import database as sql

PENDING, WHOLE = dt.timedelta(minutes=10), dt.timedelta(hours=12)


@dataclass(frozen=True)
class Held:
    """在岗: a post somebody is in today. ``deputy_for``: whose, where they stand in."""

    appointment: int
    organ: int
    organ_name: str
    role: Role
    title: str
    ends_on: dt.date | None
    deputy_for: str | None


@dataclass(frozen=True)
class Asker:
    """登录者: whose session it is, at whichever side. ``subject``: the subject they are themselves, where that is known."""

    session: int
    stage: str
    account: int
    person: int
    login: str
    name: str
    subject: int | None
    begun_at: dt.datetime
    key: str = field(repr=False)

    @property
    def whole(self) -> bool:
        """Whether all factors were shown."""
        return self.stage == "full"

    def may(self, act: str) -> bool:
        """Whether they may do ``act`` as they act now."""
        raise NotImplementedError

    @property
    def acts_for(self) -> int | None:
        """For which subject they act now; at the desk for none, but in a post."""
        return None

    @property
    def usual(self) -> bool:
        """Whether a new session of theirs would act so too."""
        return True


@dataclass(frozen=True)
class Who(Asker):
    """已登录人员: who asks at the desk, in which post they act now, and which others they could choose."""

    officer: int | None
    posts: tuple[Held, ...] = ()
    post: Held | None = None

    @property
    def role(self) -> Role:
        """The role of the chosen post."""
        return self.post.role if self.post else ROLES["no-post"]

    @property
    def actor(self) -> str:
        """How entries name them."""
        return f"账户:{self.login}"

    @property
    def entry(self) -> dict[str, Any]:
        """What every entry of theirs says: who, in which post, of which organ."""
        return {"actor": self.actor, "post": self.post.title if self.post else "无岗位", "organ": self.post.organ if self.post else None}

    def may(self, act: str) -> bool:
        """Whether they may do ``act`` in the post they act in."""
        return may(self.role.code, act)

    def owns(self, organ: int | None) -> bool:
        """Whether a thing of ``organ`` is their organ's. A thing of nobody's is not."""
        return self.post is not None and organ is not None and self.post.organ == organ


def begin(account: Account, *, stage: str, place: Place) -> str:
    """A new session at the desk and what its cookie holds."""
    key = secrets.token_urlsafe(32)
    lasting = WHOLE if stage == "full" else PENDING
    Session.objects.create(mac=_mac(key), account=account, stage=stage, address=place.address[:64], agent=place.agent[:200], expires_at=timezone.now() + lasting)
    return key


def seen(key: str) -> Who | None:
    """Who holds a cookie, where it is good; the use is noted. One question to the database, whatever the number of posts."""
    if not 20 <= len(key) <= 80 or not key.isascii():
        return None
    found = sql.fetch("SELECT * FROM access_session_seen(%s)", [_mac(key)])
    if not found:
        return None
    row = found[0]
    posts = _held(row["posts"])
    chosen = next((post for post in posts if post.appointment == row["chosen"]), posts[0] if posts else None)
    return Who(
        session=row["id"], stage=row["stage"], account=row["account"], person=row["person"], login=row["login"], name=row["name"], subject=row["own_subject"],
        officer=row["officer"], begun_at=row["begun_at"], key=key, posts=posts, post=chosen,
    )  # fmt: skip


def of_login(login: str) -> Who | None:
    """Somebody in their first post of today, without a session: for the demo, which acts as its officers would. Opens nothing."""
    found = Account.objects.select_related("person__officer").filter(login=login).first()
    if found is None or not (posts := _held(sql.fetch_value("SELECT access_posts_of(%s)", [found.person_id]))):
        return None
    officer = getattr(found.person, "officer", None)
    return Who(
        session=0, stage="full", account=found.pk, person=found.person_id, login=found.login, name=found.person.name, subject=found.person.subject_id,
        officer=officer.pk if officer else None, begun_at=timezone.now(), key="", posts=posts, post=posts[0],
    )  # fmt: skip


def choose(who: Who, appointment: int) -> bool:
    """Act in another of one's posts from here on; False where it is none of theirs."""
    with transaction.atomic():
        done = bool(sql.fetch_value("SELECT access_session_choose(%s, %s)", [_mac(who.key), appointment]))
        if done:
            audit.record_act("choose-post", **who.entry, reference=f"appointment:{appointment}")
    return done


def end(who: Who, session: int | None, *, act: str = "end-session") -> int:
    """End one of one's own sessions; None: all but this one. How many ended; another's is not there."""
    with transaction.atomic():
        count = sql.fetch_value("SELECT access_session_end(%s, %s)", [_mac(who.key), session])
        if count:
            audit.record_act(act, **who.entry, reference=f"session:{session or 'others'}")
    return count


def end_all(account: Account) -> None:
    """End every session of an account, in the caller's transaction."""
    sql.fetch_value("SELECT access_session_end_all(%s)", [account.pk])


def of(who: Who) -> list[dict[str, Any]]:
    """One's sessions that are still good, the latest used first."""
    return sql.fetch(
        "SELECT id, address, agent, begun_at, seen_at, id = %s AS here FROM access_session WHERE account_id = %s AND side = 'desk' AND stage = 'full' AND ended_at IS NULL AND expires_at > now()"
        " AND seen_at > now() - interval '1 hour' ORDER BY here DESC, seen_at DESC LIMIT 100",
        [who.session, who.account],
    )


def proof(key: str) -> str:
    """What the database goes by: for the setting ``chengxin.session`` of the subjects' side."""
    return _mac(key)


def _held(posts: list[dict[str, Any]]) -> tuple[Held, ...]:
    return tuple(
        Held(p["id"], p["organ"], p["organ_name"], ROLES[p["role"]], p["title"], dt.date.fromisoformat(p["ends_on"]) if p["ends_on"] else None, p["of_name"]) for p in posts
    )


def _mac(key: str) -> str:
    return digests.mac(keys.access_key(), f"session:{key}")
