"""The window: what an officer does for somebody who shows a document: found by the whole number, for an hour, by that officer alone, each act on file as on behalf."""

import datetime as dt
import io

import pytest
from django.utils import timezone

from chengxin.access import api as access
from chengxin.ground.api import Refusal, audit
from tests.desk import appointed, browser, desk, key_of
from tests.my import CITIZEN, FIRM, NEIGHBOUR, at_the_window, peopled, today


@pytest.fixture
def at(filled):
    """The people of tests.my, a second window officer; this process is the desk."""
    made = filled(peopled)
    appointed("chuang.er", "window", made.both, organ="区政务服务办")
    with made.district.side("desk"), desk():
        yield made


def received(at, number: str = CITIZEN, login: str = "chuang"):
    """The officer's browser and the address of the visit."""
    client = browser(login)
    answer = client.post("/window", {"number": number, "document": "identity-card", "shown": "yes"})
    assert answer.status_code == 302, answer.content.decode()
    return client, answer["Location"]


def looked(at, subject: int) -> int:
    return audit.commit_look(**access.sessions.seen(key_of("jing")).entry, subject=subject, purpose="办案", fields=["*"])


def test_nobody_is_found_by_a_part_of_a_number_or_a_name_or_without_the_document(at):
    client = browser("chuang")
    for number in (CITIZEN[:-1], CITIZEN[:10], "钱多多", "", "%", "天津市北运宏达商贸有限公司"):
        assert client.post("/window", {"number": number, "document": "identity-card", "shown": "yes"}).status_code == 404, number
    for said in ({"document": "identity-card"}, {"document": "no-such", "shown": "yes"}, {"document": "", "shown": "yes"}):
        assert client.post("/window", {"number": CITIZEN} | said).status_code == 422, said
    assert at.district.value("SELECT count(*) FROM access_countervisit") == 0


def test_a_visit_is_its_officers_and_over_after_an_hour(at):
    client, address = received(at)
    assert client.get(address).status_code == 200
    for other in ("chuang.er", "jing", "admin-a"):
        assert browser(other).get(address).status_code in (403, 404), other
    for missing in ("/window/999999", f"/window/{2**70}"):
        assert client.get(missing).status_code == 404
    with at.district.connect("owner", options="-c search_path=chengxin") as raw:
        for statement in (
            "ALTER TABLE access_countervisit DISABLE TRIGGER USER",
            "UPDATE access_countervisit SET recorded_at = recorded_at - interval '61 minutes'",
            "ALTER TABLE access_countervisit ENABLE TRIGGER USER",
        ):
            raw.execute(statement)
    assert client.get(address).status_code == 404 and client.get(f"{address}/copy").status_code == 404
    with pytest.raises(Refusal) as caught:
        access.counter.end_mandate(access.counter.Visit(int(address.split("/")[-1]), at.subject[CITIZEN], "居民身份证", timezone.now()), 1, who=at_the_window())
    assert caught.value.codes == ("visit-over",)


def test_the_copy_is_printed_by_a_look_that_says_so(at):
    pypdf = pytest.importorskip("pypdf")
    client, address = received(at)
    answer = client.get(f"{address}/copy")
    text = "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages).split())
    assert CITIZEN in text and "钱多多" in text and NEIGHBOUR not in text
    told = at.district.rows("SELECT act, organ_ref IS NOT NULL, purpose FROM ground_auditentry WHERE subject_ref = %s AND actor = '账户:chuang' ORDER BY id", at.subject[CITIZEN])
    assert told == [("receive-visit", True, ""), ("look", True, "窗口代办：打印本人副本（居民身份证）")]
    firm, place = received(at, FIRM)
    assert firm.get(f"{place}/copy").status_code == 200


def test_a_question_and_a_mandate_on_behalf(at):
    entry = looked(at, at.subject[CITIZEN])
    other = looked(at, at.subject[NEIGHBOUR])
    client, address = received(at)
    assert "办案" in client.get(address).content.decode()
    assert client.get(f"{address}/looks/{other}/ask").status_code == 404
    assert client.post(f"{address}/looks/{entry}/ask", {"text": "老人问为什么查他"}).status_code == 302
    assert at.district.rows("SELECT asked_by_id, visit_id IS NOT NULL FROM access_lookquestion") == [(None, True)]
    term = {"scope": "all", "begins_on": today(), "ends_on": today() + dt.timedelta(days=30)}
    assert client.post(f"{address}/mandate", term | {"login": "nobody-here"}).status_code == 422
    assert client.post(f"{address}/mandate", term | {"login": "citizen"}).status_code == 422  # not to oneself
    assert client.post(f"{address}/mandate", term | {"login": "agent"}).status_code == 302
    mandate = at.district.value("SELECT id FROM access_agentmandate WHERE visit_id IS NOT NULL")
    elsewhere, place = received(at, NEIGHBOUR)
    assert elsewhere.post(f"{place}/mandate/end", {"mandate": mandate}).status_code == 404
    assert client.post(f"{address}/mandate/end", {"mandate": mandate}).status_code == 302
    told = at.district.rows("SELECT act, purpose FROM ground_auditentry WHERE actor = '账户:chuang' AND act IN ('question-look', 'mandate-agent', 'end-mandate') ORDER BY id")
    assert [act for act, _ in told] == ["question-look", "mandate-agent", "end-mandate"] and all("窗口代办" in purpose and "居民身份证" in purpose for _, purpose in told)


def test_an_account_is_opened_or_its_code_given_anew_and_never_an_officers(at):
    client, address = received(at)
    number = address.split("/")[-1]
    answer = client.post("/window/account", {"visit": number, "name": "", "login": ""})
    assert answer.status_code == 200 and "请当面交付启用码" in answer.content.decode()
    assert client.post("/window/account", {"visit": "999999"}).status_code == 404
    firm, place = received(at, FIRM)
    assert firm.post("/window/account", {"visit": place.split("/")[-1], "name": "李明", "login": "li.ming"}).status_code == 422  # a firm has no account
    assert firm.post(f"{place}/principal", {"login": "neighbour", "ends_on": today() + dt.timedelta(days=400)}).status_code == 422
    assert firm.post(f"{place}/principal", {"login": "neighbour", "ends_on": today() + dt.timedelta(days=300)}).status_code == 302


def test_an_officer_serves_nobody_who_is_themselves(at):
    with at.district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE access_person SET subject_id = NULL WHERE subject_id = %s", [at.subject[CITIZEN]])
        raw.execute("UPDATE access_person SET subject_id = %s WHERE id = (SELECT person_id FROM access_account WHERE login = 'chuang')", [at.subject[CITIZEN]])
    answer = browser("chuang").post("/window", {"number": CITIZEN, "document": "identity-card", "shown": "yes"})
    assert answer.status_code == 422 and "不能为自己代办" in answer.content.decode()
