"""Hostile statements made by walking the catalog: every table, column, sequence and function, as each role."""

from collections.abc import Iterator

import psycopg

TABLES = """
SELECT n.nspname, c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname IN ('chengxin', 'publicity') AND c.relkind IN ('r', 'v') GROUP BY 1, 2 ORDER BY 1, 2
"""
FUNCTIONS = """
SELECT n.nspname, p.proname, array(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) t), p.oid::regprocedure::text
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('chengxin', 'publicity') AND p.prorettype <> 'trigger'::regtype ORDER BY 1, 2
"""
SEQUENCES = "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND n.nspname = 'chengxin'"


def on_tables(raw: psycopg.Connection, role: str) -> Iterator[tuple[str, str, str]]:
    """(kind, table, statement) for every table and column."""
    for schema, table, columns in raw.execute(TABLES).fetchall():
        name = f'{schema}."{table}"'
        first = columns[0]
        yield "insert", table, f"INSERT INTO {name} SELECT * FROM {name} LIMIT 1"
        yield "insert", table, f"INSERT INTO {name} DEFAULT VALUES"
        for column in columns:
            yield "update", table, f'UPDATE {name} SET "{column}" = "{column}"'
        yield "update", table, f'UPDATE {name} SET "{first}" = NULL'
        yield "delete", table, f"DELETE FROM {name}"
        yield "delete", table, f"DELETE FROM {name} WHERE ctid = '(0,1)'"
        yield "truncate", table, f"TRUNCATE {name} CASCADE"
        yield "merge", table, f"MERGE INTO {name} t USING (SELECT 1 AS x) s ON true WHEN MATCHED THEN DELETE"
        yield "lock", table, f"SELECT * FROM {name} FOR UPDATE"
        yield "lock", table, f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE"
        yield "copy", table, f"COPY {name} TO '/tmp/hostile'"
        yield "copy", table, f"COPY {name} FROM PROGRAM 'true'"
        yield "copy", table, f"COPY {name} TO PROGRAM 'cat'"
        for change in (
            "DISABLE TRIGGER ALL",
            "DISABLE ROW LEVEL SECURITY",
            f'OWNER TO "{role}"',
            f'DROP COLUMN "{first}" CASCADE',
            "ADD COLUMN hostile integer",
            f'ALTER COLUMN "{first}" DROP NOT NULL',
        ):
            yield "alter", table, f"ALTER TABLE {name} {change}"
        yield "alter", table, f"DROP TABLE {name} CASCADE"
        yield "alter", table, f"DROP VIEW {name} CASCADE"
        yield "alter", table, f'GRANT ALL ON {name} TO "{role}"'
        yield "alter", table, f"CREATE RULE hostile AS ON INSERT TO {name} DO INSTEAD NOTHING"
        yield "alter", table, f"CREATE INDEX ON {name} ((1))"
        yield "alter", table, f"CREATE POLICY hostile ON {name} USING (true)"
        yield "alter", table, f"COMMENT ON TABLE {name} IS 'hostile'"


def on_the_rest(raw: psycopg.Connection, role: str) -> Iterator[tuple[str, str, str]]:
    """(kind, what, statement) for sequences, schemas, roles, the server and its files."""
    for (sequence,) in raw.execute(SEQUENCES).fetchall():
        yield "sequence", sequence.partition(".")[2], f"SELECT setval('{sequence}', 1)"
        yield "sequence", sequence.partition(".")[2], f"ALTER SEQUENCE {sequence} RESTART"
    owner = "chengxin_owner"
    for schema in ("chengxin", "publicity", "public", "pg_temp", "pg_catalog"):
        yield "create", schema, f"CREATE TABLE {schema}.hostile (x integer)"
        yield "create", schema, f"CREATE VIEW {schema}.hostile_view AS SELECT 1"
        yield "create", schema, f"CREATE FUNCTION {schema}.hostile() RETURNS integer LANGUAGE sql AS 'SELECT 1'"
        yield "create", schema, f"CREATE FUNCTION {schema}.hostile2() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'"
        yield "create", schema, f"CREATE TYPE {schema}.hostile_type AS (x integer)"
        yield "create", schema, f"CREATE OPERATOR {schema}.@@@ (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4pl)"
        yield "create", schema, f'ALTER SCHEMA {schema} OWNER TO "{role}"'
        yield "create", schema, f"DROP SCHEMA {schema} CASCADE"
    for statement in (
        "CREATE SCHEMA hostile", "CREATE TEMP TABLE hostile (x integer)", "CREATE EXTENSION dblink", "CREATE EXTENSION postgres_fdw", "CREATE EXTENSION file_fdw",
        f"SET ROLE {owner}", f"SET SESSION AUTHORIZATION {owner}", "SET ROLE postgres", "SET SESSION AUTHORIZATION postgres", "SET ROLE pg_read_all_data", "SET ROLE pg_write_all_data",
        f'GRANT {owner} TO "{role}"', f'GRANT pg_read_all_data TO "{role}"', f'ALTER ROLE "{role}" SUPERUSER', f'ALTER ROLE "{role}" BYPASSRLS', f'ALTER ROLE "{role}" CREATEROLE', f"ALTER ROLE {owner} PASSWORD 'x'",
        "CREATE ROLE hostile SUPERUSER", "CREATE DATABASE hostile", "DROP OWNED BY CURRENT_USER CASCADE; SELECT 1/0", f"REASSIGN OWNED BY {owner} TO \"{role}\"",
        "ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()", "SELECT pg_read_file('PG_VERSION')", "SELECT pg_ls_dir('.')", "SELECT pg_read_binary_file('global/pg_control')",
        "SELECT lo_import('/etc/passwd')", "SELECT lo_from_bytea(0, 'x')", "SELECT lo_creat(-1)", "SELECT lo_create(0)", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user AND false; SELECT 1/0",
        "DO $$ BEGIN PERFORM 1; END $$", "CREATE EVENT TRIGGER hostile ON ddl_command_start EXECUTE FUNCTION x()", "CREATE PUBLICATION hostile FOR ALL TABLES", "CREATE SUBSCRIPTION hostile CONNECTION '' PUBLICATION x",
        "SELECT * FROM pg_authid", "SELECT * FROM pg_statistic", "SELECT rolpassword FROM pg_authid", "SELECT * FROM pg_largeobject", "SELECT pg_stat_reset()", "SELECT pg_switch_wal()", "CHECKPOINT", "SET session_replication_role = replica",
        "SELECT pg_logical_emit_message(false, 'x', 'y') FROM pg_authid", "LOAD 'auto_explain'", "COPY (SELECT 1) TO PROGRAM 'cat'", "COPY (SELECT 1) TO '/tmp/hostile'", "SELECT query_to_xml('SELECT * FROM chengxin.subjects_person', true, true, '')",
        "SELECT table_to_xml('chengxin.law_ask', true, true, '')", "SELECT * FROM chengxin.subjects_person", "SELECT identity_mac FROM chengxin.subjects_person", "SELECT seal_inner FROM chengxin.ground_instance", "TABLE chengxin.subjects_arrival", "SELECT chengxin.records_lay(1, 'penalty', 1, 'x', '2026-01-01', 1)", "TABLE chengxin.law_ask", "TABLE chengxin.publicity_case", "TABLE chengxin.records_arrival",
    ):  # fmt: skip
        yield "server", "", statement


def on_functions(raw: psycopg.Connection) -> Iterator[tuple[str, str]]:
    """(signature, call with NULLs) for every function of ours and of the job queue."""
    for schema, name, kinds, signature in raw.execute(FUNCTIONS).fetchall():
        arguments = ", ".join(f"NULL::{kind}" for kind in kinds)
        yield signature, f'SELECT {schema}."{name}"({arguments})'
