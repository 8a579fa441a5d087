"""No act without an entry: the database does not commit it, or notes it by itself, one a statement."""

import datetime as dt
import re

import psycopg
import pytest
from django.db import Error, transaction

from chengxin.ground.api import audit
from chengxin.records import api as records
from chengxin.site import acts, grants
from tests.district import penalty_row
from tests.sql.stage import Stage, build

NEVER_BY_A_ROLE = {
    "access_accountclosing",
    "catalogue_versionrejection",
    "access_identity",
    "access_lookquestion",
    "access_agentmandateend",
    "access_consent",
    "access_consentend",
    "collection_erasure",
    "collection_revokeask",
    "catalogue_versionapproval",
    "publicity_articleact",
    "publicity_articlefile",
    "publicity_reading",
    "publicity_run",
    "records_revocation",
    "law_warrant",
    "law_caseact",
    "publicity_closing",
    "law_confirmation",
    "law_letter",
    "law_lettertemplate",
    "law_lettertemplateapproval",
    "law_service",
    "law_textversion",
}  # by guarded functions alone


@pytest.fixture
def stage(filled) -> Stage:
    return filled(build)


def test_every_table_a_role_may_add_to_is_an_act_or_says_why_not():
    added_to = {table for role in grants.TABLES.values() for table in role.get("INSERT", ())} | {t for role in grants.COLUMNS.values() for p, t, _ in role if p == "INSERT"}
    known = set(acts.DEMANDED) | set(acts.NOTED) | set(acts.NO_ACT)
    assert added_to - known == set()
    assert (set(acts.DEMANDED) | set(acts.NOTED)) - added_to == NEVER_BY_A_ROLE
    assert all(reason for reason in acts.NO_ACT.values())


def test_every_table_a_guarded_function_adds_to_is_an_act_or_says_why_not(district):
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        bodies = raw.execute("SELECT prosrc FROM pg_proc WHERE pronamespace = 'chengxin'::regnamespace AND prokind = 'f' AND proname NOT LIKE 'procrastinate%'").fetchall()
    added_to = {table for (body,) in bodies for table in re.findall(r"INSERT INTO (?:chengxin\.)?(\w+)", body)}
    assert {"law_warrant", "records_version", "ground_auditleaf"} <= added_to
    assert added_to - set(acts.DEMANDED) - set(acts.NOTED) - set(acts.NO_ACT) == set()


def test_an_act_without_an_entry_is_not_committed(stage):
    """Through the rooms' own functions, with the entry left out, as each role that may act."""
    record = records.record(str(stage.public_record))
    day = dt.date(2099, 1, 3)
    count = "SELECT (SELECT count(*) FROM records_withdrawal) + (SELECT count(*) FROM records_classing)"
    before = stage.district.value(count)
    stage.district.become("desk")
    for act in (
        lambda: records.withdraw(record, organ=stage.organ, kind="annulled", reason="x", on=day),
        lambda: records.classify(record, severity="严重", reason="x", organ=stage.organ, on=day),
    ):
        with pytest.raises(Error, match="without an entry"), transaction.atomic():
            act()
    with transaction.atomic():
        audit.record_act("withdraw", actor="测试")
        records.withdraw(record, organ=stage.organ, kind="annulled", reason="x", on=day)
    assert stage.district.value(count) == before + 1


def test_an_entry_of_another_transaction_does_not_do(stage):
    stage.district.become("desk")
    audit.record_act("withdraw", actor="测试")
    record = records.record(str(stage.public_record))
    with pytest.raises(Error, match="without an entry"), transaction.atomic():
        records.withdraw(record, organ=stage.organ, kind="annulled", reason="x", on=dt.date(2099, 1, 3))


def test_raw_statements_of_the_desk_are_acts_too(stage):
    with stage.district.connect("desk", options="-c search_path=chengxin") as raw:
        for statement in (
            f"INSERT INTO records_mark (record_id, disputed, reference, marked_on) VALUES ({stage.public_record}, true, 'x', '2099-01-03')",
            f"INSERT INTO subjects_relation (subject_id, kind, to_id, since, reference) VALUES ({stage.subject}, 'branch-of', {stage.other_subject}, '2026-01-01', 'x')",
        ):
            with pytest.raises(psycopg.Error, match="without an entry"):
                raw.execute(statement)


def test_what_follows_by_itself_is_noted_once_a_statement(district):
    from chengxin.publicity import api as publicity

    district.collect(*(penalty_row() for _ in range(5)))
    assert district.publish("2026-05-20")["published"] == 5
    noted = "SELECT count(*) FROM ground_auditentry WHERE post = '数据库' AND act = 'close'"
    assert district.value(noted) == 0
    with district.side("worker"):
        assert publicity.end_terms(on=dt.date(2100, 1, 1)) == 5
    assert district.value(noted) == 1
    assert district.value("SELECT actor FROM ground_auditentry WHERE post = '数据库'") == "chengxin_worker"


def test_a_batch_and_a_run_have_one_entry_each(stage):
    count = "SELECT count(*) FROM ground_auditentry WHERE act = %s"
    assert stage.district.value(count, "collect") == stage.district.value("SELECT count(*) FROM collection_batch")
    assert stage.district.value(count, "publish") == stage.district.value("SELECT count(*) FROM publicity_run")
    assert stage.district.value("SELECT count(*) FROM law_warrant") > 1
    assert stage.district.value("SELECT count(*) FROM ground_auditentry") < 20
