"""主体关系: branches, mergers, splits and continuations are told both ways; records stay with whom they are about."""

import datetime as dt

import pytest

from chengxin.ground.api import Refusal, WrongUse
from chengxin.records import api as records
from chengxin.subjects import api as subjects
from tests.district import penalty_row
from tests.rooms.test_search import code, register_row

DAY = dt.date(2026, 5, 20)


@pytest.fixture
def firms(district):
    district.collect(*(register_row(code(n), f"天津{name}商贸有限公司", 登记状态="存续") for n, name in enumerate("甲乙丙", 1)), source="registrations")
    district.become("desk")
    return [subjects.by_code(code(n)) for n in (1, 2, 3)]


def test_a_merger_is_told_from_both_sides_and_moves_no_record(district, firms):
    old, new, _ = firms
    district.collect(penalty_row(CF_XDR_SHXYM=old.code))
    subjects.relate(old, "merged-into", new, since=DAY, reference="津河登字〔2026〕1号", actor="测试")
    (told,) = subjects.relations_of(old.pk)
    assert (told["label"], told["code"], told["own"]) == ("并入", new.code, True)
    assert subjects.relations_of(new.pk)[0]["label"] == "吸收"
    assert len(records.archive(new.pk, as_of=DAY, known_on=DAY)) == 1  # its own register fact
    assert len(records.archive(old.pk, as_of=DAY, known_on=DAY)) == 2


def test_a_branch_has_one_head_and_nobody_is_his_own(district, firms):
    head, branch, other = firms
    relation = subjects.relate(branch, "branch-of", head, since=DAY, reference="营业执照", actor="测试")
    for refused in ((branch, "branch-of", other), (branch, "branch-of", head), (head, "branch-of", branch), (head, "branch-of", head)):
        with pytest.raises(Refusal):
            subjects.relate(*refused, since=DAY, reference="营业执照", actor="测试")
    with pytest.raises(WrongUse):
        subjects.relate(other, "branch-of", head, since=DAY, reference=" ", actor="测试")
    with pytest.raises(WrongUse):
        subjects.end_relation(relation, until=DAY - dt.timedelta(days=1), actor="测试")
    subjects.end_relation(relation, until=DAY, actor="测试")
    subjects.relate(branch, "branch-of", other, since=DAY, reference="营业执照", actor="测试")
    assert [told["until"] for told in subjects.relations_of(branch.pk)] == [DAY, None]


def test_the_register_tells_the_standing_and_each_change_is_dated(district, firms):
    firm = firms[0]
    assert records.register_status(firm.pk)["status"] == "存续"
    district.collect(register_row(firm.code, "天津甲商贸有限公司", 登记状态="吊销，未注销"), source="registrations", received="2026-06-01")
    assert records.register_status(firm.pk) == {"status": "吊销，未注销", "held_on": dt.date(2019, 5, 6), "received": dt.date(2026, 6, 1)}
    before = records.archive(firm.pk, as_of=dt.date(2026, 6, 2), known_on=dt.date(2026, 5, 31))
    assert before[0]["values"]["REG_STATUS"] == "存续"
    assert records.register_status(subjects.organ("天津市河北区应急管理局").subject_id) is None
