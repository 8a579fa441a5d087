"""Signing in by the city's identity, against a certified issuer (oidc-provider) run by Node; and what is not taken for its answer."""

import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.conf import settings
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from chengxin.access import api as access
from chengxin.access.signing import identity
from tests.my import CITIZEN, browser
from tests.oidc.there import STRANGER, came_back, entered, left, signed_in_there
from tests.waiting import PATIENCE


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
    assert httpx.get(f"{at.issuer.address}/change-keys", timeout=PATIENCE).text == "changed"
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
