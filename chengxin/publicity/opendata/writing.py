"""成文: the rows of an item on a day as CSV, JSON Lines and Parquet. They stream: from the database into one working file, from it through DuckDB into the three."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import sql

from chengxin.catalogue import api as catalogue
from chengxin.ground.api import cells
from chengxin.publicity.opendata.columns import HEAD, kinds, sql_type
from chengxin.publicity.opendata.settings import FORMATS

_MARK = b"\xef\xbb\xbf"  # by which spreadsheets know UTF-8
_PIECE = 1 << 20
_CONFIG: dict[str, Any] = {"memory_limit": "512MB", "threads": 2, "autoinstall_known_extensions": False}
_NUMBER = r"^[+\-]?[0-9]+(\.[0-9]+)?$"


@dataclass(frozen=True)
class Written:
    """文件: as it lies in the folder."""

    item: str
    layout: str
    name: str
    lines: int
    size: int
    digest: str


def write(item: catalogue.Item, on: date, folder: Path) -> list[Written]:
    """The three files of ``item`` as public on ``on``, in ``folder``. Inside the caller's transaction, whose view of the rows they show."""
    import duckdb  # late: the web sides do without the engine

    columns, work = kinds(item), folder / "work"
    _copy_out(item.code, list(columns), on, work)
    paths = {layout: folder / f"{item.code}.{layout}" for layout in FORMATS}
    engine = duckdb.connect(config=_CONFIG | {"temp_directory": str(folder / "spill")})
    try:
        lines = _convert(engine, columns, work, paths)
    finally:
        engine.close()
    work.unlink()
    _mark(paths["csv"], folder / "marked")
    return [Written(item.code, layout, path.name, lines, path.stat().st_size, digest_of(path)) for layout, path in paths.items()]


def digest_of(path: Path) -> str:
    """``sha256:`` and the digest of a file, which is never whole in memory."""
    found = hashlib.sha256()
    for piece in _pieces(path):
        found.update(piece)
    return f"sha256:{found.hexdigest()}"


def _copy_out(item: str, columns: list[str], on: date, path: Path) -> None:
    values = [sql.Identifier(name) if name in HEAD else sql.SQL("nullif(fields ->> {}, '')").format(sql.Literal(name)) for name in columns]
    asked = sql.SQL(
        "COPY (SELECT {} FROM publicity_open_row WHERE item = {} AND laid_on <= {on} AND (closed_on IS NULL OR closed_on > {on})"
        " AND (term_ends IS NULL OR term_ends >= {on}) ORDER BY line) TO STDOUT (FORMAT csv, ENCODING 'UTF8')"
    ).format(sql.SQL(", ").join(values), sql.Literal(item), on=sql.Literal(on))
    with connection.cursor() as cursor, path.open("wb") as stream, cursor.cursor.copy(asked) as copy:
        for piece in copy:
            stream.write(piece)


def _convert(engine: Any, columns: dict[str, str], work: Path, paths: dict[str, Path]) -> int:
    """Every column read by its type. Returns the number of rows."""
    declared = ", ".join(f"'{name}': '{sql_type(kind)}'" for name, kind in columns.items())
    engine.execute(
        f"CREATE VIEW rows_of_item AS SELECT * FROM read_csv({_quoted(work)}, columns = {{{declared}}}, auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"',"
        " nullstr = '', allow_quoted_nulls = false, new_line = '\\n', parallel = false, dateformat = '%Y-%m-%d', encoding = 'utf-8', max_line_size = 8388608, strict_mode = true)"
    )
    inert = ", ".join(_inert(f'"{name}"') if kind == "string" else f'"{name}"' for name, kind in columns.items())
    engine.execute(f"COPY (SELECT {inert} FROM rows_of_item) TO {_quoted(paths['csv'])} (FORMAT csv, HEADER true, DATEFORMAT '%Y-%m-%d')")
    engine.execute(f"COPY rows_of_item TO {_quoted(paths['jsonl'])} (FORMAT json, DATEFORMAT '%Y-%m-%d')")
    engine.execute(f"COPY rows_of_item TO {_quoted(paths['parquet'])} (FORMAT parquet, COMPRESSION zstd)")
    return int(engine.execute(f"SELECT count(*) FROM read_parquet({_quoted(paths['parquet'])})").fetchone()[0])


def _inert(column: str) -> str:
    """A text that a spreadsheet would take for a formula gets a quotation mark before it; a number is none."""
    return f"CASE WHEN regexp_matches({column}, '^{cells.FORMULA}') AND NOT regexp_matches({column}, '{_NUMBER}') THEN chr(39) || {column} ELSE {column} END AS {column}"


def _mark(path: Path, aside: Path) -> None:
    with aside.open("wb") as stream:
        stream.write(_MARK)
        for piece in _pieces(path):
            stream.write(piece)
    aside.replace(path)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
