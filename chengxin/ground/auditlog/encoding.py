"""编码: an entry as the bytes that are hashed: its columns in order, each ``<bytes>:<text>,`` or ``-,`` where there is nothing.

No value can be taken for another, and five lines of any language make the same bytes. Times are microseconds
since 1970 (UTC), the list of fields is as PostgreSQL writes an array.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

FORM = "1"
COLUMNS = ("id", "at", "xact", "side", "act", "actor", "post", "organ_ref", "subject_ref", "purpose", "reference", "fields", "salt")
_AS_TEXT = {"at": "(extract(epoch FROM {0}) * 1000000)::bigint::text"}
_NULLABLE = ("organ_ref", "subject_ref")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def sql(alias: str) -> str:
    """The bytes as an expression over a row of ``ground_auditentry``; uses nothing but what PostgreSQL itself brings."""
    parts = [f"'{len(FORM)}:{FORM},'"]
    for column in COLUMNS:
        text = _AS_TEXT.get(column, "{0}::text").format(f"{alias}.{column}")
        if column in _NULLABLE:
            parts.append(f"coalesce(octet_length({text}) || ':' || {text}, '-'), ','")
        else:
            parts.append(f"octet_length({text}), ':', {text}, ','")
    return f"convert_to(concat({', '.join(parts)}), 'UTF8')"


def encoded(entry: Mapping[str, Any]) -> bytes:
    """The same of an entry in hand."""
    return b"".join(_part(value) for value in (FORM, *(_text(entry[column]) for column in COLUMNS)))


def _text(value: Any) -> str | None:
    if isinstance(value, dt.datetime):
        return str((value - _EPOCH) // dt.timedelta(microseconds=1))
    if isinstance(value, list):
        return "{" + ",".join(_quoted(one) for one in value) + "}"
    return None if value is None else str(value)


def _quoted(text: str) -> str:
    plain = text and not any(character in '{},"\\' or character.isspace() for character in text) and text.upper() != "NULL"
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _part(text: str | None) -> bytes:
    if text is None:
        return b"-,"
    told = text.encode()
    return b"%d:%s," % (len(told), told)
