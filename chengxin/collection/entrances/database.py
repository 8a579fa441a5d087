"""前置库连接: a front-end database of PostgreSQL or MySQL/MariaDB, seen as rows of text. What differs between the two stands here.

Values travel as text in both directions; the server compares them with whatever type a column has.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote

from chengxin.collection.entrances.definitions import TableEntrance, secret_of
from chengxin.collection.entrances.place import PlaceAway
from chengxin.ground.api import WrongUse

_SECONDS = 15
# MySQL calls these operational: no right, no such table or column.
_MYSQL_UNFIT = {1044, 1054, 1142, 1143, 1146}


class FrontEnd(Protocol):
    """前置库: one connection, outside a transaction until ``begin``."""

    def quoted(self, name: str) -> str:
        """An identifier, dots separating schema and table."""

    def rows(self, sql: str, values: Sequence[object] = ()) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and rows."""

    def do(self, sql: str, values: Sequence[object] = ()) -> None:
        """A statement without rows."""

    def commit(self) -> None:
        """End the transaction that the first statement began."""


@contextmanager
def connected(entrance: TableEntrance) -> Iterator[FrontEnd]:
    """A connection to the database of an entrance. Raises PlaceAway where it does not answer, WrongUse where it says no."""
    password = secret_of(entrance.password_file) if entrance.password_file else ""
    with (_postgres if entrance.address.scheme == "postgresql" else _mysql)(entrance, password) as front_end:
        yield front_end


def text_of(value: Any) -> str:
    """A value as it stands in our file: days in ISO, numbers without exponent, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


@contextmanager
def _postgres(entrance: TableEntrance, password: str) -> Iterator[FrontEnd]:
    import psycopg

    where = entrance.address
    told: dict[str, Any] = {"host": where.hostname, "port": where.port or 5432, "dbname": unquote(where.path[1:]), "user": unquote(where.username or ""), "password": password}
    told |= {"connect_timeout": _SECONDS, "application_name": "chengxin-entrance"} | dict(parse_qsl(where.query))  # sslmode, sslrootcert, a socket's folder as host …
    try:
        connection = psycopg.connect(**told)
    except psycopg.OperationalError as error:
        raise PlaceAway(f"前置库 {where.hostname}:{where.port or 5432} 连接不上或拒绝登录") from error
    try:
        front_end = _Postgres(connection, str(where.hostname))
        front_end.do("SET lock_timeout = '15s'")
        front_end.do("SET statement_timeout = '120s'")
        front_end.commit()
        yield front_end
    finally:
        connection.close()  # what was not committed is rolled back


class _Postgres:
    def __init__(self, connection: Any, host: str) -> None:
        self._connection, self._host = connection, host

    def quoted(self, name: str) -> str:
        return _quoted(name, '"')

    def rows(self, sql: str, values: Sequence[object] = ()) -> tuple[list[str], list[tuple[Any, ...]]]:
        with self._told():
            cursor = self._connection.execute(sql, values)
            return [column.name for column in cursor.description], cursor.fetchall()

    def do(self, sql: str, values: Sequence[object] = ()) -> None:
        with self._told():
            self._connection.execute(sql, values)

    def commit(self) -> None:
        with self._told():
            self._connection.commit()

    @contextmanager
    def _told(self) -> Iterator[None]:
        import psycopg

        try:
            yield
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise PlaceAway(f"前置库 {self._host} 中途断开或等待超时") from error
        except psycopg.Error as error:
            raise WrongUse(f"前置库不接受语句（{error.sqlstate}），请核对表名、列名、列宽和权限", code="table-unfit") from error


@contextmanager
def _mysql(entrance: TableEntrance, password: str) -> Iterator[FrontEnd]:
    import pymysql

    where = entrance.address
    more = dict(parse_qsl(where.query))
    tls: dict[str, Any] = {"ssl_ca": more["ssl_ca"], "ssl_verify_identity": True} if "ssl_ca" in more else {}
    socket: dict[str, Any] = {"unix_socket": more["socket"]} if "socket" in more else {}
    told: dict[str, Any] = {
        "host": where.hostname,
        "port": where.port or 3306,
        "database": unquote(where.path[1:]),
        "user": unquote(where.username or ""),
        "password": password.encode(),
    }
    told |= {"charset": "utf8mb4", "connect_timeout": _SECONDS, "read_timeout": 120, "write_timeout": 120, "autocommit": False}
    told |= {"init_command": "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"} | tls | socket
    try:
        connection = pymysql.connect(**told)
    except pymysql.err.OperationalError as error:
        raise PlaceAway(f"前置库 {where.hostname}:{where.port or 3306} 连接不上或拒绝登录（{error.args[0]}）") from error
    try:
        yield _MySQL(connection, str(where.hostname))
    finally:
        connection.close()  # what was not committed is rolled back


class _MySQL:
    def __init__(self, connection: Any, host: str) -> None:
        self._connection, self._host = connection, host

    def quoted(self, name: str) -> str:
        return _quoted(name, "`")

    def rows(self, sql: str, values: Sequence[object] = ()) -> tuple[list[str], list[tuple[Any, ...]]]:
        with self._told(), self._connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [column[0] for column in cursor.description], list(cursor.fetchall())

    def do(self, sql: str, values: Sequence[object] = ()) -> None:
        with self._told(), self._connection.cursor() as cursor:
            cursor.execute(sql, values)

    def commit(self) -> None:
        with self._told():
            self._connection.commit()

    @contextmanager
    def _told(self) -> Iterator[None]:
        import pymysql

        try:
            yield
        except (pymysql.err.OperationalError, pymysql.err.InterfaceError) as error:
            number = error.args[0] if error.args else 0
            if number in _MYSQL_UNFIT:
                raise WrongUse(f"前置库不接受语句（{number}），请核对表名、列名、列宽和权限", code="table-unfit") from error
            raise PlaceAway(f"前置库 {self._host} 中途断开或等待超时（{number}）") from error
        except pymysql.err.Error as error:
            raise WrongUse(f"前置库不接受语句（{error.args[0]}），请核对表名、列名、列宽和权限", code="table-unfit") from error


def _quoted(name: str, mark: str) -> str:
    """Dots separate schema and table; a percent sign must not be taken for a place of a value."""
    return ".".join(mark + part.replace(mark, mark * 2).replace("%", "%%") + mark for part in name.split("."))
