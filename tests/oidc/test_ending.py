"""后台注销: the issuer ends sessions that began by it (OpenID Connect Back-Channel Logout 1.0); what is no such token ends nothing."""

import re
import secrets
import threading
import time

import httpx
import pytest
from django.conf import settings
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from chengxin.access import api as access
from chengxin.access.signing import identity
from tests.my import CITIZEN, browser
from tests.oidc.there import came_back, left, signed_in_there
from tests.waiting import PATIENCE

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
    here, other, there = browser(), browser(), httpx.Client(timeout=PATIENCE, follow_redirects=False)
    answer = signed_in_there(left(here), "qian", there)
    assert came_back(here, answer).status_code == 302
    assert came_back(other, signed_in_there(left(other), "qian")).status_code == 302
    assert here.get("/").status_code == other.get("/").status_code == 200
    token = identity.opened("identity-out", here.cookies[settings.MY_IDENTITY_COOKIE].value)
    with httpx.Client(timeout=PATIENCE, follow_redirects=False, cookies=there.cookies) as again:
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
    monkeypatch.setattr(identity, "_keys", lambda issuer, again: KeySet([key]))

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
    client, there = browser(), httpx.Client(timeout=PATIENCE, follow_redirects=False)
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
