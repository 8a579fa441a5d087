"""The tables of 2015 to 2017 name their organ and have no code of it: a row stands under the organ that decided, or goes back (docs/rulings.md, 510)."""

import datetime as dt

import pytest

from chengxin.catalogue import api as catalogue
from chengxin.collection import api as collection
from tests.district import EMERGENCY, MARKET, credit_code, penalty_row
from tests.rooms.making import row_of

DAY = dt.date(2026, 5, 15)


def row(item="penalty_old", **said):
    """A sound row of an old table, changed where the test says so."""
    entry = catalogue.item(item)
    return row_of(entry, entry.versions[0]) | said


def sent(district, *rows, source="penalties_old", organ=None):
    """The figures of a file of these rows."""
    with district.side("worker"):
        return collection.collect(source, district.write(list(rows)), received=DAY, organ=organ, actor="测试")


def organs(district):
    """By document's number: the organ a record stands under."""
    with district.connect("owner") as raw:
        return raw.execute(
            "SELECT r.document_number, o.official_name FROM chengxin.records_record r LEFT JOIN chengxin.subjects_organ o ON o.subject_id = r.organ_id ORDER BY r.id"
        ).fetchall()


@pytest.mark.parametrize(("source", "item", "column"), [("penalties_old", "penalty_old", "处罚机关"), ("licences_old", "licence_old", "许可机关")])
def test_510_a_row_that_names_another_organ_than_the_sender_is_returned(district, source, item, column):
    number = {"penalty_old": "行政处罚决定书文号", "licence_old": "行政许可决定书文号"}[item]
    names = [MARKET[0], "区市场监管局", "市场监督管理局", "天津市河北区工商行政管理局", EMERGENCY[0], "区应急局"]
    figures = sent(district, *(row(item, **{number: f"{n}号", column: name}) for n, name in enumerate(names)), source=source, organ=MARKET[0])
    assert (figures["accepted"], figures["quarantined"], figures["findings"]["organ-other"]) == (4, 2, 2)
    assert organs(district) == [(f"{n}号", MARKET[0]) for n in range(4)]


def test_510_without_a_sender_the_register_tells_the_organ(district):
    """One number of three organs for one firm: three decisions, whether or not the organs have codes or are known."""
    names = [MARKET[0], "区应急局", "天津市河北区工商行政管理局"]
    rows = [row(处罚机关=name, 行政处罚决定书文号="1号", 处罚结果=name) for name in names]
    figures = sent(district, *rows)
    assert (figures["accepted"], figures["corrections"], figures["findings"]["organ-not-registered"], figures["notes"]["organs"]) == (3, 0, 1, [])
    assert organs(district) == [("1号", MARKET[0]), ("1号", EMERGENCY[0]), ("1号", None)]
    assert district.value("SELECT count(*) FROM subjects_subject WHERE code LIKE '#%%'") == 0


def test_510_what_was_sent_before_an_organ_had_a_code_is_the_same_decision_after(district):
    before = sent(district, row(处罚机关=EMERGENCY[0]))
    district.collect(penalty_row())  # by it the organ's code is learnt
    after = sent(district, row(处罚机关=EMERGENCY[0]), organ=EMERGENCY[0])
    assert (before["accepted"], after["unchanged"]) == (1, 1)


def test_510_a_firm_taken_for_an_organ_is_nobodys_name(district):
    firm = credit_code("91120105MA0000002")
    district.collect(penalty_row(CF_CFJG="天津某某有限公司", CF_CFJGDM=firm))
    assert sent(district, row(处罚机关="天津某某有限公司"))["findings"]["organ-not-registered"] == 1
    assert organs(district)[-1][1] is None


CODES = {n: f"行政相对人代码_{n}({name})" for n, name in enumerate(("统一社会信用代码", "组织机构代码", "工商登记码", "税务登记号", "居民身份证号"), 1)}


@pytest.mark.parametrize(("source", "item"), [("penalties_old", "penalty_old"), ("licences_old", "licence_old")])
def test_512_one_of_the_codes_is_enough_and_links_nobody(district, source, item):
    district.collect(penalty_row())  # the firm of the same name, by its unified code
    known = district.value("SELECT count(*) FROM subjects_subject")
    number = next(name for name in row(item) if name.endswith("决定书文号"))
    only = row(item) | {CODES[1]: "", CODES[2]: "12345678-X", number: "1号"}
    others = [only | {number: f"{n}号", CODES[2]: "", CODES[n]: "120105000012345"} for n in (3, 4)]
    none = [only | {number: "5号", CODES[2]: told} for told in ("", "无")]
    person = only | {number: "6号", CODES[2]: "", CODES[5]: "120105199001010028"}
    figures = sent(district, only, *others, *none, person, source=source, organ=EMERGENCY[0])
    assert (figures["accepted"], figures["unlinked"], figures["quarantined"], figures["findings"]["code-missing"]) == (3, 3, 3, 3)
    assert district.value("SELECT count(*) FROM records_record WHERE source = %s AND subject_id IS NOT NULL", source) == 0
    assert district.value("SELECT count(*) FROM subjects_subject") == known
    without = {name: text for name, text in only.items() if name != CODES[1]} | {number: "7号"}
    assert sent(district, without, source=source, organ=EMERGENCY[0])["accepted"] == 1
    district.publish("2026-05-20")
    assert district.shelf("2026-05-20", item) == {}
