"""移出: an entry of a list that its organ has removed, or listed anew, is not changed back by older copies of its rows (rulings 540, 580).

What stands of an entry is three days: ``listed``, since when it is in the list; ``ended``, when it was removed, or will be; and ``closed``,
when an earlier listing of it ended, after which it was listed anew. Row by row each entry of a portion goes on from what stood; rows that are
put aside change nothing, and the others are judged as if these had not come.
"""

import datetime as dt

import psycopg
import pyarrow as pa
import pyarrow.compute as pc

from chengxin.ground.bulk import ask
from chengxin.ground.engine import DuckDBEngine

STANDS, OUTDATED = "removal-stands", "listing-outdated"
ENTRY = "STRUCT(listed DATE, ended DATE, closed DATE)"
_NEVER = "DATE '2099-12-31'"  # the organ's word that an entry stands (ruling 22)
_TURNS = f"""
WITH RECURSIVE ordered AS MATERIALIZED (
    SELECT line, who, document, organ, list, held_on, ended AS said, row_number() OVER (PARTITION BY who, document, organ, list ORDER BY line) AS nth FROM portion
), stood AS (
    SELECT who, document, organ, list, entry FROM record_before
    UNION ALL
    SELECT who, document, organ, list, any_value({{listed: listed::DATE, ended: ended::DATE, closed: closed::DATE}}) FROM standing GROUP BY who, document, organ, list
), turned AS (
    SELECT who, document, organ, list, 0::BIGINT AS nth, 0::BIGINT AS line, entry.listed, entry.ended, entry.closed, NULL::VARCHAR AS aside
    FROM (SELECT DISTINCT who, document, organ, list FROM portion) LEFT JOIN stood USING (who, document, organ, list)
    UNION ALL
    SELECT who, document, organ, list, nth, line,
        CASE WHEN aside IS NULL THEN held_on ELSE listed END,
        CASE WHEN aside IS NULL THEN nullif(said, {_NEVER}) ELSE ended END,
        CASE WHEN aside IS NULL AND held_on > ended THEN greatest(closed, ended) ELSE closed END, aside
    FROM (
        SELECT t.who, t.document, t.organ, t.list, t.listed, t.ended, t.closed, o.nth, o.line, o.held_on, o.said, CASE
            WHEN o.said IS NULL AND t.ended IS NOT NULL AND (o.held_on > t.ended) IS NOT TRUE THEN '{STANDS}'
            WHEN o.said IS NULL AND o.held_on <= t.closed THEN '{OUTDATED}'
            WHEN o.said < t.listed AND (o.held_on >= t.listed) IS NOT TRUE THEN '{OUTDATED}'
            WHEN o.held_on <= t.closed AND o.said <= t.closed AND t.ended > t.closed THEN '{OUTDATED}' END AS aside
        FROM turned t JOIN ordered o ON o.who = t.who AND o.document = t.document AND o.organ = t.organ AND o.list = t.list AND o.nth = t.nth + 1
    )
)
SELECT line, {{listed: listed, ended: ended, closed: closed}} AS entry, aside FROM turned WHERE nth > 0
"""
_ASIDE = "SELECT line, aside FROM turns WHERE aside IS NOT NULL ORDER BY line"
_LIVE = "SELECT p.* REPLACE (t.entry AS entry) FROM portion p JOIN turns t ON t.line = p.line WHERE t.aside IS NULL"
# What stood of a record is asked for each content that came of it: which of them is the first that counts is known only with the answer.
ONE_OF_EACH = """
SELECT DISTINCT ON (who, document, organ, list) who, document, organ, list, number, record_id, version_id, content, withdrawn FROM standing ORDER BY who, document, organ, list, content IS NULL, record_id
"""


def put_aside(engine: DuckDBEngine, standing: pa.Table) -> dict[str, list[int]]:
    """Lines that change nothing, by why; ``portion`` is left without them, and tells in ``entry`` what stands after each row. ``standing``: ``who document organ list listed ended closed``."""
    engine.keep("turns", _TURNS, standing=standing)
    engine.keep("portion", _LIVE)
    aside = engine.query(_ASIDE)
    return {why: aside.filter(pc.equal(aside.column("aside"), why)).column("line").to_pylist() for why in (STANDS, OUTDATED)}


def under_another_number(raw: psycopg.Connection, batch: int, item: str, element: str, received: dt.date) -> list[int]:
    """Lines of ``batch`` by which an entry stands that its organ seems to have removed under another number (ruling 541)."""
    (lines,) = ask(raw, "SELECT records_removed_apart(%s, %s, %s, %s)", [batch, item, element, received])
    return lines
