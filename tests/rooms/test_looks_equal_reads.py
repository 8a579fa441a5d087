"""Ten thousand readings of natural persons, over every path at random: as many looks are on file as persons were shown."""

import contextlib
import io
import random
from pathlib import Path

import pytest

from chengxin.collection import api as collection
from chengxin.doors.desk.command import UNSAID
from chengxin.doors.desk.management.commands import archive, looks, quarantine, returned, subject
from chengxin.ground.api import audit, auditlog
from tests.district import EMERGENCY, identity_number, penalty_row

READS, PERSONS, RETURNED, SEED = 10_000, 20, 25, 20261125


@pytest.fixture
def desk(district):
    """Persons with records, firms, and a batch in which returned rows of persons and of firms stand side by side."""
    numbers = [identity_number(f"12010519000101{n:03d}") for n in range(PERSONS)]
    persons = [penalty_row(CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=number, CF_XDR_MC=f"张{n}") for n, number in enumerate(numbers)]
    district.collect(penalty_row(), *persons)
    faulty = {"CF_CFLB": "罚款", "CF_NR_FK": ""}
    mixed = [penalty_row(**faulty) if n % 3 == 0 else penalty_row(**persons[n % PERSONS] | faulty | {"CF_WSH": f"退{n}"}) for n in range(RETURNED)]
    district.collect(*mixed)
    district.become("desk")
    return district, numbers, district.value("SELECT max(id) FROM collection_batch")


def test_as_many_looks_as_reads(desk, tmp_path):
    district, numbers, batch = desk
    chance, files = random.Random(SEED), iter(range(10**6))
    of_persons = district.value("SELECT count(*) FROM collection_quarantined WHERE of_person AND batch_id = %s", batch)
    assert 10 < of_persons < RETURNED
    firm = district.value("SELECT code FROM subjects_subject WHERE kind = 'enterprise' LIMIT 1")
    organ = district.value("SELECT id FROM subjects_subject WHERE code = %s", EMERGENCY[1])
    shown = asked_for_looks = read_firms = 0
    ask = {"as_of": None, "known_on": None}

    def of_subject(number: str) -> int:
        return int("name" in subject.Command().answer(code=number, purpose=chance.choice([UNSAID, "核对"])))

    def of_archive(number: str) -> int:
        return int(len(archive.Command().answer(code=number, purpose=chance.choice([UNSAID, "核对"]), **ask)["records"]) == 1)

    def of_quarantine(_: str) -> int:
        return sum("张" in row["values"]["CF_XDR_MC"] for row in quarantine.Command().answer(batch=batch, purpose="核对")["rows"])

    def of_returned(_: str) -> int:
        out: Path = tmp_path / str(next(files))
        returned.Command().answer(batch=batch, out=out, purpose="核对")
        text = out.read_text(encoding="utf-8-sig")
        out.unlink()
        return text.count("自然人")

    def of_entrance(_: str) -> int:
        out: Path = tmp_path / str(next(files))
        collection.give_back(batch, out, actor="接口密钥:1", purpose="退回报送机关", organ=organ)
        text = out.read_text(encoding="utf-8-sig")
        out.unlink()
        return text.count("自然人")

    paths = [of_subject] * 6 + [of_archive] * 6 + [of_quarantine, of_returned, of_entrance]
    used: set[str] = set()
    with contextlib.redirect_stdout(io.StringIO()):
        while shown < READS:
            path = chance.choice(paths)
            used.add(path.__name__)
            shown += path(chance.choice(numbers))
            if chance.random() < 0.02:
                looks.Command().answer(code=chance.choice([*numbers, firm]), purpose="查询")
                asked_for_looks += 1
            if chance.random() < 0.02:
                purpose = chance.choice([UNSAID, "年检"])
                archive.Command().answer(code=firm, purpose=purpose, **ask)
                read_firms += purpose == "年检"
    count = "SELECT count(*) FROM ground_auditentry WHERE act = %s"
    assert len(used) == 5 and asked_for_looks and read_firms
    assert district.value(count, "look") == district.value("SELECT count(*) FROM ground_lookuse") == shown >= READS
    assert district.value(count, "read-looks") == asked_for_looks
    assert district.value(count, "read") == read_firms
    assert district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'look' AND subject_ref IS NULL") == 0
    assert district.value("SELECT count(*) FROM ground_auditentry WHERE fields = '{}' AND act = 'look'") == 0
    with district.side("worker"):
        auditlog.sequence_all()
        assert auditlog.verify().counts == {}


def test_who_looked_with_what_post_for_which_organ_and_at_what(desk):
    district, numbers, batch = desk
    organ = district.value("SELECT id FROM subjects_subject WHERE code = %s", EMERGENCY[1])
    archive.Command().answer(code=numbers[0], purpose="核对报送", as_of=None, known_on=None)
    audit.commit_look(actor="命令行:王", subject=district.value("SELECT max(id) FROM subjects_subject WHERE kind = 'person'"), purpose="x")
    collection.returned_rows(batch, actor="接口密钥:7", purpose="退回报送机关", organ=organ)
    told = looks.Command().answer(code=numbers[0], purpose="查询")
    mine = [one for one in told["looks"] if one["purpose"] == "核对报送"]
    assert [(one["act"], one["post"], one["organ"], one["reference"], one["fields"]) for one in mine] == [("look", "命令行", None, "archive", ["*"])]
    back = [one for one in told["looks"] if one["purpose"] == "退回报送机关"]
    assert {(one["actor"], one["post"], one["organ"], tuple(one["fields"])) for one in back} <= {("接口密钥:7", "接口密钥", EMERGENCY[0], ("*",))}
    record = district.value("SELECT min(id) FROM records_record WHERE subject_id = %s", told["subject"])
    assert looks.Command().answer(code=str(record), purpose="查询")["looks"] == told["looks"]
    assert district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'read-looks' AND subject_ref = %s", told["subject"]) == 2


def test_a_number_from_standard_input(desk, monkeypatch):
    _, numbers, _ = desk
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{numbers[1]}\n"))
    assert looks.Command().answer(code="-", purpose="查询")["looks"] == []
