"""What warrants refer to is there, whoever writes them, and stays there, whoever removes it (docs/decisions/0023)."""

import psycopg
import pytest

from tests.sql import besieged

NOBODY = 999_999_999
ANOTHER = "INSERT INTO law_warrant SELECT (jsonb_populate_record(w, %s::jsonb || jsonb_build_object('id', 900000, 'ask', -1))).* FROM law_warrant w ORDER BY w.id LIMIT 1"


@pytest.fixture
def owner(filled):
    stage = filled(besieged.build)
    with stage.district.connect("owner", options="-c search_path=chengxin") as raw:
        yield raw


def refused(raw, state: str, statement: str, *parameters) -> None:
    with pytest.raises(psycopg.Error) as caught:
        raw.execute(statement, parameters)
    assert caught.value.sqlstate == state, caught.value


@pytest.mark.parametrize(("column", "value"), [("power_id", '"no-such-power"'), *((column, str(NOBODY)) for column in ("proposer_id", "approver_id", "subject_id", "organ_id"))])
def test_a_warrant_refers_to_what_is_there(owner, column, value):
    refused(owner, "23503", ANOTHER, f'{{"{column}": {value}}}')


def test_a_fact_is_a_version_of_its_record(owner):
    warrant, record, version = owner.execute("SELECT warrant_id, record_id, version_id FROM law_warrantfact ORDER BY warrant_id, record_id LIMIT 1").fetchone()
    other = owner.execute("SELECT max(id) FROM records_record WHERE id NOT IN (SELECT record_id FROM law_warrantfact WHERE warrant_id = %s)", [warrant]).fetchone()[0]
    for wrong in ((NOBODY, record, version), (warrant, NOBODY, version), (warrant, other, NOBODY), (warrant, other, version)):
        refused(owner, "23503", "INSERT INTO law_warrantfact (warrant_id, record_id, version_id) VALUES (%s, %s, %s)", *wrong)


@pytest.mark.parametrize(("table", "key"), [("law_power", "code"), ("access_officer", "id"), ("subjects_subject", "id")])
def test_what_warrants_refer_to_stays(owner, table, key):
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE", f"UPDATE {table} SET {key} = {key}"):
        refused(owner, "CX031", statement)
