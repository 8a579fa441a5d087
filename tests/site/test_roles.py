"""The roles: who may sign in where, and what nobody may do."""

import psycopg
import pytest

from chengxin.site import postgres, roles
from chengxin.site.home import LaunchFailure
from chengxin.site.postgres import SIDES

FORBIDDEN = [
    "CREATE TABLE mine (a int)",
    "CREATE TABLE chengxin.mine (a int)",
    "CREATE VIEW publicity.mine AS SELECT 1",
    "CREATE TEMPORARY TABLE mine (a int)",
    "CREATE SCHEMA mine",
    "CREATE TABLE public.mine (a int)",
    "CREATE DATABASE mine",
    "CREATE ROLE mine",
    "CREATE EXTENSION pg_trgm",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DO $$ BEGIN PERFORM 1; END $$",
    "SELECT lo_create(0)",
    "SELECT lo_creat(-1)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_put(1, 0, 'x')",
    "SELECT lo_import('/etc/hostname')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/mine'",
    "SELECT pg_read_file('/etc/hostname')",
    "SELECT * FROM pg_authid",
    "SET ROLE chengxin_owner",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER ROLE chengxin_public SUPERUSER",
    "GRANT chengxin_owner TO CURRENT_USER",
    "ALTER DATABASE chengxin OWNER TO CURRENT_USER",
    "ALTER SYSTEM SET log_statement = 'all'",
    "SET log_statement = 'all'",
    "SET session_replication_role = 'replica'",
]


def connect(home, role, **changes):
    return psycopg.connect(**{**postgres.connection(home, role), **changes}, autocommit=True)


@pytest.mark.parametrize("side", SIDES)
def test_no_side_may_make_or_become_anything(standing, side):
    with connect(standing, side) as connection:
        for statement in FORBIDDEN:
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidSchemaName)):
                connection.execute(statement)


@pytest.mark.parametrize("side", SIDES)
def test_every_side_signs_in_with_its_own_password_and_only_to_its_database(standing, side):
    with connect(standing, side) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (f"chengxin_{side}",)
    other = postgres.connection(standing, "owner")["password"]
    with pytest.raises(psycopg.OperationalError, match="password"):
        connect(standing, side, password=other)
    for database in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            connect(standing, side, dbname=database)


def test_the_public_side_cannot_even_name_what_lies_in_the_inner_schema(standing):
    with connect(standing, "owner") as owner:
        owner.execute("CREATE TABLE chengxin.inner_thing (a int)")
        owner.execute("CREATE FUNCTION publicity.thing() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    try:
        with connect(standing, "public") as connection:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="schema"):
                connection.execute("SELECT * FROM chengxin.inner_thing")
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="function"):
                connection.execute("SELECT publicity.thing()")
    finally:
        with connect(standing, "owner") as owner:
            owner.execute("DROP TABLE chengxin.inner_thing")
            owner.execute("DROP FUNCTION publicity.thing()")


def test_the_attributes_of_the_roles(standing):
    with connect(standing, "superuser") as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'chengxin\\_%%' AND NOT (rolsuper OR rolcreaterole OR rolcreatedb OR rolinherit OR rolreplication OR rolbypassrls) AND rolconnlimit > 0"
        ).fetchone()
        assert found == (5,)
        assert connection.execute("SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname LIKE 'chengxin\\_%%'").fetchone() == (0,)


def test_again_changes_nothing_and_a_new_password_is_taken_over(standing):
    with connect(standing, "superuser") as connection:
        before = connection.execute("SELECT xmin, oid FROM pg_authid ORDER BY oid").fetchall()
        roles.ensure(standing)
        assert connection.execute("SELECT xmin, oid FROM pg_authid ORDER BY oid").fetchall() == before
    (standing.secrets / "my.password").unlink()
    with pytest.raises(psycopg.OperationalError):
        connect(standing, "my")
    roles.ensure(standing)
    connect(standing, "my").close()


def test_killed_between_roles_and_schemas_is_made_good(home):
    with postgres.running(home):
        with psycopg.connect(**postgres.connection(home, "superuser", database="postgres"), autocommit=True) as connection:
            connection.execute("CREATE ROLE chengxin_owner")
            connection.execute("CREATE ROLE chengxin_public SUPERUSER")
            connection.execute("CREATE DATABASE chengxin OWNER chengxin_owner")
        roles.ensure(home)
        with connect(home, "public") as connection:
            assert connection.execute("SELECT current_setting('is_superuser')").fetchone() == ("off",)
        with connect(home, "owner") as connection:
            connection.execute("CREATE TABLE chengxin.thing (a int)")


def test_the_fingerprint_tells_whether_the_database_is_ours(standing, monkeypatch):
    assert not roles.fingerprint_current(standing)
    with connect(standing, "owner") as owner:
        owner.execute("CREATE TABLE chengxin.ground_instance (fingerprint text)")
        owner.execute("INSERT INTO chengxin.ground_instance VALUES (%s)", [roles.shipped_fingerprint()])
    assert roles.fingerprint_current(standing)
    monkeypatch.setattr(roles, "shipped_fingerprint", lambda: "sha256:newer")
    assert not roles.fingerprint_current(standing)
    with connect(standing, "owner") as owner:
        owner.execute("DROP TABLE chengxin.ground_instance")


def test_the_fingerprint_covers_names_and_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(roles, "PACKAGE", tmp_path)

    def now():
        roles._shipped_fingerprint.cache_clear()
        return roles.shipped_fingerprint()

    seen = [now()]
    (tmp_path / "law" / "migrations").mkdir(parents=True)
    for path, text in [("law/migrations/0001.py", "a"), ("law/migrations/0001.py", "b"), ("law/powers.yaml", "b"), ("law/gate.sql", "c"), ("days.csv", "d")]:
        (tmp_path / path).write_text(text)
        seen.append(now())
    (tmp_path / "law" / "rules.py").write_text("not schema")
    assert len(set(seen)) == 6 and now() == seen[-1]
    roles._shipped_fingerprint.cache_clear()


def outside_url(standing, user, database):
    host = postgres.connection(standing, "superuser")["host"]
    return f"postgresql://{user}:word@/{database}?host={host}"


@pytest.fixture
def administrator(standing):
    """The administrator of a server that is outside for this test: an ordinary owner and an empty database."""
    with psycopg.connect(**postgres.connection(standing, "superuser", database="postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE credit LOGIN PASSWORD 'word'")
        connection.execute("CREATE DATABASE credit")
        yield connection
        connection.execute("DROP DATABASE credit WITH (FORCE)")
        for side in SIDES:
            connection.execute(f"DROP ROLE IF EXISTS credit_{side}")
        connection.execute("DROP ROLE credit")


def test_an_outside_server_without_the_rights_lists_what_its_administrator_must_run(standing, home, administrator, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", outside_url(standing, "credit", "credit"))
    with pytest.raises(LaunchFailure) as refused:
        roles.ensure(home)
    for line in str(refused.value).splitlines():
        if line.endswith(";"):
            administrator.execute(line)
    roles.ensure(home)
    roles.ensure(home)
    assert not roles.fingerprint_current(home)
    for side in SIDES:
        with connect(home, side) as connection:
            for statement in FORBIDDEN:
                if "lo_" in statement or "$$" in statement or "chengxin_" in statement or "ALTER DATABASE" in statement:
                    continue  # an outside server's owner cannot close these; other roles' names differ
                with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidSchemaName)):
                    connection.execute(statement)


def test_an_unreachable_outside_server_is_said_plainly(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://a:b@/c?host={home.path}")
    with pytest.raises(LaunchFailure, match="DATABASE_URL"):
        roles.ensure(home)
