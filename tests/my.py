"""The subjects' side for a test: its middleware and routes in this process, as its own database role, and people who sign in."""

import datetime as dt
from contextlib import contextmanager
from types import SimpleNamespace

from django.conf import settings
from django.db import transaction
from django.test import override_settings

from chengxin.access import api as access
from chengxin.ground.api import business_day
from chengxin.subjects import api as subjects
from tests.desk import PASSWORD, Browser, administrators, appointed, key_of, opened
from tests.district import District, credit_code, identity_number, penalty_row

FIRM, OTHER = credit_code("91120105MA0000001"), credit_code("91120105MA0000002")
CITIZEN, NEIGHBOUR = identity_number("12010519900101001"), identity_number("12010519910101002")
today = business_day.today  # asked each time: a run of the tests may last into the next day


@contextmanager
def my():
    """This process answers as the subjects' side does."""
    with override_settings(
        ROOT_URLCONF="chengxin.site.urls_my", MIDDLEWARE=settings.MY_MIDDLEWARE, CSRF_COOKIE_NAME="__Host-my-csrf", CSRF_FAILURE_VIEW="chengxin.doors.my.pages.errors.csrf_failed"
    ):
        yield


def peopled(district: District) -> SimpleNamespace:
    """Two firms with penalties, two citizens with one each; a citizen, a neighbour, a manager of the first firm, an agent, with accounts; as the worker."""
    for code, name in ((FIRM, "天津市北运宏达商贸有限公司"), (OTHER, "天津市北运乙有限公司")):
        district.collect(penalty_row(CF_XDR_SHXYM=code, CF_XDR_MC=name))
    for number, name in ((CITIZEN, "钱多多"), (NEIGHBOUR, "孙邻居")):
        district.collect(penalty_row(CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=number, CF_XDR_MC=name))
    both = administrators()
    appointed("chuang", "window", both, organ="区政务服务办")
    appointed("jing", "handler", both, organ="区应急局")
    appointed("waiji", "handler", both, organ="区市场监督局")
    made = SimpleNamespace(district=district, both=both, subject={code: subjects.by_code(code).pk for code in (FIRM, OTHER, CITIZEN, NEIGHBOUR)})
    for login, name, number in (
        ("citizen", "钱多多", CITIZEN),
        ("neighbour", "孙邻居", NEIGHBOUR),
        ("manager", "李明", None),
        ("agent", "周代办", None),
        ("nobody", "吴人托", None),
    ):
        access.staffing.register_person(name, login, by=both[0], subject=made.subject[number] if number else None)
    opened_without_factor("citizen", "neighbour", "manager", "agent", "nobody")
    with district.side("desk"):
        access.agents.verify_principal("manager", made.subject[FIRM], until=today() + dt.timedelta(days=300), on=today(), who=at_the_window())
    return made


def published(district: District) -> SimpleNamespace:
    """The same, and what may be public is."""
    made = peopled(district)
    district.publish("2026-05-20")
    return made


def at_the_window():
    """The window officer's session, at the desk."""
    return access.sessions.seen(key_of("chuang"))


def opened_without_factor(*logins: str) -> None:
    """Their accounts have a password and nothing else."""
    opened(*logins, secret=None)


def key_of_my(district: District, login: str, *, subject: int | None = None) -> str:
    """The cookie of a whole session of theirs at the subjects' side, without the way there."""
    account = district.value("SELECT id FROM access_account WHERE login = %s", login)
    with district.side("my"):
        with transaction.atomic():
            key = access.own.begin(account, whole=True, place=access.Place("127.0.0.1"))
        if subject is not None:
            who = access.own.seen(key)
            assert access.own.choose(who, subject)
    return key


def browser(key: str | None = None, **more) -> Browser:
    """A browser, with the cookie of a session."""
    client = Browser(**more)
    client.defaults["wsgi.url_scheme"] = "https"
    if key:
        client.cookies[settings.MY_SESSION_COOKIE] = key
    return client


def sign_in(client: Browser, login: str, password: str = PASSWORD, *, to: str = ""):
    """By name and password; the answer."""
    return client.post("/sign-in", {"login": login, "password": password, "next": to})
