"""What was typed at the subjects' side when the session ended is there again after signing in, for whoever typed it and whom they typed it for (docs/rulings.md, 285, 601)."""

import datetime as dt
import re

import pytest
from django.conf import settings

from tests.desk import opened_for, over_by_time
from tests.my import CITIZEN, FIRM, OTHER, browser, key_of_my, my, peopled, today

PATH = "/consents/new"


@pytest.fixture
def at(filled):
    made = filled(peopled)
    made.typed = {"receiver": OTHER, "scope": "archive", "purpose": "贷款审查用", "ends_on": str(today() + dt.timedelta(days=30))}
    with made.district.side("my"), my():
        yield made


def kept(at) -> int:
    return at.district.value("SELECT count(*) FROM access_draft")


def page(client, path: str = PATH) -> str:
    return client.get(path).content.decode()


def test_what_was_typed_is_there_again_after_signing_in(at):
    client = browser(key_of_my(at.district, "citizen"))
    form = opened_for(client, PATH) | at.typed
    over_by_time(at.district)
    lost = client.post(PATH, form)
    assert lost.status_code == 401 and "保留 24 小时" in lost.content.decode() and f'href="/sign-in?next={PATH}"' in lost.content.decode()
    assert "贷款" not in str(at.district.rows("SELECT sealed, form FROM access_draft"))
    back = browser(key_of_my(at.district, "citizen"))
    shown = page(back)
    assert "当时会话已结束" in shown and 'value="贷款审查用"' in shown and f'value="{OTHER}"' in shown and re.search('value="archive" checked', shown)
    assert back.post(PATH, at.typed).status_code == 302
    assert kept(at) == 0 and "贷款审查用" not in page(back)


def test_it_is_nobody_elses_whoever_signs_in_at_that_browser(at):
    client = browser(key_of_my(at.district, "citizen"))
    form = opened_for(client, PATH) | at.typed
    over_by_time(at.district)
    client.post(PATH, form)
    neighbour = browser(key_of_my(at.district, "neighbour"))
    assert "贷款审查用" not in page(neighbour) and "当时会话已结束" not in page(neighbour)
    neighbour.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32  # the citizen's page still stands open, and is sent while the neighbour is signed in
    over_by_time(at.district)
    assert "没有保存" in neighbour.post(PATH, form).content.decode()
    assert at.district.rows("SELECT c.login FROM access_draft d JOIN access_account c ON c.id = d.account_id") == [("citizen",)]


def test_a_form_from_before_the_sign_in_keeps_what_was_typed(at):
    tab = browser(key_of_my(at.district, "citizen"), enforce_csrf_checks=True)
    form = opened_for(tab, PATH) | at.typed | {"csrfmiddlewaretoken": "x" * 64}
    here = {"HTTP_REFERER": "https://testserver/", "HTTP_SEC_FETCH_SITE": "same-origin"}
    lost = tab.post(PATH, form, **here)
    assert lost.status_code == 403 and "重新登录以前打开的" in lost.content.decode() and f'href="{PATH}"' in lost.content.decode()
    assert "贷款审查用" in page(tab)
    over_by_time(at.district)
    assert tab.post(PATH, form, HTTP_REFERER="https://evil.example/", HTTP_SEC_FETCH_SITE="cross-site").status_code == 403


def test_what_was_typed_for_a_firm_is_not_offered_for_oneself(at):
    """Whoever may act for two goes on for the one they typed it for, and is led there."""
    person = at.district.value("SELECT person_id FROM access_account WHERE login = 'manager'")
    with at.district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE access_person SET subject_id = NULL WHERE subject_id = %s", [at.subject[CITIZEN]])
        raw.execute("UPDATE access_person SET subject_id = %s WHERE id = %s", [at.subject[CITIZEN], person])
    client = browser(key_of_my(at.district, "manager", subject=at.subject[FIRM]))
    form = opened_for(client, PATH) | at.typed
    over_by_time(at.district)
    lost = client.post(PATH, form).content.decode()
    assert "填写时您代表的是另一个主体" in lost and 'href="/sign-in?next=/for%3Fnext%3D' in lost
    back = browser(key_of_my(at.district, "manager"))
    assert "贷款审查用" not in page(back)
    assert back.post("/for", {"subject": at.subject[FIRM], "next": PATH})["Location"] == PATH
    assert "贷款审查用" in page(back)


@pytest.mark.parametrize(("path", "typed"), [("/agents/new", {"login": "neighbour", "scope": "see"}), ("/messages/mail", {"address": "qian@example.org"})])
def test_the_other_forms_keep_theirs(at, path, typed):
    client = browser(key_of_my(at.district, "citizen"))
    form = opened_for(client, path) | typed
    over_by_time(at.district)
    assert client.post(path, form).status_code == 401
    shown = page(browser(key_of_my(at.district, "citizen")), path)
    assert "当时会话已结束" in shown and all(f'value="{value}"' in shown for value in typed.values())


def test_passwords_and_what_is_only_pressed_are_not_kept(at):
    client = browser(key_of_my(at.district, "citizen"))
    form = opened_for(client, PATH)
    over_by_time(at.district)
    for path, typed in (("/account/password", {"old": "a", "password": "b"}), ("/consents/1/end", {}), ("/for", {"subject": "1"})):
        assert "没有保存" in client.post(path, form | typed).content.decode(), path
    assert kept(at) == 0


def test_a_session_that_was_ended_on_purpose_keeps_nothing(at):
    key = key_of_my(at.district, "citizen")
    client = browser(key)
    form = opened_for(client, PATH) | at.typed
    client.post("/sign-out")
    client.cookies[settings.MY_SESSION_COOKIE] = key
    assert "没有保存" in client.post(PATH, form).content.decode() and kept(at) == 0
