"""Why a record was withdrawn is a kind of its own, and no matter of the words beside it (docs/rulings.md, 552, 583)."""

import datetime as dt
from importlib import import_module

import pytest
from django.db import IntegrityError, transaction

from chengxin.ground.api import WrongUse, audit
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.records.models import Withdrawal
from tests.district import credit_code, penalty_row

ON = dt.date(2026, 5, 19)
#: Words of withdrawals of before, and what they said.
TOLD = {
    "决定被撤销；依据：津北复决〔2026〕1号": "annulled", "决定依法变更；依据：原决定被撤销后另作的决定": "changed", "决定被确认违法": "unlawful", "决定被确认无效": "void",
    "报送有误；决定没有变更": "mistake", "复议撤销": "annulled", "处罚决定变更，原决定撤回": "changed", "判决确认违法": "unlawful", "文号写错": "mistake", "同号文书以记录 7 为准": "replaced",
}  # fmt: skip


def numbered(number: str) -> records.Record:
    return records.Record.objects.get(document_number=number)


def withdraw(number: str, kind: str, reason: str = "复议决定书") -> dict:
    record = numbered(number)
    return publicity.withdraw(record, organ=record.organ_id, kind=kind, reason=reason, on=ON, actor="测试")


def test_what_words_told_before_is_read_once(district):
    district.collect(*(penalty_row(CF_WSH=f"{n}号") for n in range(len(TOLD))))
    with district.side("desk"):
        for n, reason in enumerate(TOLD):
            withdraw(f"{n}号", "void", reason)
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute(import_module("chengxin.records.migrations.0010_withdrawal_kind").TOLD)
    assert dict(district.rows("SELECT reason, kind FROM records_withdrawal")) == TOLD


@pytest.mark.parametrize("kind", ["", "replaced", "撤销"])
def test_a_withdrawal_without_a_kind_that_is_offered_is_none(district, kind):
    district.collect(penalty_row(CF_WSH="甲号"))
    with district.side("desk"):
        with pytest.raises(WrongUse, match="annulled（决定被撤销）"):
            withdraw("甲号", kind)
        assert withdraw("甲号", "annulled")["kind"] == "annulled"


def test_the_database_takes_no_other_kind(district):
    district.collect(penalty_row(CF_WSH="甲号"))
    record = numbered("甲号")
    with district.side("desk"), pytest.raises(IntegrityError, match="records_withdrawal_kind"), transaction.atomic():
        audit.record_act("withdraw", actor="测试")
        Withdrawal.objects.create(record=record, organ_id=record.organ_id, kind="other", reason="理由", withdrawn_on=ON)


def test_who_gave_way_to_another_record_was_replaced(district):
    district.collect(penalty_row(CF_WSH="同号"), penalty_row(CF_WSH="同号", CF_XDR_SHXYM=credit_code("91120105MA0000009"), CF_XDR_MC="天津另一商贸有限公司"))
    first = records.Record.objects.filter(document_number="同号").order_by("pk")[0]
    with district.side("desk"):
        publicity.settle(first, outcome="instead", organ=first.organ_id, on=ON, actor="测试")
    assert district.rows("SELECT kind FROM records_withdrawal") == [("replaced",)]
