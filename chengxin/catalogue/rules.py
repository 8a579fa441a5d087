"""条目变更规则: how two versions of an item differ, and why a proposed one may not be. Pure: the day is an argument."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from chengxin.catalogue.definitions import Element, Item, ItemVersion

# By what the key of a record is told; in some items by the list too.
_KEYED = ("name", "subject_kind", "subject_code", "identity", "document_number", "organ_code")
# What a person's data may not lose by a new version: it was promised when the rows were collected.
_GUARDS = {"sealed": "加密存储", "personal": "个人信息标记"}


@dataclass(frozen=True)
class Objection:
    """异议理由: one reason why a proposed version is refused: a code and a sentence that says how to mend it."""

    code: str
    message: str


def objections(item: Item, proposed: ItemVersion, *, on: dt.date) -> list[Objection]:
    """Every reason against ``proposed`` as the next version of ``item`` on the day ``on``; none: it may be approved."""
    latest = item.versions[-1]
    found = []
    if any(v.version == proposed.version for v in item.versions):
        found.append(Objection("version-exists", f"{proposed.version} 版已有，不得改动，请另起版本名"))
    if proposed.in_force_from < on:
        found.append(Objection("day-past", f"生效日 {proposed.in_force_from} 早于今天 {on}；已收的行不能换一版再读，请改为今天或以后"))
    if proposed.in_force_from <= latest.in_force_from:
        found.append(Objection("day-not-later", f"生效日应晚于现有的 {latest.version} 版（{latest.in_force_from}）"))
    return found + list(_losses(item, latest, proposed))


def _losses(item: Item, latest: ItemVersion, proposed: ItemVersion) -> Iterable[Objection]:
    after = {e.code: e for e in proposed.elements}
    for element in latest.elements:
        now = after.get(element.code)
        by_source = (element.mandatory or "").startswith("S")
        if now is None:
            if by_source:
                yield Objection("mandatory-dropped", f"要素“{element.name}”（{element.code}）按出处 {element.mandatory} 必填，不得删去")
            continue
        if by_source and not (now.mandatory or "").startswith("S"):
            yield Objection("mandatory-weakened", f"要素“{element.name}”（{element.code}）按出处 {element.mandatory} 必填，不得放宽")
        if now.type != element.type:
            yield Objection("type-changed", f"要素“{element.name}”（{element.code}）的类型由 {element.type} 改为 {now.type}；请另设一个代码")
        for guard, name in _GUARDS.items():
            if getattr(element, guard) and not getattr(now, guard):
                yield Objection("protection-lost", f"要素“{element.name}”（{element.code}）不得去掉{name}")
        if element.public is None and now.public is not None and element.personal:
            yield Objection("protection-lost", f"个人信息“{element.name}”（{element.code}）不得改为公开")
    for role, code in latest.roles.items():
        if role not in proposed.roles:
            yield Objection("role-lost", f"缺少角色 {role}（现为 {code}）")
        elif proposed.roles[role] != code and (role in _KEYED or role == "kinds" and item.by_list):
            yield Objection("key-broken", f"角色 {role} 由 {code} 改为 {proposed.roles[role]}；记录按它对应，改动会使同一事实变成两条（键：{'、'.join(item.key)}）")


def differences(before: ItemVersion, after: ItemVersion) -> list[str]:
    """What changed between two versions, a sentence each."""
    old, new = ({e.code: e for e in v.elements} for v in (before, after))
    told = []
    if before.in_force_from != after.in_force_from:
        told.append(f"生效日：{before.in_force_from} → {after.in_force_from}")
    told += [f"新增要素：{e.name}（{e.code}，{e.notation}，{e.must}）" for e in after.elements if e.code not in old]
    told += [f"删去要素：{e.name}（{e.code}）" for e in before.elements if e.code not in new]
    for code, element in new.items():
        if code in old:
            told += [f"{element.name}（{code}）{line}" for line in (f"{name}：{was or '无'} → {now or '无'}" for name, was, now in changes(old[code], element))]
    for role in sorted(before.roles.keys() | after.roles.keys()):
        if before.roles.get(role) != after.roles.get(role):
            told.append(f"角色 {role}：{before.roles.get(role) or '无'} → {after.roles.get(role) or '无'}")
    kept = [code for code in new if code in old]
    if kept != [code for code in old if code in new]:
        told.append("要素的次序有变动")
    forms = [{f.code: f.elements for f in v.forms} for v in (before, after)]
    told += [f"表式 {code} 有变动" for code in sorted(forms[0].keys() | forms[1].keys()) if forms[0].get(code) != forms[1].get(code)]
    return told


def changes(old: Element, new: Element) -> list[tuple[str, str | None, str | None]]:
    """What of an element changed: the name of the trait, what it was, what it is."""
    pairs = (
        ("名称", old.name, new.name),
        ("类型", old.type, new.type),
        ("必填", _must(old), _must(new)),
        ("长度", _length(old), _length(new)),
        ("代码集", old.code_set, new.code_set),
        ("遮盖方式", old.masking, new.masking),
        ("公开范围", old.openness, new.openness),
        ("个人信息", "是" if old.personal else "否", "是" if new.personal else "否"),
        ("单位", old.unit, new.unit),
        ("填写规则", old.rule, new.rule),
    )
    return [(name, before, after) for name, before, after in pairs if before != after]


def _must(element: Element) -> str:
    if element.condition:
        words = "、".join(element.condition.values)
        return f"有条件必填（{element.condition.element} {'不是' if element.condition.negated else '为'} {words}，出处 {element.condition.mark}）"
    return element.must + (f"（出处 {element.mandatory}）" if element.mandatory else "")


def _length(element: Element) -> str:
    return f"{element.longest}（出处 {element.longest_mark}）" if element.longest else ""
