"""The subjects' side, by raw SQL in its role: rows of the subject one signed in for, and of no other."""

import datetime as dt
from types import SimpleNamespace

import psycopg
import pytest
from django.db import transaction

from chengxin.access import api as access
from chengxin.access.models import Account
from chengxin.ground.api import Refusal, business_day
from chengxin.subjects import api as subjects
from tests.desk import administrators, appointed, key_of
from tests.district import District, credit_code, penalty_row

today = business_day.today  # asked each time: a run of the tests may last into the next day
TABLES = ("access_agentmandate", "access_agentmandateend", "access_consent", "access_consentend")
A, B, BANK = (credit_code(f"91120105MA000000{n}") for n in (1, 2, 3))


def principals(district: District) -> SimpleNamespace:
    """Two firms with a principal each, verified at the window, an agent, a bank."""
    for code, name in ((A, "甲"), (B, "乙"), (BANK, "银行")):
        district.collect(penalty_row(CF_XDR_SHXYM=code, CF_XDR_MC=f"天津市北运{name}有限公司"))
    both = administrators()
    appointed("chuang", "window", both)
    firm = {code: subjects.by_code(code).pk for code in (A, B, BANK)}
    for login in ("boss-a", "boss-b", "agent"):
        access.staffing.register_person(login, login, by=both[0])
    made = SimpleNamespace(district=district, firm=firm, keys={})
    with district.side("desk"):
        window = access.sessions.seen(key_of("chuang"))
        for login, code in (("boss-a", A), ("boss-b", B)):
            access.agents.verify_principal(login, firm[code], until=today() + dt.timedelta(days=300), on=today(), who=window)
    return made


@pytest.fixture
def at(filled):
    """Each principal has a session for their firm."""
    made = filled(principals)
    with made.district.side("desk"):
        for login, code in (("boss-a", A), ("boss-b", B)):
            made.keys[login] = session(made, login, made.firm[code])
    return made


def session(at, login: str, subject: int) -> str:
    """A whole session of the subjects' side that acts for a subject, also for one it was never allowed to choose."""
    account = Account.objects.get(login=login).pk
    with at.district.side("my"), transaction.atomic():
        key = access.own.begin(account, whole=True, place=access.Place("127.0.0.1"))
    at.district.rows("UPDATE access_session SET subject_id = %s WHERE mac = %s RETURNING 1", subject, access.sessions.proof(key))
    return key


def as_my(at, key: str | None = None):
    """A raw connection in the role of the subjects' side, with a session's proof or without."""
    raw = at.district.connect("my", options="-c search_path=chengxin,publicity")
    if key is not None:
        raw.execute("SELECT set_config('chengxin.session', %s, false)", [access.sessions.proof(key)])
    return raw


def given(at, login: str, act):
    with at.district.side("my"), access.agents.acting(at.keys[login]):
        return act()


def give(at, login: str) -> tuple[int, int]:
    mandate = given(at, login, lambda: access.agents.mandate_agent("agent", scope="request", begins_on=today(), ends_on=today() + dt.timedelta(days=30)))
    consent = given(at, login, lambda: access.agents.give_consent(at.firm[BANK], scope="archive", purpose="贷款审查", ends_on=today() + dt.timedelta(days=10)))
    return mandate, consent


def test_each_sees_its_own_and_nobody_sees_without_a_session(at):
    give(at, "boss-a")
    give(at, "boss-b")
    for login, code in (("boss-a", A), ("boss-b", B)):
        with as_my(at, at.keys[login]) as raw:
            assert raw.execute("SELECT access_my_subject()").fetchone() == (at.firm[code],)
            for table in TABLES[::2]:
                assert {row[0] for row in raw.execute(f"SELECT subject_id FROM {table}")} == {at.firm[code]}, table
    for key in (None, "no-such-key-at-all-000000"):
        with as_my(at, key) as raw:
            assert all(raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,) for table in TABLES)


def test_saying_which_subject_one_is_helps_nothing(at):
    give(at, "boss-a")
    with as_my(at) as raw:
        for setting in ("chengxin.subject", "chengxin.session", "chengxin.user"):
            raw.execute("SELECT set_config(%s, %s, false)", [setting, str(at.firm[A])])
        assert raw.execute("SELECT count(*) FROM access_agentmandate").fetchone() == (0,)
        for sql in (
            "SET row_security = off; SELECT * FROM access_consent",
            "SET ROLE chengxin_owner",
            "ALTER TABLE access_consent DISABLE ROW LEVEL SECURITY",
            "DROP POLICY rows_of_my ON access_consent",
            "SELECT mac FROM access_session",
            "SELECT * FROM access_person",
            "SELECT * FROM access_account",
            "SELECT encoded FROM access_password",
            "SELECT * FROM access_in_post",
            "SELECT * FROM subjects_subject",
            "SELECT * FROM records_version",
            "SELECT access_session_seen('x')",
            "SELECT access_wish_noted('a', 'b', 1, 'c')",
            "SELECT * FROM access_my_principal()",
            f"INSERT INTO access_consent (subject_id, receiver_id, scope, purpose, ends_on, given_by_id) VALUES ({at.firm[A]}, {at.firm[BANK]}, 'archive', 'x', now(), 1)",
            "UPDATE access_consent SET ends_on = now()",
            "DELETE FROM access_agentmandate",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(sql)
        with pytest.raises(psycopg.Error, match="not-signed-in"):
            raw.execute("SELECT access_give_consent(%s, 'archive', '目的', ground_today())", [at.firm[BANK]])


def test_one_firm_cannot_take_back_what_another_gave(at):
    mandate, consent = give(at, "boss-a")
    for act, number in ((access.agents.end_mandate, mandate), (access.agents.withdraw_consent, consent)):
        with pytest.raises(Refusal) as anothers:
            given(at, "boss-b", lambda act=act, number=number: act(number))
        with pytest.raises(Refusal) as missing:
            given(at, "boss-b", lambda act=act: act(999999))
        assert (anothers.value.codes, str(anothers.value)) == (missing.value.codes, str(missing.value))  # no hint that it exists
    assert given(at, "boss-a", lambda: access.agents.end_mandate(mandate)) is True
    assert given(at, "boss-a", lambda: access.agents.end_mandate(mandate)) is False


def test_an_agent_acts_while_the_mandate_lasts_and_passes_nothing_on(at):
    mandate, consent = give(at, "boss-a")
    with at.district.side("desk"):
        at.keys["agent"] = session(at, "agent", at.firm[A])
    assert [one["id"] for one in given(at, "agent", access.agents.consents)] == [consent]
    for act in (
        lambda: access.agents.mandate_agent("boss-b", scope="all", begins_on=today(), ends_on=today()),
        lambda: access.agents.give_consent(at.firm[BANK], scope="archive", purpose="目的", ends_on=today()),
    ):
        with pytest.raises(Refusal) as caught:
            given(at, "agent", act)
        assert caught.value.codes == ("not-the-principal",)
    given(at, "boss-a", lambda: access.agents.end_mandate(mandate))
    assert given(at, "agent", access.agents.consents) == []  # at once, in a session that is still open
    with at.district.side("desk"):
        at.keys["agent"] = session(at, "agent", at.firm[B])  # a session for a firm that never gave a mandate
    assert given(at, "agent", access.agents.mandates) == []


def test_a_consent_opens_what_it_says_until_its_day(at):
    _, consent = give(at, "boss-a")
    with at.district.side("desk"):
        assert access.agents.consented(at.firm[A], at.firm[BANK], scope="archive") == consent
        assert access.agents.consented(at.firm[A], at.firm[B], scope="archive") is None
        assert access.agents.consented(at.firm[B], at.firm[BANK], scope="archive") is None
    given(at, "boss-a", lambda: access.agents.withdraw_consent(consent))
    narrow = given(at, "boss-a", lambda: access.agents.give_consent(at.firm[BANK], scope="public", purpose="查报告", ends_on=today()))
    with at.district.side("desk"):
        assert access.agents.consented(at.firm[A], at.firm[BANK], scope="archive") is None
        assert access.agents.consented(at.firm[A], at.firm[BANK], scope="public") == narrow
    at.district.rows("UPDATE access_consent SET ends_on = ends_on - 1 RETURNING 1")
    with at.district.side("desk"):
        assert access.agents.consented(at.firm[A], at.firm[BANK], scope="public") is None


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("unknown-scope", lambda at: access.agents.mandate_agent("agent", scope="principal", begins_on=today(), ends_on=today())),
        ("bad-term", lambda at: access.agents.mandate_agent("agent", scope="all", begins_on=today(), ends_on=today() - dt.timedelta(days=1))),
        ("bad-term", lambda at: access.agents.mandate_agent("agent", scope="all", begins_on=today(), ends_on=today() + dt.timedelta(days=2000))),
        ("no-such-agent", lambda at: access.agents.mandate_agent("nobody", scope="all", begins_on=today(), ends_on=today())),
        ("no-such-agent", lambda at: access.agents.mandate_agent("boss-a", scope="all", begins_on=today(), ends_on=today())),
        ("bad-term", lambda at: access.agents.give_consent(at.firm[BANK], scope="archive", purpose="目的", ends_on=today() + dt.timedelta(days=800))),
        ("no-purpose", lambda at: access.agents.give_consent(at.firm[BANK], scope="archive", purpose="  ", ends_on=today())),
        ("no-such-receiver", lambda at: access.agents.give_consent(at.firm[A], scope="archive", purpose="目的", ends_on=today())),
    ],
)
def test_what_is_wrong_with_a_wish_is_said(at, code, act):
    with pytest.raises(Refusal) as caught:
        given(at, "boss-a", lambda: act(at))
    assert caught.value.codes == (code,)


def test_each_wish_has_its_entry_about_the_subject(at):
    mandate, consent = give(at, "boss-a")
    given(at, "boss-a", lambda: access.agents.end_mandate(mandate))
    given(at, "boss-a", lambda: access.agents.withdraw_consent(consent))
    told = at.district.rows("SELECT act, actor, subject_ref FROM ground_auditentry WHERE actor = '主体:boss-a' ORDER BY id")
    assert told == [(act, "主体:boss-a", at.firm[A]) for act in ("mandate-agent", "give-consent", "end-mandate", "withdraw-consent")]


def test_functions_give_the_sessions_subject_alone_and_nothing_without_a_look(at):
    """records_mine, publicity_mine, law_my_letters, access_my_looks take no subject; a look of one subject opens nothing of another."""
    looks = {}
    for login, code in (("boss-a", A), ("boss-b", B)):
        with as_my(at) as raw:
            proof = access.sessions.proof(at.keys[login])
            looks[code] = raw.execute("SELECT access_my_look(%s, '本人查看', '', '{*}')", [proof]).fetchone()[0]
    for login, code, other in (("boss-a", A, B), ("boss-b", B, A)):
        with as_my(at, at.keys[login]) as raw:
            for wrong in (looks[other], None, 0, 999999):
                with pytest.raises(psycopg.Error, match="no committed look"):
                    raw.execute("SELECT * FROM records_mine(%s)", [wrong])
            rows = raw.execute("SELECT part, told ->> 'code', told ->> 'CF_XDR_SHXYM' FROM records_mine(%s)", [looks[code]]).fetchall()
            assert rows[0][:2] == ("identity", code) and {said for part, _, said in rows[1:]} == {code}
            with pytest.raises(psycopg.Error, match="entry_id|look"):
                raw.execute("SELECT * FROM records_mine(%s)", [looks[code]])  # used up
            assert {subject for (subject,) in raw.execute("SELECT subject_id FROM publicity_mine()")} <= {at.firm[code]}
            assert raw.execute("SELECT count(*) FROM law_my_letters()").fetchone() == (0,)
            assert raw.execute("SELECT count(*) FROM access_my_looks(NULL, 500)").fetchone() == (0,)  # its own are not listed
    with as_my(at) as raw:
        for sql in (
            "SELECT * FROM publicity_mine()",
            "SELECT * FROM law_my_letters()",
            "SELECT * FROM access_my_looks(NULL, 9)",
            "SELECT * FROM access_my_messages(9)",
            "SELECT * FROM access_my_mandates()",
            "SELECT * FROM access_my_consents()",
        ):
            assert raw.execute(sql).fetchall() == [], sql
        for sql in (f"SELECT * FROM records_mine({looks[A]})", "SELECT access_my_look('guess', '', '', '{}')", "SELECT access_my_question(1, '为什么', ground_today() + 5)"):
            with pytest.raises(psycopg.Error):
                raw.execute(sql)
        for sql in (
            "SELECT * FROM access_looks(1, NULL, 9)", "SELECT access_question_put(1, 1, 'x', ground_today(), 1, NULL)", "SELECT access_mandate_put(1, 1, NULL, 'agent', 'all', ground_today(), ground_today())",
            "SELECT * FROM access_message", "SELECT * FROM access_mailwish", "SELECT * FROM access_identity", "SELECT * FROM access_lookquestion", "SELECT * FROM access_my_account", "SELECT * FROM publicity_line",
            "SELECT * FROM records_of_person(1, 1)", "SELECT * FROM ground_auditentry", "SELECT access_my_noted('x', 'y', 'z', 1)", "SELECT access_visited(1, 1)", "SELECT ground_sealed('x', 'y')", "SELECT * FROM law_letter",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(sql)
