"""Hostile SQL as each application role: it must fail, and nothing protected may be different afterwards (ruling: section 2)."""

import datetime as dt
import json
from contextlib import suppress

import psycopg
import pytest

from chengxin.site import grants
from tests.sql import attacks
from tests.sql.stage import NUMBER, SECRETS, Stage, build

ROLES = ("public", "my", "desk", "worker")
JOBS = "procrastinate"  # the queue is the worker's own


@pytest.fixture
def stage(filled) -> Stage:
    return filled(build)


def fingerprint(raw: psycopg.Connection, table: str) -> object:
    return raw.execute(f"SELECT count(*), md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM chengxin.\"{table}\" t").fetchone()


def _plain(signature: str) -> str:
    return signature.replace("publicity.", "").replace("chengxin.", "").replace(" ", "").replace('"', "")


def rights(raw: psycopg.Connection) -> object:
    """Who may do what, as the catalog holds it."""
    return raw.execute(
        "SELECT array_agg(relname || coalesce(relacl::text, '') ORDER BY oid) FROM pg_class WHERE relnamespace::regnamespace::text IN ('chengxin', 'publicity')"
    ).fetchone()


def protected(raw: psycopg.Connection, role: str) -> dict[str, object]:
    """Every table the role has no business writing to."""
    own = set(grants.TABLES[role].get("INSERT", ())) | {table for privilege, table, _ in grants.COLUMNS.get(role, ()) if privilege == "INSERT"}
    names = [n for _, n, _ in raw.execute(attacks.TABLES).fetchall() if n not in own and not n.startswith(JOBS)]
    views = {view.partition(".")[2] for view in grants.VIEWS}
    return {name: fingerprint(raw, name) for name in names if name not in views}


@pytest.mark.parametrize("role", ROLES)
def test_walking_the_tables(stage, role, record_property):
    owner = stage.district.connect("owner", options="-c search_path=chengxin,publicity")
    before, rights_before = protected(owner, role), rights(owner)
    allowed = set(grants.TABLES[role].get("INSERT", ())) | {t for p, t, _ in grants.COLUMNS.get(role, ()) if p == "INSERT"}
    name = f"chengxin_{role}"
    tried, came_through = 0, []
    with stage.district.connect(role, options="-c search_path=publicity -c statement_timeout=5000 -c lock_timeout=500") as raw:
        for kind, what, statement in [*attacks.on_tables(owner, name), *attacks.on_the_rest(owner, name)]:
            tried += 1
            try:
                raw.execute(statement)
            except psycopg.Error:
                continue
            if kind == "insert" and what in allowed:
                continue
            if statement.startswith("GRANT ALL"):
                continue  # no error but a warning that nothing was granted: ``rights`` tells below
            if role == "worker" and JOBS in statement:
                continue
            came_through.append(statement)
    assert came_through == []
    assert rights(owner) == rights_before
    assert protected(owner, role) == before
    assert tried >= 1000
    record_property("statements", tried)
    owner.close()


@pytest.mark.parametrize("role", ROLES)
def test_functions_open_only_to_whom_the_table_says(stage, role):
    owner = stage.district.connect("owner", options="-c search_path=chengxin,publicity")
    before = {name: print_ for name, print_ in protected(owner, role).items() if name not in ("publicity_run",)}
    granted = {entry.replace("publicity.", "").replace(" ", "") for entry in grants.FUNCTIONS[role]}
    open_to_role = {
        signature
        for signature, _ in attacks.on_functions(owner)
        if owner.execute("SELECT has_function_privilege(%s, %s::regprocedure, 'EXECUTE')", [f"chengxin_{role}", signature]).fetchone()[0]
    }
    unlisted = {s for s in open_to_role if _plain(s) not in granted and not (role == "worker" and JOBS in s)}
    assert unlisted == set()
    with stage.district.connect(role, options="-c search_path=chengxin,publicity") as raw:
        for signature, call in attacks.on_functions(owner):
            if signature not in open_to_role or JOBS in signature:  # what is closed is closed; what is open is called with nothing
                with suppress(psycopg.Error):
                    raw.execute(call)
    assert {name: print_ for name, print_ in protected(owner, role).items() if name in before} == before
    owner.close()


def test_the_desk_cannot_talk_the_kernel_into_a_warrant(stage):
    """Every ingredient wrong in turn, through the one door there is."""
    day, good = dt.date(2026, 6, 10), {"notice": "2026-05-02", "decision": "2026-05-12", "service": "2026-05-13"}
    right = {
        "power": "publish-penalty",
        "subject": stage.subject,
        "organ": stage.organ,
        "proposer": 1,
        "approver": 2,
        "records": [stage.public_record],
        "steps": good,
        "on": day,
        "first": day,
    }
    wrongs = [
        {"power": "publish-gossip"}, {"power": None}, {"power": "erase"}, {"subject": stage.other_subject}, {"subject": stage.person}, {"subject": stage.organ}, {"subject": None}, {"subject": -1},
        {"organ": stage.other_organ}, {"organ": stage.subject}, {"organ": None}, {"proposer": 2}, {"approver": 1}, {"proposer": None}, {"approver": None}, {"proposer": 999}, {"approver": -1},
        {"records": []}, {"records": [999999]}, {"records": [stage.public_record, 999999]}, {"records": [stage.withdrawn_record]}, {"records": [stage.disputed_record]}, {"records": [stage.person_record]}, {"records": None},
        {"records": [stage.person_record], "subject": stage.person}, {"steps": {}}, {"steps": None}, {"steps": {k: v for k, v in good.items() if k != "notice"}}, {"steps": good | {"service": "2026-06-11"}}, {"steps": good | {"decision": None}},
        {"on": dt.date(2030, 1, 1), "first": dt.date(2030, 1, 1)}, {"on": dt.date(2027, 5, 13), "first": dt.date(2027, 5, 13)},
    ]  # fmt: skip
    owner = stage.district.connect("owner", options="-c search_path=chengxin")
    count = "SELECT count(*) FROM law_warrant"
    before = owner.execute(count).fetchone()
    with stage.district.connect("desk", options="-c search_path=chengxin") as raw:
        for wrong in wrongs:
            asked = right | wrong
            steps = json.dumps(asked["steps"]) if asked["steps"] is not None else None
            try:
                warrant, codes = raw.execute(
                    "SELECT warrant, codes FROM law_ask_once(%s, %s, %s, %s, %s, %s, %s, %s, %s, NULL)",
                    [asked["power"], asked["subject"], asked["organ"], asked["proposer"], asked["approver"], asked["records"], steps, asked["on"], asked["first"]],
                ).fetchone()
            except psycopg.Error:
                continue
            assert (warrant, bool(codes)) == (None, True), wrong
    assert owner.execute(count).fetchone() == before
    owner.close()


def test_no_predicate_looks_behind_the_views(stage):
    """Leaking casts, divisions and regular expressions see public rows only."""
    leaks = [
        "SELECT * FROM publicity.line",
        "SELECT * FROM publicity.subject",
        "SELECT * FROM publicity.line WHERE fields::text::integer = 0",
        "SELECT * FROM publicity.line WHERE (fields ->> 'CF_SY')::integer = 0",
        "SELECT * FROM publicity.line WHERE document_number::date IS NULL",
        "SELECT * FROM publicity.line WHERE 1 / (length(fields ->> 'CF_SY') - 6) > 0",
        "SELECT * FROM publicity.line WHERE term_ends < current_date - 100 OR (fields ->> 'CF_SY')::numeric > 0",
        "SELECT * FROM publicity.line WHERE xmlparse(content fields::text) IS NULL",
        "SELECT * FROM publicity.subject WHERE name::integer = 0",
        "SELECT * FROM publicity.search('张三丰', 100, 0)",
        "SELECT * FROM publicity.search('1201051900', 100, 0)",
        "SELECT * FROM publicity.search('%', 100, 0)",
        "SELECT * FROM publicity.search('', 100, 0)",
        "SELECT * FROM publicity.search(NULL, NULL, NULL)",
        "SELECT * FROM publicity.figures",
        "SELECT most_common_vals::text FROM pg_stats WHERE schemaname IN ('chengxin', 'publicity')",
        "SELECT query FROM pg_stat_activity WHERE usename <> current_user",
        "EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM publicity.line WHERE (fields ->> 'CF_SY')::integer = 0",
    ]
    with stage.district.connect("owner") as owner:
        owner.execute("ANALYZE")
    with stage.district.connect("public", options="-c search_path=publicity") as raw:
        for statement in leaks:
            try:
                said = str(raw.execute(statement).fetchall())
            except psycopg.Error as error:
                said = f"{error} {error.diag.message_detail} {error.diag.context}"
            for secret in SECRETS:
                assert secret not in said, (statement, secret)


@pytest.mark.parametrize("role", ROLES)
def test_no_table_tells_of_the_person(stage, role):
    """Whatever a role may read, a natural person's values are not in it."""
    with stage.district.connect("owner", options="-c search_path=chengxin,publicity") as owner, stage.district.connect(role, options="-c search_path=publicity") as raw:
        for schema, table, columns in owner.execute(attacks.TABLES).fetchall():
            for wanted in ("t::text", *(f'"{column}"::text' for column in columns)):
                try:
                    said = str(raw.execute(f'SELECT {wanted} FROM {schema}."{table}" t').fetchall())
                except psycopg.Error:
                    continue
                assert "张三丰" not in said, (table, wanted)
                assert NUMBER not in said, (table, wanted)


def test_a_look_cannot_be_forged(stage):
    """Its time, transaction and role are the database's to say; and it opens nothing for others."""
    columns = "act, actor, subject_ref, purpose, reference, fields"
    values = f"'look', 'x', {stage.person}, '', '', '{{}}'"
    read = "SELECT * FROM chengxin.records_of_person(%s, %s)"
    with stage.district.connect("desk", options="-c search_path=chengxin") as raw:
        for extra, value in (("at", "'2020-01-01'"), ("xact", "1"), ("side", "'chengxin_owner'"), ("id", "1")):
            with pytest.raises(psycopg.Error):
                raw.execute(f"INSERT INTO ground_auditentry ({columns}, {extra}) VALUES ({values}, {value})")
        with pytest.raises(psycopg.Error), raw.transaction():
            (entry,) = raw.execute(f"INSERT INTO ground_auditentry ({columns}) VALUES ({values}) RETURNING id").fetchone()
            raw.execute(read, [stage.person, entry])
        for subject in (stage.person, stage.subject):
            for entry in (None, 0, -1, 10**9):
                with pytest.raises(psycopg.Error):
                    raw.execute(read, [subject, entry])
    with stage.district.connect("worker", options="-c search_path=chengxin") as raw, pytest.raises(psycopg.Error):
        raw.execute(read, [stage.person, 1])
