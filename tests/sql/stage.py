"""A district with something to lose: public, ended, withdrawn and held lines, a natural person, a returned row."""

import datetime as dt
from dataclasses import dataclass

from tests.district import EMERGENCY, District, credit_code, identity_number, penalty_row

NUMBER = identity_number("12010519000101003")
SECRETS = ("张三丰", NUMBER, "已届满的事实", "已撤回的事实", "暂缓的事实", "将来的事实")
PERSON = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": NUMBER, "CF_XDR_MC": "张三丰"}


@dataclass(frozen=True)
class Stage:
    """Where to aim."""

    district: District
    public_record: int
    disputed_record: int
    withdrawn_record: int
    person_record: int
    subject: int
    other_subject: int
    person: int
    organ: int
    other_organ: int


def build(district: District) -> Stage:
    """Fill the district through the real steps."""
    from chengxin.publicity import api as publicity
    from chengxin.records import api as records

    other = {"CF_XDR_MC": "天津市海津瑞丰商贸有限公司", "CF_XDR_SHXYM": credit_code("91120105MA0000002")}
    district.collect(
        penalty_row(CF_WSH="公示号"),
        penalty_row(CF_WSH="他家号", **other),
        penalty_row(CF_WSH="届满号", CF_GSJZQ="2026/06/01", CF_SY="已届满的事实"),
        penalty_row(CF_WSH="撤回号", CF_SY="已撤回的事实"),
        penalty_row(CF_WSH="同号", CF_SY="暂缓的事实"),
        penalty_row(CF_WSH="同号", CF_SY="暂缓的事实", **other),
        penalty_row(CF_WSH="异议号"),
        penalty_row(CF_WSH="外号", CF_CFJG="天津市河北区生态环境局", CF_CFJGDM="11120105MB1F00030D"),
        penalty_row(CF_WSH="自然人号", CF_SY="张三丰无照经营", **PERSON),
        penalty_row(CF_WSH="退回号", CF_CFLB="罚款", CF_NR_FK="", **PERSON),
    )
    district.publish("2026-05-20")
    district.collect(penalty_row(CF_WSH="将来号", CF_SY="将来的事实"), received="2026-05-15")
    district.publish("2099-01-01")  # nobody sweeps after this: the line waits for its day
    one = {r.document_number: r for r in records.Record.objects.all()}

    def subject_of(code: str) -> int:
        return district.value("SELECT id FROM subjects_subject WHERE code = %s", code)

    with district.side("desk"):
        publicity.withdraw(one["撤回号"], organ=subject_of(EMERGENCY[1]), kind="annulled", reason="撤销", on=dt.date(2099, 1, 2), actor="测试")
        records.mark_disputed(one["异议号"], disputed=True, reference="异议", on=dt.date(2026, 5, 21))
    return Stage(
        district, one["公示号"].pk, one["异议号"].pk, one["撤回号"].pk, one["自然人号"].pk,
        subject_of(credit_code("91120105MA0000001")), subject_of(other["CF_XDR_SHXYM"]), one["自然人号"].subject_id,
        subject_of(EMERGENCY[1]), subject_of("11120105MB1F00030D"),
    )  # fmt: skip
