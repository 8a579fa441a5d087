"""The given files, row for row: real registers, planted defects with their keys, and a history of three regimes."""

import csv
import datetime as dt
import json

import pytest

from chengxin.collection import api as collection
from chengxin.publicity import api as publicity
from tests.rules.oracle import Fact, reckon


def test_real_registers_go_in_whole_and_a_second_time_nothing_changes(district, shared_data):
    for name, rows in (("registrations-hebei-district.csv", 1002), ("registrations-tianjin.csv", 4086)):
        first = district.collect(source="registrations", path=shared_data / name, received="2026-11-20")
        assert (first["rows"], first["accepted"], first["new_subjects"], first["quarantined"]) == (rows, rows, rows, 0)
        again = district.collect(source="registrations", path=shared_data / name, received="2026-11-21")
        assert (again["batch"], again["accepted"], again["unchanged"], again["new_subjects"]) == (first["batch"], 0, rows, 0)


@pytest.mark.parametrize(("source", "name"), [("penalties", "penalties.csv"), ("licences", "licences.csv")])
def test_planted_defects_are_found_and_nothing_else(district, shared_data, source, name):
    key = json.loads((shared_data / f"{name}.key.json").read_text(encoding="utf-8"))
    planted = key.pop("quarantined_lines")
    figures = district.collect(source=source, path=shared_data / name, received="2026-11-20")
    assert {what: figures[what] for what in key} == key
    with district.side("desk"):
        returned = collection.returned_rows(figures["batch"], actor="测试", purpose="核对")
    assert {str(row["line"]): [f["code"] for f in row["findings"]] for row in returned} == {line: [code] for line, code in planted.items()}
    again = district.collect(source=source, path=shared_data / name, received="2026-11-20")
    assert (again["accepted"], again["corrections"], again["unchanged"], again["quarantined"]) == (0, 0, key["rows"] - key["quarantined"], key["quarantined"])


def test_seven_years_of_history_stand_on_the_shelf_as_expected(district, shared_data):
    with (shared_data / "penalties-history.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    months: dict[dt.date, list[dict[str, str]]] = {}
    for row in rows:
        year, month, _ = map(int, row["CF_JDRQ"].split("/"))
        months.setdefault(dt.date(year + month // 12, month % 12 + 1, 10), []).append(row)
    for tenth in sorted(months):
        district.collect(*months[tenth], received=tenth.isoformat())
        district.publish(tenth.isoformat())
    expected: dict[str, dict[str, str]] = {}
    with (shared_data / "shelf-expected.csv").open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            expected.setdefault(line["day"], {})[line["document_number"]] = line["term_ends"]
    for day, lines in expected.items():
        assert {number: line["term_ends"].isoformat() for number, line in district.shelf(day).items()} == lines, day
    _repairs_are_as_the_oracle_says(district, rows, first={row["CF_WSH"]: tenth for tenth, ours in months.items() for row in ours})


def _repairs_are_as_the_oracle_says(district, rows: list[dict[str, str]], *, first: dict[str, dt.date]) -> None:
    """Every row on thirty days over the three regimes, against an arithmetic apart from the code (rulings 18 to 20)."""
    facts = {row["CF_WSH"]: _fact(row) for row in rows}
    published = {number for (number,) in district.rows("SELECT DISTINCT r.document_number FROM publicity_publication p JOIN records_record r ON r.id = p.record_id")}
    begins = {"2019": dt.date.min, "2023": dt.date(2023, 5, 1), "2026": dt.date(2026, 4, 1)}
    with district.side("desk"):
        for number in range(30):
            on = dt.date(2019, 12, 1) + dt.timedelta(days=97 * number)
            told = {one["document_number"]: one for one in publicity.repair_when(None, on=on)}
            assert told.keys() == facts.keys()
            for document, fact in facts.items():
                wanted = reckon(fact, first[document] if document in published else on)
                ruling = max((regime for regime in wanted.repair if begins[regime] <= on), key=begins.__getitem__, default=min(wanted.repair, key=begins.__getitem__))
                earliest = wanted.repair[ruling]
                ends = None if wanted.unfit else wanted.ends
                ends_first = bool(earliest and ends and ends < earliest)
                answer = told[document]
                assert (answer["regime"], answer["earliest"], answer["ends"], answer["ends_first"]) == (ruling, earliest, ends, ends_first), (document, on)


def _fact(row: dict[str, str]) -> Fact:
    def said(mark: str) -> str:
        return row["BZ"].partition(mark)[2][:9].partition("；")[0] if mark in row["BZ"] else ""

    kinds = tuple(kind.removeprefix("其他-") for kind in row["CF_CFLB"].replace("；", ";").split(";"))
    given = dt.date(*map(int, row["CF_GSJZQ"].split("/"))) if row["CF_GSJZQ"] not in ("", "2099/12/31") else None
    return Fact(decided=dt.date(*map(int, row["CF_JDRQ"].split("/"))), kinds=kinds, procedure="一般程序", unit="", field=said("领域："), given=given)
