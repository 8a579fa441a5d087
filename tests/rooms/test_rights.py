"""Every route of the desk × every role, asked over HTTP, against the one table; and objects of others, which are not there."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.http import Http404, QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from chengxin.access import api as access
from chengxin.doors.desk import guard
from chengxin.doors.desk.middleware import Guard
from chengxin.ground.api import Audience, business_day
from tests.desk import administrators, appointed, browser, desk
from tests.district import District
from tests.house.test_routes import routes


def staffed(district: District) -> SimpleNamespace:
    """One account in each role of a post, one without a post."""
    both = administrators()
    for role in access.roles.POST_ROLES:
        if role.code != "administrator":
            appointed(f"in.{role.code}", role.code, both)
    access.staffing.register_person("无岗人员", "in.no-post", by=both[0])
    return SimpleNamespace(district=district, both=both)


@pytest.fixture
def at(filled):
    made = filled(staffed)
    with made.district.side("desk"), desk():
        yield made


def test_every_route_by_every_role(at):
    """403 exactly where the table says no; who has not signed in is sent to do so, or told so."""
    logins = {role.code: f"in.{role.code}" for role in access.roles.POST_ROLES} | {"administrator": "admin-a", "no-post": "in.no-post"}
    asked = 0
    for role, login in logins.items():
        client = browser(login)
        for route in _pages():
            for method in ("get", "post"):
                if route.callback.act in ("sign-out", "sign-in"):
                    continue  # ends the session
                answer = getattr(client, method)(_path(route))
                said = answer.content.decode(errors="replace")  # some are files
                refused = answer.status_code == 403 and "没有这项权责" in said
                assert refused is not access.roles.may(role, route.callback.act), (role, route.pattern, method, answer.status_code)
                asked += 1
                if answer.status_code == 302 and "end-others" in _path(route):
                    client = browser(login)
    assert asked > 300


def test_who_has_not_signed_in_sees_nothing(at):
    for route in _pages():
        answer = browser().get(_path(route))
        if access.roles.may("anybody", route.callback.act):
            assert answer.status_code in (200, 302, 405)
        else:
            assert answer.status_code == 302 and answer["Location"].startswith("/sign-in?next="), route.pattern
            assert browser().post(_path(route)).status_code == 401


def test_a_system_key_opens_no_page_and_a_session_no_interface(at):
    assert browser("in.clerk").get("/api/v1/batches").status_code == 401
    assert browser(headers={"Authorization": "Bearer cx1_x"}).get("/people").status_code == 302


def test_a_route_that_says_nothing_is_open_to_nobody(at):
    request = SimpleNamespace(
        COOKIES={settings.SESSION_COOKIE: browser("admin-a").cookies[settings.SESSION_COOKIE].value},
        method="GET",
        META={},
        resolver_match=None,
        GET=QueryDict(),
        POST=QueryDict(),
        path="/x",
    )
    request.get_full_path = request.get_full_path_info = lambda: "/x"
    for view in (lambda r: None, SimpleNamespace(audience=Audience.STAFF, act="no-such-act"), SimpleNamespace(audience=Audience.SUBJECT, act="see-own")):
        assert Guard(lambda r: None).process_view(request, view, (), {}).status_code == 404


def test_the_role_is_that_of_the_chosen_post(at):
    person, clerk = appointed("two", "clerk", at.both, organ="区应急局", title="报送二岗")
    _, handler = appointed("two", "handler", at.both, organ="区市场监督局", person=person, title="经办二岗")
    _, foreign = appointed("three", "auditor", at.both)
    client = browser("two")

    def who():
        return access.sessions.seen(client.cookies[settings.SESSION_COOKIE].value)

    assert (who().role.code, who().post.organ_name) == ("clerk", "天津市河北区应急管理局")
    assert client.post("/post", {"appointment": handler}).status_code == 302 and who().role.code == "handler"
    for not_mine in (foreign, 999999, "x", ""):
        assert client.post("/post", {"appointment": not_mine}).status_code == 404
    access.staffing.hand_over(handler, last_day=_yesterday(), by=at.both[0])
    assert who().role.code == "clerk"  # the chosen post is over
    access.staffing.hand_over(clerk, last_day=_yesterday(), by=at.both[0])
    assert who().role.code == "no-post" and client.get("/people").status_code == 403


def test_another_organs_officer_is_told_nothing(at):
    """The helper every object page goes through: another's and what does not exist are the same."""
    mine, other = (next(p.organ for p in access.sessions.seen(browser(login).cookies[settings.SESSION_COOKIE].value).posts) for login in ("in.clerk", "in.reviewer"))
    assert mine == other  # both of the emergency bureau
    request = SimpleNamespace(who=access.sessions.seen(browser("in.clerk").cookies[settings.SESSION_COOKIE].value))
    assert guard.of_my_organ(request, "a case", mine) == "a case"
    for thing, organ in (("a case", mine + 1), (None, mine), (None, mine + 1), ("a case", None)):
        with pytest.raises(Http404) as caught:
            guard.of_my_organ(request, thing, organ)
        assert caught.value.args == ()
    assert guard.of_my_own(request, "a letter", request.who.person) == "a letter"
    nobody = SimpleNamespace(who=access.sessions.seen(browser("in.no-post").cookies[settings.SESSION_COOKIE].value))
    for ask in (lambda: guard.of_my_organ(nobody, "x", None), lambda: guard.of_my_own(request, "x", None), lambda: guard.of_my_own(request, "x", request.who.person + 1)):
        with pytest.raises(Http404):
            ask()
    assert guard.of_subject("a line", 7, 7) == "a line"
    for owner, asking in ((7, 8), (None, None), (7, None), (None, 7)):
        with pytest.raises(Http404):
            guard.of_subject("a line", owner, asking)


def test_an_administrator_sees_no_records_and_an_auditor_decides_nothing(at):
    for code in ("administrator", "auditor"):
        assert not any(access.roles.ACTS[act].records for act in access.roles.ROLES[code].acts)
    assert not access.roles.ROLES["auditor"].acts & {"appoint", "approve-appointment", "hand-over", "publish", "approve-decision"}


def test_the_database_has_the_same_table(at):
    told = {role: (officer, alone, set(acts)) for role, officer, alone, acts in at.district.rows("SELECT role, officer, alone, acts FROM access_roles()")}
    assert told == {role.code: (role.officer, role.alone, set(role.acts)) for role in access.roles.POST_ROLES}


def test_a_page_asks_the_database_a_fixed_number_of_times(at):
    client, counts = browser("admin-a"), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/people").status_code == 200
        counts.append(len(asked))
        for n in range(3):
            appointed(f"more{len(counts)}{n}", "clerk", at.both)
    assert counts[0] == counts[1] <= 5, counts


def _pages():
    return [route for route in routes(get_resolver("chengxin.site.urls_desk").url_patterns) if route.callback.audience is Audience.STAFF]


def _path(route) -> str:
    path = str(route.pattern).replace("<uuid:handle>", "00000000-0000-4000-8000-000000000000").replace("<slug:source>", "penalties")
    return "/" + re.sub(r"<str:\w+>", "nothing", re.sub(r"<int:\w+>", "999999", path))


def _yesterday():
    return business_day.today() - dt.timedelta(days=1)
