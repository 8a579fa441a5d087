"""SFTP as an entrance, against a real server: known hosts only, receipts put back whole, nothing twice."""

import json
import shutil

import paramiko
import pytest

from chengxin.collection.entrances import consignments
from chengxin.collection.entrances.sftp import Remote
from tests.district import penalty_row
from tests.front_ends import free_port, password_file, sftp_server
from tests.rooms.entering import Gate


@pytest.fixture(scope="module", params=["openssh", "paramiko"])
def remote(request):
    with sftp_server(request.param) as made:
        yield made


@pytest.fixture
def side(remote):
    for path in remote.folder.iterdir():
        shutil.rmtree(path)
    (remote.folder / "in").mkdir()
    return remote


@pytest.fixture
def gate(side, district, monkeypatch) -> Gate:
    return Gate(district, monkeypatch, side.entry())


def lay(gate: Gate, side, name: str, *rows: dict) -> None:
    shutil.copy(gate.district.write(list(rows)), side.folder / "in" / name)


def names(side, folder: str) -> set[str]:
    return {path.name for path in (side.folder / folder).iterdir()}


def test_a_file_is_fetched_moved_and_answered(gate, side):
    lay(gate, side, "五月.csv", penalty_row(), penalty_row(CF_NR_FK=""))
    (side.folder / "in" / "半.csv.part").write_text("x")
    (side.folder / "in" / "链.csv").symlink_to("/etc/hostname")
    assert sorted(gate.states()) == [("五月.csv", "collected"), ("链.csv", "ignored")]
    assert names(side, "in") == {"半.csv.part", "链.csv"}
    assert names(side, "done") == {"五月.csv", "五月.csv.receipt.json", "五月.csv.returned.csv"}
    told = json.loads((side.folder / "done" / "五月.csv.receipt.json").read_text(encoding="utf-8"))
    assert (told["accepted"], told["quarantined"], told["state_text"]) == (1, 1, "已入库")
    assert gate.district.value("SELECT file_name FROM collection_batch") == "五月.csv"


def test_a_large_file_comes_whole(gate, side):
    rows = [penalty_row(CF_WSH=f"{number}号", CF_SY="经查，" + "当事人" * 50) for number in range(4000)]
    lay(gate, side, "大.csv", *rows)
    assert gate.states() == [("大.csv", "collected")]
    assert gate.district.value("SELECT accepted FROM collection_batch") == 4000


def test_a_refused_file_goes_to_failed_and_a_second_receipt_replaces_the_first(gate, side):
    (side.folder / "failed").mkdir()
    (side.folder / "failed" / "坏.csv.receipt.json").write_text("旧")
    (side.folder / "in" / "坏.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert gate.states() == [("坏.csv", "refused")]
    assert json.loads((side.folder / "failed" / "坏.csv.receipt.json").read_text(encoding="utf-8"))["code"] == "no-column"


@pytest.mark.parametrize("step", ["put", "move", "closed"])
def test_dying_between_commit_and_move_is_made_good(gate, side, step, monkeypatch):
    lay(gate, side, "甲.csv", penalty_row())

    class Death(BaseException):
        pass

    def dies(*words, **more):
        raise Death

    with monkeypatch.context() as patch:
        patch.setattr(*((consignments, "close") if step == "closed" else (Remote, step)), dies)
        with pytest.raises(Death):
            gate.round()
    gate.round()
    assert names(side, "in") == set() and names(side, "done") == {"甲.csv", "甲.csv.receipt.json"}
    assert gate.district.value("SELECT count(*) FROM collection_batch") == 1 and gate.round() == []


def test_an_unknown_host_is_not_spoken_to(district, side, monkeypatch, tmp_path):
    (tmp_path / "known_hosts").write_text("")
    told = Gate(district, monkeypatch, side.entry(known_hosts=str(tmp_path / "known_hosts"))).round()
    assert [one["state"] for one in told] == ["waiting"] and "不在 known_hosts 中" in told[0]["message"]


def test_a_changed_host_key_is_told(district, side, monkeypatch, tmp_path):
    other = paramiko.ECDSAKey.generate()
    (tmp_path / "known_hosts").write_text(f"[127.0.0.1]:{side.port} {other.get_name()} {other.get_base64()}\n")
    told = Gate(district, monkeypatch, side.entry(known_hosts=str(tmp_path / "known_hosts"))).round()
    assert [one["state"] for one in told] == ["waiting"] and "与 known_hosts 中的不同" in told[0]["message"]


def test_a_key_the_server_does_not_know_and_one_that_others_may_read(district, side, monkeypatch, tmp_path):
    path = tmp_path / "别的密钥"
    paramiko.ECDSAKey.generate().write_private_key_file(str(path))
    gate = Gate(district, monkeypatch, side.entry(key_file=str(path)))
    assert "不接受这个账户" in gate.round()[0]["message"]
    path.chmod(0o640)
    assert "chmod 600" in gate.round()[0]["message"]


def test_a_server_that_is_away_or_lacks_the_folder_is_told(district, side, monkeypatch):
    away = side.entry(name="不在", where=f"sftp://organ@127.0.0.1:{free_port()}/x")
    lacking = side.entry(name="没有", where=side.where.rstrip(".").rstrip("/") + "/没有这个目录")
    told = Gate(district, monkeypatch, away, lacking).round()
    assert [(one["entrance"], one["state"]) for one in told] == [("不在", "away"), ("没有", "away")]


def test_a_password_from_a_file(district, monkeypatch, tmp_path):
    with sftp_server("paramiko") as side:
        (side.folder / "in").mkdir()
        gate = Gate(district, monkeypatch, side.entry(password_file=str(password_file(tmp_path))))
        lay(gate, side, "甲.csv", penalty_row())
        assert gate.states() == [("甲.csv", "collected")]
