"""数据库角色: the five roles, their schemas and what none of them may ever do. Free of Django.

``ensure`` makes them and is one query when there is nothing to do. Which table a role may read or
write is said after the migration, in ``grants.py``; here stands what holds before any table exists.
"""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from chengxin.ground import plugins
from chengxin.site import postgres
from chengxin.site.home import Home, LaunchFailure
from chengxin.site.postgres import SIDES, Role
from chengxin.site.progress import say, step

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

PACKAGE = Path(__file__).resolve().parent.parent
VERSION = 2  # raise when the statements below change, so that existing databases get them
ATTRIBUTES = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS"
CONNECTIONS = {"owner": 8, "public": 24, "my": 16, "desk": 24, "worker": 24}
SEARCH_PATH = {"owner": "chengxin, publicity", "public": "publicity", "my": "chengxin, publicity", "desk": "chengxin, publicity", "worker": "chengxin, publicity"}
# Large objects lie outside every schema: their writers would be a way around the grants.
LARGE_OBJECTS = ["lo_creat", "lo_create", "lo_from_bytea", "lo_import", "lo_export", "lo_open", "lo_put", "lo_truncate", "lo_truncate64", "lo_unlink", "lowrite"]
# An advisory lock asks for no right on anything: whoever may take one could hold publication and withdrawal up for good.
LOCKERS = ("owner", "worker")
SUFFIXES = (".sql", ".yaml", ".csv")


def names() -> dict[str, str]:
    """Side → database role (public, my, desk, worker)."""
    return {side: postgres.role_name(cast(Role, side)) for side in SIDES}


def ensure(home: Home) -> None:
    """Database, roles, passwords, schemas and the rights that hold everywhere; does nothing when all is there.

    A kill in the middle is made good by the next call. Raises LaunchFailure when the server cannot
    be reached, or when its user may not make roles: the message then lists what its administrator must run.
    """
    import psycopg

    mark = _mark(home)
    try:
        if _marked(home) == mark:
            return
        with step("准备数据库角色", quiet=True):
            _make_all(home, mark)
    except psycopg.errors.InsufficientPrivilege as error:
        raise LaunchFailure(_for_the_administrator(home)) from error
    except psycopg.OperationalError as error:
        raise LaunchFailure(_unreachable(home, error)) from error


def shipped_fingerprint() -> str:
    """Digest of the schema and data this code ships: migrations, SQL, YAML and CSV files, and those of the plugin folders, by name and bytes."""
    return _shipped_fingerprint()


def fingerprint_current(home: Home) -> bool:
    """Whether the database carries exactly this code's schema and data (false also before the first migration)."""
    import psycopg

    try:
        with psycopg.connect(**postgres.connection(home, "owner")) as connection:
            found = connection.execute("SELECT fingerprint FROM chengxin.ground_instance").fetchone()
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.InvalidSchemaName):
        return False
    except psycopg.OperationalError as error:
        raise LaunchFailure(_unreachable(home, error)) from error
    return found is not None and found[0] == shipped_fingerprint()


@cache
def _shipped_fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(_shipped()):
        for part in (path.relative_to(PACKAGE).as_posix().encode(), path.read_bytes()):
            digest.update(len(part).to_bytes(8, "big") + part)
    for root in plugins.roots():
        for path in sorted(p for p in root.rglob("*") if p.suffix in SUFFIXES):
            for part in (str(path).encode(), path.read_bytes()):
                digest.update(len(part).to_bytes(8, "big") + part)
    return "sha256:" + digest.hexdigest()


def _shipped() -> Iterator[Path]:
    for folder, folders, files in os.walk(PACKAGE):
        folders[:] = [name for name in folders if name not in ("__pycache__", "static", "templates")]
        migrations = folder.endswith("/migrations")
        yield from (Path(folder, name) for name in files if name.endswith(SUFFIXES) or (migrations and name.endswith(".py")))


def _mark(home: Home) -> str:
    """What the database says once everything below is done: the version of the statements and which passwords."""
    digest = hashlib.sha256()
    for role in ("owner", *SIDES):
        digest.update(home.secret(f"{role}.password").encode() + b"\n")
    return f"roles {VERSION} {digest.hexdigest()[:24]}"


def _marked(home: Home) -> str | None:
    import psycopg

    maker: Role = "owner" if postgres.outside() else "superuser"
    try:
        with psycopg.connect(**postgres.connection(home, maker)) as connection:
            found = connection.execute("SELECT obj_description(to_regnamespace('publicity'), 'pg_namespace')").fetchone()
    except psycopg.OperationalError as error:
        if postgres.outside() or not _database_absent(home):
            raise
        del error
        return None
    return found[0] if found else None


def _database_absent(home: Home) -> bool:
    import psycopg

    with psycopg.connect(**postgres.connection(home, "superuser", database="postgres")) as connection:
        return connection.execute("SELECT FROM pg_database WHERE datname = %s", [postgres.database_name()]).fetchone() is None


def _make_all(home: Home, mark: str) -> None:
    import psycopg

    private = postgres.outside() is None
    start = postgres.connection(home, "superuser", database="postgres") if private else postgres.connection(home, "owner")
    with psycopg.connect(**start, autocommit=True) as first:
        first.execute("SELECT pg_advisory_lock(hashtext('chengxin.roles'))")  # until this connection ends
        _make_roles(first, home, private=private)
        if private:
            _make_database(first)
            _close_other_databases(home)
        with psycopg.connect(**postgres.connection(home, "superuser")) as connection, connection.cursor() as cursor:
            earlier = cursor.execute("SELECT obj_description(to_regnamespace('publicity'), 'pg_namespace')").fetchone()
            _arrange(cursor, private=private)
            _run(cursor, "COMMENT ON SCHEMA publicity IS {mark:l}", mark=mark)
        if not private and earlier and earlier[0]:
            say("  注意：外部数据库中各角色的口令已按本主目录的口令文件重设；共用此库的其他机器须使用同一份 secrets 目录。")


def _make_roles(connection: "Connection", home: Home, *, private: bool) -> None:
    """One transaction: after a kill there are all roles or none. Passwords travel as SCRAM verifiers, never in clear."""
    with connection.transaction(), connection.cursor() as cursor:
        for role in ("owner", *SIDES) if private else SIDES:
            name = postgres.role_name(cast(Role, role))
            verifier = connection.pgconn.encrypt_password(home.secret(f"{role}.password").encode(), name.encode(), b"scram-sha-256").decode()
            found = cursor.execute("SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = %s", [name]).fetchone()
            if found is None:
                _run(cursor, f"CREATE ROLE {{name}} {ATTRIBUTES}", name=name)
            elif private:
                _run(cursor, f"ALTER ROLE {{name}} {ATTRIBUTES}", name=name)
            elif found[0]:
                raise LaunchFailure(f"外部数据库的角色 {name} 带有超出约定的特权，已拒绝使用。请数据库管理员执行：\nALTER ROLE {name} {ATTRIBUTES};")
            _run(cursor, f"ALTER ROLE {{name}} LOGIN NOINHERIT CONNECTION LIMIT {CONNECTIONS[role]} PASSWORD {{verifier:l}}", name=name, verifier=verifier)


def _make_database(connection: "Connection") -> None:
    database, owner = postgres.database_name(), postgres.role_name("owner")
    with connection.cursor() as cursor:
        if cursor.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone() is None:
            _run(cursor, "CREATE DATABASE {database} OWNER {owner} TEMPLATE template0", database=database, owner=owner)


def _close_other_databases(home: Home) -> None:
    import psycopg

    for name in ("template1", "postgres"):
        with psycopg.connect(**postgres.connection(home, "superuser", database="postgres")) as connection, connection.cursor() as cursor:
            _run(cursor, "REVOKE ALL ON DATABASE {name} FROM PUBLIC", name=name)


def _arrange(cursor: "Cursor", *, private: bool) -> None:
    """Schemas and rights inside the database, in one transaction."""
    database, owner = postgres.database_name(), postgres.role_name("owner")
    sides = names()
    _run(cursor, "REVOKE ALL ON DATABASE {database} FROM PUBLIC", database=database)
    for schema in ("chengxin", "publicity"):
        _run(cursor, f"CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {{owner}}", owner=owner)
        _run(cursor, f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC")
    for side, name in sides.items():
        _run(cursor, "REVOKE ALL ON DATABASE {database} FROM {name}", database=database, name=name)
        _run(cursor, "GRANT CONNECT ON DATABASE {database} TO {name}", database=database, name=name)
        _run(cursor, "REVOKE ALL ON SCHEMA chengxin, publicity FROM {name}", name=name)
        _run(cursor, f"GRANT USAGE ON SCHEMA {SEARCH_PATH[side]} TO {{name}}", name=name)
    # Functions are open to everyone by birth; that default can only be taken away for all schemas at once.
    _run(cursor, "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC", owner=owner)
    if private:
        for role in ("owner", *SIDES):
            _run(cursor, f"ALTER ROLE {{name}} IN DATABASE {{database}} SET search_path = {SEARCH_PATH[role]}", name=postgres.role_name(cast(Role, role)), database=database)
        _run(cursor, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        _run(cursor, "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC")
        _run(cursor, "GRANT USAGE ON LANGUAGE plpgsql TO {owner}", owner=owner)
        _close_large_objects(cursor)
        _close_advisory_locks(cursor)
    else:
        _try(cursor, "REVOKE ALL ON SCHEMA public FROM PUBLIC")


def _close_large_objects(cursor: "Cursor") -> None:
    cursor.execute("SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY(%s)", [LARGE_OBJECTS])
    for (function,) in cursor.fetchall():
        _run(cursor, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")


def _close_advisory_locks(cursor: "Cursor") -> None:
    cursor.execute("SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname LIKE 'pg\\_%advisory%'")
    for (function,) in cursor.fetchall():
        _run(cursor, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        for role in LOCKERS:
            _run(cursor, f"GRANT EXECUTE ON FUNCTION {function} TO {{name}}", name=postgres.role_name(cast(Role, role)))


def _try(cursor: "Cursor", statement: str) -> None:
    """A statement an outside server's owner may not be allowed; the rest does not hang on it."""
    import psycopg

    try:
        with cursor.connection.transaction():
            cursor.execute(statement.encode())
    except psycopg.errors.InsufficientPrivilege:
        pass


def _run(cursor: "Cursor", statement: str, **words: str) -> None:
    """Run a statement; ``{word}`` becomes a quoted identifier, ``{word:l}`` a literal."""
    from psycopg import sql

    text = statement
    parts: dict[str, sql.Composable] = {}
    for word, value in words.items():
        literal = f"{{{word}:l}}" in text
        text = text.replace(f"{{{word}:l}}", f"{{{word}}}")
        parts[word] = sql.Literal(value) if literal else sql.Identifier(value)
    cursor.execute(sql.SQL(text).format(**parts))


def _unreachable(home: Home, error: Exception) -> str:
    if postgres.outside():
        return f"无法连接 DATABASE_URL 所指的数据库：{str(error).strip()}"
    return f"无法连接私有数据库（日志：{home.log / 'postgres.log'}）：{str(error).strip()}"


def _for_the_administrator(home: Home) -> str:
    database, owner = postgres.database_name(), postgres.role_name("owner")
    lines = [f"DATABASE_URL 的用户 {owner} 无权建立角色或整理权限。请数据库管理员执行以下语句后重试："]
    lines += [f'ALTER ROLE "{owner}" CREATEROLE;', f'ALTER DATABASE "{database}" OWNER TO "{owner}";']
    return "\n".join([*lines, f"（各角色 {'、'.join(names().values())} 将由程序建立，口令在 {home.secrets} 中。）"])
