"""A production district with something to lose, its days counted from today: in earnest the database believes its own clock only."""

import datetime as dt
import json
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import psycopg

from tests.district import EMERGENCY, District, credit_code, identity_number, penalty_row

OTHER = {"CF_XDR_MC": "天津市海津瑞丰商贸有限公司", "CF_XDR_SHXYM": credit_code("91120105MA0000002")}
PERSON = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": identity_number("12010519000101003"), "CF_XDR_MC": "张三丰"}
ABROAD = {"CF_CFJG": "天津市河北区生态环境局", "CF_CFJGDM": "11120105MB1F00030D"}


@dataclass
class Besieged:
    """The district, what stands in it by name, and the days that matter."""

    district: District
    today: dt.date
    records: dict[str, int]
    subjects: dict[str, int]
    officers: dict[str, int]
    versions: dict[str, int]
    powers: list[str]
    warrants: list[int] = field(default_factory=list)

    def day(self, ago: int) -> dt.date:
        """So many days before today."""
        return self.today - dt.timedelta(days=ago)

    def right_ask(self) -> dict[str, object]:
        """What the kernel grants: everything that is wrong elsewhere is one change of this."""
        steps = {"notice": self.day(70), "decision": self.day(60), "service": self.day(59)}
        return {
            "power": "publish-penalty", "subject": self.subjects["own"], "organ": self.subjects["organ"], "proposer": self.officers["first"], "approver": self.officers["second"],
            "records": [self.records["公示号"]], "steps": {step: day.isoformat() for step, day in steps.items()}, "on": self.day(1).isoformat(), "first": self.day(1).isoformat(), "end": None,
        }  # fmt: skip

    def right_case(self) -> dict[str, object]:
        """A made-up situation that the kernel would grant."""
        return {
            "day": self.day(1).isoformat(), "ask": "publish-penalty", "organ": self.subjects["organ"], "proposer": "甲", "approver": "乙", "steps": self.right_ask()["steps"], "ends": None,
            "people": [{"name": "甲", "active": True, "party": False}, {"name": "乙", "active": True, "party": False}], "subjects": [{"name": "0", "kind": "enterprise"}],
            "facts": [{"item": "penalty", "organ": None, "class": None, "of": "0", "decided": self.day(60).isoformat(), "classed": None, "published": None, "disputed": False,
                       "withdrawn": False, "traits": {"kinds": ["罚款"], "procedure": "一般程序"}}],
        }  # fmt: skip


def build(district: District) -> Besieged:
    """Fill the district through the real steps; then it is one in earnest."""
    from chengxin.publicity import api as publicity
    from chengxin.records import api as records

    today = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()

    def ago(days: int) -> str:
        return (today - dt.timedelta(days=days)).isoformat()

    decided = {"CF_JDRQ": ago(60).replace("-", "/")}
    district.collect(
        penalty_row(CF_WSH="公示号", **decided),
        penalty_row(CF_WSH="他家号", **decided, **OTHER),
        penalty_row(CF_WSH="届满号", CF_GSJZQ=ago(10).replace("-", "/"), **decided),
        penalty_row(CF_WSH="撤回号", **decided),
        penalty_row(CF_WSH="同号", **decided),
        penalty_row(CF_WSH="同号", **decided, **OTHER),
        penalty_row(CF_WSH="异议号", **decided),
        penalty_row(CF_WSH="外号", **decided, **ABROAD),
        penalty_row(CF_WSH="警告号", CF_CFLB="警告", CF_NR="警告", CF_NR_FK="", **decided),
        penalty_row(CF_WSH="过期号", CF_JDRQ=ago(1500).replace("-", "/")),
        penalty_row(CF_WSH="自然人号", **decided, **PERSON),
        received=ago(55),
    )
    district.publish(ago(50))
    district.collect(penalty_row(CF_WSH="待公示号", **decided), received=ago(20))
    one = {r.document_number: r for r in records.Record.objects.all()}

    def subject_of(code: str) -> int:
        return district.value("SELECT id FROM subjects_subject WHERE code = %s", code)

    subjects = {
        "own": subject_of(credit_code("91120105MA0000001")), "other": subject_of(OTHER["CF_XDR_SHXYM"]), "person": one["自然人号"].subject_id,
        "organ": subject_of(EMERGENCY[1]), "abroad": subject_of(ABROAD["CF_CFJGDM"]),
    }  # fmt: skip
    with district.side("desk"):
        publicity.withdraw(one["撤回号"], organ=subjects["organ"], kind="annulled", reason="撤销", on=today - dt.timedelta(days=30), actor="测试")
        records.mark_disputed(one["异议号"], disputed=True, reference="异议", on=today - dt.timedelta(days=30))
    with district.connect("superuser", options="-c search_path=chengxin") as raw:
        first, second = raw.execute("SELECT proposer_id, approver_id FROM access_mandate ORDER BY id LIMIT 1").fetchone()
        officers = {"first": first, "second": second}
        for name, active, person in (("gone", False, None), ("party", True, subjects["own"])):
            officers[name] = raw.execute(
                "INSERT INTO access_officer (handle, name, active, person_id) VALUES (%s, %s, %s, %s) RETURNING id", [name, name, active, person]
            ).fetchone()[0]
        raw.execute("UPDATE ground_instance SET kind = 'production'")
        versions = dict(raw.execute("SELECT r.document_number, max(v.id) FROM records_record r JOIN records_version v ON v.record_id = r.id GROUP BY 1").fetchall())
        powers = [code for (code,) in raw.execute("SELECT code FROM law_power ORDER BY code").fetchall()]
    made = Besieged(district, today, {number: record.pk for number, record in one.items()}, subjects, officers, versions, powers)
    with district.connect("desk", options="-c search_path=chengxin,publicity") as raw:
        made.warrants.append(grant(raw, made.right_ask()))
    return made


def call(said: dict[str, object]) -> str:
    """The statement that asks the kernel."""
    from psycopg import sql

    steps = json.dumps(said["steps"], ensure_ascii=False) if said["steps"] is not None else None
    told = [said["power"], said["subject"], said["organ"], said["proposer"], said["approver"], said["records"], steps, said["on"], said["first"], said["end"]]
    kinds = ["text", "bigint", "bigint", "bigint", "bigint", "bigint[]", "jsonb", "date", "date", "date"]
    return "SELECT warrant FROM chengxin.law_ask_once(" + ", ".join(f"{sql.Literal(v).as_string(None)}::{kind}" for v, kind in zip(told, kinds, strict=True)) + ")"


def grant(raw: psycopg.Connection, said: dict[str, object]) -> int:
    """A warrant that is rightly given; without it the attempts would prove nothing."""
    (warrant,) = raw.execute(call(said)).fetchone()
    assert warrant is not None, said
    return warrant
