"""The audit's log in a real database: what the sequencer takes, what no role may do to it, and how heads leave."""

import threading

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from chengxin.ground import merkle
from chengxin.ground.api import audit, auditlog
from chengxin.ground.auditlog import checkpoints, encoding, sequencing, witness
from chengxin.site import grants
from tests.sql.logs import COLUMNS, OF_LOG, SOUND, acts, code_of, head, keep, superuser, verify

ROLES = ("public", "my", "desk", "worker")


@pytest.fixture
def kept(filled):
    return filled(keep)


def test_entries_become_leaves_in_the_order_of_their_transactions(district):
    made = acts(700)
    assert auditlog.sequence_all() == 700
    assert auditlog.sequence_all() == 0
    with district.connect("worker", options="-c search_path=chengxin") as raw:
        rows = raw.execute("SELECT l.id, l.entry_id, l.hash FROM ground_auditleaf l ORDER BY l.id").fetchall()
        entries = raw.execute("SELECT * FROM ground_auditentry ORDER BY id").fetchall()
        names = [column.name for column in raw.execute("SELECT * FROM ground_auditentry LIMIT 0").description]
    assert [(place, entry) for place, entry, _ in rows] == list(enumerate(made))
    told = [dict(zip(names, row, strict=True)) for row in entries]
    h = sequencing.digests.raw_hash("sha256")
    assert [bytes(hash_) for *_, hash_ in rows] == [merkle.leaf(encoding.encoded(one), h) for one in told]
    note = head()
    leaves = b"".join(bytes(hash_) for *_, hash_ in rows)
    assert (note.checkpoint.size, note.checkpoint.root) == (700, merkle.root(700, merkle.among(merkle.levels(leaves, h)), h))
    assert note.signed_by([auditlog.public_key()])
    report = verify(note)
    assert (report.entries, report.counts, report.uncovered["after_outside"]["entries"]) == (700, {}, 0)


def test_what_befalls_the_database_meanwhile_is_told_as_elsewhere_and_nothing_is_in_the_log(district):
    acts(3)
    with district.connect("superuser", options="-c search_path=chengxin") as raw:
        raw.execute("CREATE FUNCTION befall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$")
        raw.execute("CREATE TRIGGER befall BEFORE INSERT ON ground_auditleaf FOR EACH ROW EXECUTE FUNCTION befall()")
        with pytest.raises(OperationalError):
            auditlog.sequence_all()
        connection.close()
        raw.execute("DROP TRIGGER befall ON ground_auditleaf")
    assert auditlog.sequence_all() == 3


def test_every_way_of_writing_a_field_makes_the_same_bytes(district):
    audit.record_act("x", actor="甲", fields=["CF_WSH", "", "a,b", 'q"', "back\\slash", "NULL", "null", "含 空格", "{}"], organ=3, subject=-5, purpose="多行\n字")
    with district.connect("worker", options="-c search_path=chengxin") as raw:
        cursor = raw.execute(f"SELECT e.*, {encoding.sql('e')} AS told FROM ground_auditentry e")
        names = [column.name for column in cursor.description]
        (row,) = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert bytes(row["told"]) == encoding.encoded(row)


def test_what_commits_late_is_neither_skipped_nor_taken_twice(district):
    with district.connect("worker", options="-c search_path=chengxin") as slow, district.connect("worker", options="-c search_path=chengxin") as other:
        with slow.transaction():
            slow.execute(f"INSERT INTO ground_auditentry ({COLUMNS}) VALUES ({SOUND})")
            for _ in range(3):
                other.execute(f"INSERT INTO ground_auditentry ({COLUMNS}) VALUES ({SOUND})")
                assert auditlog.sequence_all() == 1  # what is committed does not wait for what is not
            assert auditlog.sequence_all() == 0
        assert auditlog.sequence_all() == 1
    assert district.value("SELECT array_agg(entry_id - (SELECT min(id) FROM ground_auditentry) ORDER BY id)::text FROM ground_auditleaf") == "{1,2,3,0}"
    assert verify(head()).counts == {}


def test_many_writers_and_two_sequencers(district):
    """Writers that hold their transactions open for different times, and two sequencers in each other's way: every entry once."""
    done = threading.Event()
    faults: list[BaseException] = []

    def write(number: int) -> None:
        with district.connect("worker", options="-c search_path=chengxin") as raw:
            for n in range(40):
                with raw.transaction():
                    for _ in range(n % 4 + 1):
                        raw.execute(f"INSERT INTO ground_auditentry ({COLUMNS}) VALUES ({SOUND})")
                    if (n + number) % 7 == 0:
                        raw.execute("SELECT pg_sleep(0.05)")

    def order() -> None:
        try:
            while not done.is_set():
                sequencing.sequence(at_once=7)
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    sequencers = [threading.Thread(target=order) for _ in range(2)]
    for thread in (*writers, *sequencers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in sequencers:
        thread.join()
    assert faults == []
    auditlog.sequence_all()
    assert district.value("SELECT (SELECT count(*) FROM ground_auditleaf) = (SELECT count(*) FROM ground_auditentry) AND count(*) = 400 FROM ground_auditentry")
    report = verify(head())
    assert (report.entries, report.counts) == (400, {})


def test_a_batch_by_parts_moves_the_horizon_and_loses_nothing(district):
    with transaction.atomic():
        acts(25)
    acts(25)
    taken, heads = [], []
    while True:
        part = sequencing.sequence(at_once=10)
        taken.append(part.entries)
        heads.append(head())
        assert verify(heads[-1]).counts == {}  # what still waits was not slipped in
        if not part.more:
            break
    assert sum(taken) == 50
    for kept_head in heads:
        assert verify(kept_head).counts == {}
    assert verify(*heads).counts == {}


def test_a_log_is_kept_under_the_digest_it_was_born_with(district, monkeypatch):
    from django.conf import settings

    from chengxin.ground.algorithms import INTERNATIONAL, NATIONAL

    monkeypatch.setattr(settings, "ALGORITHMS", NATIONAL)
    acts(5)
    auditlog.sequence_all()
    first = head()
    assert first.checkpoint.digest == "sm3"
    monkeypatch.setattr(settings, "ALGORITHMS", INTERNATIONAL)
    acts(5)
    auditlog.sequence_all()
    report = verify(first, head())
    assert (report.counts, report.outside["agreed"], head().checkpoint.digest) == ({}, 10, "sm3")


# -- what the roles may not do ----------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_no_role_may_touch_the_log(kept, role):
    district, heads = kept
    before = district.value("SELECT md5(string_agg(l::text, '' ORDER BY id)) FROM ground_auditleaf l")
    statements = [f"{verb} {table}{rest}" for table in (*OF_LOG, "ground_auditentry", "ground_lookuse") for verb, rest in (
        ("DELETE FROM", ""), ("TRUNCATE", ""), ("INSERT INTO", " SELECT * FROM ground_auditlog"), ("UPDATE", " SET id = id"), ("ALTER TABLE", " DISABLE TRIGGER ALL"))]  # fmt: skip
    statements += [f"UPDATE ground_auditentry SET {column} = {column}" for column in encoding.COLUMNS]
    statements += [f"INSERT INTO ground_auditentry ({COLUMNS}, {extra}) VALUES ({SOUND}, {value})" for extra, value in (
        ("at", "'2020-01-01'"), ("xact", "1"), ("side", "'chengxin_owner'"), ("id", "1"), ("salt", "gen_random_uuid()"))]  # fmt: skip
    with district.connect(role, options="-c search_path=chengxin,publicity") as raw:
        for statement in statements:
            with pytest.raises(psycopg.Error):
                raw.execute(statement)
    assert district.value("SELECT md5(string_agg(l::text, '' ORDER BY id)) FROM ground_auditleaf l") == before
    assert verify(heads[-1]).counts == {}


def test_the_owner_does_not_change_it_by_mistake(kept):
    district, _ = kept
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        for table in (*OF_LOG, "ground_auditentry", "ground_lookuse"):
            for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                with pytest.raises(psycopg.Error, match="append-only"):
                    raw.execute(statement)


def test_the_worker_cannot_put_into_the_log_what_is_not_next(kept):
    district, heads = kept
    entry = district.value("SELECT max(id) FROM ground_auditentry")
    note = heads[-1].checkpoint
    now = "clock_timestamp()"
    sound = {
        "origin": f"'{note.origin}'",
        "digest": "'sha256'",
        "from": "1000",
        "entries": f"ARRAY[{entry}]",
        "hashes": "ARRAY[sha256('x')]",
        "root": "sha256('r')",
        "at": now,
        "horizon": "1",
    }
    wrongs = [{"origin": "'other'"}, {"digest": "'sm3'"}, {"from": "999"}, {"from": "1001"}, {"from": "0"}, {"entries": "ARRAY[999999]"}, {"entries": "ARRAY[]::bigint[]"},
        {"entries": f"ARRAY[{entry - 3}]"}, {"hashes": "ARRAY['x'::bytea]"}, {"hashes": "ARRAY[NULL::bytea]"}, {"root": "'x'::bytea"}, {"at": f"{now} - interval '1 hour'"}, {"at": f"{now} + interval '1 hour'"},
        {"horizon": "9000000000"}, {"size": "5"}]  # fmt: skip
    with district.connect("worker", options="-c search_path=chengxin") as raw:
        for wrong in [*wrongs, {}]:
            a = sound | wrong
            call = (f"SELECT ground_audit_append({a['origin']}, {a['digest']}, {a['from']}, {a['entries']}, {a['hashes']}, '{{}}', '{{}}', '{{}}', {a['root']}, '', {a['at']}, 'c', {a['horizon']}, "
                f"{a['origin']} || chr(10) || {a.get('size', '1001')} || chr(10) || encode({a['root']}, 'base64'))")  # fmt: skip
            if wrong:
                with pytest.raises(psycopg.Error):
                    raw.execute(call)
            else:
                raw.execute(call)  # the very same call, but for what was wrong
    assert code_of(verify()) == {"entry-changed", "log-damaged"}  # and what the worker says falsely is found


def test_the_public_sees_heads_and_no_entry(kept):
    district, heads = kept
    with district.connect("public", options="-c search_path=publicity") as raw:
        assert raw.execute("SELECT size FROM audit_head()").fetchone() == (1000,)
        for table in (*OF_LOG, "ground_auditentry"):
            with pytest.raises(psycopg.Error):
                raw.execute(f"SELECT 1 FROM chengxin.{table}")
    h = sequencing.digests.raw_hash("sha256")
    with district.side("public"):
        for old in (*heads, *heads):
            note, proof = auditlog.consistency(old.checkpoint.size)
            new = checkpoints.parse(note).checkpoint
            assert merkle.consistent(old.checkpoint.size, new.size, old.checkpoint.root, new.root, proof, h)


# -- leaving the machine -----------------------------------------------------------------------------


def test_the_witness_gets_every_head_once_and_never_an_older_one(kept, tmp_path):
    district, heads = kept
    kept_elsewhere = witness.Witness(tmp_path)
    assert kept_elsewhere.tell() == 3
    assert witness.Witness(tmp_path).tell() == 0  # another process goes on where the first stopped
    acts(5)
    auditlog.sequence_all()
    assert kept_elsewhere.tell() == 1
    assert kept_elsewhere.latest().checkpoint.size == head().checkpoint.size
    notes = witness.read(tmp_path)
    assert sorted({note.checkpoint.size for note in notes}) == [300, 700, 1000, 1008]
    assert verify(*notes).counts == {}
    with superuser(district) as raw:
        raw.execute("DELETE FROM ground_auditcheckpoint WHERE size > 700")
    for one in (kept_elsewhere, witness.Witness(tmp_path)):
        with pytest.raises(Exception, match="不符"):
            one.tell()
    assert kept_elsewhere.latest().checkpoint.size == 1008


def test_a_head_cut_off_by_a_kill_hides_no_other(kept, tmp_path):
    told = witness.Witness(tmp_path)
    told.tell()
    (day,) = (tmp_path / "heads").iterdir()
    whole = day.read_bytes()
    (tmp_path / ".checkpoint.1").write_text("half", encoding="utf-8")
    for cut in range(1, len(whole) // 3 + 1):
        day.write_bytes(whole[:cut])
        (tmp_path / "checkpoint").unlink()
        assert witness.Witness(tmp_path).tell() == 3
        notes = witness.read(tmp_path)
        assert {note.checkpoint.size for note in notes} == {300, 700, 1000}
        assert all(note.signed_by([auditlog.public_key()]) for note in notes), cut
    assert verify(*notes).counts == {}


def test_a_damaged_file_is_no_checkpoint(tmp_path):
    from chengxin.ground.api import WrongUse

    for text in ("", "x", "a\n1\nAAAA\n\n— x AAAA\n", "a\n-1\n" + "A" * 43 + "=\ndigest sha256\ntime 2026-01-01T00:00:00.000000Z\nsnapshot 1/1:1:\n\n— x AAAA\n"):
        path = tmp_path / "head"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(WrongUse) as trouble:
            witness.read(path)
        assert trouble.value.code == "bad-checkpoint"
    with pytest.raises(WrongUse):
        witness.read(tmp_path / "nothing")


def test_columns_of_an_entry_are_restricted_by_grant():
    said = [columns for privilege, table, columns in grants.COLUMNS["desk"] if (privilege, table) == ("INSERT", "ground_auditentry")]
    assert said == [COLUMNS]
    assert not set(COLUMNS.split(", ")) & {"id", "at", "xact", "side", "salt"}
    assert set(COLUMNS.split(", ")) | {"id", "at", "xact", "side", "salt"} == set(encoding.COLUMNS)
