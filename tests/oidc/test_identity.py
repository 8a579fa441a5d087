"""Signing in by the city's identity, against a certified issuer (oidc-provider) run by Node; and what is not taken for its answer."""

import json
import re
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.conf import settings
from django.test import override_settings
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from chengxin.access import api as access
from chengxin.access.signing import identity
from tests.desk import administrators
from tests.district import identity_number, penalty_row
from tests.my import CITIZEN, browser, my

HERE, NODE = Path(__file__).parent, Path(sys.prefix) / "oidc"  # where tools/test_needs.py installs what package-lock.json names
STRANGER = identity_number("12010519850101009")
BACK = "https://testserver/sign-in/identity/back"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    """A running issuer that knows a citizen, a stranger to the platform, and somebody without a number."""
    if shutil.which("node") is None or not (NODE / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("Node or oidc-provider is missing: python3 tools/test_needs.py")
    people = {
        "qian": {"name": "钱多多", "identity_number": CITIZEN},
        "new": {"name": "吴生人", "identity_number": STRANGER},
        "bare": {"name": "郑无号"},
        "other": {"name": "钱多多", "identity_number": CITIZEN},
    }
    address = f"http://127.0.0.1:{_free_port()}"
    ended = _free_port()
    words = [
        str(urlsplit(address).port),
        "chengxin",
        "a-secret-of-the-test",
        BACK,
        "https://testserver/sign-in",
        json.dumps(people),
        f"http://127.0.0.1:{ended}/sign-in/identity/ended",
    ]
    shutil.copy(HERE / "issuer.mjs", NODE / "issuer.mjs")
    process = subprocess.Popen(["node", "issuer.mjs", *words], cwd=NODE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout.readline().strip() == "ready"
    secret = tmp_path_factory.mktemp("issuer") / "secret"
    secret.write_text("a-secret-of-the-test")
    yield SimpleNamespace(address=address, secret=secret, ended=ended)
    process.terminate()
    process.wait(10)


@pytest.fixture
def at(issuer, district, monkeypatch):
    """A citizen with a record and no account; this process is the subjects' side and trusts the issuer."""
    district.collect(penalty_row(CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=CITIZEN, CF_XDR_MC="钱多多"))
    administrators()
    monkeypatch.setenv("CHENGXIN_IDENTITY_ISSUER", issuer.address)
    monkeypatch.setenv("CHENGXIN_IDENTITY_CLIENT", "chengxin")
    monkeypatch.setenv("CHENGXIN_IDENTITY_SECRET_FILE", str(issuer.secret))
    identity._kept.clear()
    with district.side("my"), my(), override_settings(MY_ADDRESS="https://testserver"):
        yield SimpleNamespace(district=district, issuer=issuer)


def left(client) -> str:
    """Out to the issuer; the address one is sent to."""
    answer = client.post("/sign-in/identity", {"next": "/looks"})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def signed_in_there(address: str, login: str, there: httpx.Client | None = None) -> dict[str, str]:
    """What somebody does at the issuer's pages, until it sends the browser back: the answer. ``there``: their browser, as the issuer knows it."""
    with there or httpx.Client(follow_redirects=False) as there:
        response = there.get(address)
        for _ in range(12):
            if response.status_code in (302, 303):
                to = response.headers["location"]
                if to.startswith(BACK):
                    return {name: values[0] for name, values in parse_qs(urlsplit(to).query).items()}
                response = there.get(httpx.URL(address).join(to))
            else:
                form = re.search(r'action="([^"]+)"', response.text)
                prompt = re.search(r'name="prompt" value="(\w+)"', response.text)
                assert form and prompt, response.text[:500]
                response = there.post(httpx.URL(address).join(form.group(1)), data={"prompt": prompt.group(1), "login": login, "password": "x"})
    raise AssertionError("the issuer did not send the browser back")


def came_back(client, answer: dict[str, str]):
    return client.get("/sign-in/identity/back", answer)


def entered(at, login: str = "qian"):
    client = browser()
    answer = came_back(client, signed_in_there(left(client), login))
    return client, answer


def test_a_citizen_signs_in_and_is_who_the_number_says(at):
    client, answer = entered(at)
    assert (answer.status_code, answer["Location"]) == (302, "/looks")
    told = client.get("/").content.decode()
    assert "钱多多" in told and CITIZEN in told and "经营超过保质期的食品" in told
    assert at.district.rows("SELECT act FROM ground_auditentry WHERE act IN ('open-account', 'join-identity', 'sign-in') ORDER BY id") == [
        ("open-account",),
        ("join-identity",),
        ("sign-in",),
    ]
    entered(at)
    assert at.district.value("SELECT count(*) FROM access_account a JOIN access_identity i ON i.account_id = a.id") == 1  # the second time it is the same


def test_somebody_of_whom_nothing_is_stored_has_a_room_too(at):
    client, _ = entered(at, "new")
    told = client.get("/").content.decode()
    assert "吴生人" in told and "本平台没有保存关于您的信用信息" in told


def test_who_has_no_number_is_told_where_to_get_one(at):
    _, answer = entered(at, "bare")
    assert answer.status_code == 403 and "实名认证" in answer.content.decode()
    assert at.district.value("SELECT count(*) FROM access_session WHERE side = 'my'") == 0


def test_an_answer_counts_once_and_only_in_the_browser_that_left(at):
    client = browser()
    answer = signed_in_there(left(client), "qian")
    thief = browser()
    assert came_back(thief, answer).status_code == 403  # no cookie: a link from elsewhere (login CSRF)
    left(thief)
    assert came_back(thief, answer).status_code == 403  # a cookie of another departure
    cookie = client.cookies[settings.MY_IDENTITY_COOKIE].value
    assert came_back(client, answer).status_code == 302
    client.cookies[settings.MY_IDENTITY_COOKIE] = cookie
    assert came_back(client, answer).status_code == 403  # the code is used up at the issuer, the nonce here


def test_a_token_that_was_taken_is_not_taken_again(at):
    who = identity.issuer()
    claims = {"iss": who.address, "aud": who.client, "sub": "qian", "nonce": "n", "exp": time.time() + 60, "iat": time.time(), "name": "钱多多", "identity_number": CITIZEN}
    assert identity._account(who, claims, "n") > 0
    with pytest.raises(access.SignInTrouble) as caught:
        identity._account(who, claims, "n")
    assert caught.value.code == "answer-used"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"}, {"aud": "another"}, {"aud": ["chengxin", "another"]}, {"nonce": "other"}, {"nonce": None}, {"exp": 1}, {"exp": None}, {"iat": 1},
        {"iat": time.time() + 4000}, {"sub": ""}, {"identity_number": "120105199001010000"}, {"identity_number": None}, {"name": " "},
    ],
)  # fmt: skip
def test_claims_that_do_not_hold_open_nothing(at, wrong):
    who = identity.issuer()
    claims = {"iss": who.address, "aud": who.client, "sub": "qian", "nonce": "n", "exp": time.time() + 60, "iat": time.time(), "name": "钱多多", "identity_number": CITIZEN} | wrong
    with pytest.raises(access.SignInTrouble):
        identity._account(who, claims, "n")
    assert at.district.value("SELECT count(*) FROM access_identity") == 0


def test_a_token_of_another_key_or_of_none_is_forged(at):
    who = identity.issuer()
    claims = {"iss": who.address, "aud": who.client, "sub": "qian"}
    public = httpx.get(identity._said(who)["jwks_uri"]).json()["keys"][0]
    forged = [
        jwt.encode({"alg": "RS256", "kid": public["kid"]}, claims, RSAKey.generate_key(2048)),
        jwt.encode({"alg": "HS256", "kid": public["kid"]}, claims, OctKey.import_key(public["n"])),  # the public key taken for a shared one
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJxaWFuIn0.",
        "", "a.b.c",
    ]  # fmt: skip
    for token in forged:
        with pytest.raises(access.SignInTrouble) as caught:
            identity._claims(who, token)
        assert caught.value.code == "identity-forged"


def test_keys_that_change_are_asked_for_anew(at, monkeypatch):
    assert entered(at)[1].status_code == 302
    assert httpx.get(f"{at.issuer.address}/change-keys").text == "changed"
    monkeypatch.setattr(identity, "_kept", {address: (seen - 10, said) for address, (seen, said) in identity._kept.items()})
    assert entered(at)[1].status_code == 302


def test_an_answer_of_another_issuer_is_not_taken(at):
    client = browser()
    answer = signed_in_there(left(client), "qian")
    mixed = came_back(client, answer | {"iss": "https://evil.example"})
    assert mixed.status_code == 403 and "不是来自市统一身份认证" in mixed.content.decode()
    client = browser()
    answer = signed_in_there(left(client), "qian")
    assert answer.pop("iss") == at.issuer.address  # this issuer says who it is: an answer that does not is none of its
    assert came_back(client, answer).status_code == 403


def test_the_issuers_name_for_somebody_never_passes_to_another(at):
    who = identity.issuer()
    claims = {"iss": who.address, "aud": who.client, "sub": "qian", "exp": time.time() + 60, "iat": time.time(), "name": "钱多多", "identity_number": CITIZEN}
    first = identity._account(who, claims | {"nonce": "1"}, "1")
    with pytest.raises(access.SignInTrouble) as caught:
        identity._account(who, claims | {"nonce": "2", "identity_number": STRANGER, "name": "吴生人"}, "2")
    assert caught.value.code == "identity-changed"
    assert identity._account(who, claims | {"nonce": "3", "sub": "other"}, "3") == first  # one person by two names is one account


def test_the_way_back_leads_only_to_pages_of_this_site(at):
    client = browser()
    for to in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        client.post("/sign-in/identity", {"next": to})
        left_with = access.identity.opened("identity", client.cookies[settings.MY_IDENTITY_COOKIE].value)
        assert left_with["to"] == "/"


def test_signing_out_goes_on_to_the_issuer(at):
    client, _ = entered(at)
    answer = client.post("/sign-out")
    assert answer.status_code == 302 and answer["Location"].startswith(f"{at.issuer.address}/session/end?")
    assert parse_qs(urlsplit(answer["Location"]).query)["post_logout_redirect_uri"] == ["https://testserver/sign-in"]
    assert client.get("/").status_code == 302


def test_the_city_away_is_said_and_the_other_way_stays(at, monkeypatch):
    monkeypatch.setenv("CHENGXIN_IDENTITY_ISSUER", "http://127.0.0.1:9")
    answer = browser().post("/sign-in/identity", {})
    told = answer.content.decode()
    assert answer.status_code == 403 and "暂时没有答复" in told and 'name="password"' in told


def test_nobody_begins_a_session_by_statement(at):
    import psycopg

    with at.district.connect("my", options="-c search_path=chengxin,publicity") as raw:
        for statement in (
            "SELECT access_my_begin('hmac-sha256:x', 1, 'full', '', '', 600, 'guess')",
            "SELECT access_my_arrive('i', 'n', 'o', 'm', 's', 'x', 'guess')",
            "SELECT access_my_begin('hmac-sha256:x', 1, 'full', '', '', 600, NULL)",
        ):
            with pytest.raises(psycopg.Error, match="sealed"):
                raw.execute(statement)


# -- 后台注销: OpenID Connect Back-Channel Logout 1.0 -------------------------------------------------

ENDED = "http://schemas.openid.net/event/backchannel-logout"


def signed_out_there(at, there: httpx.Client, token: str) -> None:
    """What somebody does at the issuer's own page of signing out."""
    page = there.get(f"{at.issuer.address}/session/end", params={"id_token_hint": token, "client_id": "chengxin"})
    form = {"logout": "yes", "xsrf": re.search(r'name="xsrf" value="([^"]+)"', page.text).group(1)}
    assert there.post(re.search(r'action="([^"]+)"', page.text).group(1), data=form).status_code in (200, 302, 303)


@pytest.fixture
def listening(at):
    """What the issuer sends to our address reaches the subjects' side as any request does; what was sent and answered."""
    from http.server import BaseHTTPRequestHandler, HTTPServer

    from django.db import connections

    got = []

    class Ours(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            answer = browser(enforce_csrf_checks=True).generic("POST", self.path, body, content_type=self.headers["content-type"])
            got.append((body, answer.status_code, answer.headers.get("Cache-Control")))
            connections.close_all()
            self.send_response(answer.status_code)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *said):
            pass

    server = HTTPServer(("127.0.0.1", at.issuer.ended), Ours)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield got
    server.shutdown()
    server.server_close()
    thread.join()


def test_signing_out_at_the_issuer_ends_the_session_that_began_by_it_and_no_other(at, listening):
    """The real issuer sends its token; the session of that sign-in is over, another sign-in of the same person and one by password are not."""
    here, other, there = browser(), browser(), httpx.Client(follow_redirects=False)
    answer = signed_in_there(left(here), "qian", there)
    assert came_back(here, answer).status_code == 302
    assert came_back(other, signed_in_there(left(other), "qian")).status_code == 302
    assert here.get("/").status_code == other.get("/").status_code == 200
    token = identity.opened("identity-out", here.cookies[settings.MY_IDENTITY_COOKIE].value)
    with httpx.Client(follow_redirects=False, cookies=there.cookies) as again:
        signed_out_there(at, again, token)
    for _ in range(50):
        if listening:
            break
        time.sleep(0.1)
    ((body, status, cache),) = listening
    assert (status, cache) == (200, "no-store")
    assert here.get("/").status_code == 302 and other.get("/").status_code == 200
    assert at.district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'identity-sign-out'") == 1
    # the very same token, sent again, is refused and ends nothing
    replayed = browser().generic("POST", "/sign-in/identity/ended", body, content_type="application/x-www-form-urlencoded")
    assert replayed.status_code == 400 and replayed.json()["error_description"] == "answer-used"


@pytest.fixture
def own_keys(at, monkeypatch):
    """The issuer's keys are ours, so that tokens it would never make can be made."""
    key = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})
    who = identity.issuer()
    monkeypatch.setattr(identity, "_keys", lambda issuer, again: identity.KeySet([key]))

    def token(header=None, **said) -> str:
        claims = {
            "iss": who.address,
            "aud": who.client,
            "iat": int(time.time()),
            "exp": int(time.time()) + 120,
            "jti": secrets.token_hex(8),
            "sub": "qian",
            "events": {ENDED: {}},
        } | said
        return jwt.encode({"alg": "RS256", "kid": "test", "typ": "logout+jwt"} | (header or {}), {name: value for name, value in claims.items() if value is not None}, key)

    return token


def _told_ended(token: str):
    return browser(enforce_csrf_checks=True).post("/sign-in/identity/ended", {"logout_token": token})


def test_by_name_alone_every_session_that_began_there_ends(at, own_keys):
    who = identity.issuer()
    claims = {"iss": who.address, "aud": who.client, "sub": "qian", "exp": time.time() + 60, "iat": time.time(), "name": "钱多多", "identity_number": CITIZEN}
    account = identity._account(who, claims | {"nonce": "1"}, "1")
    began = [_session(at, account, sid) for sid in ("one", "two", "")]
    with_password = _session(at, account, None)
    assert all(access.own.seen(key) for key in (*began, with_password))
    assert _told_ended(own_keys(sub=None, sid="two")).status_code == 200
    assert [bool(access.own.seen(key)) for key in (*began, with_password)] == [True, False, True, True]
    assert _told_ended(own_keys(sub="somebody-else")).status_code == 200  # nobody of that name is here: nothing to end
    assert _told_ended(own_keys(sub="other", sid="one")).status_code == 200 and access.own.seen(began[0])  # a session of another's name is not ended by it
    assert _told_ended(own_keys()).status_code == 200
    assert [bool(access.own.seen(key)) for key in (*began, with_password)] == [False, False, False, True]


def _session(at, account: int, sid: str | None) -> str:
    """A session as ``arrive`` begins it; None: by password."""
    from django.db import transaction

    who = identity.issuer()
    with transaction.atomic():
        key = access.own.begin(account, whole=True, place=access.Place("127.0.0.1"))
        if sid is not None:
            began = [access.own.proof(key), who.address, identity._sid_mac(who, {"sid": sid})]
            identity.sql.fetch_value("SELECT access_my_began_by(%s, %s, %s, %s)", [*began, identity.keys.proof("|".join(("began-by", *began)))])
    return key


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"}, {"aud": "another"}, {"aud": None}, {"iat": 1}, {"iat": None}, {"iat": int(time.time()) + 4000}, {"exp": 1}, {"exp": None}, {"jti": None}, {"jti": ""},
        {"events": None}, {"events": {}}, {"events": {ENDED: None}}, {"events": [ENDED]}, {"events": {"http://schemas.openid.net/event/other": {}}}, {"nonce": "n"}, {"nonce": ""},
        {"sub": None}, {"sub": None, "sid": ""}, {"sub": ["qian"]}, {"header": {"typ": "at+jwt"}},
    ],
)  # fmt: skip
def test_what_is_no_logout_token_ends_nothing(at, own_keys, wrong):
    who = identity.issuer()
    claims = {"iss": who.address, "aud": who.client, "sub": "qian", "exp": time.time() + 60, "iat": time.time(), "name": "钱多多", "identity_number": CITIZEN}
    key = _session(at, identity._account(who, claims | {"nonce": "1"}, "1"), "one")
    answer = _told_ended(own_keys(**wrong))
    assert answer.status_code == 400 and answer.json()["error"] == "invalid_request" and answer["Cache-Control"] == "no-store"
    assert access.own.seen(key) is not None


def test_a_logout_token_of_another_key_or_none_is_forged_and_an_identity_token_is_none(at):
    who = identity.issuer()
    key = _session(at, _qian(who), "one")
    claims = {"iss": who.address, "aud": who.client, "sub": "qian", "iat": int(time.time()), "exp": int(time.time()) + 60, "jti": "x", "events": {ENDED: {}}}
    public = httpx.get(identity._said(who)["jwks_uri"]).json()["keys"][0]
    client, there = browser(), httpx.Client(follow_redirects=False)
    assert came_back(client, signed_in_there(left(client), "qian", there)).status_code == 302
    id_token = identity.opened("identity-out", client.cookies[settings.MY_IDENTITY_COOKIE].value)
    for token in (
        jwt.encode({"alg": "RS256", "kid": public["kid"], "typ": "logout+jwt"}, claims, RSAKey.generate_key(2048)),
        "",
        "a.b.c",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJxaWFuIn0.",
        id_token,
    ):
        assert _told_ended(token).status_code == 400
    assert access.own.seen(key) is not None and client.get("/").status_code == 200
    assert browser().get("/sign-in/identity/ended").status_code == 405


def _qian(who) -> int:
    claims = {"iss": who.address, "aud": who.client, "sub": "qian", "exp": time.time() + 60, "iat": time.time(), "name": "钱多多", "identity_number": CITIZEN}
    return identity._account(who, claims | {"nonce": "q"}, "q")


def test_no_logout_by_statement(at):
    import psycopg

    with at.district.connect("my", options="-c search_path=chengxin,publicity") as raw:
        for statement in (
            "SELECT access_my_ended_there('i', 'n', 's', 't', 'guess')",
            "SELECT access_my_ended_there('i', 'n', 's', 't', NULL)",
            "SELECT access_my_began_by('m', 'i', 's', 'guess')",
        ):
            with pytest.raises(psycopg.Error, match="sealed"):
                raw.execute(statement)
