"""Signing in by the city's identity, against a certified issuer (oidc-provider) run by Node; and what is not taken for its answer."""

import json
import re
import shutil
import socket
import subprocess
import sys
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
from tests.district import District, identity_number, penalty_row
from tests.my import CITIZEN, browser, my
from tests.waiting import PATIENCE

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
    words = [str(urlsplit(address).port), "chengxin", "a-secret-of-the-test", BACK, "https://testserver/sign-in", json.dumps(people)]
    shutil.copy(HERE / "issuer.mjs", NODE / "issuer.mjs")
    process = subprocess.Popen(["node", "issuer.mjs", *words], cwd=NODE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout.readline().strip() == "ready"
    secret = tmp_path_factory.mktemp("issuer") / "secret"
    secret.write_text("a-secret-of-the-test")
    yield SimpleNamespace(address=address, secret=secret)
    process.terminate()
    process.wait(10)


def citizen(district: District) -> District:
    """A citizen with a record and no account."""
    district.collect(penalty_row(CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=CITIZEN, CF_XDR_MC="钱多多"))
    administrators()
    return district


@pytest.fixture
def at(issuer, filled, monkeypatch):
    """This process is the subjects' side and trusts the issuer."""
    district = filled(citizen)
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


def signed_in_there(address: str, login: str) -> dict[str, str]:
    """What somebody does at the issuer's pages, until it sends the browser back: the answer."""
    with httpx.Client(follow_redirects=False, timeout=PATIENCE) as there:
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
