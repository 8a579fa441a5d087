"""No read path to a natural person without a committed look: every role, table, column, view and function of the database is walked.

What is looked for: the name, the number, a value of a record, and what is sealed (identity, returned row), for whoever holds
the keys opens it. What gives any of it without a look fails the test; with a look, the guarded functions alone give it.
"""

import itertools
import re

import psycopg
import pytest
from django.db import connection

from chengxin.ground.api import audit
from tests.district import District, identity_number, penalty_row
from tests.sql import attacks
from tests.sql.test_hostile import ROLES

NUMBER = identity_number("12010519000101003")
NAME, FINE, FACT = "张三丰", "7.310000", "张三丰无照经营"
PERSON = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": NUMBER, "CF_XDR_MC": NAME, "CF_SY": FACT, "CF_NR_FK": FINE}
GUARDED = {"records_of_person(bigint,bigint)", "collection_returned(bigint,bigint[],integer[])"}
AT_MOST = 300  # calls of one function


def laid(district: District) -> tuple[District, dict, list[str]]:
    """A natural person with a record and a returned row; where they are, and all that tells of them."""
    district.collect(
        penalty_row(CF_WSH="人1", **PERSON),
        penalty_row(CF_WSH="人2", **PERSON | {"CF_CFLB": "罚款", "CF_NR_FK": ""}),
        penalty_row(CF_WSH="无号", **PERSON | {"CF_XDR_ZJHM": "", "CF_XDR_ZJLX": ""}),
    )
    district.publish("2026-05-20")
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        at = dict(zip(("subject", "record", "version", "batch", "mac"), raw.execute(
            "SELECT r.subject_id, r.id, v.id, v.batch, p.identity_mac FROM records_record r JOIN records_version v ON v.record_id = r.id JOIN subjects_person p ON p.subject_id = r.subject_id").fetchone(), strict=True))  # fmt: skip
        sealed = raw.execute(
            "SELECT encode(identity_sealed, 'hex') FROM subjects_person UNION ALL SELECT encode(sealed, 'hex') FROM collection_quarantined WHERE of_person"
        ).fetchall()
    assert len(sealed) >= 2
    return district, at, [NAME, NUMBER, FINE, FACT, *(hex_ for (hex_,) in sealed)]


@pytest.fixture
def hidden(filled) -> tuple[District, dict, list[str]]:
    return filled(laid)


def told(rows: list, secrets: list[str]) -> list[str]:
    """Which of the secrets an answer holds."""
    text = repr([[value.hex() if isinstance(value, bytes | memoryview) else value for value in row] for row in rows])
    return [secret for secret in secrets if secret in text]


@pytest.mark.parametrize("role", ROLES)
def test_no_table_view_or_column_tells(hidden, role):
    district, _, secrets = hidden
    owner = district.connect("owner", options="-c search_path=chengxin,publicity")
    asked, leaks = 0, []
    with district.connect(role, options="-c search_path=chengxin,publicity") as raw:
        for schema, table, columns in owner.execute(attacks.TABLES).fetchall():
            for what in ("x.*", *(f'x."{column}"' for column in columns), "x::text", "to_jsonb(x)"):
                try:
                    rows = raw.execute(f'SELECT {what} FROM {schema}."{table}" x').fetchall()
                except psycopg.Error:
                    continue
                asked += 1
                leaks += [(table, what, secret) for secret in told(rows, secrets)]
        for catalog in ("pg_stats", "pg_stat_activity", "pg_stat_statements", "pg_prepared_statements", "pg_cursors", "pg_description", "pg_settings"):
            try:
                leaks += [(catalog, "*", secret) for secret in told(raw.execute(f"SELECT * FROM {catalog}").fetchall(), secrets)]
            except psycopg.Error:
                continue
    owner.close()
    assert leaks == []
    assert asked > (60 if role in ("desk", "worker") else -1)


def test_the_walk_would_see_it(hidden):
    """The same walk as the owner of it all finds each of the secrets."""
    district, _, secrets = hidden
    found = set()
    with district.connect("superuser", options="-c search_path=chengxin,publicity") as raw:
        for schema, table, _ in raw.execute(attacks.TABLES).fetchall():
            found |= set(told(raw.execute(f'SELECT x.* FROM {schema}."{table}" x').fetchall(), secrets))
    assert found == set(secrets) - {NUMBER}  # a number is stored nowhere but sealed


def arguments(types: list[str], at: dict, look: int) -> list[tuple]:
    """Every plausible way of calling a function: with the person's own references, names of items and elements, and texts."""
    pool = {
        "bigint": [at["subject"], at["record"], at["version"], at["batch"], look],
        "bigint[]": [[at["subject"]], [at["version"]], [at["record"]], [look], []],
        "text": [at["mac"], "penalty", "CF_NR_FK", "CF_SY", NAME, NUMBER, "人1", "erase"],
        "text[]": [[at["mac"]], [NAME], ["人1"], [NUMBER], ["CF_SY"]],
        "integer": [20, 0], "boolean": [True, False], "date": ["2026-05-20", "2030-01-01"], "jsonb": ["{}"], "uuid": ["00000000-0000-0000-0000-000000000000"], "integer[]": [[1]], "bytea": [b"x"],
    }  # fmt: skip
    every = itertools.product(*(pool.get(kind.replace("character varying", "text"), [None]) for kind in types))
    return list(itertools.islice(every, AT_MOST * 20))


@pytest.mark.parametrize("role", ROLES)
def test_no_function_tells_without_a_look(hidden, role):
    """Each function the role may call, with the person's references in every place; a look that is there is another's, used, or of this transaction."""
    district, at, secrets = hidden
    leaks, called, answered = [], 0, 0
    owner = district.connect("owner", options="-c search_path=chengxin,publicity")
    functions = [row for row in owner.execute(attacks.FUNCTIONS).fetchall() if "procrastinate" not in row[1]]
    with district.connect(role, options="-c search_path=chengxin,publicity -c statement_timeout=20000") as raw:
        for schema, name, types, signature in functions:
            if not owner.execute("SELECT has_function_privilege(%s, %s::regprocedure, 'EXECUTE')", [f"chengxin_{role}", signature]).fetchone()[0]:
                continue
            ways = arguments(types, at, 1)
            for way in ways[:: max(1, len(ways) // AT_MOST)]:
                marks = ", ".join(f"%s::{kind}" for kind in types)
                called += 1
                try:
                    with raw.transaction(force_rollback=True):
                        rows = raw.execute(f'SELECT * FROM {schema}."{name}"({marks})', way).fetchall()
                except psycopg.Error:
                    continue
                answered += 1
                # What was asked with may come back; what was not may not.
                leaks += [(signature, way, secret) for secret in told(rows, [s for s in secrets if s not in repr(way)])]
    owner.close()
    assert leaks == []
    assert called > (300 if role in ("desk", "worker") else 0) and (answered or role == "my")


def test_the_guarded_functions_and_they_alone_give_it_after_a_look(hidden):
    district, at, secrets = hidden
    gave = set()
    for role in ("desk", "worker"):
        with district.side(role), district.connect(role, options="-c search_path=chengxin,publicity") as raw:
            for signature in GUARDED:
                if not raw.execute("SELECT has_function_privilege(%s::regprocedure, 'EXECUTE')", [signature]).fetchone()[0]:
                    continue
                of_person = signature.startswith("records")
                line = district.value("SELECT line FROM collection_quarantined WHERE of_person AND identity_mac IS NOT NULL")
                others = district.value("SELECT array_agg(line) FROM collection_quarantined WHERE of_person AND identity_mac IS NULL") or []
                looks = audit.commit_looks(
                    [(at["subject"], f"quarantine:{at['batch']}:{line}"), *((None, f"quarantine:{at['batch']}:{n}") for n in others)], actor="测试", purpose="核对"
                )
                call = f"SELECT * FROM {re.sub(r'[(].*', '', signature)}(%s, %s::bigint{'' if of_person else '[]'})"
                way = [at["subject"] if of_person else at["batch"], looks[0] if of_person else looks]
                if told(raw.execute(call, way).fetchall(), secrets):
                    gave.add(signature)
                with pytest.raises(psycopg.Error):
                    raw.execute(call, way)  # a look opens one read
        connection.close()
    assert gave == GUARDED


def test_a_returned_row_does_not_open_by_a_look_at_another(hidden):
    district, at, _ = hidden
    line = district.value("SELECT line FROM collection_quarantined WHERE of_person AND identity_mac IS NOT NULL")
    sound = f"quarantine:{at['batch']}:{line}"
    call = "SELECT * FROM collection_returned(%s, %s::bigint[])"
    district.become("desk")
    with district.connect("desk", options="-c search_path=chengxin") as raw:
        for subject, reference, act in (
            (at["subject"] + 1, sound, "look"),
            (None, sound, "look"),
            (at["subject"], f"quarantine:{at['batch']}:{line + 1}", "look"),
            (at["subject"], sound, "read"),
        ):
            with pytest.raises(psycopg.Error, match="no committed look"):
                raw.execute(call, [at["batch"], [audit.commit_look(actor="测试", subject=subject, purpose="x", reference=reference, act=act)]])
        with pytest.raises(psycopg.Error, match="no committed look"), raw.transaction():
            (entry,) = raw.execute(
                "INSERT INTO ground_auditentry (act, actor, subject_ref, purpose, reference, fields) VALUES ('look', 'x', %s, '', %s, '{}') RETURNING id", [at["subject"], sound]
            ).fetchone()
            raw.execute(call, [at["batch"], [entry]])
        for looks in ([], None):
            with pytest.raises(psycopg.Error):
                raw.execute(call, [at["batch"], looks])
