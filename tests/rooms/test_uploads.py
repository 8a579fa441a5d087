"""Uploads between a web process and the worker: sealed, once, and removed when they have a result."""

import io
import os
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError

from chengxin.access import api as access
from chengxin.collection import api as collection
from chengxin.collection.entrances import uploads
from chengxin.doors.api.limits import Bucket
from chengxin.ground.api import WrongUse, files
from chengxin.subjects import api as subjects
from tests.district import penalty_row


@pytest.fixture
def proof(district) -> str:
    """A system of the emergency bureau has signed in."""
    with district.side("worker"):
        number, key = access.make_key(subjects.organ("区应急局"), note="", actor="测试")
    with district.side("desk"):
        who = access.sign_in(key)
    assert who.key == number
    return who.proof


@pytest.fixture
def inbox():
    folder = Path(settings.HOME.path) / "inbox"
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    return folder


def sent(district, proof: str, body: bytes, key: str = "键-0001", source: str = "penalties") -> collection.Upload:
    with district.side("desk"):
        return collection.submit(collection.lay_down(io.BytesIO(body), largest=1 << 24), proof=proof, key=key, source=source, file_name="处罚.csv")


def taken_in(district) -> int:
    with district.side("worker"):
        return collection.take_in(actor="测试")


def told(upload: collection.Upload) -> dict:
    return uploads.result_of(upload.handle).answer


def body(district, *rows: dict) -> bytes:
    return district.write(list(rows)).read_bytes()


def test_laid_down_sealed_taken_in_and_removed(district, proof, inbox):
    large = body(district, *(penalty_row(CF_WSH=f"{n}号", CF_SY="经查" * 200) for n in range(2500)))
    assert len(large) > 2 << 20
    upload = sent(district, proof, large)
    (path,) = inbox.iterdir()
    assert "经查".encode() not in path.read_bytes() and path.stat().st_mode & 0o077 == 0
    assert upload.fresh and upload.answer is None
    assert taken_in(district) == 1 and told(upload)["accepted"] == 2500
    assert list(inbox.iterdir()) == [] and taken_in(district) == 0
    assert district.value("SELECT o.official_name FROM collection_batch b JOIN subjects_organ o ON o.subject_id = b.organ_id") == "天津市河北区应急管理局"
    assert district.value("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'clock.take_in'") == 1


def test_the_database_knows_the_key_of_whoever_sends(district, proof, inbox):
    for wrong in ("", "hmac-sha256:" + "0" * 64, None):
        with pytest.raises(Exception, match="no key"):
            sent(district, wrong, b"x")
    (number,) = [one["id"] for one in access.list_keys()]
    with district.side("worker"):
        assert access.revoke_key(number, organ=subjects.organ("区应急局"), actor="测试") is True
        assert access.revoke_key(number, organ=subjects.organ("区应急局"), actor="测试") is False
    with pytest.raises(Exception, match="no key"):
        sent(district, proof, b"x")
    assert district.value("SELECT count(*) FROM collection_consignment") == 0


def test_a_web_process_can_neither_read_keys_nor_write_what_arrived(district, proof):
    with district.connect("desk", options="-c search_path=chengxin") as raw:
        for statement in (
            "SELECT * FROM access_accesskey",
            "SELECT mac FROM access_accesskey",
            "INSERT INTO access_accesskey (organ_id, mac, note, made_by) VALUES (1, 'x', '', '')",
            "INSERT INTO collection_consignment (handle, entrance) VALUES (gen_random_uuid(), 'http:1')",
            "UPDATE collection_consignmentresult SET code = 'x'",
            "SELECT procrastinate_defer_jobs_v1('{}')",
            "SELECT * FROM procrastinate_jobs",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(statement)
    with district.connect("public", options="-c search_path=chengxin") as raw, pytest.raises(psycopg.Error):
        raw.execute("SELECT * FROM chengxin.access_sign_in('x')")


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes()[:40] + b"\0" + path.read_bytes()[41:]),
        Path.unlink,
        lambda path: path.write_bytes(b""),
    ],
)
def test_an_upload_that_was_damaged_is_told(district, proof, inbox, damage):
    upload = sent(district, proof, body(district, penalty_row()))
    (path,) = inbox.iterdir()
    damage(path)
    assert taken_in(district) == 1
    assert told(upload)["code"] == "upload-damaged" and list(inbox.iterdir()) == []
    assert sent(district, proof, body(district, penalty_row()), key="键-0002").fresh


def test_a_fault_in_one_upload_stops_no_other(district, proof, inbox, monkeypatch):
    from chengxin.collection import actions

    first, second = (sent(district, proof, body(district, penalty_row()), key=key) for key in ("键-0001", "键-0002"))
    collect, calls = actions.collect, []

    def breaks(*words, **more):
        calls.append(words)
        return 1 / 0 if len(calls) == 1 else collect(*words, **more)

    monkeypatch.setattr(actions, "collect", breaks)
    assert taken_in(district) == 2
    assert told(first)["code"] == "fault" and str(first.handle) in told(first)["message"]
    assert told(second)["accepted"] == 1


def test_a_full_store_keeps_an_upload_waiting(district, proof, inbox, monkeypatch):
    from chengxin.collection import receiving

    upload = sent(district, proof, body(district, penalty_row()))

    def full(*words):
        raise files.StoreFull

    with monkeypatch.context() as patch:
        patch.setattr(receiving.files, "store", full)
        assert taken_in(district) == 0
    assert uploads.result_of(upload.handle) is None
    assert taken_in(district) == 1 and told(upload)["accepted"] == 1


@pytest.mark.parametrize(
    ("happens", "waits_for"),
    [("PERFORM pg_terminate_backend(pg_backend_pid())", OperationalError), ("RAISE EXCEPTION USING ERRCODE = 'disk_full'", files.StoreFull)],
    ids=["the database goes away", "its disk is full"],
)
def test_what_befalls_the_database_while_rows_join_is_no_fault_of_the_file(district, proof, inbox, happens, waits_for):
    upload = sent(district, proof, body(district, penalty_row()))
    with district.connect("superuser", options="-c search_path=chengxin") as raw:
        raw.execute(f"CREATE FUNCTION befall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN {happens}; RETURN NEW; END $$")
        raw.execute("CREATE TRIGGER befall BEFORE INSERT ON records_version FOR EACH ROW EXECUTE FUNCTION befall()")
        try:
            assert taken_in(district) == 0
        except Exception as error:
            assert isinstance(error, waits_for), error
        assert uploads.result_of(upload.handle) is None and len(list(inbox.iterdir())) == 1
        raw.execute("DROP TRIGGER befall ON records_version")
    assert taken_in(district) == 1 and told(upload)["accepted"] == 1
    assert district.value("SELECT count(*) FROM collection_batch") == 1


def test_dying_after_the_commit_leaves_nothing_in_the_inbox(district, proof, inbox, monkeypatch):
    class Death(BaseException):
        pass

    def dies(*words):
        raise Death

    upload = sent(district, proof, body(district, penalty_row()))
    with monkeypatch.context() as patch:
        patch.setattr(uploads.consignments.outbox, "deliver", dies)
        with pytest.raises(Death):
            taken_in(district)
    assert len(list(inbox.iterdir())) == 1 and told(upload)["accepted"] == 1
    assert taken_in(district) == 0 and list(inbox.iterdir()) == []
    assert district.value("SELECT count(*) FROM collection_batch") == 1


def test_what_was_never_submitted_leaves_after_a_day(district, proof, inbox):
    with district.side("desk"):
        young, old = (collection.lay_down(io.BytesIO(b"x"), largest=10) for _ in range(2))
    os.utime(inbox / old.handle.hex, (time.time() - 90000,) * 2)
    taken_in(district)
    assert [path.name for path in inbox.iterdir()] == [young.handle.hex]


def test_too_large_empty_or_on_a_full_disk_nothing_is_kept(district, inbox, monkeypatch):
    for given, code in ((b"x" * 11, "file-too-large"), (b"", "empty-file")):
        with pytest.raises(WrongUse) as told:
            collection.lay_down(io.BytesIO(given), largest=10)
        assert told.value.code == code
    with monkeypatch.context() as patch:
        patch.setattr(uploads.os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(files.StoreFull):
            collection.lay_down(io.BytesIO(b"x"), largest=10)
    assert list(inbox.iterdir()) == []


def test_a_revoked_keys_batch_stays_the_organs(district, proof, inbox):
    sent(district, proof, body(district, penalty_row()))
    taken_in(district)
    organ = subjects.organ("区应急局").subject_id
    assert [one["rows"] for one in collection.batches_of(organ)] == [1]
    assert collection.batches_of(subjects.organ("区商务局").subject_id) == []


def test_the_rate_of_requests():
    now = [0.0]
    bucket = Bucket(60, clock=lambda: now[0])
    assert [bucket.take("甲") for _ in range(60)] == [0.0] * 60
    assert 0 < bucket.take("甲") <= 1.0 and bucket.take("乙") == 0.0
    now[0] += 1.0
    assert bucket.take("甲") == 0.0 and bucket.take("甲") > 0
    now[0] += 3600
    assert [bucket.take("甲") for _ in range(61)].count(0.0) == 60
