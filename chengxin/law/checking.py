"""权力文件检查: whatever is wrong in the file of a power is told with the file and how to mend it, and nothing is stored."""

import datetime as dt
import difflib
import functools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from chengxin.catalogue import api as catalogue
from chengxin.ground.api import WrongUse, written
from chengxin.law.actions import STEPS
from chengxin.law.library.data import article_codes
from chengxin.law.models.powers import KINDS, SUBJECT_KINDS
from chengxin.law.procedures import Procedure, procedures

DATA = Path(__file__).parent / "data"
HOLDERS = ("deciding-organ", "any-organ", "nobody")
SPANS = ("term", "momentary", "lifelong")
COUNTED = ("publication", "asking", "decided")
_MUST = {"code", "name", "kind", "may_touch", "held_by", "needs_items", "least_facts", "needs_steps", "span", "exit", "remedy", "articles", "regimes"}
_MAY = {"on_disputed", "procedure", "person_steps", "persons_by", "lifelong_by", "measure", "in_force"}
_OF_REGIME = {"code", "in_force", "articles", "unit_classes", "reads", "never_repair", "classes", "terms"}
_OF_CLASS = {"severity", "procedure", "all_kinds_in", "any_kind_is", "any_kind_begins", "field_in"}
_OF_TERM = {"severity", "label", "published", "counted_from", "shortest_months", "longest_months", "repair_months"}


@dataclass(frozen=True)
class Known:
    """已知: what a power may name: articles, catalogue items, procedures, measures, offices."""

    articles: Collection[str]
    items: Collection[str]
    procedures: Mapping[str, Procedure]
    measures: Collection[str]
    offices: Collection[str]


@functools.cache
def offices() -> Mapping[str, str]:
    """Every office that a power may name, with what it is called; which organ holds it is the district's to say."""
    return written.parsed((DATA / "offices.yaml").read_text(encoding="utf-8"))


def known() -> Known:
    """What is on file."""
    measures = [entry["code"] for entry in written.parsed((DATA / "measures.yaml").read_text(encoding="utf-8"))]
    return Known(article_codes(), catalogue.items(), procedures(), measures, offices())


def power_files() -> dict[Path, dict[str, Any]]:
    """Every power of the package by its file, read and checked. Raises WrongUse that names every mistake of every file."""
    read: dict[Path, Any] = {}
    faults: list[str] = []
    on_file = known()
    taken: dict[str, str] = {}
    for path in sorted((DATA / "powers").rglob("*.yaml")):
        try:
            read[path] = written.parsed(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError):
            faults.append(f"{path.name}：不是 UTF-8 编码的 YAML")
            continue
        faults += [f"{path.name}：{fault}" for fault in power_faults(read[path], on_file)]
        code = str(read[path].get("code")) if isinstance(read[path], dict) else path.name
        if code in taken:
            faults.append(f"{path.name}：代码 {code} 已在 {taken[code]} 中使用")
        taken.setdefault(code, path.name)
    if faults:
        raise WrongUse("权力文件有误：\n" + "\n".join(f"  {fault}" for fault in faults), code="bad-definition", details=faults)
    return read


def power_faults(data: Any, on_file: Known) -> list[str]:
    """What is wrong with a power as read from its file; empty where nothing is."""
    if not isinstance(data, dict):
        return ["应写 code、name、kind 等项，见 law/data/powers/publish-penalty.yaml"]
    if missing := sorted(_MUST - data.keys()):
        return [f"缺少 {'、'.join(missing)}"]
    return [
        *_unknown(data.keys(), _MUST | _MAY, "没有 {} 这一项"),
        *_of_words(data, on_file),
        *_of_articles(data, on_file),
        *_of_steps(data, on_file),
        *_of_span(data),
        *_of_regimes(data),
    ]


def cited(data: Mapping[str, Any]) -> list[str]:
    """Every article the power rests on, at all times or in a regime."""
    entries = [*data["articles"], *(entry for regime in data["regimes"] for entry in regime.get("articles", []))]
    return [entry["article"] if isinstance(entry, dict) else entry for entry in entries]


def _unknown(said: Iterable[Any], allowed: Collection[str], sentence: str) -> Iterable[str]:
    for word in said:
        if word not in allowed:
            near = difflib.get_close_matches(str(word), list(map(str, allowed)), n=3, cutoff=0.4)
            yield sentence.format(f"“{word}”") + (f"，是否指 {'、'.join(near)}" if near else f"，可用：{'、'.join(sorted(allowed))}" if len(allowed) < 40 else "")


def _of_words(data: Mapping[str, Any], on_file: Known) -> Iterable[str]:
    yield from _unknown([data["kind"]], KINDS, "kind: 没有种类{}")
    yield from _unknown(data["may_touch"], SUBJECT_KINDS, "may_touch: 没有主体类别{}")
    if not data["may_touch"]:
        yield "may_touch: 应写明可及的主体类别"
    yield from _unknown(data["needs_items"], on_file.items, "needs_items: 目录中没有条目{}")
    if not isinstance(data["least_facts"], int) or data["least_facts"] < 0:
        yield "least_facts: 应为 0 或者正整数"
    held = data["held_by"]
    if isinstance(held, dict) and set(held) == {"offices"} and held["offices"]:
        yield from _unknown(held["offices"], on_file.offices, "held_by: 没有职能{}")
    elif held not in HOLDERS:
        yield f"held_by: 应写作 {{offices: [职能]}}，或者 {'、'.join(HOLDERS)} 之一"
    if data.get("measure") is not None:
        yield from _unknown([data["measure"]], on_file.measures, "measure: 措施清单中没有{}")
    elif data["kind"] == "measure":
        yield "measure: 惩戒措施应写明是清单中的哪一项；清单之外不得采取"


def _of_articles(data: Mapping[str, Any], on_file: Known) -> Iterable[str]:
    codes = cited(data)
    if not codes:
        yield "articles: 没有依据的权力不存在，应写明条文"
    yield from _unknown(codes, on_file.articles, "articles: 依据文件中没有{}")
    entries = [entry for entry in (*data["articles"], *(entry for regime in data["regimes"] for entry in regime.get("articles", []))) if isinstance(entry, dict)]
    yield from (fault for entry in entries for fault in _unknown(entry, ("article", "regimes", "from_memory"), "articles: 没有 {} 这一项"))
    regimes = {regime.get("code") for regime in data["regimes"]}
    yield from (fault for entry in entries for fault in _unknown(entry.get("regimes", ()), regimes, "articles: 没有规则时期{}"))
    for key in ("persons_by", "lifelong_by"):
        if data.get(key) and data[key] not in codes:
            yield f"{key}: {data[key]} 不在本权力的依据中"
    if "person" in data["may_touch"] and "consent" not in (*data["needs_steps"], *data.get("person_steps", ())) and not data.get("persons_by"):
        yield "may_touch: 及于自然人的，应以本人同意为步骤（person_steps: [consent]），或者写明依据（persons_by: 条文）"


def _of_steps(data: Mapping[str, Any], on_file: Known) -> Iterable[str]:
    person_steps = data.get("person_steps", [])
    yield from _unknown((*data["needs_steps"], *person_steps), STEPS, "needs_steps: 没有步骤{}")
    if person_steps and "person" not in data["may_touch"]:
        yield "person_steps: 本权力不及于自然人"
    procedure = data.get("procedure")
    if not procedure:
        yield "procedure: 应写明程序，见 law/data/procedures.yaml"
    elif procedure not in on_file.procedures:
        yield from _unknown([procedure], on_file.procedures, "procedure: 没有程序{}")
    else:
        of_table = {step.code: step.rule.optional for step in on_file.procedures[procedure].steps}
        for step in (*data["needs_steps"], *person_steps):
            if step in STEPS and step not in of_table:
                yield f"needs_steps: 程序 {procedure} 中没有步骤 {step}"
        yield from (f"needs_steps: {step} 在程序 {procedure} 中是可省略的步骤" for step in data["needs_steps"] if of_table.get(step))


def _of_span(data: Mapping[str, Any]) -> Iterable[str]:
    yield from _unknown([data["span"]], SPANS, "span: 没有期限类别{}")
    if data["span"] == "lifelong" and not data.get("lifelong_by"):
        yield "span: 终身的，应写明规定终身的条文（lifelong_by）"
    if data["span"] == "term" and (not data["regimes"] or data["least_facts"] == 0):
        yield "span: 有期限的，期限由规则时期（regimes）和事实算出，least_facts 至少为 1"
    if data["span"] == "lifelong" and data["regimes"]:
        yield "span: 终身的没有规则时期"
    yield from _of_days(data.get("in_force", {}), "in_force")


def _of_days(force: Any, at: str) -> Iterable[str]:
    if not isinstance(force, dict) or set(force) - {"from", "to"} or not all(type(day) is dt.date for day in force.values()):
        yield f"{at}: 应写作 {{from: YYYY-MM-DD, to: YYYY-MM-DD}}，可省略其一"
    elif len(force) == 2 and force["to"] < force["from"]:
        yield f"{at}: to 早于 from"


def _of_regimes(data: Mapping[str, Any]) -> Iterable[str]:
    spans: list[tuple[dt.date, dt.date, Any]] = []
    for regime in data["regimes"]:
        at = f"规则时期 {regime.get('code')}"
        if missing := sorted(_OF_REGIME - {"reads"} - regime.keys()):
            yield f"{at}: 缺少 {'、'.join(missing)}"
            continue
        yield from _unknown(regime, _OF_REGIME, at + ": 没有 {} 这一项")
        wrong_days = list(_of_days(regime["in_force"], f"{at} in_force"))
        yield from wrong_days
        if not wrong_days:
            spans.append((regime["in_force"].get("from", dt.date.min), regime["in_force"].get("to", dt.date.max), regime["code"]))
        yield from _of_classes(regime, at, term=data["span"] == "term")
    spans.sort(key=lambda span: span[:2])
    yield from (f"规则时期 {one[2]} 和 {other[2]} 的日期重叠" for one, other in zip(spans, spans[1:], strict=False) if other[0] <= one[1])


def _of_classes(regime: Mapping[str, Any], at: str, *, term: bool) -> Iterable[str]:
    terms = {one.get("severity"): one for one in regime["terms"]}
    used = {*(rule.get("severity") for rule in regime["classes"]), *regime["unit_classes"], *regime.get("reads", {}).values()}
    yield from (f"{at}: 等级 {severity} 没有期限（terms）" for severity in sorted(str(one) for one in used - terms.keys()))
    yield from (fault for rule in regime["classes"] for fault in _unknown(rule, _OF_CLASS, at + " classes: 没有 {} 这一项"))
    for severity, one in terms.items():
        yield from _unknown(one, _OF_TERM, f"{at} 等级 {severity}: 没有 {{}} 这一项")
        yield from _unknown([one.get("counted_from")], COUNTED, f"{at} 等级 {severity}: counted_from 没有{{}}")
        shortest, longest, repair = (one.get(f"{key}_months") for key in ("shortest", "longest", "repair"))
        if any(months is not None and (not isinstance(months, int) or months < 0) for months in (shortest, longest, repair)):
            yield f"{at} 等级 {severity}: 月数应为非负整数"
        elif term and one.get("published") and longest is None:
            yield f"{at} 等级 {severity}: 有期限的权力应写最长月数（longest_months）；没有查明的写 published: false"
        elif longest is not None and any(months is not None and months > longest for months in (shortest, repair)):
            yield f"{at} 等级 {severity}: 最短月数、最早修复月数不得超过最长月数"
