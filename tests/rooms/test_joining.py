"""并入: portions do not show: whatever the size of a portion, every row has the fate a simple book-keeper gives it."""

import random

import pytest

from chengxin.collection import reading
from tests.district import credit_code, penalty_row
from tests.rooms.test_collection import fates
from tests.rooms.test_search import register_row


class BookKeeper:
    """Rulings 7 to 9 by hand: the last content of every key."""

    def __init__(self) -> None:
        self.last: dict[object, object] = {}

    def fates(self, rows: list[tuple[object, object]]) -> tuple[int, int, int, int]:
        counts = {"accepted": 0, "unchanged": 0, "corrections": 0}
        for key, content in rows:
            fate = "accepted" if key not in self.last else "unchanged" if self.last[key] == content else "corrections"
            counts[fate] += 1
            self.last[key] = content
        return (counts["accepted"], counts["unchanged"], counts["corrections"], 0)


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_decisions_in_portions_of_any_size(district, monkeypatch, size):
    monkeypatch.setattr(reading, "CHUNK_ROWS", size)
    chance, keeper, written = random.Random(size), BookKeeper(), 0
    for round_ in range(3):
        said = [
            (f"津北试罚〔2026〕{chance.randrange(9)}号", credit_code(f"91120105MA{chance.randrange(4):07d}"), f"罚款{chance.randrange(2) + 1}000元") for _ in range(40)
        ]  # fmt: skip
        rows = [penalty_row(CF_WSH=number, CF_XDR_SHXYM=code, CF_NR=content) for number, code, content in said]
        expected = keeper.fates([((number, code), content) for number, code, content in said])
        assert fates(district.collect(*rows, received=f"2026-06-0{round_ + 1}")) == expected
        written += expected[0] + expected[2]
        assert district.value("SELECT count(*) FROM records_version") == written
    for (number, code), content in keeper.last.items():
        last = (
            "SELECT v.values->>'CF_NR' FROM records_version v JOIN records_record r ON r.id = v.record_id JOIN subjects_subject s ON s.id = r.subject_id"
            " WHERE r.document_number = %s AND s.code = %s ORDER BY v.id DESC LIMIT 1"
        )
        assert district.value(last, number, code) == content
    chained = "SELECT bool_and((corrects_id IS NULL) = (nth = 1) AND (corrects_id IS NOT DISTINCT FROM before)) FROM (SELECT corrects_id, row_number() OVER w AS nth, lag(id) OVER w AS before FROM records_version WINDOW w AS (PARTITION BY record_id ORDER BY id)) x"
    assert district.value(chained)
    assert district.value("SELECT records_dangling()") == 0
    clashing = (
        "SELECT count(*) FROM (SELECT DISTINCT n.id, o.id FROM records_record n JOIN records_record o ON o.document_number = n.document_number AND o.subject_id <> n.subject_id) x"
    )
    assert district.value("SELECT count(*) FROM records_hold") == district.value(clashing)


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_register_in_portions_of_any_size_keeps_every_change_of_name(district, monkeypatch, size):
    monkeypatch.setattr(reading, "CHUNK_ROWS", size)
    chance, keeper, told = random.Random(size), BookKeeper(), {}
    for round_ in range(3):
        said = [(credit_code(f"91120105MA{chance.randrange(5):07d}"), f"天津{chance.choice('甲乙丙')}商贸有限公司") for _ in range(30)]
        figures = district.collect(*(register_row(code, name) for code, name in said), source="registrations", received=f"2026-06-0{round_ + 1}")
        fresh = len({code for code, _ in said} - keeper.last.keys())
        assert fates(figures) == keeper.fates(said)
        assert figures["new_subjects"] == fresh
        for code, name in said:
            if told.setdefault(code, [])[-1:] != [name]:
                told[code].append(name)
    for code, names in told.items():
        assert district.value("SELECT array_agg(n.name ORDER BY n.id) FROM subjects_name n JOIN subjects_subject s ON s.id = n.subject_id WHERE s.code = %s", code) == names
    assert district.value("SELECT records_dangling()") == 0


def test_what_refers_to_nothing_is_refused_by_the_database(district):
    import psycopg

    with district.connect("worker", options="-c search_path=chengxin") as raw, raw.transaction(force_rollback=True):
        raw.execute(
            "INSERT INTO records_arrival (version_id, line, record_id, is_new, subject_id, of_person, organ_code, document_number, party, values, traits, digest)"
            " VALUES (999999, 1, 999999, true, 888888, false, '', '', '', '{}', '{}', 'sha256:0')"
        )
        version = district.value("SELECT id FROM catalogue_itemversion WHERE item_id = 'penalty' LIMIT 1")
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            raw.execute("SELECT records_lay(1, 'penalty', %s, 'penalties', '2026-01-01', NULL)", [version])
