"""经同意查询: a bank's officer looks by a consent the bank holds: exactly what it covers, on file before it is read, refused the moment it is taken back or over."""

import datetime as dt
import threading
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, connections, transaction

from chengxin.access import api as access
from chengxin.ground.api import Refusal, business_day
from chengxin.publicity import api as publicity
from chengxin.subjects import api as subjects
from tests.district import credit_code, penalty_row
from tests.my import CITIZEN, FIRM, at_the_window, browser, key_of_my, my, opened_without_factor, peopled, today
from tests.said import said

BANK = credit_code("91120105MA0000009")
MONTH = dt.timedelta(days=30)
PERSON = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": CITIZEN, "CF_XDR_MC": "钱多多"}


@pytest.fixture
def at(district):
    """The people of tests.my, a bank with its legal representative, and an officer of it who may look others up."""
    made = peopled(district)
    district.collect(penalty_row(CF_XDR_SHXYM=BANK, CF_XDR_MC="天津市北运银行股份有限公司", CF_WSH="银行自己的"))
    old, fresh = (today() - dt.timedelta(days=days) for days in (5 * 366, 60))
    district.collect(
        penalty_row(**PERSON, CF_WSH="五年前", CF_JDRQ=f"{old:%Y/%m/%d}"), penalty_row(**PERSON, CF_WSH="去不得", CF_JDRQ=f"{fresh:%Y/%m/%d}"), received=fresh.isoformat()
    )
    district.publish("2026-05-20")
    made.subject[BANK] = subjects.by_code(BANK).pk
    for login, name in (("president", "金行长"), ("banker", "贷专员")):
        access.staffing.register_person(name, login, by=made.both[0])
    opened_without_factor("president", "banker")
    with district.side("desk"):
        access.agents.verify_principal("president", made.subject[BANK], until=today() + dt.timedelta(days=300), on=today(), who=at_the_window())
    with district.side("my"), my():
        made.mandate = given(made, "president", lambda: access.agents.mandate_agent("banker", scope="client", begins_on=today(), ends_on=today() + MONTH), BANK)
        made.bank = browser(key(made, "banker"))
        yield made


def key(at, login: str, code: str | None = None) -> str:
    return key_of_my(at.district, login, subject=at.subject[code] if code else None)


def given(at, login: str, what, code: str | None = None):
    """Something a subject does in its own room."""
    with access.agents.acting(key(at, login, code)):
        return what()


def consents(at, login: str = "citizen", *, scope: str = "archive", code: str | None = None, ends_on: dt.date | None = None) -> int:
    return given(at, login, lambda: access.agents.give_consent(at.subject[BANK], scope=scope, purpose="贷款审查", ends_on=ends_on or today() + MONTH), code)


def looks(at, subject: int) -> list[tuple]:
    return at.district.rows(
        "SELECT actor, post, organ_ref, purpose, reference FROM ground_auditentry WHERE act = 'look' AND actor LIKE '查询方:%%' AND subject_ref = %s ORDER BY id", subject
    )


def test_a_bank_sees_by_consent_and_the_subject_sees_that_it_did(at):
    assert "还没有人同意本单位查询" in at.bank.get("/consents/held").content.decode()
    assert at.bank.get("/")["Location"] == "/consents/held"
    consent = consents(at)
    listed = at.bank.get("/consents/held").content.decode()
    assert "贷款审查" in listed and f"/consents/held/{consent}" in listed and "全部信息" in listed and "钱多多" not in listed and looks(at, at.subject[CITIZEN]) == []
    told = at.bank.get(f"/consents/held/{consent}").content.decode()
    assert "钱多多" in told and CITIZEN not in told and "只可用于" in told and "贷款审查" in told and "经营超过保质期的食品" in told and "去不得" in told and "五年前" not in told
    assert looks(at, at.subject[CITIZEN]) == [("查询方:banker", "银行或采购人", at.subject[BANK], "贷款审查", f"consent:{consent}")]
    seen = browser(key(at, "citizen")).get("/looks").content.decode()
    assert "天津市北运银行股份有限公司" in seen and "贷款审查" in seen and "全部信息" in seen
    # what weighs was shown by a warrant of that very moment, of both records and no third
    (row,) = at.district.rows(
        "SELECT w.id, w.power_id, w.steps ->> 'consent', (SELECT count(*) FROM law_warrantfact f WHERE f.warrant_id = w.id) FROM law_warrant w WHERE w.power_id = 'disclose-line'"
    )
    assert row[1:] == ("disclose-line", business_day.today().isoformat(), 2) and f"凭据 {row[0]}" in told
    assert at.district.value("SELECT purpose FROM ground_auditentry WHERE act = 'disclose' AND reference = %s", f"warrant:{row[0]}") == f"consent:{consent}"


def test_a_question_about_such_a_look_is_the_credit_offices_to_answer(at):
    at.bank.get(f"/consents/held/{consents(at)}")
    citizen = browser(key(at, "citizen"))
    entry = at.district.value("SELECT max(id) FROM ground_auditentry WHERE act = 'look' AND actor LIKE '查询方:%%'")
    assert citizen.post(f"/looks/{entry}/ask", {"text": "我没有申请贷款"}).status_code == 302
    assert at.district.value("SELECT organ_id IS NULL FROM access_lookquestion WHERE entry_id = %s", entry)


def test_never_more_than_was_agreed(at):
    """Public only: of a firm its public lines, of a person nothing; all: what is over, taken back or disputed is no part of it."""
    person, firm = consents(at, scope="public"), consents(at, "manager", scope="public", code=FIRM)
    told = at.bank.get(f"/consents/held/{person}").content.decode()
    assert "同意的范围里没有信息" in told and "经营超过" not in told
    assert at.district.value("SELECT count(*) FROM law_warrant WHERE power_id = 'disclose-line'") == 0
    lines = at.bank.get(f"/consents/held/{firm}").content.decode()
    assert "天津市北运宏达商贸有限公司" in lines and "公示凭据" in lines and "北运乙" not in lines
    consent = consents(at)
    record = at.district.value("SELECT id FROM records_record WHERE document_number = '去不得'")
    with at.district.connect("owner", options="-c search_path=chengxin") as raw, raw.transaction():
        raw.execute("INSERT INTO ground_auditentry (act, actor, post, purpose, reference, fields) VALUES ('test', 'x', '', '', '', '{}')")
        raw.execute("INSERT INTO records_mark (record_id, disputed, marked_on, reference) VALUES (%s, true, %s, '异议 1')", (record, today()))
    told = at.bank.get(f"/consents/held/{consent}").content.decode()
    assert "去不得" not in told and "经营超过" in told
    with at.district.connect("owner", options="-c search_path=chengxin") as raw, raw.transaction():  # nobody stands for it any more: nothing that weighs is shown
        raw.execute("INSERT INTO ground_auditentry (act, actor, post, purpose, reference, fields) VALUES ('test', 'x', '', '', '', '{}')")
        raw.execute("UPDATE access_mandate SET ends_on = %s WHERE source = 'consent-looks'", (today() - MONTH,))
    told = at.bank.get(f"/consents/held/{consent}").content.decode()
    assert "钱多多" in told and "经营超过" not in told and "同意的范围里没有信息" in told


def test_taken_back_or_over_it_opens_nothing(at):
    consent, last = consents(at), consents(at, "manager", scope="public", code=FIRM, ends_on=today())
    assert at.bank.get(f"/consents/held/{consent}").status_code == 200
    given(at, "citizen", lambda: access.agents.withdraw_consent(consent))
    refused = at.bank.get(f"/consents/held/{consent}")
    assert refused.status_code == 403 and "已经撤回或者到期" in refused.content.decode() and "钱多多" not in refused.content.decode() and "已撤回" in refused.content.decode()
    with at.district.connect("owner", options="-c search_path=chengxin") as raw, raw.transaction():
        raw.execute("ALTER TABLE access_consent DISABLE TRIGGER USER")
        raw.execute("UPDATE access_consent SET ends_on = %s WHERE id = %s", (today() - dt.timedelta(days=1), last))
        raw.execute("ALTER TABLE access_consent ENABLE TRIGGER USER")
    over = at.bank.get(f"/consents/held/{last}")
    assert over.status_code == 403 and "已到期" in over.content.decode()
    assert len(looks(at, at.subject[CITIZEN])) == 1 and looks(at, at.subject[FIRM]) == []  # what was refused was no look


def test_of_a_reading_and_a_taking_back_at_the_same_moment_one_is_first(at):
    """While what was agreed is being read, taking it back waits; once it was taken back, nothing more is read, also by a look that was committed before."""
    consent, done = consents(at), []
    mine = key(at, "banker")

    def takes_back() -> None:
        given(at, "citizen", lambda: access.agents.withdraw_consent(consent))
        done.append("taken back")
        connections.close_all()

    look, later = access.agents.commit_look(mine, consent), access.agents.commit_look(mine, consent)
    with access.agents.acting(mine):
        told, _ = publicity.consented(consent, look=look, on=today())
        other = threading.Thread(target=takes_back)
        other.start()
        other.join(1.5)
        assert told["identity"]["name"] == "钱多多" and done == []  # it waits for the reader
    other.join(30)
    assert done == ["taken back"]
    with pytest.raises(Refusal) as refused, access.agents.acting(mine):
        publicity.consented(consent, look=later, on=today())
    assert refused.value.codes == ("consent-over",)


def test_nobody_elses_consent_and_nobody_without_the_mandate(at):
    consent = consents(at)
    for login, code in (("president", BANK), ("agent", None), ("citizen", None), ("manager", FIRM)):
        client = browser(key(at, login, code))
        assert client.get("/consents/held").status_code in (302, 403) and client.get(f"/consents/held/{consent}").status_code in (302, 403), login
    given(at, "manager", lambda: access.agents.mandate_agent("banker", scope="client", begins_on=today(), ends_on=today() + MONTH), FIRM)
    elsewhere = browser(key(at, "banker", FIRM))
    another, nothing = elsewhere.get(f"/consents/held/{consent}"), elsewhere.get("/consents/held/999999")
    assert said(another, f"/consents/held/{consent}") == said(nothing, "/consents/held/999999") and nothing.status_code == 404
    own = browser(key(at, "banker", BANK))
    for path in ("/looks", "/copy", "/copy/json", "/agents", "/messages"):
        assert own.get(path).status_code == 403, path  # nothing of the bank's own
    given(at, "president", lambda: access.agents.end_mandate(at.mandate), BANK)
    assert own.get(f"/consents/held/{consent}")["Location"] == "/for" and looks(at, at.subject[CITIZEN]) == []


def test_by_sql_in_the_role_of_this_side_nothing_more_is_reached(at):
    """The database itself: a look of another's, none, used up, or by another consent opens nothing; of the bank's own nothing is told to its officer."""
    consent, other = consents(at), consents(at, "neighbour")
    mine = key(at, "banker")

    def ask(statement: str, *values: object) -> list:
        with access.agents.acting(mine), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    look = access.agents.commit_look(mine, consent)
    for wrong in ((other, look), (consent, None), (consent, look + 1000), (999999, look)):
        with pytest.raises(DatabaseError):
            ask("SELECT * FROM publicity_consented(%s, %s)", *wrong)
    assert {row[0] for row in ask("SELECT * FROM publicity_consented(%s, %s)", consent, look)} == {"identity", "version"}
    with pytest.raises(DatabaseError):
        ask("SELECT * FROM publicity_consented(%s, %s)", consent, look)
    own = access.questions.commit_look(SimpleNamespace(key=key(at, "citizen")), purpose="本人查看")
    with pytest.raises(DatabaseError):
        ask("SELECT * FROM publicity_consented(%s, %s)", consent, own)
    assert ask("SELECT access_my_subject()") == [(None,)] and ask("SELECT * FROM publicity_mine()") == [] and ask("SELECT * FROM access_my_consents()") == []
    for shut in ("SELECT * FROM access_my_consent(%s)", "SELECT * FROM access_my_client() WHERE %s > 0", "SELECT * FROM access_consent WHERE id = %s"):
        try:
            assert ask(shut, consent) == []
        except DatabaseError as error:
            assert "permission denied" in str(error)
