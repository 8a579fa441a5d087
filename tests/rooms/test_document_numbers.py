"""One decision whose number is written with other brackets, with 第 or with noughts in front is one record (docs/rulings.md, 552)."""

import datetime as dt
import importlib
import os
import random
import subprocess
import sys

import pyarrow as pa
import pytest

from chengxin.collection import api as collection
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.records.api import document_numbers
from tests.district import EMERGENCY, credit_code, penalty_row

FIRM, OTHER = credit_code("91120105MA0000001"), credit_code("91120105MA0000002")
SAME = [
    "津北市监罚〔2025〕1号",
    "津北市监罚[2025]1号",
    "津北市监罚【2025】1号",
    "津北市监罚（2025）1号",
    "津北市监罚(2025)1号",
    "津北市监罚﹝2025﹞1号",
    "津北市监罚〔2025〕第1号",
    "津北市监罚〔2025〕 1号",
    "津北市监罚［ 2025 ］第1号",
    "津北市监罚〔2025)1号",
    "津北市监罚(2025〕1号",
    "津北市监罚﹙2025﹚1号",
    "津北市监罚〖2025〗1号",
    "津北市监罚{2025}1号",
    "津北市监罚❲2025❳1号",
    "津北市监罚《2025》1号",
    "津北市监罚〔2025年〕1号",
    "津北市监罚〔2025〕001号",
    "津北市监罚(2025年)第01号",
]
OTHERS = [
    "津北市监罚〔2025〕11号", "津北市监罚〔2025〕10号", "津北市监罚〔2025〕0号", "津北市监罚20251号", "津北市监罚〔2026〕1号", "津北市监第罚〔2025〕1号", "津北市监罚[甲]1号", "津北市监罚〔2025〕A01号",
    "津北市监罚2025年1号", "津北市监罚[20251]1号", "津北市监罚001号", "津北市监罚〔2025〕1-01号",
]  # fmt: skip
ON = "2026-05-20"


def row(number: str, **said: str) -> dict[str, str]:
    return penalty_row(CF_WSH=number, CF_XDR_SHXYM=FIRM, **said)


def numbers(district) -> list[str]:
    return [number for (number,) in district.rows("SELECT document_number FROM records_record WHERE item_id = 'penalty' ORDER BY id")]


def figures(batch: dict) -> tuple[int, int, int, int]:
    return batch["accepted"], batch["unchanged"], batch["corrections"], batch["findings"].get("document-number-rewritten", 0)


def test_any_number_has_one_key_everywhere(district):
    chance = random.Random(4)
    pieces = ["津北罚", "〔", "〕", "(", ")", "[", "]", "《", "》", "2025", "1999", "年", "第", "0", "00", "1", "12", "号", "〔2025〕", "〔2025〕第", "〔2025〕00", "A", "-", "\n"]
    numbers = ["".join(chance.choices(pieces, k=chance.randint(0, 9))) for _ in range(5000)]
    told = [key for (key,) in district.rows("SELECT records_number_key(n) FROM unnest(%s::text[]) WITH ORDINALITY AS q(n, at) ORDER BY at", numbers)]
    assert [(number, mine) for number, mine in zip(numbers, told, strict=True) if document_numbers.key(number) != mine] == []
    assert document_numbers.keys(pa.array(numbers)).to_pylist() == told


@pytest.mark.parametrize("number", [*SAME, *OTHERS])
def test_the_key_is_the_same_in_python_in_columns_and_in_the_database(district, number):
    (told,) = document_numbers.keys(pa.array([number])).to_pylist()
    assert document_numbers.key(number) == told == district.value("SELECT records_number_key(%s)", number)


def test_whoever_only_asks_for_a_record_loads_no_columns():
    """The site and the desk are small processes."""
    asks = "import django, sys; django.setup(); import chengxin.records.api; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asks], env={"DJANGO_SETTINGS_MODULE": "chengxin.site.settings"} | os.environ, check=False).returncode == 0


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("津(2024)罚[2025]1号", "津〔2024〕罚〔2025〕1号"),
        ("津〔2024〕罚(2025)第01号", "津〔2024〕罚〔2025〕1号"),
        ("津〔2025〕000号", "津〔2025〕0号"),
        ("津〔2025〕100号", "津〔2025〕100号"),
        ("津〔2025年〕", "津〔2025〕"),
        ("津〔2025〕第号外", "津〔2025〕号外"),
        ("", ""),
    ],
)
def test_what_the_key_makes_of_a_number(number, key):
    assert document_numbers.key(number) == key


@pytest.mark.parametrize("apart", [False, True])
def test_one_decision_in_several_writings_is_one_record(district, apart):
    rows = [row(number) for number in SAME]
    if apart:
        district.collect(rows[0])
        batches = [district.collect(one) for one in rows[1:]]
        told = [sum(one) for one in zip(*(figures(batch) for batch in batches), strict=True)]
        assert told[0] == 0 and told[1] + told[2] == len(rows) - 1
    else:
        assert figures(district.collect(*rows))[0] == 1
    assert numbers(district) == [SAME[0]]
    assert district.publish(ON)["published"] == 1


def test_what_is_another_number_stays_another_record(district):
    assert figures(district.collect(row(SAME[0]), *(row(number) for number in OTHERS))) == (len(OTHERS) + 1, 0, 0, 0)


def test_the_batch_is_told_of_a_number_written_otherwise(district):
    district.collect(row(SAME[1]))
    assert figures(district.collect(row(SAME[0]))) == (0, 0, 1, 1)
    assert figures(district.collect(row(SAME[0]), row(SAME[0]) | {"CF_XDR_SHXYM": OTHER})) == (1, 1, 0, 0)
    assert numbers(district) == [SAME[1], SAME[0]]  # a record keeps the number by which it first came


def test_two_subjects_of_one_decision_clash_however_its_number_is_written(district):
    """(15)"""
    district.collect(row(SAME[0]))
    batch = district.collect(row(SAME[1]) | {"CF_XDR_SHXYM": OTHER}, row(SAME[2], CF_SY="又") | {"CF_XDR_SHXYM": OTHER})
    assert district.value("SELECT count(*) FROM records_open_hold") == 2 and batch["accepted"] == 1
    with district.side("desk"):
        total, held = records.held_of(district.value("SELECT id FROM subjects_subject WHERE code = %s", EMERGENCY[1]), limit=9)
    assert (total, [one["records"] for one in held]) == (1, [2])


def test_a_record_that_was_withdrawn_takes_no_other_writing(district):
    """Who withdraws a decision sent under a wrong number sends it again under the right one."""
    district.collect(row(SAME[1]))
    withdraw(district, SAME[1])
    assert figures(district.collect(row(SAME[0]))) == (1, 0, 0, 0)
    assert district.publish(ON)["published"] == 1
    again = district.collect(row(SAME[1]))  # the very same bytes say something of the record that stands (552, 584), and that is told
    assert figures(again) == (0, 0, 1, 1) and again["findings"]["file-came-again"] == 1


@pytest.mark.parametrize("kind", ["annulled", "changed", "unlawful", "void"])
def test_what_was_annulled_comes_back_under_no_writing_of_its_number(district, kind):
    district.collect(row(SAME[0]))
    district.publish("2026-05-18")
    withdraw(district, SAME[0], kind)
    batch = district.collect(row(SAME[1], CF_SY="又"))
    assert (figures(batch), batch["findings"]["record-withdrawn"]) == ((0, 0, 1, 1), 1)
    assert numbers(district) == [SAME[0]] and district.publish(ON)["published"] == 0
    assert "record-withdrawn" not in district.collect(row(SAME[1], CF_SY="又"), penalty_row(CF_WSH="他号"))["findings"]  # it says nothing new


def test_of_two_twins_the_one_that_stands_takes_what_comes(district):
    first = district.collect(row(SAME[0]))
    revoke(district, first["batch"])
    district.collect(row(SAME[1]))
    assert figures(district.collect(row(SAME[0]))) == (0, 0, 1, 1)
    assert district.publish("2026-05-18")["published"] == 1
    withdraw(district, SAME[1])
    assert figures(district.collect(row(SAME[0], CF_SY="改")))[0] == 1  # neither stands: by its own writing


def test_a_correction_goes_to_the_record_that_stands_and_not_to_one_withdrawn(district):
    district.collect(row(SAME[1]))
    withdraw(district, SAME[1])
    district.collect(row(SAME[0]))
    batch = district.collect(row(SAME[1], CF_SY="改"))
    assert figures(batch) == (0, 0, 1, 1) and "record-withdrawn" not in batch["findings"]
    assert district.value("SELECT r.document_number FROM records_version v JOIN records_record r ON r.id = v.record_id ORDER BY v.id DESC LIMIT 1") == SAME[0]


def test_the_word_instead_holds_for_every_writing(district):
    """(15)"""
    district.collect(row(SAME[0]), row(SAME[0]) | {"CF_XDR_SHXYM": OTHER})
    with district.side("desk"):
        right = records.Record.objects.get(subject__code=OTHER)
        publicity.settle(right, outcome="instead", organ=right.organ_id, on=dt.date(2026, 5, 19), actor="测试")
    assert figures(district.collect(row(SAME[1], CF_SY="旧")))[0] == 0
    assert district.value("SELECT count(*) FROM records_open_hold") == 0 and district.publish(ON)["published"] == 1


def test_who_comes_back_after_a_batch_was_taken_back_clashes_with_whoever_came_meanwhile(district):
    """(15)"""
    first = district.collect(row(SAME[0]))
    revoke(district, first["batch"])
    district.collect(row(SAME[1]) | {"CF_XDR_SHXYM": OTHER})
    assert district.publish("2026-05-18")["published"] == 1
    district.collect(row(SAME[0]))
    assert district.value("SELECT count(*) FROM records_open_hold") == 2
    assert district.publish(ON)["published"] == 0 and district.value("SELECT count(*) FROM publicity_line WHERE item = 'penalty'") == 0


def test_records_from_before_there_was_a_key_go_on_by_their_own_writing(district):
    district.collect(row(SAME[0]))
    district.collect(row("津北市监罚旧号", CF_SY="旧"))
    with district.connect("superuser") as raw:  # as it was laid before
        raw.execute("SET session_replication_role = replica")
        raw.execute("UPDATE chengxin.records_record SET document_number = %s WHERE document_number = '津北市监罚旧号'", [SAME[1]])
    assert figures(district.collect(row(SAME[1], CF_SY="甲"))) == (0, 0, 1, 0)
    assert figures(district.collect(row(SAME[0], CF_SY="乙"))) == (0, 0, 1, 0)
    assert figures(district.collect(row(SAME[2], CF_SY="丙"))) == (0, 0, 1, 1)
    assert [len(told) for told in district.rows("SELECT array_agg(v.id) FROM records_version v GROUP BY v.record_id ORDER BY v.record_id")] == [1, 1]
    assert [n for (n,) in district.rows("SELECT count(*) FROM records_version v GROUP BY v.record_id ORDER BY v.record_id")] == [3, 2]


@pytest.mark.parametrize("number", SAME)
def test_every_writing_has_its_place_in_the_series(district, number):
    """What did not come of a series (缺号) is told of none that did."""
    district.collect(row(number))
    organ = district.value("SELECT id FROM subjects_subject WHERE code = %s", EMERGENCY[1])
    assert district.rows("SELECT * FROM governance_series(%s)", number.replace(" ", "")) == [("津北市监罚", 2025, 1)]
    assert district.value("SELECT governance_absent(%s, 'penalty', '津北市监罚', 2025, 1, 2, '2026-12-01')", organ) == [2]


def test_a_home_with_records_has_its_index_made_anew(district):
    """The index rests on the key: with the old one under the new rule nothing would be found again."""
    made = [operation.sql for operation in importlib.import_module("chengxin.records.migrations.0011_number_key_anew").Migration.operations]
    with district.connect("owner") as raw:
        raw.execute("SET search_path = chengxin")
        raw.execute(document_numbers.FUNCTION.replace("regexp_replace(number", "replace(number, '[', '〔') || regexp_replace(''"))
        raw.execute("REINDEX INDEX records_record_number")
        raw.commit()
        district.collect(row("津北市监罚(2025)001号"))
        for statement in made:
            raw.execute(statement)
        raw.execute("SET enable_seqscan = off")
        found = "SELECT count(*) FROM records_record WHERE records_number_key(document_number) = %s AND document_number <> ''"
        assert "records_record_number" in str(raw.execute(f"EXPLAIN {found}", ["津北市监罚〔2025〕1号"]).fetchall())
        assert raw.execute(found, ["津北市监罚〔2025〕1号"]).fetchone() == (1,)
        raw.commit()
    assert figures(district.collect(row(SAME[0], CF_SY="改"))) == (0, 0, 1, 1)


def test_a_record_is_found_by_another_writing_of_its_number(district):
    district.collect(row(SAME[0]))
    with district.side("desk"):
        assert records.record(SAME[3]).document_number == SAME[0]


def withdraw(district, number: str, kind: str = "mistake") -> None:
    organ = district.value("SELECT id FROM subjects_subject WHERE code = %s", EMERGENCY[1])
    with district.side("desk"):
        publicity.withdraw(
            records.Record.objects.get(document_number=number), kind=kind, reason="违法事实的文号写错，撤销后重报", organ=organ, on=dt.date(2026, 5, 19), actor="测试"
        )


def revoke(district, batch: int) -> None:
    with district.side("worker"):
        collection.revoke(batch, reason="报错了", on=dt.date(2026, 5, 16), actor="测试")
