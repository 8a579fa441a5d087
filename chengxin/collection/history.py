"""历次比对: what arrived beside what was known before the batch; told by ``records.joining`` while it joins."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import register
from chengxin.collection.checks.history import COLUMNS
from chengxin.collection.judging import Rule, expressions, flags
from chengxin.collection.quality import LINES, Quality
from chengxin.ground import compiling
from chengxin.ground.engine import Engine
from chengxin.records.seen import Wanted

REGISTER, STATUS = "registration", "REG_STATUS"


class History:
    """The history checks of one batch; the seer of its joining."""

    def __init__(self, version: ItemVersion, engine: Engine, *, received: dt.date) -> None:
        self.engine, self.received, self.quality = engine, received, Quality()
        self.wanted = Wanted(REGISTER, STATUS, version.roles.get("fine", ""))
        self.rules = [Rule(check, target, version.roles.get(target, target)) for check in register.of_history() for target in check.targets(version)]
        self._lines: dict[str, list[int]] = {}

    def seen(self, rows: pa.Table, known: pa.Table) -> None:
        """A portion: its rows, and what was known of those whose subject was."""
        if not known.num_rows or not self.rules:
            return
        table = self._table(rows, known)
        compiled = compiling.kept(COLUMNS, expressions(self.rules), self.engine.dialect, digest=f"history {self._targets()} {register.digest()}")
        told = flags(self.engine, table, compiled, dict(enumerate(self.rules)))
        for rule, applies, fails in zip(self.rules, told[::2], told[1::2], strict=True):
            code = rule.check.CODE
            failed = np.flatnonzero(fails)
            self.quality.add(code, rule.element, int(np.count_nonzero(applies)), len(failed))
            if len(failed) and len(self._lines.get(code, ())) < LINES:
                found = table.column("line").take(failed[:LINES]).to_pylist()
                self._lines[code] = (self._lines.get(code, []) + found)[:LINES]
                self.quality.example(code, self._lines[code])

    def _table(self, rows: pa.Table, known: pa.Table) -> pa.Table:
        places = pc.index_in(known.column("line"), rows.column("line"))
        columns = {name: rows.column(name).take(places) for name in ("name", "said_kind", "fine", "held_on")}
        columns |= {name: known.column(name) for name in COLUMNS.names if name in known.column_names}
        columns["received_on"] = pa.repeat(pa.scalar(self.received, pa.date32()), known.num_rows)
        corrected = pc.any(pc.equal(known.column("fate"), "correction")).as_py()  # of nothing else is it asked
        columns["given_end"] = _given_end(rows.column("traits").take(places)) if corrected else pa.nulls(known.num_rows, pa.string())
        return pa.table({name: columns[name] for name in COLUMNS.names}).cast(COLUMNS)

    def _targets(self) -> list[tuple[str, str]]:
        return [(rule.check.CODE, str(rule.target)) for rule in self.rules]


def _given_end(traits: pa.ChunkedArray) -> pa.ChunkedArray:
    """The end in what the law asks of a fact, null where there is none."""
    return pc.struct_field(pc.extract_regex(traits, '"given_end": "(?P<day>[0-9-]{10})"'), "day")
