"""成批写入: whole columns into the database: COPY from arrow, numbers from sequences. For rows by the million."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.compute as pc

_BLOCK = 1 << 18  # a larger block is moved about in the client's buffer each time the server takes a part of it
_ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


@dataclass(frozen=True)
class Portion:
    """Rows ready for COPY: the table, its columns, and the rows as the text format of COPY writes them."""

    table: str
    columns: tuple[str, ...]
    rows: int
    data: pa.Buffer


def portion(table: str, rows: pa.Table) -> Portion:
    """``rows`` made ready for ``table``, column by column of the same name; null stays null and an empty text empty."""
    lines = pc.binary_join_element_wise(*(_written(column.combine_chunks()) for column in rows.columns), "\t") if rows.num_rows else pa.array([], pa.string())
    return Portion(table, tuple(rows.column_names), rows.num_rows, _joined(lines, "\n").as_buffer())


def _written(column: pa.Array) -> pa.Array:
    """The values as COPY reads them: ``\\N`` for null, and in texts a backslash, a tab and the ends of lines with a backslash before them."""
    if not pa.types.is_string(column.type):
        return pc.fill_null(column.cast(pa.string()), "\\N")
    texts = column.buffers()[2]
    held = texts.to_pybytes() if texts is not None else b""  # looked through as one: text by text takes longer than the rest of writing
    for plain, written in _ESCAPED.items():
        if plain.encode() in held:
            column = pc.replace_substring(column, plain, written)
    return pc.fill_null(column, "\\N")


def copy_in(raw: psycopg.Connection, arriving: Portion) -> None:
    """COPY a portion, in the caller's transaction."""
    if not arriving.rows:
        return
    quoted = ", ".join(f'"{column}"' for column in arriving.columns)
    with raw.cursor() as cursor, cursor.copy(f"COPY {arriving.table} ({quoted}) FROM STDIN") as copy:
        for start in range(0, arriving.data.size, _BLOCK):
            copy.write(memoryview(arriving.data.slice(start, min(_BLOCK, arriving.data.size - start))))
        copy.write(b"\n")


def ask(raw: psycopg.Connection, sql: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
    """The one row of ``sql``; arrays come back in binary. The parameters are bound by the server; columns may be among them."""
    bound = [text_of_column(one) if isinstance(one, pa.Array | pa.ChunkedArray) else one for one in parameters]
    with psycopg.Cursor(raw) as cursor:
        row = cursor.execute(sql, bound, binary=True).fetchone()
    if row is None:
        raise LookupError(sql)
    return row


def numbers(raw: psycopg.Connection, table: str, count: int) -> list[int]:
    """``count`` new numbers of the key of ``table``, ascending."""
    if count <= 0:
        return []
    (drawn,) = ask(
        raw, "SELECT array_agg(nextval(s.name)) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) s, generate_series(1, %s::int)", [table, count]
    )
    return sorted(drawn)


def text_of_column(column: pa.Array | pa.ChunkedArray) -> str:
    """A column of texts or numbers as the database writes an array: ``{"a","b",NULL}``. Whole columns at once: the driver writes one element after the other."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_string(whole.type):
        escaped = pc.replace_substring(pc.replace_substring(whole, "\\", "\\\\"), '"', '\\"')
        whole = pc.binary_join_element_wise('"', escaped, '"', "")
    quoted = pc.fill_null(whole.cast(pa.string()), "NULL")
    return f"{{{_joined(quoted, ',').as_py()}}}"


def _joined(texts: pa.Array, between: str) -> pa.StringScalar:
    """All texts of a column in one."""
    return pc.binary_join(pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts), between)[0]


def text_of_lists(lists: pa.ListArray) -> pa.StringArray:
    """Lists of integers as the database writes them: ``{1,2}``."""
    joined = pc.binary_join(pa.ListArray.from_arrays(lists.offsets, lists.values.cast(pa.string())), ",")
    return pc.binary_join_element_wise("{", joined, "}", "")
