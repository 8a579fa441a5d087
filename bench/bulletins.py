"""A month's bulletin over many records: the figures, gaps, shortfalls, the PDF and the workbook.

``python -m bench.bulletins [--rows N] [--json]``. Aim: a month over a million records in seconds. The records are laid in the database
directly, shared among forty organs over three years, half penalties and half licences; a tenth come late.
"""

import datetime as dt
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from bench import measuring

ORGANS, DAYS = 40, 1095
LAST = dt.date(2026, 11, 20)


def measure(home: Path, rows: int) -> list[dict]:
    """Fill a home and ask."""
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    instance = Home.from_env()
    with postgres.running(instance):
        ready.make_ready(instance)
        with psycopg.connect(**postgres.connection(instance, "superuser", database=postgres.DATABASE), autocommit=True, options="-c search_path=chengxin") as raw:
            _fill(raw, rows)
        os.environ["CHENGXIN_SIDE"] = "worker"
        import django

        django.setup()
        return _asked(rows)


def _fill(raw: psycopg.Connection, rows: int) -> None:
    """Organs, batches, records and versions as the pipeline would have left them; without personal values. Each organ numbers without gaps but for one in a thousand. A batch a day, or more of a thousand rows."""
    a_batch = max(1, min(1000, rows // DAYS))
    raw.execute(
        f"INSERT INTO subjects_subject (kind, code, first_received_on) SELECT 'organ', '11120105MB' || lpad(n::text, 8, '0'), DATE '2023-11-01' FROM generate_series(1, {ORGANS}) n"
    )
    raw.execute(
        "INSERT INTO subjects_organ (subject_id, official_name, aliases, in_district_file) SELECT id, '某局' || id, '{}', false FROM subjects_subject WHERE code LIKE '11120105MB%'"
    )
    raw.execute("CREATE TEMP TABLE organs AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM subjects_subject WHERE code LIKE '11120105MB%'")
    raw.execute("SET session_replication_role = replica")  # the journey's own checks are measured elsewhere
    raw.execute(
        f"""INSERT INTO collection_batch (id, source, file_id, attempt, file_name, item_version_id, organ_id, received_on, rows, accepted, unchanged, corrections, quarantined, late, unlinked, new_subjects, findings, quality, notes, written_as)
        SELECT b, 'bench', b, 0, '', (SELECT max(id) FROM catalogue_itemversion WHERE item_id = CASE WHEN b % 2 = 0 THEN 'penalty' ELSE 'licence' END), NULL,
            DATE '2026-11-20' - {DAYS} + (b * {DAYS}::bigint / {rows // a_batch + 1})::integer, {a_batch}, {a_batch}, 0, 0, 0, 0, 0, 0, '{{}}', '{{"date-text": {{"applies": 1000, "fails": 3}}}}', '{{}}', '{{}}'
        FROM generate_series(1, {rows // a_batch}) b"""
    )
    raw.execute(
        f"""INSERT INTO records_record (id, item_id, organ_id, organ_code, document_number, party, subject_id, of_person, batch, source)
        SELECT g.place, CASE WHEN b.id % 2 = 0 THEN 'penalty' ELSE 'licence' END, o.id, '', '津某' || o.n || CASE WHEN b.id % 2 = 0 THEN '罚' ELSE '许' END || '〔' || extract(year FROM b.received_on) || '〕' || ((b.id / 2) * {a_batch} + (g.place - 1) % {a_batch}) / {ORGANS} || '号', g.place::text, NULL, g.place % 10 = 0, b.id, 'bench'
        FROM generate_series(1, {rows // a_batch * a_batch}) AS g(place) JOIN collection_batch b ON b.id = (g.place - 1) / {a_batch} + 1 JOIN organs o ON o.n = g.place % {ORGANS} WHERE g.place % 997 <> 0"""
    )
    raw.execute(
        """INSERT INTO records_version (record_id, item_version_id, of_person, held_on, values, traits, digest, received_on, batch, line)
        SELECT r.id, b.item_version_id, r.of_person, b.received_on - CASE WHEN r.id % 10 = 3 THEN 25 ELSE 2 + (r.id % 5)::integer END, '{}', '{}', 'x', b.received_on, b.id, r.id % 1000
        FROM records_record r JOIN collection_batch b ON b.id = r.batch"""
    )
    raw.execute("SET session_replication_role = origin")
    raw.execute("VACUUM ANALYZE records_record, records_version, collection_batch")


def _asked(rows: int) -> list[dict]:
    from chengxin.governance import api as governance

    begins, ends = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
    told, figures = _timed(f"a month of {rows:,} records", lambda: governance.reckon(begins, ends, known=dt.date(2026, 11, 2)))
    parts = [told]
    parts.append(_timed("the same as known three weeks later", lambda: governance.reckon(begins, ends, known=LAST))[0])
    parts.append(_timed("a month two years ago, as known now", lambda: governance.reckon(dt.date(2024, 10, 1), dt.date(2024, 10, 31), known=LAST))[0])
    parts.append(_timed("a year, as known now", lambda: governance.reckon(dt.date(2025, 11, 1), dt.date(2026, 10, 31), known=LAST))[0])
    parts.append(_timed("gaps of this year's series asked about", lambda: governance.gaps.ask(on=LAST))[0])
    parts.append(_timed("shortfalls of all organs", lambda: governance.shortfalls(LAST))[0])
    parts.append(_timed("the bulletin as PDF", lambda: governance.pdf(figures, on=LAST, number="〔2026〕第1期"))[0])
    parts.append(_timed("the bulletin as a workbook", lambda: governance.workbook(figures))[0])
    assert figures["total"]["due"] > 0
    return parts


def _timed(what: str, do: Callable[[], dict]) -> tuple[dict, dict]:
    began = time.monotonic()
    made = do()
    return {"what": what, "seconds": round(time.monotonic() - began, 3), "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}, made


def main() -> int:
    """Measure and print; the temporary home is removed."""
    return measuring.main("bulletins", measure, lambda one: f"{one['what']:<50}{one['seconds']:>9.2f} s{one['megabytes']:>7} MB", rows=1_000_000)


if __name__ == "__main__":
    sys.exit(main())
