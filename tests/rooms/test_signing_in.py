"""Signing in, attacked: each test stands beside its threat in docs/threats.md."""

import re
import time
from types import SimpleNamespace

import pyotp
import pytest
from django.test import override_settings

from chengxin.access import api as access
from chengxin.access.models import Account
from chengxin.access.signing import attempts, factors, passwords, sealing
from tests.cheap_passwords import as_shipped
from tests.desk import PASSWORD, SECRET, administrators, appointed, browser, code, desk, opened, sign_in
from tests.district import District


def staffed(district: District) -> SimpleNamespace:
    """Two administrators and a handler who can sign in."""
    both = administrators()
    appointed("han", "handler", both, organ="区市场监督局")
    opened("admin-a", "han")
    return SimpleNamespace(district=district, both=both)


@pytest.fixture
def at(filled):
    """The desk with them."""
    made = filled(staffed)
    with made.district.side("desk"), desk():
        yield made


def signed_in(client) -> bool:
    return client.get("/account").status_code == 200


def entries(at, act: str) -> int:
    return at.district.value("SELECT count(*) FROM ground_auditentry WHERE act = %s", act)


def later(at, seconds: int) -> None:
    """As if all that happened had happened so long ago."""
    at.district.rows("UPDATE access_attempt SET at = at - make_interval(secs => %s) RETURNING 1", seconds)


def test_both_factors_open_the_desk_and_each_is_on_file(at):
    client = browser()
    first = client.post("/sign-in", {"login": " HAN ", "password": PASSWORD})
    assert first.status_code == 302 and first["Location"].startswith("/sign-in/second")
    for path in ("/", "/account", "/people", "/account/password"):  # the password alone opens nothing
        assert client.get(path)["Location"].startswith("/sign-in/second")
    assert client.post("/sign-in/second", {"code": "000000"}).status_code == 403
    assert client.post("/sign-in/second", {"code": code()})["Location"] == "/"
    page = client.get("/").content.decode()
    assert "某han" in page and "天津市河北区市场监督管理局" in page and "承办人" in page
    assert (entries(at, "show-password"), entries(at, "second-failed"), entries(at, "sign-in")) == (1, 1, 1)
    client.post("/sign-out")
    assert entries(at, "sign-out") == 1 and not signed_in(client)


def test_cookies(at):
    client = browser()
    answer = sign_in(client, "han")
    session, known = answer.cookies["__Host-session"], answer.cookies["__Host-browser"]
    for cookie in (session, known, client.cookies["__Host-csrf"]):
        assert cookie["secure"] and cookie["httponly"] and cookie["path"] == "/" and not cookie["domain"]
    assert (session["samesite"], known["samesite"], session["max-age"]) == ("Lax", "Strict", "")


def test_a_session_fixed_before_is_worth_nothing(at):
    client = browser()
    client.post("/sign-in", {"login": "han", "password": PASSWORD})
    before = client.cookies["__Host-session"].value
    client.post("/sign-in/second", {"code": code()})
    assert client.cookies["__Host-session"].value != before
    thief = browser()
    for planted in (before, "planted-by-somebody-else-0123456789", ""):
        thief.cookies["__Host-session"] = planted
        assert not signed_in(thief)


def test_a_code_opens_once(at):
    used = code()
    client = browser()
    client.post("/sign-in", {"login": "han", "password": PASSWORD})
    assert client.post("/sign-in/second", {"code": used}).status_code == 302
    again = browser()
    again.post("/sign-in", {"login": "han", "password": PASSWORD})
    assert again.post("/sign-in/second", {"code": used}).status_code == 403
    assert again.post("/sign-in/second", {"code": code(-1)}).status_code == 403  # nor one from before it
    assert again.post("/sign-in/second", {"code": code(1)}).status_code == 302


def test_codes_of_clocks_that_differ():
    now = 1_800_000_000.0
    for shift, held in ((-60, False), (-30, True), (0, True), (30, True), (60, False)):
        assert (factors.step_of(SECRET, pyotp.TOTP(SECRET).at(int(now) + shift), now=now) is not None) is held
    for odd in ("", "12345", "1234567", "１２３４５６", "abcdef", "123 45x"):
        assert factors.step_of(SECRET, odd, now=now) is None


def test_what_was_wrong_is_not_told(at):
    answers = []
    for login, password in (
        ("han", "wrong password here"),
        ("nobody-at-all", PASSWORD),
        ("admin-b", PASSWORD),
        ("", ""),
        ("han", "x" * 5000),
        ("'; DROP TABLE access_account; --", "x"),
    ):
        answer = browser().post("/sign-in", {"login": login, "password": password}, REMOTE_ADDR=f"10.0.0.{len(answers)}")
        page = answer.content.decode()
        answers.append((answer.status_code, re.sub(r'value="[^"]*"', "", page)))
    assert {status for status, _ in answers} == {403} and len({page for _, page in answers}) == 1
    assert at.district.value("SELECT count(*) FROM ground_auditentry WHERE actor LIKE '%%nobody%%' OR reference LIKE '%%nobody%%'") == 0  # what was typed may be a password


@pytest.fixture
def costly(at):
    """Passwords at the cost of the product, also the one kept for nobody."""
    passwords._nobodys.cache_clear()
    with as_shipped():
        with at.district.side("worker"):
            opened("han")
        yield
    passwords._nobodys.cache_clear()


def test_an_unknown_name_takes_as_long(at, costly):
    passwords._nobodys()

    def taken(account) -> float:
        began = time.perf_counter()
        assert not passwords.holds(account, "a wrong password")
        return time.perf_counter() - began

    known = Account.objects.get(login="han")
    pairs = [(taken(known), taken(None)) for _ in range(3)]
    assert 0.5 < min(a for a, _ in pairs) / min(b for _, b in pairs) < 2


def test_guessing_slows_down_the_guesser_alone(at):
    owner = browser()
    sign_in(owner, "han")  # this browser is known from now on
    owner.post("/sign-out")
    stranger = browser(REMOTE_ADDR="10.9.9.9")
    answers = [stranger.post("/sign-in", {"login": "han", "password": f"guess number {n}"}).status_code for n in range(7)]
    assert answers == [403] * 5 + [429, 429]
    refused = stranger.post("/sign-in", {"login": "han", "password": PASSWORD})
    assert refused.status_code == 429 and 0 < int(refused["Retry-After"]) <= 5  # not even the right one is looked at
    assert sign_in(browser(REMOTE_ADDR="10.1.1.1"), "han", ahead=1).status_code == 302  # another place is untouched
    later(at, 60)
    neighbour = owner  # behind the same address as the stranger, in the browser that is known
    neighbour.defaults["REMOTE_ADDR"] = "10.9.9.9"
    for n in range(9):
        stranger.post("/sign-in", {"login": "han", "password": f"guess again {n}"})
    assert neighbour.post("/sign-in", {"login": "han", "password": PASSWORD}).status_code == 302


def test_a_wait_ends_and_is_never_for_good(at):
    stranger = browser(REMOTE_ADDR="10.9.9.9")
    for n in range(5):
        stranger.post("/sign-in", {"login": "han", "password": f"guess number {n}"})
    assert stranger.post("/sign-in", {"login": "han", "password": PASSWORD}).status_code == 429
    later(at, 6)
    assert stranger.post("/sign-in", {"login": "han", "password": PASSWORD}).status_code == 302
    assert [attempts.delay(n) for n in (0, 4, 5, 6, 10, 50, 5000)] == [0, 0, 5, 10, 160, 900, 900]


def test_spraying_many_names_from_one_address(at):
    with at.district.connect("owner", options="-c search_path=chengxin,publicity") as raw, raw.transaction():
        raw.execute("INSERT INTO ground_auditentry (act, actor, post, purpose, reference, fields) VALUES ('test', 'x', '', '', '', '{}')")
        raw.execute("INSERT INTO access_attempt (name_mac, source, held) SELECT 'x' || n, 'from:10.9.9.9', false FROM generate_series(1, 100) n")
    assert browser(REMOTE_ADDR="10.9.9.9").post("/sign-in", {"login": "han", "password": PASSWORD}).status_code == 429
    assert browser(REMOTE_ADDR="10.1.1.1").post("/sign-in", {"login": "han", "password": PASSWORD}).status_code == 302


def test_guessing_the_second_factor_from_many_places(at):
    statuses = []
    for n in range(7):
        client = browser(REMOTE_ADDR=f"10.0.0.{n}")
        client.post("/sign-in", {"login": "han", "password": PASSWORD})
        statuses.append(client.post("/sign-in/second", {"code": "000000"}).status_code)
    assert statuses == [403] * 5 + [429, 429]


def test_the_known_browser_opens_nothing_and_cannot_be_made(at):
    client = browser()
    sign_in(client, "han")
    cookie = client.cookies["__Host-browser"].value
    assert sealing.opened("set-up", cookie) is None and sealing.opened("browser", cookie)[0] == "han"
    place = access.Place("10.9.9.9", "", cookie)
    assert attempts.source("han", place).startswith("browser:") and attempts.source("admin-a", place) == "from:10.9.9.9"
    for forged in ("", "x", cookie[:-2] + "AA", "A" * 5000, "é"):
        assert attempts.source("han", access.Place("10.9.9.9", "", forged)) == "from:10.9.9.9"


def test_no_redirect_leaves_the_site(at):
    for n, hostile in enumerate(
        ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example", "///evil.example", "\t//evil.example", "/api/v1/")
    ):
        client = browser()
        with_next = client.get("/sign-in", {"next": hostile}).content.decode()
        assert 'name="next" value="/"' in with_next, hostile
        at.district.rows("DELETE FROM access_totpuse RETURNING 1")
        assert sign_in(client, "han", to=hostile)["Location"] == "/", (n, hostile)
    at.district.rows("DELETE FROM access_totpuse RETURNING 1")
    assert sign_in(browser(), "han", to="/account?done=x")["Location"] == "/account?done=x"


def test_forms_from_elsewhere_are_refused(at):
    client = browser("han", enforce_csrf_checks=True)
    for path in ("/sign-out", "/post", "/account/password", "/account/sessions/end-others", "/sign-in", "/activate"):
        answer = client.post(path, {"login": "han", "password": PASSWORD})
        assert answer.status_code == 403 and "不是从本站打开" in answer.content.decode(), path
    assert signed_in(client)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/account").content.decode()).group(1)
    hostile = client.post("/sign-out", {"csrfmiddlewaretoken": token}, HTTP_ORIGIN="https://evil.example")
    assert hostile.status_code == 403 and signed_in(client)
    assert client.post("/sign-out", {"csrfmiddlewaretoken": token}, HTTP_REFERER="https://testserver/account").status_code == 302


def test_no_frame_no_script_no_cache(at):
    for answer in (browser().get("/sign-in"), browser("han").get("/"), browser("han").get("/nowhere"), browser("han").get("/people")):
        policy = answer["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy and "form-action 'self'" in policy and "unsafe" not in policy
        assert answer["X-Frame-Options"] == "DENY" and answer["Cache-Control"] == "no-store"


def test_long_and_hostile_input(at):
    client = browser("admin-a")
    for odd in ("\x00", "abc\x00def", "‮", "<script>alert(1)</script>", "名" * 5000, "'; DROP TABLE access_person; --", "%00", "😀"):
        answer = client.post("/people/new", {"name": odd, "login": odd})
        assert answer.status_code in (400, 422) and "<script>alert" not in answer.content.decode(), odd
        assert browser().post("/sign-in", {"login": odd, "password": odd}, REMOTE_ADDR="10.2.2.2").status_code in (400, 403, 429)
        assert browser().post("/activate", {"login": odd, "code": odd, "password": odd, "again": odd}, REMOTE_ADDR="10.2.2.3").status_code in (400, 403, 429)


def test_an_account_is_opened_whole_or_not_at_all(at):
    """Code, password, authenticator, recovery codes: nothing is stored before the authenticator works."""
    with at.district.side("worker"):
        activation = access.staffing.reset("admin-b", by=access.staffing.By(None, "命令行:测试"))
    client, form = browser(), {"login": "admin-b", "code": activation.lower(), "password": "另一句很长很长的话 yes", "again": "另一句很长很长的话 yes"}
    assert "太短" in client.post("/activate", form | {"password": "short", "again": "short"}).content.decode()
    assert "不一样" in client.post("/activate", form | {"again": "其他的话其他的话其他的话"}).content.decode()
    page = client.post("/activate", form).content.decode()
    draft, secret = re.search(r'name="draft" value="([^"]+)"', page).group(1), re.search(r'class="secret">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")
    assert secret not in draft and "另一句" not in draft
    assert client.post("/activate/finish", {"draft": draft, "code": "000000"}).status_code == 403
    assert at.district.value("SELECT count(*) FROM access_password p JOIN access_account a ON a.id = p.account_id WHERE a.login = 'admin-b'") == 0
    done = client.post("/activate/finish", {"draft": draft, "code": pyotp.TOTP(secret).now()}).content.decode()
    codes = re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", done)
    assert len(codes) == 10
    assert client.post("/activate/finish", {"draft": draft, "code": pyotp.TOTP(secret).at(int(time.time()) + 30)}).status_code == 403  # once
    assert client.post("/activate", form).status_code == 403
    stored = str(at.district.rows("SELECT mac FROM access_recoverycode")) + str(at.district.rows("SELECT sealed FROM access_totpsecret"))
    assert secret not in stored and not any(one in stored for one in codes)
    assert entries(at, "activate-account") == 1
    client.post("/sign-in", {"login": "admin-b", "password": form["password"]})
    assert client.post("/sign-in/second", {"code": codes[0].lower()}).status_code == 302  # a recovery code, once
    other = browser()
    other.post("/sign-in", {"login": "admin-b", "password": form["password"]})
    assert other.post("/sign-in/second", {"code": codes[0]}).status_code == 403


def test_a_new_activation_code_voids_the_old_one_and_ends_every_session(at):
    old_session = browser("han")
    with at.district.side("worker"):
        by = access.staffing.By(None, "命令行:测试")
        old, new = access.staffing.reset("han", by=by), access.staffing.reset("han", by=by)
    client, form = browser(), {"login": "han", "password": "另一句很长很长的话 yes", "again": "另一句很长很长的话 yes"}
    assert client.post("/activate", form | {"code": old}).status_code == 403
    page = client.post("/activate", form | {"code": new}).content.decode()
    assert signed_in(old_session)  # until the account is really opened anew
    draft, secret = re.search(r'name="draft" value="([^"]+)"', page).group(1), re.search(r'class="secret">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")
    assert client.post("/activate/finish", {"draft": draft, "code": pyotp.TOTP(secret).now()}).status_code == 200
    assert not signed_in(old_session)
    assert client.post("/sign-in", {"login": "han", "password": PASSWORD}).status_code == 403


def test_an_activation_code_is_over_after_its_week(at):
    with at.district.side("worker"):
        code_ = access.staffing.reset("admin-b", by=access.staffing.By(None, "命令行:测试"))
    at.district.rows("UPDATE access_activation SET expires_at = now() - interval '1 minute' RETURNING 1")
    answer = browser().post("/activate", {"login": "admin-b", "code": code_, "password": "另一句很长很长的话 yes", "again": "另一句很长很长的话 yes"})
    assert answer.status_code == 403


def test_a_draft_is_its_owners_and_of_its_kind(at):
    draft = access.entering.begin_factor(access.sessions.seen(browser("han").cookies["__Host-session"].value))
    secret = access.entering.draft_secret(draft)[1]
    now = pyotp.TOTP(secret).now()
    assert browser("admin-a").post("/account/factor/finish", {"draft": draft, "code": now}).status_code == 403
    assert browser().post("/activate/finish", {"draft": draft, "code": now}).status_code == 403
    assert sealing.opened("set-up", sealing.sealed("set-up", {"a": 1}, seconds=-1)) is None
    assert browser("han").post("/account/factor/finish", {"draft": draft, "code": now}).status_code == 200


def test_what_weighs_asks_for_a_fresh_code(at):
    client = browser("han")
    for path in ("/account/factor", "/account/codes"):
        assert client.post(path, {"code": "000000"}).status_code == 403
    page = client.post("/account/codes", {"code": code()}).content.decode()
    assert len(re.findall(r"<li>[0-9A-Z]{5}-[0-9A-Z]{5}</li>", page)) == 10
    assert client.post("/account/codes", {"code": code()}).status_code == 403  # used up


def test_sessions_can_be_seen_and_ended_and_anothers_is_not_there(at):
    here, there, foreign = browser("han"), browser("han"), browser("admin-a")
    ids = {login: number for number, login in at.district.rows("SELECT s.id, a.login FROM access_session s JOIN access_account a ON a.id = s.account_id ORDER BY s.id")}
    assert here.get("/account").content.decode().count("tag here") == 1
    missing, anothers = here.post("/account/sessions/999999/end"), here.post(f"/account/sessions/{ids['admin-a']}/end")
    assert missing.status_code == anothers.status_code == 404
    told = [answer.content.decode().replace(answer["X-Request-ID"], "").replace(f"sessions/{number}/", "") for answer, number in ((missing, 999999), (anothers, ids["admin-a"]))]
    assert told[0] == told[1] and b"sessions/999999/" in missing.content
    assert signed_in(foreign)
    here.post(f"/account/sessions/{ids['han']}/end")
    assert signed_in(here) and not signed_in(there)


def test_sessions_end_by_themselves(at):
    for column, past in (("seen_at", "61 minutes"), ("expires_at", "1 minute")):
        client = browser("han")
        assert signed_in(client)
        at.district.rows(f"UPDATE access_session SET {column} = now() - interval '{past}' RETURNING 1")
        assert not signed_in(client)


def test_a_changed_password_ends_the_other_sessions(at):
    here, there = browser("han"), browser("han")
    form = {"old": PASSWORD, "password": "一句全新的很长的口令 ok", "again": "一句全新的很长的口令 ok"}
    assert here.post("/account/password", form | {"old": "wrong"}).status_code == 403
    assert "不能含有登录名" in here.post("/account/password", form | {"password": "my name is han!", "again": "my name is han!"}).content.decode()
    assert here.post("/account/password", form).status_code == 302
    assert signed_in(here) and not signed_in(there)


def test_passwords_are_argon2(at, costly):
    stored = at.district.value("SELECT encoded FROM access_password ORDER BY id DESC LIMIT 1")
    assert stored.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$") and PASSWORD not in stored


def test_plain_http_is_for_demos_only(at):
    with override_settings(PLAIN_HTTP=True, SESSION_COOKIE="session"):
        client = browser()
        assert client.get("/sign-in").status_code == 200
        at.district.rows("UPDATE ground_instance SET kind = 'production' RETURNING 1")
        assert browser().get("/sign-in").status_code == 403
