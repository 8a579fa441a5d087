"""可以吗: each condition of a draft, met or not, with its article and, where not, the day or the act that would mend it. The kernel answers; nothing is stored."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chengxin.ground.api import steps as machine
from chengxin.law import procedures, trying
from chengxin.law.actions import STEPS
from chengxin.law.cases import rules
from chengxin.law.library.data import articles_by_code
from chengxin.law.refusals import ARTICLES, OURS
from chengxin.law.repairs import repair_on
from chengxin.subjects import api as subjects

MET, UNMET, OPEN = "met", "unmet", "open"  # open: cannot be told before others are met


@dataclass(frozen=True)
class Condition:
    """条件: what must hold, whether it does, what it rests on, and what would mend it."""

    code: str
    state: str
    title: str
    detail: str = ""
    basis: str = ""
    mend: str = ""
    from_day: dt.date | None = None


@dataclass(frozen=True)
class Draft:
    """拟稿: what is asked for: the facts, the last day where less than the longest is asked for, and why."""

    records: tuple[int, ...] = ()
    ends: dt.date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Answer:
    """可以吗的回答: the conditions in their order; ``granted``: what the warrant would say, where the kernel would give one."""

    conditions: tuple[Condition, ...]
    granted: Mapping[str, Any] | None
    from_day: dt.date | None

    @property
    def may(self) -> bool:
        """Whether all are met."""
        return all(one.state == MET for one in self.conditions)

    @property
    def missing(self) -> int:
        """How many are not."""
        return sum(one.state != MET for one in self.conditions)


def answer(
    one: Mapping[str, Any],
    draft: Draft,
    *,
    done: Mapping[str, dt.date],
    officer: int,
    party: bool,
    approvers: Sequence[Mapping[str, Any]],
    letters: Mapping[str, bool],
    on: dt.date,
) -> Answer:
    """May this organ decide this case as drafted on that day? ``done``: the steps; ``letters``: kinds made, and whether served already."""
    procedure = procedures.procedure(one["procedure"])
    place = procedure.table.stand(_known(done, procedure.table), on=on)
    told = _asked(one, draft, done, officer, on)
    # A step that is missing says nothing about the rest: what else would be said, if it were done.
    supposed = _asked(one, draft, dict.fromkeys(one["needs_steps"], on) | _persons(one, on), officer, on) if told["codes"] == ["step-missing"] else told
    codes, granted = set(told["codes"]), supposed if supposed["outcome"] == "warrant" else None
    conditions = (
        *_of_power(one, codes, on),
        *_of_facts(one, draft, codes),
        *_of_steps(one, procedure, place, done, letters, codes, on),
        _of_term(one, draft, codes, granted),
        *_of_letters(granted, on),
        *_of_people(officer, party, approvers, codes),
        _of_reason(draft),
    )
    days = [condition.from_day for condition in conditions if condition.from_day]
    return Answer(conditions, granted, max(days) if days and all(c.state == MET or c.from_day for c in conditions) else None)


def _asked(one: Mapping[str, Any], draft: Draft, done: Mapping[str, dt.date], officer: int, on: dt.date) -> dict[str, Any]:
    return trying.may(
        one["power"], subject=one["subject_id"], organ=one["organ_id"], records=sorted(draft.records), on=on, proposer=officer,
        steps={**done, rules.DECIDED: on}, ends=draft.ends,
    )  # fmt: skip


def _known(done: Mapping[str, dt.date], table: machine.StepTable) -> dict[str, dt.date]:
    return {code: day for code, day in done.items() if code in table.by_code}


def _persons(one: Mapping[str, Any], on: dt.date) -> dict[str, dt.date]:
    return dict.fromkeys(one["person_steps"], on) if one["subject_kind"] == "person" else {}


def _plain(code: str, codes: set[str], good: tuple[str, str], bad: tuple[str, str, str], *, known: bool = True) -> Condition:
    """A condition that one code of the kernel tells."""
    if code in codes:
        return Condition(code, UNMET, bad[0], bad[1], _basis(code), bad[2])
    return Condition(code, MET if known else OPEN, good[0], good[1] if known else "上面的条件满足后才能判断", "")


def _of_power(one: Mapping[str, Any], codes: set[str], on: dt.date) -> tuple[Condition, ...]:
    in_force = "not-in-force" not in codes and "no-such-power" not in codes
    articles = "；".join(f"《{article['instrument']}》{article['label']}" for article in one["articles"])
    begins = one["in_force_from"]
    later = begins if begins and begins > on else None
    kind = subjects.KIND_LABELS.get(one["subject_kind"], one["subject_kind"])
    holder = {"deciding-organ": "作出所依据决定的机关", "any-organ": "各行政机关", "nobody": "没有机关"}.get(one["held_by"]) or "、".join(one["holders"]) or "本区没有这样的机关"
    return (
        Condition("power", MET, "权力在册，今日有效", articles)
        if in_force
        else Condition("power", UNMET, "这项权力今日不在施行期内", articles, "", f"{later:%m-%d} 起施行" if later else "请结案，改用现行有效的权力", later),
        _plain("basis-unverified", codes, ("依据已核实", ""), ("依据尚待核实", articles, "请法制审核人在依据库核实后再办"), known=in_force),
        _plain("wrong-organ", codes, ("本机关有权决定", str(one["organ"])), ("本机关无权决定", f"由{holder}决定", "请移送有权机关，本案不作决定"), known=in_force),
        _plain("wrong-subject", codes, (f"对象适格：{kind}", ""), (f"对象不适格：{kind}", "这项权力不及于这类主体", "请不作决定并写明理由"), known=in_force),
    )


def _of_facts(one: Mapping[str, Any], draft: Draft, codes: set[str]) -> tuple[Condition, ...]:
    known = not codes & {"not-in-force", "no-such-power"}
    need = max(one["least_facts"], 1) if one["least_facts"] or draft.records else 0
    if need and len(draft.records) < need:
        there = Condition("facts-missing", UNMET, "还没有选定事实", f"至少 {need} 条", _basis("facts-missing"), "请在下面勾选所依据的记录")
    elif "facts-missing" in codes:
        there = _plain("facts-missing", codes, ("", ""), ("所选事实不成立", "其中有已经撤回的，或者不是本主体的", "请改选事实"))
    else:
        there = _plain(
            "facts-unfit", codes, ("事实在档，属于这项权力", f"所选 {len(draft.records)} 条"), ("这项权力不及于所选的事实", "", "请改选事实，或者先认定等级"), known=known
        )
    disputed = _plain("facts-disputed", codes, ("事实没有争议", ""), ("所选事实正在异议处理中", "", "异议办结以后再办，或者改选事实"), known=known and bool(draft.records))
    return there, disputed


def _of_steps(
    one: Mapping[str, Any], procedure: procedures.Procedure, place: machine.Place, done: Mapping[str, dt.date], letters: Mapping[str, bool], codes: set[str], on: dt.date
) -> tuple[Condition, ...]:
    """Each step that must lie behind the decision, in its order; a time that has still to run."""
    found = []
    names = {step.code: step for step in procedure.steps}
    asked = {*one["needs_steps"], *(one["person_steps"] if one["subject_kind"] == "person" else ())} - {rules.DECIDED}
    before = rules.before_decision(procedure.table)
    for code in [code for code in before if not procedure.table.by_code[code].optional or code in asked]:
        found.append(_of_step(names[code], done.get(code), letters, on))
    waiting = place.waiting.get(rules.DECIDED)
    decision = procedure.table.by_code.get(rules.DECIDED)
    if decision is not None and decision.waits is not None:
        limit = decision.waits
        since, step = done.get(limit.of), names[limit.of]
        told = f"{limit.count} 个工作日" if limit.unit == "working_days" else f"{limit.count} 个月"
        source = _source(names[rules.DECIDED].waits_source, names[rules.DECIDED].basis)
        if waiting is not None and since is not None:
            last = waiting.day - dt.timedelta(days=1)
            provisional = "（暂定）" if waiting.provisional else ""
            said = f"{STEPS.get(limit.of, step.name)}于 {since:%m-%d} 完成，{told}至 {last:%m-%d}{provisional}"
            found.append(Condition("waiting", UNMET, "陈述申辩期未满", said, source, f"{waiting.day:%m-%d} 起可以决定；当事人已经陈述申辩的，记下这一步即可", waiting.day))
        elif since is None or since > on:
            found.append(Condition("waiting", OPEN, f"陈述申辩期 {told}", "告知送达之后起算", source))
        else:
            early = limit.unless and limit.unless in done and done[limit.unless] <= on
            found.append(
                Condition("waiting", MET, "当事人已经陈述申辩" if early else "陈述申辩期已满", f"{done[limit.unless]:%m-%d}" if early else f"告知 {since:%m-%d} 送达", source)
            )
    if "step-missing" in codes and all(one.state == MET for one in found):
        found.append(Condition("step-missing", UNMET, "应先行的步骤没有完成", "", _basis("step-missing"), "请逐项记下步骤和日期"))
    return tuple(found)


def _of_step(step: procedures.ProcedureStep, day: dt.date | None, letters: Mapping[str, bool], on: dt.date) -> Condition:
    basis = _source(step.source, step.basis)
    if day is not None and day <= on:
        return Condition(f"step-{step.code}", MET, step.name, f"{day:%Y-%m-%d}", basis)
    if day is not None:
        return Condition(f"step-{step.code}", UNMET, f"{step.name}：尚未送达", f"{day:%m-%d} 视为送达", basis, f"{day:%m-%d} 起算", day)
    if rules.SERVED.get(step.letter) == step.code:
        made = step.letter in letters
        return Condition(
            f"step-{step.code}",
            UNMET,
            f"{step.name}：{'文书还没有送达' if made else '还没有制发文书'}",
            "",
            basis,
            "请送达并记下送达" if made else "请先保存拟稿，再制发告知书并送达",
        )
    return Condition(f"step-{step.code}", UNMET, f"{step.name}：没有完成", "", basis, f"由{step.by}完成后，请记下日期")


def _basis(code: str) -> str:
    """What a code of the kernel rests on."""
    return _source("ours", ARTICLES[code] or "")


def _source(mark: str, article: str) -> str:
    if article:
        (told,) = articles_by_code([article])
        return f"《{told['instrument']}》{told['label']}"
    return OURS if mark == "ours" else "待核实" if mark == "M" else ""


def _of_term(one: Mapping[str, Any], draft: Draft, codes: set[str], granted: Mapping[str, Any] | None) -> Condition:
    if "beyond-term" in codes:
        return _plain("beyond-term", codes, ("", ""), ("所选事实的期限已经届满", "", "请改选事实，或者不作决定"))
    if "beyond-measure" in codes:
        said = f"所请最后日 {draft.ends:%Y-%m-%d}" if draft.ends else ""
        return _plain("beyond-measure", codes, ("", ""), ("超出期限或者措施清单", said, "请把最后一日改在许可的期限之内，或者留空"))
    if granted is None:
        return Condition("term", OPEN, "期限", "其余条件满足后算出")
    if granted["ends_on"]:
        return Condition("term", MET, f"期限：至 {granted['ends_on']}", "自决定之日起，首尾两日都算")
    return Condition("term", MET, "一次完成，没有期限" if one["span"] == "momentary" else "依照条文不设期限")


def _of_letters(granted: Mapping[str, Any] | None, on: dt.date) -> tuple[Condition, ...]:
    """两书同达: with a decision that can be repaired its repair notice is made and served, by itself."""
    ruling = repair_on(granted["repair"] or [], on) if granted and granted["span"] == "term" else None
    if not ruling or not ruling.get("earliest"):
        return ()
    return (Condition("letters", MET, "两书同达", f"决定书和信用修复告知书一并制发；{ruling['earliest']} 起可以申请修复", _basis("facts-unfit")),)


def _of_people(officer: int, party: bool, approvers: Sequence[Mapping[str, Any]], codes: set[str]) -> tuple[Condition, ...]:
    if party or "same-officer" in codes:
        two = Condition("same-officer", UNMET, "经办人不适格", "经办人应在岗，且与本案无关", OURS, "请交由本机关另一名承办人")
    else:
        two = Condition("same-officer", MET, "两人办理：批准人另定", "")
    if approvers:
        return (two, Condition("approver", MET, "有在岗的批准人", "、".join(str(one["name"]) for one in approvers[:3]) + ("等" if len(approvers) > 3 else "")))
    return (two, Condition("approver", UNMET, "本机关没有可以批准本案的人", "", OURS, "请系统管理员任用批准人"))


def _of_reason(draft: Draft) -> Condition:
    if draft.reason.strip():
        return Condition("reason", MET, "理由已写明")
    return Condition("reason", UNMET, "还没有写明理由", "存入案卷，批准人据此审查", OURS, "请写明为什么适用这一条")
