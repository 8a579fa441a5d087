"""Two people put somebody into a post, never oneself; deputies have a term; whoever leaves is no officer any more."""

import datetime as dt
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from chengxin.access import api as access
from chengxin.access.api import staffing
from chengxin.ground.api import Refusal, business_day
from chengxin.subjects import api as subjects
from tests.desk import OWNER, administrators, appointed

today = business_day.today  # asked each time: a run of the tests may last into the next day
DAY = dt.timedelta(days=1)


@pytest.fixture
def both(district):
    return administrators()


@contextmanager
def refused(code: str):
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.codes == (code,)


def active(login: str) -> bool:
    return next((one["active"] for one in access.officers() if one["handle"] == login), False)


def test_only_two_administrators_come_from_the_command_line(both, district):
    with refused("not-first"):
        staffing.first_administrator("崔三", "cui", organ=subjects.organ("区发改委"), on=today(), by=OWNER)
    assert [one["login"] for one in staffing.people()] == ["admin-a", "admin-b"]  # nothing of the third is left
    post = staffing.make_post(subjects.organ("区应急局"), role="clerk", title="报送", begins_on=today(), by=both[0])
    account = staffing.register_person("崔三", "cui", by=both[0])
    with refused("not-first"):  # nor anybody else, ever
        staffing.appoint(account.person_id, post.pk, begins_on=today(), by=OWNER)


def test_a_web_process_cannot_put_in_the_first(district):
    with district.side("desk"), refused("not-first"):
        staffing.first_administrator("崔三", "cui", organ=subjects.organ("区发改委"), on=today(), by=OWNER)


def test_two_people_and_never_oneself(both, district):
    with district.side("desk"):
        post = staffing.make_post(subjects.organ("区应急局"), role="handler", title="经办岗", begins_on=today(), by=both[0])
        account = staffing.register_person("韩一", "han", by=both[0])
        made = staffing.appoint(account.person_id, post.pk, begins_on=today(), by=both[0])
        assert not active("han")
        with refused("same-person"):
            staffing.decide(made.pk, approved=True, by=both[0])
        with refused("not-allowed"):  # who is no administrator
            staffing.decide(made.pk, approved=True, by=staffing.By(staffing.register_person("路人", "lu.ren", by=both[0]).person_id, "账户:lu.ren"))
        with refused("same-person"):
            staffing.appoint(both[0].person, post.pk, begins_on=today(), by=both[0])
        code = staffing.decide(made.pk, approved=True, by=both[1])
        assert code and len(code) == 19 and active("han")
        with refused("decided"):
            staffing.decide(made.pk, approved=False, by=both[1])


def test_the_database_says_so_too(both, district):
    person, made = appointed("han", "handler", both)
    with district.connect("desk", options="-c search_path=chengxin,publicity") as raw:
        for sql in (
            "UPDATE access_appointment SET person_id = 1",
            "DELETE FROM access_handover",
            "UPDATE access_officer SET active = true",
            "INSERT INTO access_officer (handle, name, active) VALUES ('x', 'x', true)",
            "UPDATE access_session SET account_id = 1",
            "SELECT mac FROM access_session",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(sql)
        with pytest.raises(psycopg.Error, match="same-person"):
            number = raw.execute("SELECT id FROM access_appointment WHERE id = %s", [_proposed(both)]).fetchone()[0]
            raw.execute("INSERT INTO access_appointmentdecision (appointment_id, approved, decided_by_id, reason) VALUES (%s, true, %s, '')", [number, both[0].person])
        with pytest.raises(psycopg.Error, match="without an entry"):
            raw.execute("INSERT INTO access_person (name) VALUES ('无痕')")
    assert person and made


def _proposed(both) -> int:
    post = staffing.make_post(subjects.organ("区应急局"), role="clerk", title="另一岗", begins_on=today(), by=both[0])
    return staffing.appoint(staffing.register_person("另一人", "ling", by=both[0]).person_id, post.pk, begins_on=today(), by=both[0]).pk


def test_an_administrator_and_an_auditor_hold_no_other_role(both):
    person, _ = appointed("shen", "auditor", both)
    with refused("held-alone"):
        appointed("shen", "handler", both, person=person, title="又一岗")
    other, _ = appointed("han", "handler", both)
    with refused("held-alone"):
        appointed("han", "administrator", both, person=other, title="管理岗")
    _, second = appointed("han", "clerk", both, person=other, title="报送岗")
    assert second


def test_one_holder_at_a_time_and_deputies_besides(both):
    person, made = appointed("han", "handler", both, title="经办岗")
    post = next(one["id"] for one in staffing.posts() if one["title"] == "经办岗")
    account = staffing.register_person("代理人", "dai", by=both[0])
    with refused("post-held"):
        staffing.decide(staffing.appoint(account.person_id, post, begins_on=today(), by=both[0]).pk, approved=True, by=both[1])
    with refused("bad-term"):
        staffing.appoint(account.person_id, post, begins_on=today(), stands_for=made, by=both[0])
    with refused("not-a-deputy"):
        staffing.appoint(person, post, begins_on=today(), ends_on=today(), stands_for=made, by=both[0])
    deputy = staffing.appoint(account.person_id, post, begins_on=today(), ends_on=today() + 9 * DAY, stands_for=made, by=both[0])
    assert not active("dai")
    staffing.decide(deputy.pk, approved=True, by=both[1])
    assert active("dai")
    staffing.hand_over(made, last_day=today() - DAY, by=both[0])  # the holder leaves at once, and with them whoever stands in
    assert not active("han") and not active("dai")


def test_a_term_ends_to_the_day_without_anybody(both, district):
    _, made = appointed("han", "handler", both, begins_on=today() + DAY)
    assert not active("han")
    _, gone = appointed("old", "handler", both)
    staffing.hand_over(gone, last_day=today(), by=both[0])
    assert active("old") and made
    with connection.cursor() as cursor:  # tomorrow
        moved = f"{(today() + DAY).isoformat()}.{business_day.seal(settings.HOME.secret('day').encode(), today() + DAY)}"
        cursor.execute("SELECT set_config('chengxin.day', %s, false)", [moved])
    assert active("han") and not active("old")
    connection.close()


def test_handing_over_proposes_who_comes_next(both):
    _, made = appointed("han", "handler", both, title="经办岗")
    heir = staffing.register_person("接任人", "jie", by=both[0]).person_id
    with refused("bad-last-day"):
        staffing.hand_over(made, last_day=today() - 5 * DAY, by=both[0])
    next_one = staffing.hand_over(made, last_day=today(), to=heir, open_matters="津北罚〔2026〕1号待送达", by=both[0])
    assert [(one["person"], one["begins_on"]) for one in staffing.waiting()] == [("接任人", today() + DAY)]
    with refused("handed-over"):
        staffing.hand_over(made, last_day=today(), by=both[0])
    staffing.decide(next_one.pk, approved=True, by=both[1])
    assert not active("jie")  # from tomorrow


def test_the_last_administrator_stays(both):
    mine = staffing.person(both[0].person)["appointments"][0]["id"]
    staffing.hand_over(mine, last_day=today() - DAY, by=both[1])
    other = staffing.person(both[1].person)["appointments"][0]["id"]
    with refused("last-administrator"):
        staffing.hand_over(other, last_day=today() - DAY, by=both[1])
    staffing.first_administrator("崔三", "cui", organ=subjects.organ("区发改委"), on=today(), by=OWNER)  # the owner may fill the gap


def test_the_kernel_goes_by_who_is_in_post_today(both, district):
    """A warrant asks for two people in post: a person who left is none, and two posts of one person are one person."""
    one, first = appointed("han", "handler", both)
    appointed("han", "approver", both, person=one, title="批准岗")
    appointed("jiang", "approver", both)
    numbers = {o["handle"]: o["id"] for o in access.officers()}
    assert len(numbers) == len([n for n in numbers if n in ("A", "B", "han", "jiang")])  # the administrators are no officers of law
    ask = "SELECT law_officer_active(%s)"
    district.rows(ask, numbers["han"])
    for appointment in [a["id"] for a in staffing.person(one)["appointments"]]:
        staffing.hand_over(appointment, last_day=today() - DAY, by=both[0])
    with pytest.raises(psycopg.Error, match="same-officer"):
        district.rows(ask, numbers["han"])
    district.rows(ask, numbers["A"])  # the standing posts stay
    assert first


def test_what_is_wrong_with_a_name_is_said(both):
    for name, login, code in (("", "abc", "no-name"), ("某", "Ab C", "bad-login"), ("某", "ab", "bad-login"), ("某", "admin-a", "login-taken")):
        with refused(code):
            staffing.register_person(name, login, by=both[0])
    with refused("unknown-role"):
        staffing.make_post(subjects.organ("区应急局"), role="subject", title="主体", begins_on=today(), by=both[0])


def test_every_act_has_its_entry(both, district):
    appointed("han", "handler", both)
    acts = {act for (act,) in district.rows("SELECT DISTINCT act FROM ground_auditentry")}
    assert {"register-person", "make-post", "propose-appointment", "approve-appointment", "make-activation"} <= acts
    assert district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'approve-appointment' AND actor = '账户:admin-b'") == 1
