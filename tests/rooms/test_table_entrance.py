"""A front-end table as an entrance: open rows come in order as one batch; each is told what became of it; nothing is lost or there twice."""

import datetime as dt

import pytest

from chengxin.collection.entrances import consignments, table
from tests.district import penalty_row
from tests.front_ends import mariadb, password_file, second_postgres
from tests.rooms.entering import Gate

ELEMENTS = [
    "CF_XDR_MC",
    "CF_XDR_LB",
    "CF_XDR_SHXYM",
    "CF_FRDB",
    "CF_WSH",
    "CF_WFXW",
    "CF_SY",
    "CF_YJ",
    "CF_CFLB",
    "CF_NR",
    "CF_NR_FK",
    "CF_JDRQ",
    "CF_YXQ",
    "CF_CFJG",
    "CF_CFJGDM",
    "CF_SJLY",
    "CF_SJLYDM",
]


@pytest.fixture(scope="module", params=["postgresql", "mysql"])
def front(request):
    with second_postgres() if request.param == "postgresql" else mariadb() as made:
        yield made


@pytest.fixture
def gate(front, district, monkeypatch, tmp_path) -> Gate:
    front.make_table(ELEMENTS)
    return made_gate(front, district, monkeypatch, tmp_path)


def made_gate(front, district, monkeypatch, tmp_path, **more) -> Gate:
    entry = {
        "name": "前置库",
        "kind": "table",
        "source": "penalties",
        "organ": "区应急局",
        "where": front.where,
        "password_file": str(password_file(tmp_path)),
        "table": "t_penalty",
        "key": "id",
    }
    return Gate(district, monkeypatch, entry | more)


def rows(*said: dict) -> list[dict]:
    return [{name: value for name, value in penalty_row(**one).items() if name in ELEMENTS} for one in said]


def states(front) -> list[tuple[str, str | None]]:
    return [(str(state), error) for state, error in front.do("SELECT state, error FROM t_penalty ORDER BY id")]


def count(gate: Gate, what: str) -> int:
    return gate.district.value(f"SELECT count(*) FROM {what}")


def test_open_rows_are_taken_and_told(front, gate):
    front.insert(rows({}, {"CF_NR_FK": ""}, {"CF_JDRQ": "2026-02-30"}, {}))
    assert [one["state"] for one in gate.round()] == ["collected"]
    assert states(front) == [
        ("1", None),
        ("2", "CF_NR_FK：处罚类别含罚款，但罚款金额为空，请填写金额（万元）；没有罚款的请改处罚类别"),
        ("2", "CF_JDRQ：没有这一天，请核对日期"),
        ("1", None),
    ]
    assert gate.district.value("SELECT accepted FROM collection_batch") == 2
    assert gate.district.value("SELECT file_name FROM collection_batch") == "t_penalty-20260515.csv"
    assert gate.round() == []


def test_a_corrected_row_that_is_open_again_comes_in(front, gate):
    front.insert(rows({"CF_NR_FK": ""}))
    gate.round()
    front.do("""UPDATE t_penalty SET {0}CF_NR_FK{0} = '0.5', state = 0""".format('"' if front.kind == "postgresql" else "`"))
    gate.round()
    assert states(front) == [("1", None)] and count(gate, "records_record") == 1


def test_rows_set_open_again_without_a_change_change_nothing(front, gate):
    front.insert(rows({}, {"CF_NR_FK": ""}))
    gate.round()
    front.do("UPDATE t_penalty SET state = 0, error = NULL")
    assert [one["state"] for one in gate.round()] == ["repeated"]
    assert [state for state, _ in states(front)] == ["1", "2"] and count(gate, "collection_batch") == 1


def test_many_rows_come_in_portions_in_order(front, district, monkeypatch, tmp_path):
    front.make_table(ELEMENTS)
    gate = made_gate(front, district, monkeypatch, tmp_path, rows=700)
    front.insert(rows(*({"CF_WSH": f"{number}号", "CF_NR_FK": "" if number % 100 == 0 else "1"} for number in range(1500))))
    assert [one["state"] for one in gate.round()] == ["collected"] * 3
    assert gate.district.value("SELECT array_agg(rows ORDER BY id) FROM collection_batch") == [700, 700, 100]
    told = states(front)
    assert [number for number, (state, _) in enumerate(told) if state == "2"] == list(range(0, 1500, 100))
    assert {state for state, _ in told} == {"1", "2"}


@pytest.mark.parametrize("step", ["before", "during", "after"])
def test_dying_between_the_two_databases(front, gate, monkeypatch, step):
    """Our commit is the decision: what dies after it is told by the next run, and collected once."""
    front.insert(rows({}, {"CF_NR_FK": ""}, {}))

    class Death(BaseException):
        pass

    def dies(*words, **more):
        raise Death

    with monkeypatch.context() as patch:
        if step == "after":
            patch.setattr(consignments, "close", dies)
        else:
            patch.setattr(table._Table, "write_states" if step == "before" else "_locked", dies)
        with pytest.raises(Death):
            gate.round()
    assert count(gate, "collection_batch") == 1
    assert [state for state, _ in states(front)] == (["1", "2", "1"] if step == "after" else ["0", "0", "0"])
    told = gate.round()
    assert [(one["state"], one["message"][:4]) for one in told] == [("collected", "补写状态")]
    assert [state for state, _ in states(front)] == ["1", "2", "1"]
    assert count(gate, "collection_batch") == 1 and gate.round() == []


def test_dying_before_our_commit_leaves_the_rows_open(front, gate, monkeypatch):
    from chengxin.collection import actions

    front.insert(rows({}, {}))
    with monkeypatch.context() as patch:
        patch.setattr(actions.audit, "record_act", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            gate.round()
    assert count(gate, "collection_batch") == 0 and [state for state, _ in states(front)] == ["0", "0"]
    gate.round()
    assert count(gate, "collection_batch") == 1 and count(gate, "collection_consignment") == 1


def test_a_row_changed_after_it_was_taken_stays_open(front, gate, monkeypatch):
    """The organ mends a row while we collect: its state is not written over, and the mended row comes next."""
    front.insert(rows({"CF_SY": "旧"}, {"CF_SY": "不变"}))
    quote = '"' if front.kind == "postgresql" else "`"
    settle = consignments.settle

    def settled(*words, **more):
        result = settle(*words, **more)
        front.do(f"UPDATE t_penalty SET {quote}CF_SY{quote} = '新' WHERE id = 1")
        return result

    with monkeypatch.context() as patch:
        patch.setattr(consignments, "settle", settled)
        patch.setattr(table, "_BATCHES", 1)
        gate.round()
    assert [state for state, _ in states(front)] == ["0", "1"]
    gate.round()
    assert [state for state, _ in states(front)] == ["1", "1"]
    assert gate.district.value("SELECT count(*) FROM records_version") == 3 and count(gate, "records_record") == 2


def test_other_names_other_states_and_types(front, district, monkeypatch, tmp_path):
    quote = '"' if front.kind == "postgresql" else "`"
    names = {name: name for name in ELEMENTS} | {"CF_WSH": "文书号", "CF_JDRQ": "cf_jdrq"}
    front.make_table([names[name] for name in ELEMENTS], key="id varchar(20) primary key", state="标志 char(1) default 'N'", error="说明 varchar(20)")
    front.do(
        f"ALTER TABLE t_penalty {'ALTER COLUMN' if front.kind == 'postgresql' else 'MODIFY'} {quote}cf_jdrq{quote} {'TYPE date USING null' if front.kind == 'postgresql' else 'date'}"
    )
    gate = made_gate(
        front, district, monkeypatch, tmp_path, columns={"CF_WSH": "文书号"}, state="标志", error="说明", states={"open": "N", "taken": "Y", "wrong": "E"}, error_longest=20
    )
    given = [{names[name]: value for name, value in row.items()} for row in rows({"CF_WSH": "甲号"}, {"CF_WSH": "乙号", "CF_NR_FK": ""})]
    for row in given:
        row["cf_jdrq"] = dt.date(2026, 5, 12)
    front.insert(given)
    gate.round()
    assert [str(one[0]).strip() for one in front.do("SELECT 标志 FROM t_penalty ORDER BY id")] == ["Y", "E"]
    assert len(front.do("SELECT 说明 FROM t_penalty WHERE id = '2'")[0][0]) == 20
    assert gate.district.value("SELECT held_on FROM records_version LIMIT 1") == dt.date(2026, 5, 12)


def test_an_empty_row_is_told_and_shifts_no_other(front, gate):
    front.insert(rows({}))
    front.do("INSERT INTO t_penalty (id) VALUES (2)")
    front.insert(rows({"CF_NR_FK": ""}, {}), first=3)
    gate.round()
    assert [state for state, _ in states(front)] == ["1", "2", "2", "1"]
    assert states(front)[1][1] == "整行为空，没有收取"


def test_cells_that_could_break_a_file(front, gate):
    front.insert(rows({"CF_SY": 'a,"b"\n第二行\t；'}, {"CF_SY": "=cmd()", "CF_NR_FK": ""}, {"CF_SY": "'引号"}, {"CF_SY": "𠮷野"}))
    gate.round()
    assert [state for state, _ in states(front)] == ["1", "2", "1", "1"]
    kept = gate.district.value("SELECT array_agg(values->>'CF_SY' ORDER BY id) FROM records_version")
    assert kept == ['a,"b"\n第二行\t；', "'引号", "𠮷野"]


@pytest.mark.parametrize(("more", "said"), [({"table": "没有"}, "前置库不接受语句"), ({"state": "没有"}, "没有列：没有"), ({"columns": {"没有": "CF_SY"}}, "目录中没有要素")])
def test_a_table_that_does_not_fit_is_told(front, district, monkeypatch, tmp_path, more, said):
    front.make_table(ELEMENTS)
    told = made_gate(front, district, monkeypatch, tmp_path, **more).round()
    assert [one["state"] for one in told] == ["waiting"] and said in told[0]["message"]


def test_a_table_that_lacks_what_is_needed_is_refused_once_and_stays_open(front, district, monkeypatch, tmp_path):
    front.make_table([name for name in ELEMENTS if name != "CF_WSH"])
    gate = made_gate(front, district, monkeypatch, tmp_path)
    front.insert([{name: value for name, value in row.items() if name != "CF_WSH"} for row in rows({})])
    for _ in range(2):
        assert [one["state"] for one in gate.round()] == ["refused"]
    assert [state for state, _ in states(front)] == ["0"] and count(gate, "collection_consignment") == 1


def test_a_wrong_password_and_an_exposed_file_are_told(front, district, monkeypatch, tmp_path):
    front.make_table(ELEMENTS)
    gate = made_gate(front, district, monkeypatch, tmp_path)
    secret = password_file(tmp_path)
    secret.chmod(0o644)
    assert [(one["state"], "chmod 600" in one["message"]) for one in gate.round()] == [("waiting", True)]
    secret.chmod(0o600)
    secret.write_text("不对", encoding="utf-8")
    told = gate.round()
    assert [one["state"] for one in told] == ["away"] and "不对" not in told[0]["message"]


def test_after_an_erasure_the_rows_are_told_by_the_next_batch(front, gate, monkeypatch):
    """The key of the original may be gone when a run comes to tell the rows: they stay open, come again and are unchanged."""
    front.insert(rows({}, {}))
    with monkeypatch.context() as patch:
        patch.setattr(table._Table, "write_states", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            gate.round()
    with gate.district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("DELETE FROM ground_filekey")
    gate.round()
    assert [state for state, _ in states(front)] == ["1", "1"] and count(gate, "records_version") == 2
