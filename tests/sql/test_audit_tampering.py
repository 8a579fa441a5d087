"""What verifying finds when a superuser has been at the audit's log: deleted, changed, moved, slipped in, cut, put back."""

import pytest
from django.db import connection

from chengxin.ground import merkle
from chengxin.ground.api import auditlog
from chengxin.ground.auditlog import checkpoints, encoding, sequencing
from tests.sql.logs import COLUMNS, OF_LOG, SOUND, acts, code_of, head, keep, places, superuser, verify


@pytest.fixture
def kept(filled):
    return filled(keep)


def test_untouched(kept):
    _, heads = kept
    report = verify(*heads)
    assert (report.counts, report.entries, report.outside["agreed"]) == ({}, 1000, 1000)
    assert report.uncovered["after_outside"]["entries"] == 0
    assert report.uncovered["unsequenced"]["entries"] == 3
    assert report.uncovered["unsequenced"]["from"] <= report.uncovered["unsequenced"]["to"]
    early = verify(heads[0])
    assert early.uncovered["after_outside"]["entries"] == 700


def test_a_deleted_entry(kept):
    district, heads = kept
    with superuser(district) as raw:
        (gone,) = raw.execute("DELETE FROM ground_auditentry WHERE id = (SELECT entry_id FROM ground_auditleaf WHERE id = 41) RETURNING id").fetchone()
    report = verify(heads[-1])
    assert (code_of(report), places(report, "entry-missing"), places(report, "entry-missing", "leaf")) == ({"entry-missing"}, [gone], [41])


@pytest.mark.parametrize("change", ["at = at - interval '1 day'", "actor = '别人'", "purpose = ''", "subject_ref = 7", "organ_ref = 7", "post = 'x'", "fields = '{x}'",
    "reference = 'x'", "act = 'look'", "side = 'x'", "xact = xact - 1", "salt = gen_random_uuid()"])  # fmt: skip
def test_a_changed_entry(kept, change):
    district, heads = kept
    with superuser(district) as raw:
        (changed,) = raw.execute(f"UPDATE ground_auditentry SET {change} WHERE id = (SELECT entry_id FROM ground_auditleaf WHERE id = 512) RETURNING id").fetchone()
    report = verify(heads[-1])
    assert (code_of(report), places(report, "entry-changed"), places(report, "entry-changed", "leaf")) == ({"entry-changed"}, [changed], [512])


def test_entries_in_another_order(kept):
    district, heads = kept
    with superuser(district) as raw:
        raw.execute("UPDATE ground_auditleaf l SET entry_id = -o.entry_id FROM ground_auditleaf o WHERE l.id IN (3, 9) AND o.id = 12 - l.id")
        raw.execute("UPDATE ground_auditleaf SET entry_id = -entry_id WHERE entry_id < 0")
    report = verify(heads[-1])
    assert (code_of(report), places(report, "entry-moved", "leaf")) == ({"entry-moved"}, [3, 9])


def test_an_entry_slipped_in(kept):
    """Among the old ones by number and transaction; with a false time only; and as if it belonged to the log."""
    district, heads = kept
    with superuser(district) as raw:
        old = raw.execute("SELECT xact FROM ground_auditentry ORDER BY id LIMIT 1").fetchone()[0]
        first = raw.execute(f"INSERT INTO ground_auditentry (xact, {COLUMNS}) VALUES (%s, {SOUND}) RETURNING id", [old]).fetchone()[0]
        second = raw.execute(f"INSERT INTO ground_auditentry (at, {COLUMNS}) VALUES (now() - interval '3 days', {SOUND}) RETURNING id").fetchone()[0]
    report = verify(heads[-1])
    assert (code_of(report), places(report, "entry-inserted")) == ({"entry-inserted"}, [first, second])
    auditlog.sequence_all()  # the horizon passes over the first; the second is taken in
    report = verify(heads[-1])
    assert (code_of(report), places(report, "entry-inserted")) == ({"entry-inserted"}, [first, second])


def rebuild(district, *, without: int = -1, until: int | None = None) -> None:
    """What a superuser of skill does: the whole log made anew over other entries, in good order, but for the signatures."""
    h = sequencing.digests.raw_hash("sha256")
    with superuser(district) as raw:
        sizes = [row[0] for row in raw.execute("SELECT size FROM ground_auditcheckpoint ORDER BY size").fetchall()]
        if without >= 0:
            raw.execute("DELETE FROM ground_auditentry WHERE id = (SELECT entry_id FROM ground_auditleaf WHERE id = %s)", [without])
        rows = raw.execute(f"SELECT e.id, {encoding.sql('e')} FROM ground_auditleaf l JOIN ground_auditentry e ON e.id = l.entry_id ORDER BY l.id").fetchall()[:until]
        if until is not None:
            raw.execute("DELETE FROM ground_auditentry WHERE NOT id = ANY (%s)", [[entry for entry, _ in rows]])
        leaves = [merkle.leaf(bytes(told), h) for _, told in rows]
        raw.execute("DELETE FROM ground_auditleaf; DELETE FROM ground_auditnode; UPDATE ground_auditcheckpoint SET size = -size")
        with raw.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO ground_auditleaf (id, entry_id, hash) VALUES (%s, %s, %s)", [(n, entry, leaf) for n, ((entry, _), leaf) in enumerate(zip(rows, leaves, strict=True))]
            )
            grown = merkle.grow(merkle.Range(), leaves, h)
            cursor.executemany("INSERT INTO ground_auditnode (height, index, hash) VALUES (%s, %s, %s)", grown.nodes)
            for size in sizes:
                smaller = min(len(leaves), size - (size > without >= 0))
                part = merkle.grow(merkle.Range(), leaves[:smaller], h).range
                cursor.execute("UPDATE ground_auditcheckpoint SET size = %s, root = %s, peaks = %s WHERE size = %s AND NOT EXISTS (SELECT 1 FROM ground_auditcheckpoint WHERE size = %s)",
                    [smaller, part.root(h), part.packed(), -size, smaller])  # fmt: skip
        raw.execute("DELETE FROM ground_auditcheckpoint WHERE size < 0")


def forge_heads(district, key: sequencing.SigningKey) -> None:
    """… and the signatures, with ``key``."""
    with superuser(district) as raw:
        for size, root, note in raw.execute("SELECT size, root, note FROM ground_auditcheckpoint").fetchall():
            was = checkpoints.parse(note).checkpoint
            now = checkpoints.Checkpoint(was.origin, size, bytes(root), was.digest, was.at, was.snapshot)
            raw.execute("UPDATE ground_auditcheckpoint SET note = %s WHERE size = %s", [key.sign(now), size])


def test_the_whole_log_made_anew_without_an_entry(kept):
    district, heads = kept
    rebuild(district, without=512)
    forge_heads(district, sequencing.SigningKey(b"x" * 32))
    assert "checkpoint-unsigned" in code_of(verify())  # without the key it shows by itself
    forge_heads(district, sequencing.signing_key())  # with the key nothing inside shows it
    assert verify().counts == {}
    report = verify(*heads)
    assert {"history-rewritten"} <= code_of(report) <= {"history-rewritten", "log-cut", "entry-inserted"}
    assert report.outside["agreed"] == 300  # the first head still holds: it happened between 300 and 700
    assert "序号 300 至 699" in report.findings[0]["why"]
    acts(400)
    auditlog.sequence_all()  # the log goes on over it
    assert "history-rewritten" in code_of(verify(heads[-1]))


def test_the_tail_cut(kept):
    district, heads = kept
    rebuild(district, until=650)
    forge_heads(district, sequencing.signing_key())
    assert verify().counts == {}
    report = verify(*heads)
    assert (code_of(report), report.outside["agreed"]) == ({"log-cut"}, 300)
    acts(400)
    auditlog.sequence_all()
    assert code_of(verify(*heads)) == {"history-rewritten"}


def test_a_log_emptied(kept):
    district, heads = kept
    with superuser(district) as raw:
        for table in (*OF_LOG, "ground_auditentry"):
            raw.execute(f"DELETE FROM {table}")
    assert code_of(verify(heads[-1])) == {"log-cut"}


def test_nodes_leaves_and_heads_tampered_with(kept):
    district, heads = kept
    for harm, mend, leaf in (
        ("UPDATE ground_auditnode SET hash = sha256(hash) WHERE index = 2", "UPDATE ground_auditnode SET hash = %s WHERE index = 2", 512),
        ("DELETE FROM ground_auditleaf WHERE id = 77", None, 77),
    ):
        with superuser(district) as raw:
            before = bytes(raw.execute("SELECT hash FROM ground_auditnode WHERE index = 2").fetchone()[0])
            raw.execute(harm)
            report = verify(heads[-1])
            assert "log-damaged" in code_of(report) and leaf in places(report, "log-damaged", "leaf")
            if mend:
                raw.execute(mend, [before])


def test_back_to_a_backup(kept):
    """The database put back to an earlier copy, then used on."""
    district, heads = kept
    copy, admin = f"{district.database}_copy", district.connect("superuser", database="postgres")
    connection.close()
    admin.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{district.database}"')
    try:
        acts(50)
        auditlog.sequence_all()
        later = head()
        assert verify(*heads, later).counts == {}
        connection.close()
        admin.execute(f'ALTER DATABASE "{district.database}" RENAME TO "{copy}_now"')
        admin.execute(f'ALTER DATABASE "{copy}" RENAME TO "{district.database}"')
        report = verify(*heads, later)
        assert (code_of(report), report.outside["agreed"]) == ({"log-cut"}, 1000)
        acts(60)
        auditlog.sequence_all()
        report = verify(*heads, later)
        assert (code_of(report), report.outside["agreed"]) == ({"history-rewritten"}, 1000)
    finally:
        connection.close()
        admin.execute(f'DROP DATABASE IF EXISTS "{copy}_now" WITH (FORCE)')
        admin.close()


def test_a_head_nobody_of_ours_signed(kept):
    _, heads = kept
    other = sequencing.SigningKey(b"y" * 32)
    forged = checkpoints.parse(other.sign(heads[-1].checkpoint))
    report = verify(forged)
    assert code_of(report) == {"checkpoint-unsigned"}
    assert report.outside is None
