"""SQL for reading: rows as dictionaries, JSON columns as data."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connections

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
