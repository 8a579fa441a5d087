"""What a killed load leaves behind does not lead the next one astray: dead rows counted as an empty table (docs/decisions/0047)."""

import pytest

TABLES = ("records_record", "records_version")
COUNTED = "SELECT c.relname, c.reltuples FROM pg_class c WHERE c.oid = %s::regclass OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = %s::regclass) ORDER BY c.relname"
LATEST = "EXPLAIN (FORMAT TEXT) SELECT x.id FROM records_version x WHERE x.record_id = 7 ORDER BY x.id DESC LIMIT 1"


@pytest.fixture
def after_a_kill(district):
    """Tables full of rows that were never committed, counted by whoever counts."""
    with district.connect("superuser", options="-c search_path=chengxin") as raw:
        raw.execute("SET session_replication_role = replica")
        for table in TABLES:
            raw.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")  # nobody clears the dead rows away meanwhile
        raw.execute("BEGIN")
        raw.execute(
            "INSERT INTO records_record (id, item_id, organ_code, document_number, party, of_person, batch, source, subject_id)"
            " SELECT n, 'penalty', '', n::text, '', false, 1, '', n FROM generate_series(1, 5000) n"
        )
        raw.execute(
            "INSERT INTO records_version (id, record_id, item_version_id, of_person, values, traits, digest, received_on, batch, line)"
            " SELECT n, n, 1, false, '{}', '{}', repeat('x', 80), '2026-01-01', 1, 1 FROM generate_series(1, 5000) n"
        )
        raw.execute("ROLLBACK")
        for table in TABLES:
            raw.execute(f"ANALYZE {table}")
            assert {count for _, count in raw.execute(COUNTED, [table, table])} == {0.0}, "dead rows are counted as none"
        yield raw


def test_a_batch_begins_as_if_nothing_were_known_of_its_tables(after_a_kill):
    raw = after_a_kill
    if raw.info.server_version < 180000:
        pytest.skip("before PostgreSQL 18 only VACUUM mends it")
    raw.execute("BEGIN")
    raw.execute("SELECT records_begin()")
    for table in TABLES:
        assert {count for _, count in raw.execute(COUNTED, [table, table])} == {-1.0}
    plan = "\n".join(line for (line,) in raw.execute(LATEST))
    assert "records_version_latest" in plan and "Index Cond: (record_id = 7)" in plan, "looked up by its key"
    raw.execute("COMMIT")


def test_whoever_comes_second_holds_nobody_up(after_a_kill):
    """It is told once; who finds it told already takes no lock on the table, or parts side by side would wait for each other to the end."""
    raw = after_a_kill
    if raw.info.server_version < 180000:
        pytest.skip("before PostgreSQL 18 only VACUUM mends it")
    told = "SELECT ground_uncounted('records_record', 'records_version')"
    held = (
        "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'ShareUpdateExclusiveLock' AND relation IN ('records_record'::regclass, 'records_version'::regclass)"
    )
    for expected in (2, 0):
        raw.execute("BEGIN")
        raw.execute(told)
        assert raw.execute(held).fetchone() == (expected,)
        raw.execute("COMMIT")


def test_what_was_counted_stays_as_it_was_counted(district):
    with district.connect("superuser", options="-c search_path=chengxin") as raw:
        raw.execute("SET session_replication_role = replica")
        raw.execute(
            "INSERT INTO records_record (item_id, organ_code, document_number, party, of_person, batch, source, subject_id)"
            " SELECT 'penalty', '', n::text, '', false, 1, '', n FROM generate_series(1, 3000) n"
        )
        raw.execute("ANALYZE records_record")
        raw.execute("SELECT records_begin()")
        assert {count for name, count in raw.execute(COUNTED, ["records_record", "records_record"]) if name in ("records_record", "records_record_pkey")} == {3000.0}
