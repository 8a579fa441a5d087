"""The kernel answers situations as the rulings say, each code among them; asking leaves nothing behind."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from chengxin.ground.api import WrongUse
from chengxin.law import api as law
from tests.district import penalty_row

FILES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((Path(__file__).parent / "situations").glob("*.yaml"))}
OURS = FILES["publication"]
_FACT = {"item": "penalty", "procedure": "一般程序", "class": None, "field": None, "disputed": False}


@pytest.fixture
def desk(district):
    with district.side("desk"):
        yield district


def _whole(case: dict, base: dict | None = None) -> dict:
    """A case with what its file says for all of them, and the steps done before its day unless it tells them."""
    whole = (base or OURS["base"]) | {key: value for key, value in case.items() if key not in ("fact", "then")}
    usual = whole.pop("fact", {})
    fact = usual | (case["fact"] or {}) if "fact" in case else usual
    whole["facts"] = [_FACT | fact] if case.get("fact", usual) is not None else []
    decided = fact.get("decided", dt.date(2026, 5, 12))
    whole.setdefault("steps", {"notice": decided - dt.timedelta(days=10), "decision": decided, "service": min(decided + dt.timedelta(days=1), whole["day"])})
    if case.get("then") == "beyond":
        whole["expect"] = {"refused": ["beyond-term"]}
    return whole


def _tried(situations: list[dict]) -> list[dict]:
    text = yaml.safe_dump(situations, allow_unicode=True)
    return [law.try_one(one) for one in law.situations(text)]


def _refused(situation: dict) -> list[str]:
    (answer,) = _tried([situation])
    return answer["codes"]


@pytest.mark.parametrize("name", FILES)
def test_our_situations(desk, name):
    file = FILES[name]
    assert [one for one in _tried([_whole(case, file["base"]) for case in file["cases"]]) if not one["as_expected"]] == []


def test_our_situations_are_many_and_each_code_has_three():
    cases = [(case["case"], case["expect"]) for file in FILES.values() for case in file["cases"]]
    assert len(cases) >= len(OURS["cases"]) + 80
    given = [code for _, expect in cases for code in expect.get("refused", [])]
    assert {code: given.count(code) for code in law.SENTENCES if given.count(code) < 3} == {}
    asked = {(file["base"] | case)["ask"] for file in FILES.values() for case in file["cases"]}
    assert len(asked) > 25


def test_given_situations(desk, shared_data):
    text = (shared_data / "situations.yaml").read_text(encoding="utf-8")
    assert [one for one in map(law.try_one, law.situations(text)) if not one["as_expected"]] == []


def test_what_was_not_expected_is_told(desk):
    right = _whole(OURS["cases"][9])
    wrong = right | {"expect": {"refused": ["beyond-term"]}}
    later = right | {"expect": {"warrant": {"term_ends": dt.date(2029, 5, 13)}}}
    told = _tried([right, wrong, later])
    assert [one["as_expected"] for one in told] == [True, False, False]
    assert {(one["outcome"], one["term_starts"], one["term_ends"], one["earliest_repair"]) for one in told} == {("warrant", "2026-06-10", "2029-05-12", "2027-05-12")}


def test_nothing_is_left(desk):
    tables = (
        "subjects_subject",
        "access_officer",
        "records_record",
        "records_version",
        "records_classing",
        "records_mark",
        "records_withdrawal",
        "law_ask",
        "law_warrant",
        "law_warrantfact",
        "law_grounds",
        "law_refused",
    )

    def counts():
        return {table: desk.value(f"SELECT count(*) FROM {table}") for table in tables}

    before = counts()
    case = OURS["cases"][9]
    _tried([_whole(case), _whole(case | {"fact": case["fact"] | {"disputed": True, "withdrawn": True}})])
    assert counts() == before


@pytest.mark.parametrize("spoilt", [{"active": False}, {"party": True}])
def test_an_officer_who_may_not_act_counts_as_the_same(desk, spoilt):
    situation = _whole(OURS["cases"][9])
    for role in ("proposer", "approver"):
        officers = situation["officers"] | {role: {"name": situation["officers"][role]} | spoilt}
        assert _refused(situation | {"officers": officers}) == ["same-officer"]


@pytest.mark.parametrize("left_out", ["notice", "decision", "service"])
def test_every_step_is_needed(desk, left_out):
    situation = _whole(OURS["cases"][9])
    del situation["steps"][left_out]
    assert _refused(situation) == ["step-missing"]


@pytest.mark.parametrize(
    ("fact", "codes"),
    [
        ({"withdrawn": True}, ["facts-missing"]),
        ({"of": "other"}, ["facts-missing"]),
        ({"organ": "区应急局"}, ["wrong-organ"]),
        ({"given_end": dt.date(2026, 6, 1)}, ["beyond-term"]),
    ],
)
def test_a_fact_that_does_not_carry(desk, fact, codes):
    situation = _whole(OURS["cases"][9])
    situation["facts"] = [situation["facts"][0] | fact]
    assert _refused(situation) == codes


@pytest.mark.parametrize(
    ("kinds", "ends"),
    [
        ("罚款;吊销许可证件", dt.date(2029, 5, 12)),
        (["罚款；其他-限制从业"], dt.date(2029, 5, 12)),
        (["其他-吊销营业执照"], dt.date(2029, 5, 12)),
        (["其他-暂扣或者吊销证照"], dt.date(2027, 5, 12)),
        (["其他-警告", "通报批评"], None),
    ],
)
def test_kinds_are_read_as_in_a_file(desk, kinds, ends):
    situation = _whole(OURS["cases"][9])
    situation["facts"] = [situation["facts"][0] | {"kinds": kinds, "class": None}]
    situation["expect"] = {"warrant": {"term_ends": ends}} if ends else {"refused": ["facts-unfit"]}
    assert [one["as_expected"] for one in _tried([situation])] == [True]


@pytest.mark.parametrize(
    ("left_out", "codes"),
    [
        ({"officers": {"proposer": "甲"}}, ["same-officer"]),
        ({"officers": None}, ["same-officer"]),
        ({"steps": None}, ["step-missing"]),
        ({"steps": {"notice": None, "decision": "2026-05-12", "service": "2026-05-13"}}, ["step-missing"]),
        ({"facts": None}, ["facts-missing"]),
        ({"subject": {"kind": "person", "name": "甲"}}, ["same-officer", "wrong-subject"]),
    ],
)
def test_what_is_left_out_is_missing_to_the_kernel(desk, left_out, codes):
    assert _refused(_whole(OURS["cases"][9]) | left_out) == codes


def test_a_fact_decided_after_the_day_of_asking_is_none(desk):
    situation = _whole(OURS["cases"][9])
    situation["facts"] = [situation["facts"][0] | {"decided": situation["day"] + dt.timedelta(days=1)}]
    assert _refused(situation) == ["facts-missing"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"day": "下周"}, "day 应为"),
        ({"ask": None, "asks": "publish-penalty"}, "没有 asks 这一项"),
        ({"organ": "区气象局"}, "本区没有机关“区气象局”"),
        ({"officers": {"proposer": "甲", "clerk": "乙"}}, "officers 应写作"),
        ({"officers": {"proposer": "甲", "approver": {"name": "乙", "active": "no"}}}, "officers.approver 应写作"),
        ({"day": dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC)}, "day 应为"),
        ({"facts": {"item": "penalty"}}, "facts 应是一个列表"),
        ({"facts": [{"item": "penalty", "decided": "2026-05-12", "kinds": [1]}]}, "facts.kinds 应写作"),
        ({"facts": [{"item": "penalty", "decided": "2026-05-12", "class": 3}]}, "facts.class 应写作文字"),
        ({"facts": [{"item": "penalty", "decided": "2026-05-12", "disputed": "no"}]}, "facts.disputed 应为 true 或 false"),
        ({"subject": {"kind": "firm"}}, "subject 应写作"),
        ({"facts": [{"item": "fine", "decided": "2026-05-12"}]}, "目录中没有条目“fine”"),
        ({"facts": [{"item": "penalty"}]}, "缺少 decided"),
        ({"facts": [{"item": "penalty", "decided": "2026-05-12", "colour": "red"}]}, "没有 colour 这一项"),
        ({"steps": {"notice": "以后"}}, "steps.notice 应为"),
        ({"expect": {"refused": ["no"]}}, "没有代码“no”"),
        ({"expect": {}}, "expect 应写作"),
        ({"expect": {"warrant": {"ends": "2026-01-01"}}}, "没有 ends 这一项"),
    ],
)
def test_a_situation_that_says_it_wrongly_is_told(desk, change, said):
    with pytest.raises(WrongUse) as told:
        _tried([_whole(OURS["cases"][9]) | change])
    assert said in str(told.value) and told.value.code == "bad-situation" and OURS["cases"][9]["case"] in str(told.value)


@pytest.mark.parametrize("text", ["- case: [", "- day: 2026-02-30", '- case: "一\\0"', "- &a [*a]", "case: 一", "- 一句话", "公示"])
def test_a_file_that_is_no_list_of_situations(desk, text):
    with pytest.raises(WrongUse) as told:
        law.situations(text)
    assert told.value.code == "bad-situation"


def test_may_asks_about_real_facts_and_stores_nothing(desk):
    desk.collect(penalty_row())
    record, subject, organ = (desk.value(f"SELECT {column} FROM records_record") for column in ("id", "subject_id", "organ_id"))
    on = dt.date(2026, 6, 10)
    told = law.may("publish-penalty", subject=subject, organ=organ, records=[record], on=on)
    assert (told["outcome"], told["codes"], told["by_statement"]) == ("warrant", [], True) and told["ends_on"] > on.isoformat()
    assert law.may("publish-penalty", subject=subject, organ=subject, records=[record], on=on)["codes"] == ["wrong-organ"]
    told = law.may("publish-penalty", subject=subject, organ=organ, records=[record], on=on, steps={})
    assert told["codes"] == ["step-missing"] and [(one["sentence"], "国办发" in one["basis"] or "国务院办公厅" in one["basis"]) for one in told["because"]] == [
        (law.SENTENCES["step-missing"], True)
    ]
    assert law.may("publish-gossip", subject=subject, organ=organ, records=[], on=on)["codes"] == ["no-such-power"]
    assert desk.value("SELECT count(*) FROM law_warrant") + desk.value("SELECT count(*) FROM law_refused") == 0
