"""The subjects' side over HTTP: every route × every role, its own things and no other's, archive, looks and questions, mandates, copies, closing."""

import datetime as dt
import io
import json
import threading
import time

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import get_resolver

from chengxin.access import api as access
from chengxin.ground.api import Audience, Refusal, audit
from chengxin.records import api as records
from tests.desk import browser as officer
from tests.desk import desk, key_of
from tests.house.test_routes import routes
from tests.my import CITIZEN, FIRM, NEIGHBOUR, OTHER, browser, key_of_my, my, published, today


@pytest.fixture
def at(filled):
    """The people of tests.my; this process is the subjects' side."""
    made = filled(published)
    with made.district.side("my"), my():
        yield made


def looked(at, subject: int, *, login: str = "jing", purpose: str = "办理案件") -> None:
    """An officer opens a record at the desk, as its pages do."""
    with at.district.side("desk"):
        who = access.sessions.seen(key_of(login))
        look = audit.commit_look(**who.entry, subject=subject, purpose=purpose, fields=["*"])
        if at.district.value("SELECT kind FROM subjects_subject WHERE id = %s", subject) == "person":
            records.of_person(subject, look=look, as_of=today(), known_on=today())


def as_(at, login: str, code: str | None = None):
    return browser(key_of_my(at.district, login, subject=at.subject[code] if code else None))


def mandated(at, scope: str) -> None:
    """The manager gives the agent a mandate for the firm."""
    key = key_of_my(at.district, "manager", subject=at.subject[FIRM])
    with at.district.side("my"), access.agents.acting(key):
        access.agents.mandate_agent("agent", scope=scope, begins_on=today(), ends_on=today() + dt.timedelta(days=30))


def pages():
    return [route for route in routes(get_resolver("chengxin.site.urls_my").url_patterns) if route.callback.audience is Audience.SUBJECT]


def path(route) -> str:
    return "/" + str(route.pattern).replace("<int:number>", "999999")


def test_every_route_by_every_role(at):
    """403, or the way to choosing, exactly where the table says no; who has not signed in is sent to do so."""
    mandated(at, "all")
    key = key_of_my(at.district, "manager", subject=at.subject[FIRM])
    with at.district.side("my"), access.agents.acting(key):
        access.agents.mandate_agent("neighbour", scope="client", begins_on=today(), ends_on=today() + dt.timedelta(days=30))
    roles = {"subject": ("manager", FIRM), "agent": ("agent", FIRM), "client": ("neighbour", FIRM), "no-subject": ("nobody", None)}
    asked = 0
    for role, (login, code) in roles.items():
        client = as_(at, login, code)
        for route in pages():
            for method in ("get", "post"):
                if route.callback.act in ("sign-out", "sign-in"):
                    continue
                answer = getattr(client, method)(path(route))
                chosen_first = answer.status_code == 302 and answer["Location"] == ("/consents/held" if role == "client" else "/for")
                refused = chosen_first or (answer.status_code == 403 and "您现在不能做这件事" in answer.content.decode())
                assert refused is not access.roles.may(role, route.callback.act), (role, route.pattern, method, answer.status_code)
                asked += 1
    assert asked > 90
    for route in pages():
        answer = browser().get(path(route))
        if access.roles.may("anybody", route.callback.act):
            assert answer.status_code in (200, 302, 403, 405), route.pattern
        else:
            assert answer.status_code == 302 and answer["Location"].startswith("/sign-in?next="), route.pattern
            assert browser().post(path(route)).status_code == 401


def test_a_session_of_one_side_is_nobody_at_the_other(at):
    citizen, handler = key_of_my(at.district, "citizen"), None
    with at.district.side("desk"):
        handler = key_of("jing")
        assert access.sessions.seen(citizen) is None and access.sessions.seen(handler) is not None
    with at.district.side("my"):
        assert access.own.seen(handler) is None and access.own.seen(citizen) is not None
    assert browser(handler).get("/").status_code == 302
    at.district.become("desk")
    with desk():
        assert officer(cookies={}).get("/").status_code == 302


def test_a_citizen_sees_all_that_is_stored_and_the_whole_number_and_nobody_elses(at):
    told = as_(at, "citizen").get("/").content.decode()
    assert "钱多多" in told and CITIZEN in told and "经营超过保质期的食品" in told and "不向社会公示" in told
    assert NEIGHBOUR not in told and "孙邻居" not in told and "北运" not in told
    assert at.district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'look' AND actor = '主体:citizen' AND subject_ref = %s", at.subject[CITIZEN]) == 1


def test_a_firm_sees_each_adverse_line_with_its_reason_its_days_and_what_can_be_done(at):
    told = as_(at, "manager", FIRM).get("/").content.decode()
    for words in ("法定代表人", "公示凭据", "自动终止", "开始公示", "修复：", "异议：内容有误", "今天"):
        assert words in told, words
    assert CITIZEN not in told and "北运乙" not in told


def test_another_subjects_things_are_not_there(at):
    looked(at, at.subject[NEIGHBOUR])
    entry = at.district.value("SELECT max(id) FROM ground_auditentry WHERE act = 'look' AND subject_ref = %s", at.subject[NEIGHBOUR])
    client = as_(at, "citizen")
    for address in (f"/looks/{entry}/ask", "/looks/999999/ask", "/letters/1", "/letters/999999", f"/looks/{2**80}/ask"):
        assert client.get(address).status_code == 404, address
    for address, said in (
        (f"/looks/{entry}/ask", {"text": "为什么"}),
        ("/agents/1/end", {}),
        ("/consents/1/end", {}),
        ("/for", {"subject": at.subject[FIRM]}),
        ("/for", {"subject": at.subject[NEIGHBOUR]}),
        ("/account/sessions/1/end", {}),
    ):
        assert client.post(address, said).status_code == 404, address
    assert at.district.value("SELECT count(*) FROM access_lookquestion") == 0


def test_a_look_can_be_read_by_its_subject_as_soon_as_it_is_answered(at, capsys):
    """From the commit of a look to its being readable, by the database's own clock, apart from what pages take: the first read that begins after the
    look's answer has it, no read that ended before the look was made has it, and of three looks the quickest is there within a second."""
    key, subject = key_of_my(at.district, "citizen"), at.subject[CITIZEN]
    with at.district.side("desk"):
        who = access.sessions.seen(key_of("jing"))
    reads, over = [], threading.Event()

    def reads_on() -> None:
        """The subject, reading again and again on a connection of its own: when each began and ended, and which looks it told."""
        with at.district.connect("my", options="-c search_path=chengxin,publicity") as raw:
            raw.execute("SELECT set_config('chengxin.session', %s, false)", [access.sessions.proof(key)])
            while not over.is_set():
                (began,) = raw.execute("SELECT clock_timestamp()").fetchone()
                told = {row[0] for row in raw.execute("SELECT id FROM access_my_looks(NULL, 50)").fetchall()}
                reads.append((began, raw.execute("SELECT clock_timestamp()").fetchone()[0], told))

    reader, spans = threading.Thread(target=reads_on), []
    reader.start()
    try:
        with at.district.side("desk"):
            for turn in range(3):
                look = audit.commit_look(**who.entry, subject=subject, purpose=f"办理案件 {turn}", fields=["*"])
                made, answered = at.district.rows("SELECT at, clock_timestamp() FROM ground_auditentry WHERE id = %s", look)[0]
                while not (after := [read for read in list(reads) if read[0] > answered]):
                    time.sleep(0.002)
                assert look in after[0][2], (look, after[0])  # the first read that begins after its answer
                assert not [read for read in reads if look in read[2] and read[1] < made]
                spans.append((next(read[1] for read in reads if look in read[2]) - made).total_seconds())
    finally:
        over.set()
        reader.join()
    assert min(spans) < 1, spans
    with capsys.disabled():
        print(f"\na look, from being written to having been read by its subject: {', '.join(f'{span * 1000:.0f}' for span in sorted(spans))} ms, without any page")


def test_who_looked_is_there_and_the_question_is_answered(at):
    client = as_(at, "citizen")
    assert "没有别人查阅过" in client.get("/looks").content.decode()
    looked(at, at.subject[CITIZEN], purpose="办理行政处罚案件")
    at.district.become("my")
    told = client.get("/looks").content.decode()
    assert "办理行政处罚案件" in told and "天津市河北区应急管理局" in told and "jing岗" in told
    entry = at.district.value("SELECT max(id) FROM ground_auditentry WHERE actor LIKE '账户:jing'")
    ask = client.get(f"/looks/{entry}/ask").content.decode()
    assert "前答复" in ask
    assert client.post(f"/looks/{entry}/ask", {"text": " "}).status_code == 422
    assert client.post(f"/looks/{entry}/ask", {"text": "我没有案件，为什么查我？"}).status_code == 302
    assert client.post(f"/looks/{entry}/ask", {"text": "再问一次"}).status_code == 422  # once about each look
    question = at.district.value("SELECT id FROM access_lookquestion")
    with at.district.side("desk"), desk():
        mine, others = officer("jing"), officer("waiji")
        assert "我没有案件" in mine.get("/questions").content.decode() and "我没有案件" not in others.get("/questions").content.decode()
        for address in (f"/questions/{question}", "/questions/999999"):
            assert others.get(address).status_code == 404 and others.post(address, {"text": "与我无关"}).status_code == 404
        assert mine.post(f"/questions/{question}", {"text": " "}).status_code == 422
        assert mine.post(f"/questions/{question}", {"text": "同名核对，已核实不是您。"}).status_code == 302
        assert mine.post(f"/questions/{question}", {"text": "再答一次"}).status_code == 422
    at.district.become("my")
    assert "同名核对，已核实不是您。" in client.get("/looks").content.decode()
    assert "您的查阅疑问有了答复" in client.get("/messages").content.decode()


def test_an_organ_cannot_answer_for_another_even_by_statement(at):
    looked(at, at.subject[CITIZEN])
    entry = at.district.value("SELECT max(id) FROM ground_auditentry WHERE actor = '账户:jing'")
    at.district.become("my")
    as_(at, "citizen").post(f"/looks/{entry}/ask", {"text": "为什么"})
    question = at.district.value("SELECT id FROM access_lookquestion")
    with at.district.side("desk"):
        other = access.sessions.seen(key_of("waiji"))
        with pytest.raises(Refusal) as caught:
            access.questions.answer(question, "替他答", on=today(), who=other)
    assert caught.value.codes == ("not-yours-to-answer",)


def test_the_list_of_looks_has_the_shape_of_find_usage(at):
    looked(at, at.subject[CITIZEN], purpose="核对")
    at.district.become("my")
    (one,) = json.loads(as_(at, "citizen").get("/looks/json").content)["findUsageResponse"]["usage"]
    assert {"logtime", "action", "receiver"} <= one.keys() and one["action"] == "核对" and "应急管理局" in one["receiver"] and one["fields"] == ["*"]
    assert dt.datetime.fromisoformat(one["logtime"]).utcoffset() == dt.timedelta(hours=8)


def test_a_manager_gives_an_agent_a_mandate_and_takes_it_back(at):
    manager, agent = as_(at, "manager", FIRM), as_(at, "agent")
    assert agent.get("/")["Location"] == "/for"
    form = {"login": "agent", "scope": "see", "begins_on": today(), "ends_on": today() + dt.timedelta(days=30)}
    assert manager.post("/agents/new", form | {"login": "no-such-login"}).status_code == 422
    assert manager.post("/agents/new", form).status_code == 302
    assert agent.post("/for", {"subject": at.subject[FIRM]}).status_code == 302
    assert "受托代办" in agent.get("/").content.decode()
    assert agent.get("/agents").status_code == 403 and agent.post("/agents/new", form).status_code == 403
    mandate = at.district.value("SELECT id FROM access_agentmandate WHERE scope = 'see'")
    assert manager.post(f"/agents/{mandate}/end").status_code == 302
    assert agent.get("/")["Location"] == "/for"  # at once, in a session that is still open


def test_a_mandate_to_see_opens_no_question(at):
    looked(at, at.subject[FIRM])
    entry = at.district.value("SELECT max(id) FROM ground_auditentry WHERE actor = '账户:jing'")
    at.district.become("my")
    mandated(at, "see")
    agent = as_(at, "agent", FIRM)
    assert agent.get("/looks").status_code == 200 and agent.post(f"/looks/{entry}/ask", {"text": "为什么"}).status_code == 403
    with pytest.raises(Refusal) as caught, access.agents.acting(agent.cookies[settings.MY_SESSION_COOKIE].value):
        access.questions.ask(entry, "为什么", on=today())
    assert caught.value.codes == ("only-to-see",)


def test_consents_are_given_by_the_receivers_code(at):
    client = as_(at, "citizen")
    form = {"receiver": OTHER, "scope": "archive", "purpose": "贷款审查", "ends_on": today() + dt.timedelta(days=30)}
    for wrong in ({"receiver": "91120105MA0000009X"}, {"purpose": ""}, {"ends_on": today() + dt.timedelta(days=500)}, {"ends_on": ""}):
        assert client.post("/consents/new", form | wrong).status_code == 422, wrong
    assert client.post("/consents/new", form).status_code == 302
    told = client.get("/agents").content.decode()
    assert "天津市北运乙有限公司" in told and "贷款审查" in told
    consent = at.district.value("SELECT id FROM access_consent")
    assert client.post(f"/consents/{consent}/end").status_code == 302 and "已撤回" in client.get("/agents").content.decode()


def test_a_copy_of_everything_for_paper_and_for_machines(at):
    looked(at, at.subject[CITIZEN], purpose="核对姓名")
    at.district.become("my")
    client = as_(at, "citizen")
    pypdf = pytest.importorskip("pypdf")
    answer = client.get("/copy/pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    plain = "".join(text.split())
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    assert CITIZEN in plain and "钱多多" in plain and "核对姓名" in plain and "孙邻居" not in plain
    told = json.loads(client.get("/copy/json").content)
    assert told["subject"]["identity"] == CITIZEN and len(told["records"]) == 1 and told["findUsageResponse"]["usage"][0]["action"] == "核对姓名"
    firm = json.loads(as_(at, "manager", FIRM).get("/copy/json").content)
    assert firm["subject"]["code"] == FIRM and CITIZEN not in json.dumps(firm, ensure_ascii=False) and firm["mandates"][0]["scope"] == "principal"


def test_mail_goes_to_who_wants_it_says_nothing_and_goes_once(at):
    from django.core import mail

    client = as_(at, "citizen")
    assert client.post("/messages/mail", {"address": "not an address", "kinds": ["look-answered"]}).status_code == 422
    assert client.post("/messages/mail", {"address": "citizen@example.com", "kinds": ["look-answered", "no-such-kind"]}).status_code == 302
    assert "citizen@example.com" in client.get("/messages/mail").content.decode()
    assert "citizen@example.com" not in str(at.district.rows("SELECT address FROM access_mailwish"))
    looked(at, at.subject[CITIZEN])
    entry = at.district.value("SELECT max(id) FROM ground_auditentry WHERE actor = '账户:jing'")
    at.district.become("my")
    client.post(f"/looks/{entry}/ask", {"text": "为什么"})
    with at.district.side("desk"):
        access.questions.answer(at.district.value("SELECT id FROM access_lookquestion"), "秘密的答复", on=today(), who=access.sessions.seen(key_of("jing")))
    with at.district.side("worker"), override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        assert (access.messages.send_due(), access.messages.send_due()) == (1, 0)
    (letter,) = mail.outbox
    assert letter.to == ["citizen@example.com"] and "秘密" not in letter.body and "钱多多" not in letter.body and "答复" in letter.subject


def test_what_is_published_or_served_is_told_in_the_same_transaction(at):
    from chengxin.publicity import api as publicity
    from tests.district import penalty_row

    with at.district.side("worker"):
        at.district.collect(penalty_row(CF_XDR_SHXYM=FIRM), penalty_row(CF_XDR_SHXYM=OTHER, CF_XDR_MC="天津市北运乙有限公司"), received="2026-05-21")
        at.district.publish("2026-05-25")
        publicity.tell_repairs(on=today())
        publicity.tell_repairs(on=today())
    kinds = [kind for (kind,) in at.district.rows("SELECT kind FROM access_message WHERE subject_id = %s ORDER BY kind", at.subject[FIRM])]
    assert kinds.count("line-published") >= 1 and len(kinds) == len(set(at.district.rows("SELECT kind, reference FROM access_message WHERE subject_id = %s", at.subject[FIRM])))
    assert at.district.value("SELECT count(*) FROM access_message WHERE subject_id = %s", at.subject[OTHER]) == 0  # nobody could read it


def test_a_letter_that_was_served_can_be_read_by_whom_it_was_served_to(at):
    from tests import letters as of

    with at.district.side("worker"):
        first, second = of.warrants(at.district, 2)
    with at.district.side("desk"):
        decision, unserved = of.issue(first)[0], of.issue(second)[0]
    manager = as_(at, "manager", FIRM)
    assert "还没有文书送达给您" in manager.get("/").content.decode() and manager.get(f"/letters/{decision.pk}").status_code == 404
    with at.district.side("desk"):
        of.deliver(decision, "hand", receiver="李明")
    told = manager.get("/").content.decode()
    assert decision.number in told and "直接送达" in told
    answer = manager.get(f"/letters/{decision.pk}")
    assert answer.status_code == 200 and answer.content[:4] == b"%PDF" and answer["Cache-Control"] == "no-store"
    assert manager.get(f"/letters/{unserved.pk}").status_code == 404
    assert as_(at, "citizen").get(f"/letters/{decision.pk}").status_code == 404  # another's
    assert "有一份文书送达给您" in manager.get("/messages").content.decode()
    assert at.district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'look' AND reference = %s AND actor = '主体:manager'", f"letter:{decision.pk}") == 2


def test_a_closed_account_opens_nothing_and_the_records_stay(at):
    client = as_(at, "citizen")
    assert client.post("/account/close", {}).status_code == 422
    before = at.district.value("SELECT count(*) FROM records_version")
    assert client.post("/account/close", {"sure": "yes"}).status_code == 302
    assert client.get("/").status_code == 302
    assert browser().post("/sign-in", {"login": "citizen", "password": "一句很长的口令 for tests"}).status_code == 403
    assert at.district.value("SELECT count(*) FROM records_version") == before
    assert at.district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'close-account'") == 1


def test_pages_ask_the_database_a_fixed_number_of_times(at):
    from tests.district import penalty_row

    client, counts = as_(at, "citizen"), {}
    for n in range(2):
        for address, most in (("/", 16), ("/looks", 9), ("/agents", 9), ("/messages", 11)):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.setdefault(address, []).append(len(asked))
            assert len(asked) <= most, (address, [one["sql"] for one in asked])
        if n == 0:
            with at.district.side("worker"):
                for _ in range(3):
                    at.district.collect(penalty_row(CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=CITIZEN, CF_XDR_MC="钱多多"))
            for _ in range(3):
                looked(at, at.subject[CITIZEN])
            at.district.become("my")
    assert all(first == second for first, second in counts.values()), counts
