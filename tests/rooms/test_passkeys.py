"""Passkeys, attacked: each test stands beside its threat in docs/threats.md. The browser's part is in tests/stories/test_passkeys.py."""

import html
import re
from types import SimpleNamespace

import pytest
from django.test import override_settings

from chengxin.access import api as access
from chengxin.access.models import PasskeyUse
from tests.authenticator import Authenticator
from tests.desk import PASSWORD, administrators, appointed, browser, code, desk, opened
from tests.district import District

HOST = {"headers": {"host": "localhost"}}


def staffed(district: District) -> SimpleNamespace:
    """Two officers."""
    both = administrators()
    for login in ("han", "lin"):
        appointed(login, "handler", both)
    opened("han", "lin")
    return SimpleNamespace(district=district, both=both)


@pytest.fixture
def at(filled):
    """The desk under its one address."""
    made = filled(staffed)
    with made.district.side("desk"), desk(), override_settings(DESK_ORIGIN="https://localhost", ALLOWED_HOSTS=["*"]):
        yield made


def asked(answer) -> tuple[str, str]:
    """Options and draft that a page carries."""
    page = answer.content.decode()
    return html.unescape(re.search(r'data-options="([^"]*)"', page)[1]), re.search(r'name="draft" value="([^"]*)"', page)[1]


def registered(login: str, device: Authenticator, *, ahead: int = 0, label: str = "办公电脑"):
    """The device is a passkey of ``login`` from now on; the browser that did it, and the last answer."""
    client = browser(login)
    options, draft = asked(client.post("/account/passkeys/new", {"code": code(ahead)}, **HOST))
    return client, client.post("/account/passkeys/add", {"draft": draft, "answer": device.makes(options), "label": label}, **HOST)


def half_in(login: str):
    """A browser that has shown the password, and what it is asked next."""
    client = browser()
    client.post("/sign-in", {"login": login, "password": PASSWORD}, **HOST)
    return client, client.get("/sign-in/second", **HOST)


def shown(client, draft: str, answer: str):
    return client.post("/sign-in/second", {"draft": draft, "answer": answer}, **HOST)


def test_a_passkey_is_registered_after_a_fresh_code_and_opens_the_desk(at):
    device, elsewhere = Authenticator(), browser("han")
    client = browser("han")
    assert client.post("/account/passkeys/new", {"code": "000000"}, **HOST).status_code == 403
    _, done = registered("han", device)
    assert done.status_code == 302 and elsewhere.get("/account").status_code == 302  # other sessions are over
    client, second = half_in("han")
    options, draft = asked(second)
    assert shown(client, draft, device.answers(options)).status_code == 302 and client.get("/account", **HOST).status_code == 200
    assert "办公电脑" in client.get("/account", **HOST).content.decode()
    acts = [act for (act,) in at.district.rows("SELECT act FROM ground_auditentry WHERE actor = '账户:han' ORDER BY id")]
    assert "add-passkey" in acts and acts[-2:] == ["sign-in", "second-factor"]


def test_an_answer_is_good_once_for_its_own_session_and_not_for_another_account(at):
    device = Authenticator()
    registered("han", device)
    client, second = half_in("han")
    options, draft = asked(second)
    answer = device.answers(options)
    thief, _ = half_in("han")
    assert shown(thief, draft, answer).status_code == 403  # another session's challenge
    assert shown(client, draft, answer).status_code == 302
    assert shown(half_in("han")[0], draft, answer).status_code == 403 and PasskeyUse.objects.count() == 1
    other, theirs = half_in("lin")
    assert "data-options" not in theirs.content.decode()  # has none
    assert shown(other, draft, device.answers(options)).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://localhost.evil.example"},  # a false site that passes everything on
        {"origin": "http://localhost"},
        {"site": "evil.example"},
        {"verified": False},  # somebody found the key on the table
    ],
)
def test_answers_made_elsewhere_or_without_the_owner_open_nothing(at, wrong):
    device = Authenticator()
    registered("han", device)
    for name, value in wrong.items():
        setattr(device, name, value)
    client, second = half_in("han")
    options, draft = asked(second)
    assert shown(client, draft, device.answers(options)).status_code == 403 and client.get("/account", **HOST).status_code == 302
    client = browser("lin")
    options, draft = asked(client.post("/account/passkeys/new", {"code": code()}, **HOST))
    assert client.post("/account/passkeys/add", {"draft": draft, "answer": device.makes(options), "label": "x"}, **HOST).status_code == 403


def test_a_copied_authenticator_is_noticed(at):
    device = Authenticator()
    registered("han", device)
    device.count = 7
    client, second = half_in("han")
    options, draft = asked(second)
    assert shown(client, draft, device.answers(options)).status_code == 302
    device.count = 3  # the copy has signed less than the original
    client, second = half_in("han")
    options, draft = asked(second)
    assert shown(client, draft, device.answers(options)).status_code == 403


def test_guesses_are_counted_with_those_of_codes(at):
    device = Authenticator()
    registered("han", device)
    client, second = half_in("han")
    _, draft = asked(second)
    answers = [shown(client, draft, said).status_code for said in ("{}", "[]", "x" * 30_000, "null", '{"id": "x"}', "{}")]
    assert answers == [403] * 5 + [429]


def test_one_removes_ones_own_and_never_the_last_factor(at):
    device = Authenticator()
    client, _ = registered("han", device)
    (mine,) = access.passkeys.of(access.sessions.seen(client.cookies["__Host-session"].value).account)
    assert browser("lin").post(f"/account/passkeys/{mine.pk}/remove", **HOST).status_code == 404
    client, second = half_in("han")
    options, draft = asked(second)
    assert client.get("/account").status_code == 302
    at.district.rows("DELETE FROM access_totpsecret WHERE account_id = %s RETURNING 1", mine.account_id)
    assert shown(client, draft, device.answers(options)).status_code == 302
    refused = client.post(f"/account/passkeys/{mine.pk}/remove", **HOST)
    assert refused.status_code == 403 and "最后一种" in refused.content.decode()
    opened("han")
    assert client.post(f"/account/passkeys/{mine.pk}/remove", **HOST).status_code == 302
    assert client.post(f"/account/passkeys/{mine.pk}/remove", **HOST).status_code == 404
    assert "data-options" not in half_in("han")[1].content.decode()


def test_opening_an_account_anew_ends_its_passkeys(at):
    device = Authenticator()
    client, _ = registered("han", device)
    account = access.sessions.seen(client.cookies["__Host-session"].value).account
    with at.district.side("worker"):
        from chengxin.access.models import Account

        fresh = access.entering.make_activation(Account.objects.get(pk=account), actor="命令行:测试")
    stranger = browser()
    page = stranger.post("/activate", {"login": "han", "code": fresh, "password": PASSWORD + "!", "again": PASSWORD + "!"}).content.decode()
    import pyotp

    secret = re.search(r'class="secret">([^<]*)', page)[1].replace(" ", "")
    draft = re.search(r'name="draft" value="([^"]*)"', page)[1]
    assert stranger.post("/activate/finish", {"draft": draft, "code": pyotp.TOTP(secret).now()}).status_code == 200
    assert access.passkeys.of(account) == []


def test_the_same_device_is_registered_once_and_under_a_name(at):
    device = Authenticator()
    registered("han", device)
    assert registered("han", device, ahead=1)[1].status_code == 403
    assert registered("lin", Authenticator(number=b"another"), label="  ")[1].status_code == 403


def test_passkeys_are_offered_at_the_one_address_only(at):
    client = browser("han")
    assert client.get("/account/passkeys/new", headers={"host": "127.0.0.1"}).status_code == 404
    assert client.get("/account/passkeys/new", **HOST).status_code == 200
    with override_settings(DESK_ORIGIN=""):
        assert client.get("/account/passkeys/new", **HOST).status_code == 404
