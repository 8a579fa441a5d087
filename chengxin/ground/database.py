"""SQL as Python asks it: rows as dictionaries, JSON columns as data, and what the database refuses as a refusal."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import Error, connections

_JSONB = 3802


def fetch(sql: str, parameters: Sequence[Any] | Mapping[str, Any] = (), *, using: str = "default") -> list[dict[str, Any]]:
    """Every row of ``sql`` by column name."""
    with connections[using].cursor() as cursor:
        cursor.execute(sql, parameters)
        names = [column.name for column in cursor.description]
        documents = [index for index, column in enumerate(cursor.description) if column.type_code == _JSONB]
        rows = [list(row) for row in cursor.fetchall()]
    for row in rows:
        for index in documents:
            if isinstance(row[index], str):
                row[index] = json.loads(row[index])
    return [dict(zip(names, row, strict=True)) for row in rows]


def fetch_value(sql: str, parameters: Sequence[Any] = ()) -> Any:
    """The one value of the one row of ``sql``."""
    (row,) = fetch(sql, parameters)
    (value,) = row.values()
    return value


def answer(error: Error) -> tuple[str, str]:
    """What PostgreSQL said with an error: its state, and its first words, which are a code where a function of ours raised it. Blank where it said nothing."""
    said = getattr(error.__cause__, "diag", None)
    return getattr(said, "sqlstate", None) or "", getattr(said, "message_primary", None) or ""


@contextmanager
def refusing(state: str, refusal: Callable[[str], Exception | None]) -> Iterator[None]:
    """What functions of ours refuse by ``state`` becomes what ``refusal`` makes of the code; where it makes nothing, and of every other error, the error passes: a bug."""
    try:
        yield
    except Error as error:
        told, code = answer(error)
        made = refusal(code) if told == state else None
        if made is None:
            raise
        raise made from None
