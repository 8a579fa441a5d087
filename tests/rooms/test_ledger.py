"""The public ledger: what becomes a leaf, what a leaf does not tell, and what whoever holds a salt can find out."""

import datetime as dt
import json
import stat
import threading
from unittest import mock

import psycopg
import pytest
from django.db import connection

from chengxin.ground import merkle, notes
from chengxin.ground.api import WrongUse
from chengxin.publicity import api as publicity
from chengxin.publicity.ledger import entries, heads, keys, proofs, sequencing, tiles
from chengxin.publicity.ledger.sealing import sha256
from chengxin.publicity.ledger.tiles import Tile
from chengxin.records import api as records
from tests.district import identity_number, penalty_row

ledger = publicity.ledger
OF_LEDGER = ("log", "key", "leaf", "node", "checkpoint", "round", "seen", "forgotten", "salt", "saltkept")
ROLES = ("public", "my", "desk", "worker")


@pytest.fixture
def told(district):
    return three_lines(district)


def three_lines(district):
    """Three lines, laid in two runs."""
    district.collect(penalty_row(CF_WSH="甲1"), penalty_row(CF_WSH="甲2"))
    district.publish("2026-05-20")
    district.collect(penalty_row(CF_WSH="甲3"))
    district.publish("2026-05-21")
    return district


def rows(district) -> list[tuple]:
    return district.rows("SELECT kind, publication, digest, detail, key FROM publicity_ledgerleaf ORDER BY id")


def made(district) -> list[bytes]:
    return [entries.entry(kind, bytes(first) if first else None, bytes(second) if second else None, key) for kind, _, first, second, key in rows(district)]


def withdraw(district, number: str, on: str = "2026-05-22") -> None:
    with district.side("desk"):
        record = records.record(number)
        publicity.withdraw(record, organ=record.organ_id, kind="annulled", reason="撤销", on=dt.date.fromisoformat(on), actor="测试")
    with district.side("worker"):
        ledger.sequence_all()


def unlogged(district, on: str) -> None:
    """A run of publication that ends before it has put anything into the log."""
    with mock.patch("chengxin.publicity.actions.keep_up"):
        district.publish(on)


def line_of(district, number: str) -> int:
    return district.value("SELECT l.publication_id FROM publicity_line l WHERE l.document_number = %s", number)


def receipt_of(district, number: str) -> dict:
    with district.side("public"):
        return json.loads(json.dumps(ledger.receipt(line_of(district, number))))


def sound(*outside: heads.Signed) -> bool:
    from chengxin.publicity.ledger.verifying import Verifying

    connection.ensure_connection()
    with psycopg.connect(connection.connection.info.dsn, password=connection.settings_dict["PASSWORD"]) as raw:
        return not Verifying(raw, []).run(list(outside)).counts


# -- what becomes a leaf -----------------------------------------------------------------------------


def test_everything_that_happens_on_the_shelf_is_a_leaf(told):
    assert [kind for kind, *_ in rows(told)] == ["key", "laid", "laid", "laid"]
    told.collect(penalty_row(CF_WSH="甲1", CF_NR="罚款6000元"), received="2026-05-22")
    told.publish("2026-05-22")  # a correction
    withdraw(told, "甲2")
    with told.side("worker"):
        assert publicity.end_terms(on=dt.date(2026, 5, 23)) == 0
        ledger.sequence_all()
    assert [kind for kind, *_ in rows(told)] == ["key", "laid", "laid", "laid", "laid", "closed", "closed"]
    hashes = [merkle.leaf(one, sha256) for one in made(told)]
    now = ledger.newest()
    assert (now.head.size, now.head.root) == (7, merkle.root(7, merkle.among(merkle.levels(b"".join(hashes), sha256)), sha256))
    assert now.signed.signers([keys.current().public()]) and sequencing.sequence_all() == 0 and sound(now.signed)
    (first, second) = proofs.prove(records.record("甲1").pk)
    assert (second["why"], first["why"]) == ("replaced", None)
    assert f"why replaced\nreplaced by {first['line']}\n" in second["closed"]["told"]


def test_in_parts_or_at_once_the_same(district):
    district.collect(*(penalty_row() for _ in range(9)))
    with district.side("worker"):
        unlogged(district, "2026-05-20")
        taken = [sequencing.sequence(2) for _ in range(6)]
    assert [one.leaves for one in taken] == [2, 2, 2, 2, 1, 0] and [one.more for one in taken] == [True] * 4 + [False] * 2
    assert [place for (place,) in district.rows("SELECT publication FROM publicity_ledgerleaf WHERE kind = 'laid' ORDER BY id")] == sorted(
        place for (place,) in district.rows("SELECT id FROM publicity_publication")
    )
    now = ledger.newest()
    for size in (1, 3, 5, 7, 9):
        old = ledger.newest(size)
        assert merkle.consistent(size, 10, old.head.root, now.head.root, ledger.consistency(size, 10), sha256)
        assert sound(old.signed, now.signed)


def test_two_sequencers_and_a_writer_in_each_others_way(district):
    faults: list[BaseException] = []
    district.collect(*(penalty_row() for _ in range(40)))
    done = threading.Event()

    def order() -> None:
        try:
            while not done.is_set():
                sequencing.sequence(3)
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=order) for _ in range(2)]
    for thread in threads:
        thread.start()
    district.publish("2026-05-20")
    for number in range(10):
        with district.connect("owner", options="-c search_path=chengxin") as raw:  # as any function does, in turn
            raw.execute(
                "INSERT INTO publicity_closing (publication_id, closed_on, why) SELECT p.id, '2026-05-21', 'ended' FROM publicity_publication p ORDER BY p.id OFFSET %s LIMIT 1",
                [number],
            )
    done.set()
    for thread in threads:
        thread.join()
    sequencing.sequence_all()
    assert faults == []
    assert district.value("SELECT count(*) = 51 AND count(DISTINCT (publication, kind)) = 51 AND max(id) = 50 FROM publicity_ledgerleaf")


# -- what it does not tell ---------------------------------------------------------------------------


def test_tiles_carry_nothing_of_what_was_published(told):
    with told.side("public"):
        packed = tiles.bytes_of(Tile(None, 0, 4)) + tiles.bytes_of(Tile(0, 0, 4))
    text = packed.decode("latin-1")
    for word in ("甲1", "北运", "罚款", "91120105", "penalty", "2026-05"):
        assert word.encode().decode("latin-1") not in text
    assert tiles.unpacked(packed[: -4 * 32]) == made(told)


def test_a_stranger_who_guesses_finds_nothing(told):
    """Somebody knows to the letter what was public, and the number of the line, and has no salt."""
    receipt = receipt_of(told, "甲2")
    withdraw(told, "甲2")
    with told.side("public"):
        for salt in (bytes(16), b"\xff" * 16, sha256(receipt["told"].encode())[:16], b"", None):
            assert ledger.about(receipt["line"], salt, receipt["told"]) is None
        with pytest.raises(WrongUse):
            ledger.receipt(receipt["line"])
        assert ledger.about(receipt["line"] + 1, bytes.fromhex(receipt["salt"]), receipt["told"]) is None  # nor with the salt of another
        standing = ledger.about(receipt["line"], bytes.fromhex(receipt["salt"]), receipt["told"] + " ")
        assert standing is not None and not standing.matches  # the salt is right, the words are not
    with told.connect("public", options="-c search_path=publicity") as raw:
        for table in OF_LEDGER:
            with pytest.raises(psycopg.Error):
                raw.execute(f"SELECT 1 FROM chengxin.publicity_ledger{table}")


def test_who_kept_a_receipt_proves_it_for_ever_and_sees_that_it_left(told):
    receipt = receipt_of(told, "甲2")
    withdraw(told, "甲2")
    salt = bytes.fromhex(receipt["salt"])
    with told.side("public"):
        assert ledger.holds(receipt)
        standing = ledger.about(receipt["line"], salt, receipt["told"])
    assert (standing.leaf, standing.matches, standing.why, str(standing.closed_on)) == (receipt["leaf"], True, "withdrawn", "2026-05-22")
    # ... also alone, from the tiles
    laid = entries.digest(salt, receipt["told"].encode())
    everything = made(told)
    assert everything[receipt["leaf"]] == b"laid " + laid.hex().encode()
    assert everything[standing.closed_leaf].startswith(b"closed " + entries.mark(salt, laid).hex().encode())
    assert everything[standing.closed_leaf].endswith(entries.digest(salt, standing.told_closed.encode()).hex().encode())
    for name, wrong in (("told", receipt["told"].replace("5000", "500")), ("salt", "0" * 32), ("leaf", receipt["leaf"] + 1), ("proof", receipt["proof"][::-1])):
        assert not ledger.holds(receipt | {name: wrong}), name


def test_salts_of_what_left_are_kept_apart_from_those_of_what_stands(told):
    """Only the first go to a machine for readers."""
    gone, stays = line_of(told, "甲2"), line_of(told, "甲3")
    withdraw(told, "甲2")
    assert [row[0] for row in told.rows("SELECT publication FROM publicity_ledgersaltkept")] == [gone]
    assert gone not in (standing := [row[0] for row in told.rows("SELECT publication FROM publicity_ledgersalt")]) and stays in standing
    assert told.rows("SELECT publication_id FROM publicity_line EXCEPT SELECT publication FROM publicity_ledgersalt") == []
    assert sound()


def test_a_receipt_of_what_left_is_confirmed_by_the_log_alone(told):
    """As on a replica, which has neither the history of removals nor the salts of what left."""
    receipt = receipt_of(told, "甲2")
    withdraw(told, "甲2")
    salt = bytes.fromhex(receipt["salt"])
    with told.connect("superuser", options="-c search_path=chengxin -c session_replication_role=replica") as raw:
        raw.execute("DELETE FROM publicity_ledgersaltkept; DELETE FROM publicity_closing")
    with told.side("public"):
        standing = ledger.about(receipt["line"], salt)
        assert standing is not None and standing.closed_leaf is not None and (standing.closed_on, standing.why, standing.told_closed) == (None, None, None)
        assert ledger.about(receipt["line"], salt, receipt["told"]).matches
        assert ledger.about(receipt["line"], bytes(16), receipt["told"]) is None


def test_the_shelf_alone_tells_what_was_digested(told):
    """A receipt is made from the line; the history says the same to the letter."""
    told.collect(penalty_row(CF_WSH="甲3", CF_NR="罚款6000元"))  # a correction
    told.publish("2026-05-22")
    differing = told.rows(
        "SELECT l.publication_id FROM publicity_line l JOIN publicity_publication p ON p.id = l.publication_id WHERE publicity_ledger_told_of_line(l) <> publicity_ledger_told(p)"
    )
    assert differing == [] and told.value("SELECT count(*) FROM publicity_line WHERE corrected") == 1


def test_where_personal_values_are_destroyed_the_salt_goes(told):
    receipt, record = receipt_of(told, "甲1"), records.record("甲1").pk
    with told.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("DELETE FROM records_personal p USING records_version v WHERE v.id = p.version_id AND v.record_id = %s", [record])
        for harm in ("UPDATE publicity_ledgersalt SET salt = salt", "TRUNCATE publicity_ledgersalt"):
            with pytest.raises(psycopg.Error, match="never changed"):
                raw.execute(harm)
    report = ledger.verify()
    assert (report.counts, report.uncovered["forgotten"]) == ({"forgotten-unfounded": 1}, 1)  # it stands, and nobody had a warrant
    assert report.findings[0]["why"] == "公示行仍在、没有销毁的凭据"
    assert proofs.prove(record)[0]["receipt"] is None
    with told.side("public"):
        assert ledger.about(receipt["line"], bytes.fromhex(receipt["salt"])) is None
        assert ledger.about(receipt["line"], bytes.fromhex(receipt["salt"]), receipt["told"]).matches  # whoever kept it whole still proves it
    withdraw(told, "甲1")
    columns = "subject_id, organ_id, proposer_id, approver_id, regime, severity, grounds_id, steps, by_statement, begins_on, repair, asked_on, digest"
    with told.connect("superuser", options="-c search_path=chengxin -c session_replication_role=replica") as raw:
        raw.execute(f"INSERT INTO law_warrant (id, power_id, span, {columns}) SELECT -1, 'erase', 'momentary', {columns} FROM law_warrant LIMIT 1")
    assert sound()


def test_what_is_told_otherwise_for_a_reason_is_no_finding(district):
    """A number with covered figures, and an organ that is called otherwise since."""
    number = identity_number("12010519900307223")
    district.collect(penalty_row(CF_WSH=f"津罚{number}号"), penalty_row(CF_WSH=f"津_罚%{'　'.join(number)}号"))
    district.publish("2026-05-20")
    assert district.value("SELECT count(*) FROM publicity_line WHERE document_number LIKE '%%*%%'") == 2
    with district.connect("superuser", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE subjects_organ SET aliases = aliases || official_name, official_name = '天津市河北区应急局'")
    assert sound()


# -- what the roles may not do -----------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_no_role_may_touch_it(told, role):
    before = made(told)
    with told.connect(role, options="-c search_path=chengxin,publicity") as raw:
        for table in OF_LEDGER:
            name = f"chengxin.publicity_ledger{table}"
            for statement in (
                f"DELETE FROM {name}",
                f"TRUNCATE {name}",
                f"INSERT INTO {name} DEFAULT VALUES",
                f"INSERT INTO {name} TABLE {name}",
                f"ALTER TABLE {name} DISABLE TRIGGER ALL",
            ):
                with pytest.raises(psycopg.Error):
                    raw.execute(statement)
    assert made(told) == before


def test_the_owner_does_not_change_it_by_mistake(told):
    with told.connect("owner", options="-c search_path=chengxin") as raw:
        for table in OF_LEDGER:
            for statement in (f"UPDATE publicity_ledger{table} SET {_a_column(table)}", f"TRUNCATE publicity_ledger{table} CASCADE"):
                with pytest.raises(psycopg.Error, match="append-only|never changed"):
                    raw.execute(statement)


def _a_column(table: str) -> str:
    column = {
        "leaf": "kind",
        "salt": "salt",
        "saltkept": "salt",
        "forgotten": "publication",
        "log": "origin",
        "key": "key",
        "node": "hash",
        "checkpoint": "note",
        "round": "first",
        "seen": "note",
    }[table]
    return f"{column} = {column}"


def test_the_worker_cannot_commit_what_is_not_sealed_nor_seal_what_is_not_there(told):
    told.collect(penalty_row(CF_WSH="甲4"), received="2026-05-22")
    unlogged(told, "2026-05-22")
    origin = ledger.head().origin
    seal = "SELECT publicity_ledger_seal({size}, {root}, ''::bytea, {origin} || chr(10) || {said} || chr(10) || encode({root}, 'base64'), '{{}}', '{{}}', '{{}}')"
    right = {"size": "5", "root": "sha256('x')", "origin": f"'{origin}'", "said": "'5'"}
    with told.connect("worker", options="-c search_path=chengxin") as raw:
        for size, most in ((3, 10), (5, 10), (0, 10), (None, 10), (4, 0), (4, None)):
            with pytest.raises(psycopg.Error):
                raw.execute("SELECT publicity_ledger_lay(%s, %s)", [size, most])
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            raw.execute("SELECT publicity_ledger_lay(4, 10)")  # no checkpoint of that size when it is committed
        for wrong in ({"size": "4"}, {"size": "6"}, {"root": "'x'::bytea"}, {"origin": "'another'"}, {"said": "'6'"}):
            with pytest.raises(psycopg.Error), raw.transaction():
                raw.execute("SELECT publicity_ledger_lay(4, 10)")
                raw.execute(seal.format(**(right | wrong)))
        for number, key in ((1, f"{origin}+x"), (3, f"{origin}+x"), (2, "other+x"), (2, None)):
            with pytest.raises(psycopg.Error):
                raw.execute("SELECT publicity_ledger_key(4, %s, %s, %s)", [number, origin, key])
        assert told.value("SELECT count(*) FROM publicity_ledgerleaf") == 4
        with raw.transaction():  # the very same calls, without what was wrong; what the worker says falsely is found
            raw.execute("SELECT publicity_ledger_lay(4, 10)")
            raw.execute(seal.format(**right))
    assert set(ledger.verify().counts) == {"log-damaged"}


# -- the keys ----------------------------------------------------------------------------------------


def test_a_key_hands_over_to_the_next(told):
    home = told.home
    receipt, old = receipt_of(told, "甲1"), keys.current().public()
    assert stat.S_IMODE((home.secrets / "ledger-1").stat().st_mode) == 0o600
    (home.secrets / "ledger-2").unlink(missing_ok=True)
    kept = (home.secrets / "ledger-1").read_text()
    try:
        answer = ledger.rotate(actor="测试")
        new = keys.current().public()
        assert not (home.secrets / "ledger-1").exists() and stat.S_IMODE((home.secrets / "ledger-2").stat().st_mode) == 0o600
        assert (answer["number"], answer["key"], answer["old_key"]) == (2, str(new), str(old)) and str(new) != str(old)
        handover = ledger.newest()
        assert handover.signed.signers([old, new]) == [old, new]
        withdraw(told, "甲3")
        assert ledger.newest().signed.signers([new]) and not ledger.newest().signed.signers([old])
        with told.side("public"):
            listed = ledger.key_list()
            assert ledger.holds(receipt) and ledger.holds(receipt_of(told, "甲1"))
        assert [(one["key"], one["leaf"], one["until_size"]) for one in listed] == [(str(old), 0, 5), (str(new), 4, None)]
        assert sound(handover.signed, ledger.newest().signed)
        assert ledger.verify(keys=[str(old)]).counts == {}
        assert set(ledger.verify(keys=[str(notes.Signer(old.name, b"z" * 32).public())]).counts) == {"key-unproven"}
        # lost: nothing is signed with another in its place behind everybody's back
        (home.secrets / "ledger-2").unlink()
        with pytest.raises(WrongUse) as trouble:
            ledger.rotate(actor="测试")
        assert trouble.value.code == "ledger-key-lost" and not (home.secrets / "ledger-2").exists()
        ledger.rotate(actor="测试", lost=True)
        assert set(ledger.verify().counts) == {"key-unproven"}
    finally:  # the home is that of the whole run
        for number in (2, 3):
            (home.secrets / f"ledger-{number}").unlink(missing_ok=True)
        (home.secrets / "ledger-1").unlink(missing_ok=True)
        descriptor = home.secrets / "ledger-1"
        descriptor.touch(mode=0o600)
        descriptor.write_text(kept)


def test_a_run_of_publication_does_not_fail_for_the_log(told):
    """The key cannot be read: what was published is published, and the log says that it waits."""
    secret = told.home.secrets / "ledger-1"
    secret.rename(secret.with_name("away"))
    try:
        told.collect(penalty_row(CF_WSH="甲5"), received="2026-05-22")
        assert told.publish("2026-05-22")["published"] == 1
        assert ledger.health()["waiting"] == 1
    finally:
        secret.with_name("away").rename(secret)
    assert sequencing.sequence_all() == 1 and ledger.health()["waiting"] == 0
