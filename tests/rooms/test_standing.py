"""What becomes of warrants that were given: by a correction, a withdrawal, a class, a dispute, a changed law; and what a change would do."""

import datetime as dt

import pytest

from chengxin.ground.api import WrongUse
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from tests.district import District, penalty_row

D = dt.date


def three_fines(district: District) -> District:
    """Three fines of May 2026 on the shelf since the tenth of June."""
    district.collect(*(penalty_row(CF_WSH=f"津北试罚〔2026〕{n}号") for n in (701, 702, 703)))
    district.publish("2026-06-10")
    return district


@pytest.fixture
def shown(filled):
    return filled(three_fines)


def state(district, number: int, on: str) -> tuple[str, list[str]]:
    warrant = district.value(
        "SELECT f.warrant_id FROM law_warrantfact f JOIN records_record r ON r.id = f.record_id WHERE r.document_number = %s ORDER BY f.warrant_id LIMIT 1",
        f"津北试罚〔2026〕{number}号",
    )
    (row,) = district.rows("SELECT state, because FROM law_state(ARRAY[%s::bigint], %s)", warrant, on)
    return row[0], row[1]


def record(number: int):
    return records.record(f"津北试罚〔2026〕{number}号")


def test_it_stands_from_its_first_day_to_its_last(shown):
    assert state(shown, 701, "2026-06-09") == ("to-come", [])
    assert state(shown, 701, "2026-06-10") == state(shown, 701, "2027-05-12") == ("stands", [])
    assert state(shown, 701, "2027-05-13") == ("ended", [])


def test_a_corrected_fact_supersedes(shown):
    shown.collect(penalty_row(CF_WSH="津北试罚〔2026〕701号", CF_NR_FK="0.900000"), received="2026-07-01")
    assert state(shown, 701, "2026-06-30") == ("stands", [])
    assert state(shown, 701, "2026-07-01") == ("superseded", ["fact-corrected"])
    assert state(shown, 702, "2026-07-01") == ("stands", [])


def test_a_withdrawn_fact_fells(shown):
    with shown.side("desk"):
        one = record(702)
        publicity.withdraw(one, organ=one.organ_id, kind="annulled", reason="复议撤销", on=D(2026, 7, 2), actor="测试")
    assert state(shown, 702, "2026-07-01") == ("stands", [])
    assert state(shown, 702, "2026-07-02") == ("fallen", ["fact-withdrawn"])


@pytest.mark.parametrize(("severity", "told"), [("轻微", ("superseded", ["class-decided"])), ("严重", ("superseded", ["class-decided"]))])
def test_a_class_decided_later_supersedes(shown, severity, told):
    with shown.side("desk"):
        one = record(703)
        publicity.classify(one, severity=severity, reason="裁量基准", organ=one.organ_id, on=D(2026, 7, 3), actor="测试")
    assert state(shown, 703, "2026-07-02") == ("stands", [])
    assert state(shown, 703, "2026-07-03") == told


def test_a_dispute_is_told_and_ends(shown):
    with shown.side("desk"):
        records.mark_disputed(record(701), disputed=True, reference="异议1", on=D(2026, 7, 4))
        assert state(shown, 701, "2026-07-03") == ("stands", [])
        assert state(shown, 701, "2026-07-04") == ("disputed", ["fact-disputed"])
        records.mark_disputed(record(701), disputed=False, reference="异议1", on=D(2026, 7, 9))
    assert state(shown, 701, "2026-07-09") == ("stands", [])


def change_the_law(district, statement: str) -> None:
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute(statement)


SHORTER = "UPDATE law_term SET longest_months = 6 WHERE severity = '一般' AND regime_id = (SELECT id FROM law_regime WHERE power_id = 'publish-penalty' AND code = '2026')"
LONGER = "UPDATE law_term SET longest_months = 24 WHERE severity = '一般' AND regime_id = (SELECT id FROM law_regime WHERE power_id = 'publish-penalty' AND code = '2026')"
UNSHOWN = "UPDATE law_term SET published = false WHERE severity = '一般' AND regime_id = (SELECT id FROM law_regime WHERE power_id = 'publish-penalty' AND code = '2026')"


def test_a_law_that_allows_less_shortens_what_stands_at_the_next_run(shown):
    change_the_law(shown, SHORTER)
    assert state(shown, 701, "2026-07-01") == ("superseded", ["law-changed"])
    assert shown.publish("2026-07-01")["replaced"] == 3
    assert {line["term_ends"] for line in shown.shelf("2026-07-01").values()} == {D(2026, 11, 12)}
    assert shown.publish("2026-07-02")["considered"] == 0, "it is looked at once"


def test_a_law_that_no_longer_publishes_takes_down(shown):
    change_the_law(shown, UNSHOWN)
    assert state(shown, 701, "2026-07-01") == ("fallen", ["law-changed"])
    figures = shown.publish("2026-07-01")
    assert (figures["withdrawn"], figures["refused"], shown.shelf("2026-07-01")) == (3, {"facts-unfit": 3}, {})


def test_a_basis_no_longer_verified_takes_down(shown):
    change_the_law(shown, "UPDATE law_power SET verified = false WHERE code = 'publish-penalty'")
    assert state(shown, 701, "2026-07-01") == ("fallen", ["law-changed"])
    assert shown.publish("2026-07-01")["refused"] == {"basis-unverified": 3}


def test_a_law_that_allows_more_lengthens_nothing_that_stands(shown):
    change_the_law(shown, LONGER)
    assert state(shown, 701, "2026-07-01") == ("stands", [])
    assert shown.publish("2026-07-01")["considered"] == 0
    assert {line["term_ends"] for line in shown.shelf("2026-07-01").values()} == {D(2027, 5, 12)}


def test_what_if_tells_and_touches_nothing(shown):
    with shown.side("desk"):
        before = shown.rows("SELECT * FROM law_term ORDER BY id")
        told = publicity.whatif('- {power: publish-penalty, regime: "2026", terms: [{severity: 一般, longest_months: 6}]}', on=D(2026, 7, 1))
        assert told["totals"] == {"appears": 0, "vanishes": 0, "shortens": 3, "lengthens": 0}
        (row,) = told["rows"]
        assert (row["item"], row["kinds"], row["effect"], row["records"], row["days"]) == ("penalty", "罚款", "shortens", 3, -3 * (D(2027, 5, 12) - D(2026, 11, 12)).days)
        hidden = publicity.whatif('- {power: publish-penalty, regime: "2026", classes: [{severity: 轻微}]}', on=D(2026, 7, 1))
        assert hidden["totals"]["vanishes"] == 3
        nothing = publicity.whatif('- {power: publish-penalty, regime: "2026", terms: [{severity: 严重, longest_months: 6}]}', on=D(2026, 7, 1))
        assert nothing["rows"] == []
        assert shown.rows("SELECT * FROM law_term ORDER BY id") == before
    assert len(shown.shelf("2026-07-01")) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {power: publish-gossip, regime: x}", "没有权力“publish-gossip”"),
        ("- {power: publish-penalty}", "应写明 regime"),
        ("power: publish-penalty", "应是一个列表"),
        ('- {power: publish-penalty, regime: "2026", terms: [{severity: 一般, longest_months: 半年}]}', "longest_months 应为月数"),
        ('- {power: publish-penalty, regime: "2026", terms: [{severity: 一般, months: 6}]}', "没有 months 这一项"),
        ('- {power: publish-penalty, regime: "2026", in_force: {from: 明年}}', "in_force.from 应为"),
        ("- [", "不是有效的 YAML"),
    ],
)
def test_a_change_that_says_it_wrongly_is_told(district, text, said):
    with district.side("desk"), pytest.raises(WrongUse) as told:
        publicity.whatif(text, on=D(2026, 7, 1))
    assert said in str(told.value) and told.value.code == "bad-overlay"
