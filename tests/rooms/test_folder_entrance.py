"""A folder as an entrance: files are taken when they are whole, once, and answered beside them."""

import datetime as dt
import json
import os
import shutil
from pathlib import Path

import pytest

from chengxin.collection.entrances import consignments
from chengxin.collection.entrances.folder import Folder
from chengxin.ground.api import WrongUse
from tests.district import penalty_row
from tests.rooms.entering import TODAY, Gate, penalties


@pytest.fixture
def drop(tmp_path) -> Path:
    (tmp_path / "送" / "in").mkdir(parents=True)
    return tmp_path / "送"


@pytest.fixture
def gate(district, drop, monkeypatch) -> Gate:
    return Gate(district, monkeypatch, penalties(drop))


def lay(gate: Gate, drop: Path, name: str, *rows: dict) -> Path:
    return Path(shutil.copy(gate.district.write(list(rows)), drop / "in" / name))


def receipt(drop: Path, name: str, folder: str = "done") -> dict:
    return json.loads((drop / folder / f"{name}.receipt.json").read_text(encoding="utf-8"))


def names(drop: Path, folder: str) -> set[str]:
    return {path.name for path in (drop / folder).iterdir()}


def batches(gate: Gate) -> int:
    return gate.district.value("SELECT count(*) FROM collection_batch")


def test_a_file_is_collected_moved_and_answered(gate, drop):
    lay(gate, drop, "五月.csv", penalty_row(), penalty_row(CF_NR_FK=""), penalty_row(CF_XDR_SHXYM=""))
    assert gate.states() == [("五月.csv", "collected")]
    assert names(drop, "in") == set()
    assert names(drop, "done") == {"五月.csv", "五月.csv.receipt.json", "五月.csv.returned.csv"}
    told = receipt(drop, "五月.csv")
    assert (told["state_text"], told["rows"], told["accepted"], told["quarantined"], told["received"]) == ("已入库", 3, 1, 2, "2026-05-15")
    assert "共 3 行：接收 1 行，无变化 0 行，更正 0 行，退回 2 行。" in told["message"]
    assert {(found["code"], tuple(found["lines"])) for found in told["findings"] if found["returned"]} == {("fine-missing", (2,)), ("code-missing", (3,))}
    returned = (drop / "done" / "五月.csv.returned.csv").read_text(encoding="utf-8-sig")
    assert returned.count("\n") == 3 and "检查发现" in returned
    organ = gate.district.value("SELECT o.official_name FROM collection_batch b JOIN subjects_organ o ON o.subject_id = b.organ_id")
    assert organ == "天津市河北区应急管理局"
    assert gate.district.value("SELECT file_name FROM collection_batch") == "五月.csv"
    assert gate.states() == []


def test_a_corrected_returned_file_may_be_sent_as_it_is(gate, drop):
    lay(gate, drop, "五月.csv", penalty_row(CF_NR_FK=""))
    gate.round()
    text = (drop / "done" / "五月.csv.returned.csv").read_text(encoding="utf-8-sig")
    (drop / "in" / "五月改.csv").write_text(text.replace("罚款5000元,", "罚款5000元,0.5"), encoding="utf-8")
    assert gate.states() == [("五月改.csv", "collected")]
    assert receipt(drop, "五月改.csv")["accepted"] == 1


def test_a_file_that_cannot_be_taken_goes_to_failed_with_the_reason(gate, drop):
    (drop / "in" / "别的.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    (drop / "in" / "空.csv").write_text("", encoding="utf-8")
    assert sorted(gate.states()) == [("别的.csv", "refused"), ("空.csv", "refused")]
    assert receipt(drop, "别的.csv", "failed")["code"] == "no-column"
    assert "请改正后重新报送" in receipt(drop, "空.csv", "failed")["message"]
    assert batches(gate) == 0 and names(drop, "in") == set()


def test_a_file_that_grows_is_left_until_it_stands_still(gate, drop):
    path = lay(gate, drop, "长.csv", penalty_row())
    gate.meanwhile = lambda: path.open("a").write("半行")
    assert gate.states() == [] and gate.waits == [1.0]
    gate.meanwhile = lambda: None
    assert gate.states() == [("长.csv", "collected")]


def test_what_stood_still_since_the_last_round_needs_no_pause(gate, drop):
    lay(gate, drop, "甲.csv", penalty_row())
    gate.meanwhile = lambda: (drop / "in" / "甲.csv").touch()
    gate.round()
    assert gate.waits == [1.0]
    gate.watching._seen["应急局"] = {s.name: s.mark for s in Folder(drop).look()}
    assert gate.states() == [("甲.csv", "collected")] and gate.waits == [1.0]


def test_a_mark_beside_says_that_a_file_is_whole(district, drop, monkeypatch):
    gate = Gate(district, monkeypatch, penalties(drop, whole="ok"))
    lay(gate, drop, "甲.csv", penalty_row())
    assert gate.states() == []
    (drop / "in" / "甲.csv.ok").touch()
    assert gate.states() == [("甲.csv", "collected")]
    assert names(drop, "in") == set() and gate.waits == []


def test_names_that_are_not_final_other_patterns_and_strange_things(district, drop, monkeypatch):
    gate = Gate(district, monkeypatch, penalties(drop, whole="rename", pattern="*.csv"))
    for name in (".甲.csv", "~$甲.csv", "甲.csv.part", "甲.csv.tmp", "甲.csv.filepart", "说明.txt", "甲.csv.receipt.json"):
        (drop / "in" / name).write_text("x")
    (drop / "in" / "夹.csv").mkdir()
    (drop / "in" / "链.csv").symlink_to("/etc/hostname")
    os.mkfifo(drop / "in" / "管.csv")
    assert sorted(gate.states()) == [("夹.csv", "ignored"), ("管.csv", "ignored"), ("链.csv", "ignored")]
    assert len(names(drop, "in")) == 10 and batches(gate) == 0


def test_a_name_of_other_bytes_is_taken_and_told(gate, drop):
    source = gate.district.write([penalty_row()])
    shutil.copy(source, os.path.join(os.fsencode(drop / "in"), "处罚.csv".encode("gb18030")))
    assert gate.states() == [("处罚.csv", "collected")]
    assert gate.district.value("SELECT file_name FROM collection_batch") == "处罚.csv"


def test_the_same_name_again_does_not_cover_what_is_done(gate, drop):
    lay(gate, drop, "日报.csv", penalty_row())
    gate.round()
    lay(gate, drop, "日报.csv", penalty_row())
    gate.round()
    files = {name for name in names(drop, "done") if not name.endswith(".json")}
    assert len(files) == 2 and "日报.csv" in files and all(f"{name}.receipt.json" in names(drop, "done") for name in files)
    assert batches(gate) == 2


def test_the_same_bytes_again_are_told_to_be_a_repetition(gate, drop):
    path = lay(gate, drop, "甲.csv", penalty_row(), penalty_row(CF_NR_FK=""))
    again = path.read_bytes()
    gate.round()
    (drop / "in" / "乙.csv").write_bytes(again)
    assert gate.states() == [("乙.csv", "repeated")]
    told = receipt(drop, "乙.csv")
    assert (told["state_text"], told["accepted"], told["unchanged"], told["quarantined"]) == ("重复送达", 0, 1, 1)
    assert "没有再次写入" in told["message"] and batches(gate) == 1


@pytest.mark.parametrize("step", ["put", "move", "closed"])
def test_dying_between_commit_and_move_is_made_good(gate, drop, step, monkeypatch):
    """The batch is committed; the receipt, the move or the closing is cut off."""
    lay(gate, drop, "甲.csv", penalty_row(), penalty_row(CF_NR_FK=""))

    class Death(BaseException):
        pass

    def dies(*words, **more):
        raise Death

    with monkeypatch.context() as patch:
        if step == "closed":
            patch.setattr(consignments, "close", dies)
        else:
            patch.setattr(Folder, step, dies)
        with pytest.raises(Death):
            gate.round()
    assert batches(gate) == 1
    assert gate.states() == ([] if step == "closed" else [("甲.csv", "collected")])
    told = receipt(drop, "甲.csv")
    assert (told["accepted"], told["quarantined"], told["repeated"]) == (1, 1, False)
    assert names(drop, "in") == set() and batches(gate) == 1 and gate.round() == []
    assert gate.district.value("SELECT count(*) FROM collection_consignment") == gate.district.value("SELECT count(*) FROM collection_consignmentclosing") == 1


def test_dying_before_commit_leaves_the_file_for_the_next_run(gate, drop, monkeypatch):
    from chengxin.collection import actions

    lay(gate, drop, "甲.csv", penalty_row())
    with monkeypatch.context() as patch:
        patch.setattr(actions.audit, "record_act", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            gate.round()
    assert batches(gate) == 0 and names(drop, "in") == {"甲.csv"}
    assert [one["state"] for one in gate.round(TODAY + dt.timedelta(days=3))] == ["collected"]
    assert receipt(drop, "甲.csv")["received"] == TODAY.isoformat(), "the day it was first taken (ruling 160)"
    assert gate.district.value("SELECT count(*) FROM collection_consignment") == 1


def test_a_new_file_under_the_name_of_one_just_collected_is_kept(gate, drop, monkeypatch):
    lay(gate, drop, "甲.csv", penalty_row())
    put = Folder.put
    with monkeypatch.context() as patch:
        patch.setattr(Folder, "put", lambda self, *words: (put(self, *words), lay(gate, drop, "甲.csv", penalty_row(), penalty_row())))
        gate.round()
    assert names(drop, "in") == {"甲.csv"}
    assert gate.states() == [("甲.csv", "collected")] and batches(gate) == 2


def test_a_full_store_keeps_the_file_waiting(gate, drop, monkeypatch):
    from chengxin.collection import receiving

    lay(gate, drop, "甲.csv", penalty_row())

    def full(*words):
        raise receiving.files.StoreFull

    with monkeypatch.context() as patch:
        patch.setattr(receiving.files, "store", full)
        assert gate.states() == [("甲.csv", "waiting")]
    assert gate.states() == [("甲.csv", "collected")]


def test_a_folder_that_is_away_is_told_and_stops_no_other(district, drop, monkeypatch, tmp_path):
    gate = Gate(district, monkeypatch, penalties(tmp_path / "没有", name="远"), penalties(drop, name="近"))
    lay(gate, drop, "甲.csv", penalty_row())
    assert [(one["entrance"], one["state"]) for one in gate.round()] == [("远", "away"), ("近", "collected")]


def test_a_fault_at_one_entrance_stops_no_other(district, drop, monkeypatch, tmp_path):
    (tmp_path / "坏" / "in").mkdir(parents=True)
    gate = Gate(district, monkeypatch, penalties(tmp_path / "坏", name="坏"), penalties(drop, name="好"))
    look = Folder.look
    monkeypatch.setattr(Folder, "look", lambda self: 1 / 0 if self.path.name == "坏" else look(self))
    lay(gate, drop, "甲.csv", penalty_row())
    with district.side("worker"):
        told = gate.watching.round(today=TODAY)
    assert [(one["entrance"], one["state"]) for one in told] == [("坏", "fault"), ("好", "collected")]
    assert isinstance(gate.watching.fault, ZeroDivisionError)


def test_two_at_once_do_not_meet(gate, drop):
    lay(gate, drop, "甲.csv", penalty_row())
    with gate.district.connect("worker") as other:
        other.execute("SELECT pg_advisory_lock(hashtext('entrance:应急局'))")
        assert [one["state"] for one in gate.round()] == ["busy"]
    assert gate.states() == [("甲.csv", "collected")]


def test_receipts_go_where_the_organ_wants_them_and_old_files_leave(district, drop, monkeypatch):
    gate = Gate(district, monkeypatch, penalties(drop, receipts="回执", keep_days=30))
    lay(gate, drop, "甲.csv", penalty_row(CF_NR_FK=""))
    gate.round()
    assert names(drop, "回执") == {"甲.csv.receipt.json", "甲.csv.returned.csv"} and names(drop, "done") == {"甲.csv"}
    from chengxin.collection.entrances import folder

    now = folder.time.time()
    monkeypatch.setattr(folder.time, "time", lambda: now + 31 * 86400)
    (drop / "done" / "别人的.csv").write_text("x")
    gate.round()
    assert names(drop, "done") == {"别人的.csv"} and names(drop, "回执") == {"甲.csv.receipt.json"}


def test_a_returned_natural_person_is_a_look(gate, drop):
    person = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "护照号", "CF_XDR_ZJHM": "E00000001", "CF_XDR_MC": "林小满", "CF_NR_FK": ""}
    lay(gate, drop, "甲.csv", penalty_row(**person))
    gate.round()
    assert gate.district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'look' AND purpose = '退回报送机关'") == 1


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"kind": "ftp"}, "kind"),
        ({"kind": "folder", "name": "甲"}, "缺少 source"),
        ({"kind": "folder", "name": "甲", "source": "没有", "where": "/x"}, "没有数据源"),
        ({"kind": "folder", "name": "甲", "source": "penalties", "where": "/x", "pasue": 3}, "不认识的键 pasue"),
        ({"kind": "folder", "name": "甲", "source": "penalties", "where": "/x", "pause": "快"}, "pause"),
        ({"kind": "sftp", "name": "甲", "source": "penalties", "where": "sftp://a:b@h/x", "known_hosts": "k", "key_file": "k"}, "不得写入口令"),
        ({"kind": "sftp", "name": "甲", "source": "penalties", "where": "sftp://a@h/x", "key_file": "k"}, "缺少 known_hosts"),
        ({"kind": "sftp", "name": "甲", "source": "penalties", "where": "sftp://a@h/x", "known_hosts": "k"}, "key_file 与 password_file"),
        ({"kind": "table", "name": "甲", "source": "penalties", "where": "mysql://a@h/x", "password_file": "k", "table": "t", "key": "id", "states": {"open": 1}}, "各不相同"),
    ],
)
def test_a_wrong_configuration_tells_what_and_where(district, monkeypatch, entry, said):
    with pytest.raises(WrongUse, match=said):
        Gate(district, monkeypatch, entry).round()


def test_the_worker_makes_rounds_too(gate, drop):
    from chengxin.doors.clock import jobs

    lay(gate, drop, "甲.csv", penalty_row(CF_JDRQ="2026/10/12"))
    with gate.district.side("worker"):
        assert jobs.watch(0) == 1
    assert names(drop, "in") == set() and receipt(drop, "甲.csv")["accepted"] == 1
    assert gate.district.value("SELECT actor FROM ground_auditentry WHERE act = 'collect'") == "定时任务"
