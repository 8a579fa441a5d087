"""判定: the field and record checks of one item version over the columns of a chunk.

An answer depends on nothing but the columns a check reads. Where these hold few distinct values, the check is
asked once per value, or once per pair of values; else once per row, and then only how often it applies and
fails is counted, until a row that must go back has to be found.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE, asked, register
from chengxin.collection.checks.words import code_columns, inner, meant, rest
from chengxin.collection.columns import Axis, Column, Columns
from chengxin.ground import compiling
from chengxin.ground.compiling import Compiled
from chengxin.ground.engine import Engine

_PAIRS_AT_MOST = 4096
_FEW, _REMEMBERED = 4096, 50_000  # values looked up one by one; answers kept
_ROWS_TO_TELL_APART = 256  # below that, one question about every row is the cheapest

ROLES = (
    "name", "subject_kind", "subject_code", "identity", "identity_kind", "document_number", "organ_code", "organ_name",
    "kinds", "fine", "licence_kind", "remarks", "given_end", "procedure", "ended",
)  # fmt: skip
DAY_ROLES = ("held_on", "valid_from", "valid_to")


@dataclass(frozen=True)
class Rule:
    """A check on one of its targets, and the element a finding of it is told of."""

    check: Any
    target: str
    element: str

    @property
    def returns(self) -> bool:
        """True if a row that fails goes back to its organ."""
        return self.check.ACTION == QUARANTINE


@dataclass
class Verdict:
    """What the checks say of a chunk: per rule how many rows it applied to and failed, which rows go back for it, and of notices, while examples are wanted, which failed."""

    counts: list[tuple[Rule, int, int]] = field(default_factory=list)
    returned: list[tuple[Rule, Any]] = field(default_factory=list)
    noticed: list[tuple[Rule, Any]] = field(default_factory=list)
    quarantine: Any = None


class Judge:
    """判定者: for one item version, on one engine."""

    def __init__(self, version: ItemVersion, engine: Engine) -> None:
        self.engine = engine
        self.rules = rules(version)
        self.compiled = _compiled(version, self.rules, engine.dialect)
        self.reads = [tuple(sorted(self.compiled.reads[f"f{n}"] | self.compiled.reads[f"a{n}"])) for n in range(len(self.rules))]
        self.known: dict[tuple[Any, ...], tuple[bool, bool]] = {}
        self.exemplified: set[Rule] = set()  # notices of which rows are shown already; who shows them says so

    def judged(self, columns: Columns) -> Verdict:
        """The verdict on every row."""
        verdict = Verdict()
        told: dict[int, tuple[int, int]] = {}
        flagged: dict[int, Any] = {}
        by_row: list[int] = []
        for axes, numbers in self._by_axes(columns).items():
            if columns.own in axes:
                by_row = numbers
                continue
            axis, table = _asked(columns, axes, sorted(set().union(*(self.reads[n] for n in numbers))))
            for n, (applies, fails) in self._answers(table, numbers).items():
                failed = axis.count(fails) if pc.any(fails).as_py() else 0
                told[n] = axis.count(applies), failed
                if failed and self._wanted(n):
                    flagged[n] = axis.spread(fails)
        if by_row:
            self._ask_rows(columns, by_row, told, flagged)
        verdict.counts = [(self.rules[n], *told[n]) for n in sorted(told)]
        for n in sorted(flagged):
            failing = self.rules[n], pc.indices_nonzero(flagged[n])
            if self.rules[n].returns:
                verdict.quarantine = flagged[n] if verdict.quarantine is None else pc.or_(verdict.quarantine, flagged[n])
                verdict.returned.append(failing)
            else:
                verdict.noticed.append(failing)
        return verdict

    def _answers(self, table: pa.Table, numbers: list[int]) -> dict[int, tuple[Any, Any]]:
        """Of each rule where it applies and where it fails; one asked before of the same few values is not asked again."""
        keys = self._keys(table, numbers) if table.num_rows <= _FEW else {}
        answers: dict[int, tuple[Any, Any]] = {}
        for n, asked_of in keys.items():
            known = [self.known[key] for key in asked_of if key in self.known]
            if len(known) == len(asked_of):
                answers[n] = pa.array([applies for applies, _ in known], pa.bool_()), pa.array([fails for _, fails in known], pa.bool_())
        left = [n for n in numbers if n not in answers]
        if left:
            answer = self.engine.evaluate(table, self.compiled, only=[f"{kind}{n}" for n in left for kind in "af"])
            for place, n in enumerate(left):
                answers[n] = applies, fails = answer.column(2 * place).combine_chunks(), answer.column(2 * place + 1).combine_chunks()
                if n in keys and len(self.known) < _REMEMBERED:
                    self.known.update(zip(keys[n], zip(applies.to_pylist(), fails.to_pylist(), strict=True), strict=True))
        return answers

    def _keys(self, table: pa.Table, numbers: list[int]) -> dict[int, list[tuple[Any, ...]]]:
        """Of each rule and each row of ``table`` the rule and the values it reads."""
        values = table.to_pydict()
        return {n: [(n, *place) for place in zip(*(values[name] for name in self.reads[n]), strict=True)] for n in numbers if self.reads[n]}

    def _ask_rows(self, columns: Columns, numbers: list[int], told: dict[int, tuple[int, int]], flagged: dict[int, Any]) -> None:
        table = columns.table(sorted(set().union(*(self.reads[n] for n in numbers))))
        counts = self.engine.count(table, self.compiled, [f"{kind}{n}" for n in numbers for kind in "af"])
        told.update({n: (counts[2 * place], counts[2 * place + 1]) for place, n in enumerate(numbers)})
        failing = [n for n in numbers if told[n][1] and self._wanted(n)]
        if failing:
            answer = self.engine.evaluate(table, self.compiled, only=[f"f{n}" for n in failing])
            flagged.update({n: answer.column(place).combine_chunks() for place, n in enumerate(failing)})

    def _wanted(self, number: int) -> bool:
        """Whether the rows that fail are to be found: those that go back, and of each notice the first that are found."""
        return self.rules[number].returns or self.rules[number] not in self.exemplified

    def _by_axes(self, columns: Columns) -> dict[frozenset[Axis], list[int]]:
        """Which rules can be asked on which axes together; the rules that need every row under the chunk's own axis."""
        whole = frozenset([columns.own])
        if columns.rows < _ROWS_TO_TELL_APART:
            return {whole: list(range(len(self.rules)))}
        found: dict[frozenset[Axis], list[int]] = defaultdict(list)
        for n, reads in enumerate(self.reads):
            axes = frozenset(axis for name in reads if (axis := columns[name].axis).size > 1)
            size = int(np.prod([axis.size for axis in axes], dtype=np.int64))
            found[axes if columns.own not in axes and (len(axes) < 2 or size <= min(_PAIRS_AT_MOST, columns.rows // 4)) else whole].append(n)
        return found


def _asked(columns: Columns, axes: frozenset[Axis], names: list[str]) -> tuple[Axis, pa.Table]:
    """The table of all places of one axis, or of all combinations of several, and the axis of its rows."""
    ordered = sorted(axes, key=lambda axis: axis.size)
    size = int(np.prod([axis.size for axis in ordered], dtype=np.int64))
    places, codes, step = {}, None, 1
    for axis in ordered:
        places[axis] = pa.array(np.arange(size) // step % axis.size, pa.int32())
        there = axis.placed.to_numpy().astype(np.int64) * step
        codes = there if codes is None else codes + there
        step *= axis.size
    made: dict[str, Any] = {}
    for name in names:
        column: Column = columns[name]
        made[name] = column.values.take(places[column.axis]) if column.axis in places and len(ordered) > 1 else column.values
        if column.axis.size == 1 and size != 1:
            made[name] = pa.repeat(column.values[0], size)
    if not ordered:
        return columns.one, pa.table(made)
    return (ordered[0] if len(ordered) == 1 else Axis(columns.rows, size, pa.array(codes, pa.int64()))), pa.table(made)


@cache
def rules(version: ItemVersion) -> tuple[Rule, ...]:
    """Every check of a row for a version, on each of its targets, in the order of the register."""
    return tuple(Rule(check, target, version.roles.get(target, target)) for check in register.of_rows() for target in check.targets(version))


def schema(version: ItemVersion) -> pa.Schema:
    """The columns of a row as checks see them."""
    fields = {"line": pa.int32(), **{e.code: pa.string() for e in version.elements}}
    fields |= {f"{e.code}__day": pa.date32() for e in version.elements if e.type == "date"}
    fields |= dict.fromkeys(ROLES, pa.string()) | dict.fromkeys(DAY_ROLES, pa.date32())
    for column in code_columns(version):
        fields |= {rest(column): pa.int32(), inner(column): pa.bool_(), meant(column): pa.bool_()}
    return pa.schema(fields | {"organ_standing": pa.string(), "identity_born": pa.date32(), "received_on": pa.date32()})


def _compiled(version: ItemVersion, judged: tuple[Rule, ...], dialect: str) -> Compiled:
    def expressions(row: ir.Table) -> dict[str, ir.Value]:
        told: dict[str, ir.Value] = {}
        for n, rule in enumerate(judged):
            applies, passes = (asked(rule.check, build, row, rule.target) for build in (rule.check.applies, rule.check.passes))
            told[f"a{n}"] = applies.fill_null(False)
            told[f"f{n}"] = (applies & ~passes).fill_null(False)
        return told

    return compiling.kept(schema(version), expressions, dialect, digest=f"{version.item} {version.digest} {register.digest()}")
