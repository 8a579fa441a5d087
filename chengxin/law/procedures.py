"""程序: the step tables of all kinds of acts, from data/procedures.yaml. Whatever is wrong in the file is told and nothing goes on."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chengxin.ground.api import NotFound, WrongUse, written
from chengxin.ground.api import steps as machine
from chengxin.law.letters import api as letters
from chengxin.law.library.data import article_codes

FILE = Path(__file__).parent / "data" / "procedures.yaml"
_KEYS = {"step", "name", "by", "after", "within", "waits", "optional", "source", "basis", "letter"}
_OF_LIMIT = {"working_days", "months", "from", "unless", "source"}


@dataclass(frozen=True)
class ProcedureStep:
    """程序步骤: what a step of the table is called, who does it, where it stands written, and the letter that tells it."""

    code: str
    name: str
    by: str
    source: str
    basis: str
    letter: str
    rule: machine.Step
    within_source: str
    waits_source: str


@dataclass(frozen=True)
class Procedure:
    """程序: a table of steps with names, limits and sources."""

    code: str
    name: str
    steps: tuple[ProcedureStep, ...]
    table: machine.StepTable


@functools.cache
def procedures() -> Mapping[str, Procedure]:
    """Every procedure by its code. Raises WrongUse that names every mistake of the file."""
    read = written.parsed(FILE.read_text(encoding="utf-8"))
    if faults := procedure_faults(read):
        raise WrongUse(f"程序文件有误：{FILE}\n" + "\n".join(f"  {fault}" for fault in faults), code="bad-definition", details=faults)
    return {entry["code"]: _made(entry) for entry in read}


def procedure(code: str) -> Procedure:
    """One procedure. Raises NotFound with those there are."""
    found = procedures().get(code)
    if found is None:
        raise NotFound(f"没有程序“{code}”，现有：{'、'.join(procedures())}")
    return found


def procedure_faults(read: Any) -> list[str]:
    """What is wrong with the tables as read from a file; empty where nothing is."""
    if not isinstance(read, list):
        return ["应是一个列表，每项以“- code: 代码”开头"]
    found: list[str] = []
    codes = [str(entry.get("code")) for entry in read if isinstance(entry, dict)]
    found += [f"{code}：程序代码重复" for code in sorted({code for code in codes if codes.count(code) > 1})]
    for entry in read:
        if not isinstance(entry, dict) or not entry.get("name") or not isinstance(entry.get("steps"), list) or set(entry) - {"code", "name", "steps"}:
            found.append(f"{entry.get('code') if isinstance(entry, dict) else entry}：应写 code、name（名称）和 steps（步骤表）")
            continue
        own = [f"{step.get('step') if isinstance(step, dict) else step}：{fault}" for step in entry["steps"] for fault in _faults(step)]
        if not own:
            try:
                _made(entry)
            except ValueError as error:
                own = [f"步骤表不成立：{error}"]
        found += [f"{entry['code']}：{fault}" for fault in own]
    return found


def _faults(step: Any):
    if not isinstance(step, dict) or not all(isinstance(step.get(key), str) and step[key] for key in ("step", "name", "by", "source")):
        yield "应写 step（代码）、name（名称）、by（由谁）、source（S 加编号、M 或 ours）"
        return
    yield from (f"没有 {key} 这一项，可用：{'、'.join(sorted(_KEYS))}" for key in sorted(step.keys() - _KEYS))
    if step.get("basis") and step["basis"] not in article_codes():
        yield f"basis: 依据文件中没有 {step['basis']}，见 chengxin law instruments"
    if step.get("letter") and step["letter"] not in letters.kinds():
        yield f"letter: 没有“{step['letter']}”这种文书，可用：{'、'.join(letters.kinds())}"
    for key in ("within", "waits"):
        limit = step.get(key)
        if limit is None:
            continue
        units = [unit for unit in machine.UNITS if isinstance(limit, dict) and isinstance(limit.get(unit), int)]
        if len(units) != 1 or not limit.get("from") or not limit.get("source") or set(limit) - _OF_LIMIT:
            yield f"{key}: 应写作 {{working_days: 数, from: 步骤, source: 出处}} 或 {{months: 数, …}}"


def _made(entry: Mapping[str, Any]) -> Procedure:
    made: list[ProcedureStep] = []
    before: tuple[str, ...] = ()
    for step in entry["steps"]:
        rule = machine.Step(step["step"], tuple(step.get("after", before)), _limit(step.get("within")), _limit(step.get("waits")), bool(step.get("optional")))
        sources = ((step.get(key) or {}).get("source", "") for key in ("within", "waits"))
        made.append(ProcedureStep(rule.code, step["name"], step["by"], step["source"], step.get("basis", ""), step.get("letter", ""), rule, *sources))
        before = (rule.code,)
    return Procedure(entry["code"], entry["name"], tuple(made), machine.StepTable(tuple(step.rule for step in made)))


def _limit(said: Mapping[str, Any] | None) -> machine.Limit | None:
    if said is None:
        return None
    unit = next(unit for unit in machine.UNITS if unit in said)
    return machine.Limit(said[unit], unit, said["from"], said.get("unless", ""))
