"""The desk for a test: its middleware and routes in this process, as its own database role, and people who sign in."""

import datetime as dt
import re
import time
import uuid
from contextlib import contextmanager

import pyotp
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings

from chengxin.access import api as access
from chengxin.access.api import staffing
from chengxin.access.models import Account
from chengxin.ground.api import audit, business_day
from chengxin.ground.requests import FIELD, OF
from chengxin.subjects import api as subjects
from tests.district import District

PASSWORD, SECRET = "一句很长的口令 for tests", "CHENGXINTESTCHENGXINTESTCHENGXIN"
OWNER = staffing.By(None, "命令行:测试")


@contextmanager
def desk():
    """This process answers as the desk does."""
    with override_settings(ROOT_URLCONF="chengxin.site.urls_desk", MIDDLEWARE=settings.DESK_MIDDLEWARE):
        yield


def administrators() -> list[staffing.By]:
    """The two that the machine's owner puts in; as the worker."""
    found = []
    for name, login in (("安知远", "admin-a"), ("白若川", "admin-b")):
        account, _ = staffing.first_administrator(name, login, organ=subjects.organ("区发改委"), on=business_day.today(), by=OWNER)
        found.append(staffing.By(account.person_id, f"账户:{login}", "系统管理员", None))
    return found


def appointed(
    login: str, role: str, by: list[staffing.By], *, organ: str = "区应急局", name: str = "", begins_on: dt.date | None = None, person: int | None = None, title: str = ""
):
    """Somebody in a post, proposed by one administrator and approved by the other: person and appointment."""
    on = begins_on or business_day.today()
    number = person or staffing.register_person(name or f"某{login}", login, by=by[0]).person_id
    post = staffing.make_post(subjects.organ(organ), role=role, title=title or f"{login}岗", begins_on=on, by=by[0])
    made = staffing.appoint(number, post.pk, begins_on=on, by=by[0])
    staffing.decide(made.pk, approved=True, by=by[1])
    return number, made.pk


def opened(*logins: str, secret: str | None = SECRET) -> None:
    """Their accounts have a password and an authenticator, or none."""
    with transaction.atomic():
        audit.record_act("test", actor="测试")
        access.entering.open_for_demo(list(logins), PASSWORD, secret)


def code(ahead: int = 0) -> str:
    """What the authenticator shows now, or some half-minutes later."""
    return pyotp.TOTP(SECRET).at(int(time.time()) + 30 * ahead)


def key_of(login: str) -> str:
    """The cookie of a whole session of theirs, without the way there."""
    with transaction.atomic():
        audit.record_act("test", actor="测试")
        return access.sessions.begin(Account.objects.get(login=login), stage="full", place=access.Place("127.0.0.1"))


class Browser(Client):
    """A browser that sends what a form of ours would: with a key of its own."""

    def post(self, path, data=None, *args, **more):
        if data is None or isinstance(data, dict):
            data = {FIELD: str(uuid.uuid4()), **(data or {})}
        return super().post(path, data, *args, **more)


def opened_for(client: Client, path: str) -> dict[str, str]:
    """What a form carries about whom it was opened for: open it, as a browser does before it sends it."""
    return {OF: re.findall(f'name="{OF}" value="([^"]+)"', client.get(path).content.decode())[0]}


def over_by_time(district: District) -> None:
    """Every session was used last two hours ago."""
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE access_session SET seen_at = now() - interval '2 hours'")


def browser(login: str | None = None, **more) -> Client:
    """A browser, signed in as ``login``."""
    client = Browser(**more)
    client.defaults["wsgi.url_scheme"] = "https"
    if login:
        client.cookies[settings.SESSION_COOKIE] = key_of(login)
    return client


def sign_in(client: Client, login: str, *, ahead: int = 0, to: str = ""):
    """Both factors; the last answer."""
    client.post("/sign-in", {"login": login, "password": PASSWORD, "next": to})
    return client.post("/sign-in/second", {"code": code(ahead), "next": to})
