"""判定: the field and record checks of one item version over the columns of a chunk.

An answer depends on nothing but the columns a check reads. Where these hold few distinct values, the check is
asked once per value, or once per pair of values, and what was answered is kept for the chunks that follow; else
once per row.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE, answered, asked, register
from chengxin.collection.checks.words import citizen, code_columns, head, inner, length, meant, outer
from chengxin.collection.columns import Axis, Column, Columns
from chengxin.ground import compiling
from chengxin.ground.compiling import Compiled, Expressions
from chengxin.ground.engine import Engine

_PAIRS_AT_MOST = 4096
_FEW, _REMEMBERED = 4096, 50_000  # values looked up one by one; values kept with the answers
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


class _Known:
    """已答: what some rules said of the values they were asked about, a row of flags each."""

    def __init__(self, width: int) -> None:
        self._place: dict[tuple[Any, ...], int] = {}
        self._told = np.zeros((0, width), dtype=bool)

    @property
    def is_full(self) -> bool:
        """So much is kept that it is better forgotten."""
        return len(self._place) > _REMEMBERED

    def unknown(self, values: list[tuple[Any, ...]]) -> list[int]:
        """The places of values not asked about before."""
        return [place for place, value in enumerate(values) if value not in self._place]

    def learn(self, values: list[tuple[Any, ...]], flags: Sequence[np.ndarray]) -> None:
        """What was answered of ``values``: of each rule's question a flag for each."""
        self._place.update(zip(values, range(len(self._told), len(self._told) + len(values)), strict=True))
        self._told = np.concatenate([self._told, np.column_stack(flags)])

    def of(self, values: list[tuple[Any, ...]]) -> list[np.ndarray]:
        """A row of flags for each question."""
        return list(self._told[np.fromiter((self._place[value] for value in values), np.int64, len(values))].T)


class Judge:
    """判定者: for one item version, on one engine."""

    def __init__(self, version: ItemVersion, engine: Engine) -> None:
        self.engine = engine
        self.rules = rules(version)
        self.compiled = _compiled(version, self.rules, engine.dialect)
        self.reads = [tuple(sorted(self.compiled.reads[f"f{n}"] | self.compiled.reads[f"a{n}"])) for n in range(len(self.rules))]
        self.known: dict[tuple[Any, ...], _Known] = {}
        self.exemplified: set[Rule] = set()  # notices of which rows are shown already; who shows them says so

    def judged(self, columns: Columns) -> Verdict:
        """The verdict on every row."""
        verdict = Verdict()
        told: dict[int, tuple[int, int]] = {}
        failing: dict[int, np.ndarray] = {}
        for axes, numbers in self._by_axes(columns).items():
            names = sorted(set().union(*(self.reads[n] for n in numbers)))
            axis, table = (columns.own, columns.table(names)) if columns.own in axes else _asked(columns, axes, names)
            answers = self._answers(table, numbers, by_row=axis is columns.own)
            for n, applies, fails in zip(numbers, answers[::2], answers[1::2], strict=True):
                failed = axis.count(fails) if fails.any() else 0
                told[n] = axis.count(applies), failed
                if failed and self._wanted(n):
                    failing[n] = axis.rows_at(fails)
        verdict.counts = [(self.rules[n], *told[n]) for n in sorted(told)]
        going_back = np.zeros(columns.rows, dtype=bool)
        for n in sorted(failing):
            if self.rules[n].returns:
                going_back[failing[n]] = True
                verdict.returned.append((self.rules[n], failing[n]))
            else:
                verdict.noticed.append((self.rules[n], failing[n]))
        verdict.quarantine = pa.array(going_back) if verdict.returned else None
        return verdict

    def _answers(self, table: pa.Table, numbers: list[int], *, by_row: bool) -> Sequence[np.ndarray]:
        """Of each rule where it applies, and where it fails; of few values only those are asked about that were not before."""
        if by_row or table.num_rows > _FEW or not table.num_columns:
            return self._flags(table, numbers)
        key = tuple(numbers)
        known = self.known.get(key)
        if known is None or known.is_full:
            known = self.known[key] = _Known(2 * len(numbers))
        values = list(zip(*table.to_pydict().values(), strict=True))
        if new := known.unknown(values):
            unanswered = table if len(new) == len(values) else table.take(new)
            known.learn([values[place] for place in new], self._flags(unanswered, numbers))
        return known.of(values)

    def _flags(self, table: pa.Table, numbers: list[int]) -> Sequence[np.ndarray]:
        return flags(self.engine, table, self.compiled, {n: self.rules[n] for n in numbers})

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
        fields |= {
            meant(column): pa.bool_(),
            length(column): pa.int32(),
            head(column): pa.string(),
            outer(column): pa.bool_(),
            inner(column): pa.bool_(),
            citizen(column): pa.bool_(),
        }
    return pa.schema(fields | {"organ_standing": pa.string(), "identity_born": pa.date32(), "received_on": pa.date32()})


def expressions(judged: Sequence[Rule]) -> Expressions:
    """Of each rule, by its number, where it applies and where it fails; never null."""

    def build(row: ir.Table) -> dict[str, ir.Value]:
        told: dict[str, ir.Value] = {}
        for n, rule in enumerate(judged):
            applies, passes = (asked(rule.check, part, row, rule.target) for part in (rule.check.applies, rule.check.passes))
            told[f"a{n}"] = applies.fill_null(False)
            told[f"f{n}"] = (applies & ~passes).fill_null(False)
        return told

    return build


def flags(engine: Engine, table: pa.Table, compiled: Compiled, judged: Mapping[int, Rule]) -> Sequence[np.ndarray]:
    """What an engine answers when some of the rules of ``expressions`` are asked of every row: of each in turn where it applies, and where it fails."""
    return answered({n: rule.check for n, rule in judged.items()}, lambda some: engine.flags(table, compiled, [f"{kind}{n}" for n in some for kind in "af"]))


def _compiled(version: ItemVersion, judged: tuple[Rule, ...], dialect: str) -> Compiled:
    return compiling.kept(schema(version), expressions(judged), dialect, digest=f"{version.item} {version.digest} {register.digest()}")
