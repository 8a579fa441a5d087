"""移出: an entry of a list that its organ has removed is not opened again by an older copy of its row (ruling 540).

Of such rows a portion tells what each makes of its entry: the day of its removal, or ``_NEVER`` where it stands. Those that would only
open again what has been removed are put aside, and the others are judged as if these had not come.
"""

import datetime as dt

import psycopg
import pyarrow as pa

from chengxin.ground.bulk import ask
from chengxin.ground.engine import DuckDBEngine

_NEVER = "DATE '2099-12-31'"
_TURNS = """
WITH stood AS (
    SELECT who, document, organ, ended FROM record_before
    UNION ALL
    SELECT who, document, organ, any_value(ended::DATE) FROM standing GROUP BY who, document, organ
), told AS (
    SELECT p.line, p.who, p.document, p.organ, p.held_on, s.ended AS stood, CASE WHEN p.ended <= DATE '{received}' THEN p.ended WHEN p.ended IS NOT NULL THEN {never} END AS said
    FROM portion p LEFT JOIN stood s USING (who, document, organ)
), dated AS (
    SELECT *, coalesce(last_value(said IGNORE NULLS) OVER earlier, stood) AS removed FROM told
    WINDOW earlier AS (PARTITION BY who, document, organ ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), turning AS (
    SELECT *, CASE WHEN said IS NOT NULL THEN said WHEN removed IS NULL OR held_on > removed THEN {never} END AS turn FROM dated
)
SELECT line, turn, turn IS NULL AND coalesce(last_value(turn IGNORE NULLS) OVER earlier, stood) <> {never} AS aside FROM turning
WINDOW earlier AS (PARTITION BY who, document, organ ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
"""
_ASIDE = "SELECT line FROM turns WHERE aside ORDER BY line"
_LIVE = f"SELECT p.* REPLACE (coalesce(t.turn, {_NEVER}) AS ended) FROM portion p JOIN turns t ON t.line = p.line WHERE NOT t.aside"
# What stood of a record is asked for each content that came of it: which of them is the first that counts is known only with the answer.
ONE_OF_EACH = """
SELECT DISTINCT ON (who, document, organ) who, document, organ, number, record_id, version_id, content, withdrawn FROM standing ORDER BY who, document, organ, content IS NULL, record_id
"""


def put_aside(engine: DuckDBEngine, standing: pa.Table, received: dt.date) -> list[int]:
    """Lines that open nothing again; ``portion`` is left without them. ``standing``: ``who document organ``, and ``ended`` where a removal was in force."""
    engine.keep("turns", _TURNS.format(received=received.isoformat(), never=_NEVER), standing=standing)
    engine.keep("portion", _LIVE)
    return engine.query(_ASIDE).column("line").to_pylist()


def under_another_number(raw: psycopg.Connection, batch: int, item: str, element: str, received: dt.date) -> list[int]:
    """Lines of ``batch`` by which an entry stands that its organ seems to have removed under another number (ruling 541)."""
    (lines,) = ask(raw, "SELECT records_removed_apart(%s, %s, %s, %s)", [batch, item, element, received])
    return lines
