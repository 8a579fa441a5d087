"""变更戳: everything the public side reads from is stamped, no two states have the same stamp, and no writer waits for another."""

import random
import re

import pytest

from chengxin.site import grants, stamped

_OF_VIEW = """
SELECT d.refclassid::regclass::text, d.refobjid FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
WHERE r.ev_class = %s AND d.refclassid IN ('pg_class'::regclass, 'pg_proc'::regclass) AND d.refobjid <> r.ev_class
"""
_SCHEMAS = "('chengxin'::regnamespace, 'publicity'::regnamespace)"


@pytest.fixture
def raw(district):
    with district.connect("owner", options="-c search_path=chengxin,publicity") as found:
        yield found


def read_from(raw, views, functions) -> set[str]:
    """The tables behind views and functions: of a view by the catalog, of a function by every name in its text; as far as it goes."""
    relations = {
        oid: (name, kind) for oid, name, kind in raw.execute(f"SELECT oid, relname, relkind FROM pg_class WHERE relnamespace IN {_SCHEMAS} AND relkind IN ('r', 'v', 'm', 'p')")
    }
    texts = dict(raw.execute(f"SELECT oid, prosrc FROM pg_proc WHERE pronamespace IN {_SCHEMAS}").fetchall())
    named: dict[str, set[tuple[str, int]]] = {}
    for kind, table, names in (("pg_class", "pg_class", "relname, relnamespace"), ("pg_proc", "pg_proc", "proname, pronamespace")):
        for oid, name, schema in raw.execute(f"SELECT oid, {names}::regnamespace::text FROM {table} WHERE {names.split(', ')[1]} IN {_SCHEMAS}"):
            named.setdefault(name if schema == "chengxin" else f"publicity.{name}", set()).add((kind, oid))
    todo = [("pg_class", raw.execute("SELECT %s::regclass::oid", [view]).fetchone()[0]) for view in views]
    todo += [("pg_proc", raw.execute("SELECT %s::regprocedure::oid", [function]).fetchone()[0]) for function in functions]
    seen, tables = set(), set()
    while todo:
        kind, oid = one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        if kind == "pg_proc":
            todo += [found for word in re.findall(r"publicity\.\w+|\w+", texts.get(oid, "")) for found in named.get(word, ())]
        elif oid in relations and relations[oid][1] in "vm":
            todo += raw.execute(_OF_VIEW, [oid]).fetchall()
        elif oid in relations:
            tables.add(relations[oid][0])
    return tables


def test_every_table_the_public_side_reads_from_is_stamped_or_says_why_not(raw):
    found = read_from(raw, grants.VIEWS, grants.FUNCTIONS["public"])
    assert found - set(stamped.STAMPED) - set(stamped.ASIDE) == set()
    assert set(stamped.STAMPED) | set(stamped.ASIDE) == found  # and nothing stands there for a view that is gone
    assert not set(stamped.STAMPED) & set(stamped.ASIDE) and all(stamped.ASIDE.values())


def test_a_table_behind_a_new_view_or_function_is_noticed(raw):
    raw.execute("CREATE VIEW publicity.careless AS SELECT v.id FROM chengxin.records_version v")
    raw.execute("CREATE FUNCTION publicity.deeper() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM publicity.careless, chengxin.law_warrant $$")
    assert read_from(raw, (), ("publicity.deeper()",)) == {"records_version", "law_warrant"}


def test_every_way_of_changing_a_stamped_table_is_seen(raw):
    seen = "SELECT tgrelid::regclass::text, tgtype::int, tgenabled FROM pg_trigger WHERE tgname = 'stamped'"
    found = {table: (kind, enabled) for table, kind, enabled in raw.execute(seen)}
    assert found == dict.fromkeys(stamped.STAMPED, (4 | 8 | 16 | 32, "O"))  # INSERT, DELETE, UPDATE, TRUNCATE, once a statement


def stamp(raw) -> str:
    return raw.execute("SELECT stamp FROM publicity.stamp()").fetchone()[0]


def change(raw) -> None:
    raw.execute("UPDATE subjects_organ SET official_name = official_name WHERE subject_id = (SELECT min(subject_id) FROM subjects_organ)")


def test_a_statement_that_meets_no_row_stamps_nothing(raw):
    before = stamp(raw)
    raw.execute("UPDATE publicity_line SET corrected = true WHERE false")
    assert stamp(raw) == before
    raw.execute("TRUNCATE publicity_sample")
    assert stamp(raw) != before


def test_a_transaction_leaves_one_row_however_much_it_does(raw):
    before = raw.execute("SELECT count(*) FROM publicity_stamp").fetchone()[0]
    with raw.transaction():
        for _ in range(5):
            change(raw)
            with raw.transaction():
                change(raw)
    assert raw.execute("SELECT count(*) FROM publicity_stamp").fetchone()[0] in (1, before + 1)


def test_what_commits_late_is_noticed_and_nobody_waits(district, raw):
    """Transactions begin, change and end in any order, far past the length to which the rows are cut: every commit makes a stamp that never was."""
    chance = random.Random(43)
    rows = [row for (row,) in raw.execute("SELECT subject_id FROM subjects_organ ORDER BY 1 LIMIT 6")]
    writers = [district.connect("owner", options="-c search_path=chengxin,publicity -c lock_timeout=1s") for _ in rows]
    at_work: set[int] = set()
    seen = {stamp(raw)}
    commits = 0
    try:
        while commits < 150:
            one = chance.randrange(len(writers))
            if one not in at_work:
                writers[one].execute("BEGIN")
                writers[one].execute("UPDATE subjects_organ SET official_name = official_name WHERE subject_id = %s", [rows[one]])
                at_work.add(one)
            else:
                end = chance.choice(("COMMIT", "COMMIT", "ROLLBACK"))
                writers[one].execute(end)
                at_work.discard(one)
                now = stamp(raw)
                assert (now in seen) == (end == "ROLLBACK")
                seen.add(now)
                commits += end == "COMMIT"
            assert raw.execute("SELECT count(*) FROM publicity_stamp").fetchone()[0] <= 41 + len(writers)
    finally:
        for writer in writers:
            writer.close()


def test_no_role_can_write_or_clear_the_stamp(district):
    for role in ("public", "my", "desk", "worker"):
        with district.connect(role) as writer:
            for said in ("INSERT INTO chengxin.publicity_stamp VALUES ('x')", "DELETE FROM chengxin.publicity_stamp", "SELECT * FROM chengxin.publicity_stamp"):
                with pytest.raises(Exception, match="permission denied|无权|权限"):
                    writer.execute(said)
