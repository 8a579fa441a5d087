"""What holds also against the owner of the tables: keys, bonds and append-only triggers."""

import json

import psycopg
import pytest
from psycopg import sql

from tests.sql import besieged
from tests.sql.holding import adverse_models

CONSTRAINTS = {"23502", "23503", "23505", "23514", "CX031", "CX047"}


@pytest.fixture
def stage(filled) -> besieged.Besieged:
    return filled(besieged.build)


@pytest.fixture
def owner(stage):
    with stage.district.connect("owner", options="-c search_path=chengxin,publicity") as raw:
        yield raw


def refused(raw: psycopg.Connection, *statements: str) -> str | None:
    """Which constraint refused the statements, taken back in any case."""
    try:
        with raw.transaction(force_rollback=True):
            for statement in statements:
                raw.execute(statement)
            raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg.Error as error:
        return error.sqlstate
    return None


def test_the_owner_lays_no_adverse_row_that_its_warrant_does_not_carry(stage, owner, record_property):
    tried = 0
    for model in adverse_models():
        table, columns = model._meta.db_table, {f.column for f in model._meta.concrete_fields}
        key = model._meta.pk.column
        warrant = "warrant_id" if "warrant_id" in columns else "warrant"
        only = "record_id" if "record_id" in columns else "subject_id"
        sound = owner.execute(
            f"SELECT to_jsonb(t) FROM {table} t WHERE {warrant} IS NOT NULL AND {only} = %s LIMIT 1", [stage.records["公示号"] if only == "record_id" else stage.subjects["own"]]
        ).fetchone()[0]
        others = owner.execute(
            "SELECT w.id FROM law_warrant w WHERE NOT EXISTS (SELECT 1 FROM law_warrantfact f WHERE f.warrant_id = w.id AND f.record_id = %s)", [stage.records["公示号"]]
        ).fetchall()
        wrong = [{warrant: value} for value in (None, 2**40, *(w for (w,) in others))]
        wrong += [{"subject_id": value} for value in (stage.subjects["other"], stage.subjects["person"], stage.subjects["organ"], 2**40, None)]
        wrong += [{"term_ends": value} for value in (None, "infinity", "9999-12-31", str(stage.today), str(stage.day(-1000)))]
        wrong += [{"record_id": value} for number, value in stage.records.items() if value != sound.get("record_id")] if "record_id" in columns else []
        if "nature" in columns:
            wrong += [
                {"nature": "benign"},
                {"nature": "benign", "item": "licence"},
                {"nature": "benign", "item": "licence", warrant: None, "term_ends": None},
                {"nature": "x"},
                {"nature": None},
                {"item": "licence"},
                {"item": "x"},
            ]
        # The row that stands is taken away first where it may be, so that nothing but the wrong part is in the way.
        away = [f"DELETE FROM {table} WHERE {key} = {sound[key]}"] if table == "publicity_line" else []
        fresh = {} if away else {key: 2**40}

        def put(row: dict, table: str = table) -> str:
            told = json.dumps(row, ensure_ascii=False).replace("'", "''")
            return f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(NULL::{table}, '{told}')).*"

        assert refused(owner, *away, put(sound | fresh)) is None, "the sound row itself must go in, or nothing is proved"
        for change in wrong:
            assert refused(owner, *away, put(sound | fresh | change)) in CONSTRAINTS, (table, change)
            tried += 1
            if away:
                sets = ", ".join(f"{column} = {sql.Literal(value).as_string(None)}" for column, value in change.items())
                assert refused(owner, f"UPDATE {table} SET {sets} WHERE {key} = {sound[key]}") in CONSTRAINTS, (table, change)
    assert tried >= 40
    record_property("rows", tried)


def test_what_is_added_to_is_never_changed_also_not_by_the_owner(stage, owner):
    """Every table with the trigger, found in the catalog: with rows or without, by any statement."""
    kept = owner.execute(
        "SELECT c.relname, (SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'append_only' ORDER BY 1"
    ).fetchall()
    must = {
        "law_warrant",
        "law_warrantfact",
        "law_grounds",
        "law_refused",
        "law_confirmation",
        "publicity_publication",
        "publicity_closing",
        "records_version",
        "records_classing",
        "records_mark",
        "records_withdrawal",
    }
    assert must <= {table for table, _ in kept}
    for table, columns in kept:
        first = columns[0]
        statements = [f'UPDATE {table} SET "{first}" = "{first}" WHERE false', f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE", f"MERGE INTO {table} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
                      f"WITH x AS (DELETE FROM {table} RETURNING 1) SELECT count(*) FROM x"]  # fmt: skip
        for statement in statements[1:] if table == "law_lettercounter" else statements:  # a counter goes up; another trigger sees to it
            assert refused(owner, statement) == "CX031", statement


def test_the_triggers_are_never_asleep(owner):
    """Neither the append-only triggers nor those that bind are switched off or spare a replica's session."""
    asleep = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname IN ('append_only', 'bound', 'bound_still', 'said') AND tgenabled <> 'O'"
    assert owner.execute(asleep).fetchall() == []
    assert owner.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated").fetchall() == []
