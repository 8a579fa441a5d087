"""A run of publication goes in parts: together they do what one would, each stands by itself, and nothing that changes meanwhile is lost."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from chengxin.ground.api import audit, database
from chengxin.publicity import actions
from chengxin.publicity import api as publicity
from tests.district import credit_code, penalty_row
from tests.waiting import eventually

ON = "2026-05-20"


def rows(count: int) -> list[dict[str, str]]:
    return [penalty_row(CF_WSH=f"第{n}号", CF_XDR_SHXYM=credit_code(f"91120105MA000{n:04d}"), CF_XDR_MC=f"天津市试{n}号商贸有限公司") for n in range(1, count + 1)]


def run(district, at_most: int, on: str = ON) -> dict:
    with district.side("worker"):
        return publicity.publish(on=dt.date.fromisoformat(on), actor="测试", at_most=at_most)


@pytest.mark.parametrize("at_most", [1, 2, 3, 7, 8])
def test_parts_together_do_what_one_run_does(district, at_most):
    made = rows(7)
    made[2]["CF_CFLB"], made[4]["CF_CFLB"] = "警告", "通报批评"  # what need not be public is refused, with its code
    district.collect(*made)
    figures = run(district, at_most)
    assert (figures["considered"], figures["published"], figures["refused"]) == (7, 5, {"facts-unfit": 2})
    assert sorted(district.shelf(ON)) == ["第1号", "第2号", "第4号", "第6号", "第7号"]
    assert district.value("SELECT sum(published) FROM publicity_run") == 5
    assert district.value("SELECT count(*) FROM publicity_due") == 0
    assert run(district, at_most)["considered"] == 0


def test_what_is_known_only_later_stays_due_and_is_not_asked_twice(district):
    district.collect(*rows(3), received="2026-06-01")
    assert run(district, 1)["considered"] == 0
    assert district.value("SELECT count(*) FROM publicity_due") == 3
    assert run(district, 2, on="2026-06-01")["published"] == 3


def test_a_run_that_dies_between_parts_has_done_its_parts(district, monkeypatch):
    district.collect(*rows(5))
    real, parts = actions.database.fetch_value, []

    def dies_at_the_third(sql, parameters=()):
        if "publicity_publish" in sql and len(parts) == 2:
            raise KeyboardInterrupt
        parts.append(sql)
        return real(sql, parameters)

    monkeypatch.setattr(actions.database, "fetch_value", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        run(district, 2)
    monkeypatch.undo()
    assert len(district.shelf(ON)) == 4
    with district.side("worker"):
        assert publicity.published_through() == dt.date.fromisoformat(ON)
    assert run(district, 2)["published"] == 1
    assert len(district.shelf(ON)) == 5
    assert district.value("SELECT count(*) FROM (SELECT record_id FROM publicity_publication GROUP BY record_id HAVING count(*) > 1) twice") == 0


def test_a_correction_that_comes_while_its_record_is_being_laid_is_due_again(district):
    """The batch is heard of while a run holds the record: it waits for the part, and the next run replaces the line."""
    district.collect(*rows(1))
    with district.side("worker"), district.connect("worker", options="-c search_path=chengxin,publicity") as hears:
        with transaction.atomic():
            audit.record_act("publish", actor="测试", reference=f"day:{ON}")
            assert database.fetch_value("SELECT publicity_publish(%s)", [ON])["published"] == 1
            heard = threading.Thread(target=hears.execute, args=("SELECT publicity_enqueue(1)",))
            heard.start()
            waits = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
            assert eventually(lambda: district.value(waits, hears.info.backend_pid, role="superuser"))
        heard.join()
    assert district.value("SELECT count(*) FROM publicity_due") == 1


def test_numbers_of_asks_outlive_a_crash(district):
    """A crash empties an unlogged table and begins its numbers anew; those of asks stand in warrants and must never come twice."""
    persistence = "SELECT relpersistence::text FROM pg_class WHERE oid = %s::regclass"
    assert {district.value(persistence, name) for name in ("law_ask", "law_ask_id_seq")} == {"p"}
    assert district.value(persistence, "publicity_case") == "u"


def test_parts_side_by_side_take_other_records_are_laid_in_turn_and_others_come_after_both(district):
    district.collect(*rows(5))
    assert run(district, 5)["published"] == 5
    district.collect(*[row | {"CF_NR": "罚款4000元"} for row in rows(5)], received="2026-05-21")
    with district.side("worker"), transaction.atomic():
        audit.record_act("publish", actor="测试", reference="day:2026-05-21")
        after = database.fetch_value("SELECT publicity_publish('2026-05-21', NULL, 1)")["next"]
    first, second, other = (district.connect("owner", options="-c search_path=chengxin,publicity") for _ in range(3))

    def part(raw) -> dict:
        raw.execute("BEGIN")
        raw.execute("INSERT INTO ground_auditentry (act, actor, post, purpose, reference, fields) VALUES ('publish', '测试', '', '', 'day:2026-05-21', '{}')")
        return raw.execute("SELECT publicity_publish('2026-05-21', %s, 2)", [after]).fetchone()[0]

    def waits(raw) -> bool:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND wait_event = 'advisory'"
        return district.value(asked, raw.info.backend_pid, role="superuser") == 1

    with first, second, other, ThreadPoolExecutor(2) as threads:
        assert part(first)["replaced"] == 2
        beside = threads.submit(part, second)
        assert eventually(lambda: waits(second))  # prepared, and waits for its turn
        turn = threads.submit(other.execute, "SELECT publicity_turn()")  # as whoever withdraws does
        assert eventually(lambda: waits(other))
        first.execute("COMMIT")
        assert beside.result(60)["replaced"] == 2 and waits(other)
        second.execute("COMMIT")
        turn.result(60)
    assert district.value("SELECT count(*) FROM publicity_line WHERE laid_on = '2026-05-21'") == 5
    assert district.value("SELECT count(*) FROM publicity_due") == 0


def test_a_run_is_transactions_of_its_own(district):
    with district.side("worker"), transaction.atomic(), pytest.raises(RuntimeError):
        publicity.publish(on=dt.date.fromisoformat(ON), actor="测试")
