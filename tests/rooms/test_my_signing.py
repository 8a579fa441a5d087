"""Signing in at the subjects' side, one test for each threat (docs/threats.md); what is shared with the desk is tested there too."""

import re
import time
from types import SimpleNamespace

import pyotp
import pytest
from django.conf import settings

from chengxin.access import api as access
from tests.desk import PASSWORD, opened
from tests.my import browser, key_of_my, my, peopled, sign_in


@pytest.fixture
def at(filled):
    made = filled(peopled)
    opened("jing", secret=None)
    made.activation = access.entering.make_activation(_account("nobody"), actor="窗口")
    with made.district.side("my"), my():
        yield made


def _account(login: str):
    from chengxin.access.models import Account

    return Account.objects.get(login=login)


def test_a_password_opens_the_room_and_the_attempt_is_on_file(at):
    client = browser()
    answer = sign_in(client, "citizen", to="/looks")
    assert (answer.status_code, answer["Location"]) == (302, "/looks") and client.get("/looks").status_code == 200
    assert [act for (act,) in at.district.rows("SELECT act FROM ground_auditentry WHERE actor = '账户:citizen' AND post = '主体端登录' ORDER BY id")] == [
        "show-password",
        "sign-in",
    ]


def test_what_was_wrong_is_not_told_and_guessing_slows_down_the_guesser(at):
    answers = [sign_in(browser(), login, "wrong password x").content.decode() for login in ("citizen", "no-such-login")]
    assert all("登录名、密码或验证码不正确" in told for told in answers)
    for _ in range(4):
        sign_in(browser(), "citizen", "wrong password x")
    slowed = sign_in(browser(), "citizen")
    assert slowed.status_code == 429 and int(slowed["Retry-After"]) > 0
    assert sign_in(browser(REMOTE_ADDR="10.0.0.9"), "citizen").status_code == 302  # from elsewhere it is open
    assert at.district.value("SELECT count(*) FROM access_attempt WHERE name_mac LIKE '%%citizen%%'") == 0


def test_behind_a_proxy_of_this_machine_each_browser_is_a_place_of_its_own(at):
    def guesses(**more) -> int:
        answers = [sign_in(browser(**more), "citizen", "wrong password x") for _ in range(6)]
        return sum(answer.status_code == 429 for answer in answers)

    assert guesses(REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "1.2.3.4, 10.0.0.1"}) == 1
    assert sign_in(browser(REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "10.0.0.2"}), "citizen").status_code == 302
    assert guesses(REMOTE_ADDR="10.0.0.3", headers={"X-Forwarded-For": "10.0.0.4"}) == 1  # who is not the proxy may write what they like
    assert sign_in(browser(REMOTE_ADDR="10.0.0.3", headers={"X-Forwarded-For": "10.0.0.5"}), "citizen").status_code == 429


def test_staff_have_no_password_at_this_side(at):
    assert sign_in(browser(), "jing").status_code == 403
    assert access.own.seen("x" * 40) is None
    with pytest.raises(access.SignInTrouble):
        access.own.show_password("jing", PASSWORD, access.Place("127.0.0.1"))


def test_a_session_fixed_before_is_worth_nothing(at):
    client = browser()
    client.cookies[settings.MY_SESSION_COOKIE] = "planted-by-somebody-else-000000000000"
    sign_in(client, "citizen")
    assert client.cookies[settings.MY_SESSION_COOKIE].value != "planted-by-somebody-else-000000000000"
    stranger = browser("planted-by-somebody-else-000000000000")
    assert stranger.get("/").status_code == 302


def test_cookies_are_closed_to_scripts_and_other_sites(at):
    client = browser()
    sign_in(client, "citizen")
    for name in (settings.MY_SESSION_COOKIE, settings.MY_BROWSER_COOKIE):
        cookie = client.cookies[name]
        assert name.startswith("__Host-") and cookie["httponly"] and cookie["secure"] and cookie["samesite"] in ("Lax", "Strict") and cookie["path"] == "/"


def test_no_redirect_leaves_the_site(at):
    for to in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/api/v1/x"):
        assert sign_in(browser(), "citizen", to=to)["Location"] == "/"


def test_forms_from_elsewhere_are_refused(at):
    client = browser(enforce_csrf_checks=True)
    assert sign_in(client, "citizen").status_code == 403
    inside = browser(key_of_my(at.district, "citizen"), enforce_csrf_checks=True)
    assert inside.post("/account/close", {"sure": "yes"}).status_code == 403


def test_an_authenticator_is_set_up_asked_for_and_its_codes_open_once(at):
    client = browser()
    sign_in(client, "citizen")
    draft = re.search(r'name="draft" value="([^"]+)"', client.get("/account/factor").content.decode())[1]
    secret = access.own.draft_secret(SimpleNamespace(account=access.own.seen(client.cookies[settings.MY_SESSION_COOKIE].value).account), draft)
    now = int(time.time())

    def code(ahead: int) -> str:
        return pyotp.TOTP(secret).at(now + 30 * ahead)

    assert client.post("/account/factor", {"draft": draft, "code": "000000"}).status_code == 403
    assert client.post("/account/factor", {"draft": draft, "code": code(-1)}).status_code == 302
    fresh = browser()
    first = sign_in(fresh, "citizen")
    assert first["Location"].startswith("/sign-in/second") and fresh.get("/").status_code == 302  # the password alone opens nothing
    assert fresh.post("/sign-in/second", {"code": code(-1)}).status_code == 403  # used when it was set up
    assert fresh.post("/sign-in/second", {"code": code(0)}).status_code == 302 and fresh.get("/").status_code == 200
    again = browser()
    sign_in(again, "citizen")
    assert again.post("/sign-in/second", {"code": code(0)}).status_code == 403
    assert client.get("/").status_code == 200  # its own session stood; a draft of another is none of theirs
    other = browser(key_of_my(at.district, "neighbour"))
    assert other.post("/account/factor", {"draft": draft, "code": code(1)}).status_code == 404


def test_a_new_password_ends_the_other_sessions_and_wants_the_old_one(at):
    client, elsewhere = browser(), browser()
    sign_in(client, "citizen")
    sign_in(elsewhere, "citizen")
    new = "另外一句很长的话语 yes"
    assert client.post("/account/password", {"old": "wrong", "password": new, "again": new}).status_code == 403
    assert client.post("/account/password", {"old": PASSWORD, "password": "short", "again": "short"}).status_code == 403
    assert client.post("/account/password", {"old": PASSWORD, "password": new, "again": new}).status_code == 302
    assert client.get("/").status_code == 200 and elsewhere.get("/").status_code == 302
    assert sign_in(browser(), "citizen").status_code == 403 and sign_in(browser(), "citizen", new).status_code == 302


def test_an_account_is_opened_by_its_code_once_and_whole(at):
    new = "第三句很长的话语 indeed"
    form = {"login": "nobody", "code": at.activation, "password": new, "again": new}
    for wrong in ({"code": "AAAA-BBBB-CCCC-DDDD"}, {"login": "citizen"}, {"password": "short", "again": "short"}, {"again": "something else entirely"}):
        assert browser().post("/activate", form | wrong).status_code == 403, wrong
    assert browser().post("/activate", form).status_code == 302
    assert sign_in(browser(), "nobody", new).status_code == 302
    assert browser().post("/activate", form).status_code == 403  # once


def test_sessions_are_seen_and_ended_by_their_owner(at):
    client, other = browser(), browser()
    sign_in(client, "citizen")
    sign_in(other, "citizen")
    who = access.own.seen(other.cookies[settings.MY_SESSION_COOKIE].value)
    assert client.post(f"/account/sessions/{who.session}/end").status_code == 302 and other.get("/").status_code == 302
    assert client.post("/sign-out").status_code == 302 and client.get("/").status_code == 302


def test_long_and_hostile_input(at):
    for said in ({"login": "x" * 5000, "password": "y" * 5000}, {"login": "citizen\x00", "password": "z"}, {"login": "<script>alert(1)</script>", "password": "' OR 1=1 --"}, {}):
        answer = browser().post("/sign-in", said)
        assert answer.status_code in (400, 403, 429) and b"<script>alert" not in answer.content
    client = browser(key_of_my(at.district, "citizen"))
    for address in ("/looks?before=x", "/looks?before=-1", f"/looks?before={2**90}", "/for?next=//evil.example", "/letters/0"):
        assert client.get(address).status_code in (200, 404), address
