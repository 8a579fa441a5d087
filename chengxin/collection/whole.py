"""整批核对: the keys of a whole file, kept narrow as numbers, and what the dataset checks say of them when it has been read.

Only rows that went on are looked at (of the others the numbers of their documents, where a check asks for them), and of a very long file the first ones: ``AT_MOST`` bounds the memory.
"""

from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import answered, asked, register
from chengxin.collection.checks.dataset import BEFORE, FILE
from chengxin.collection.quality import LINES, Quality
from chengxin.ground import compiling
from chengxin.ground.engine import DuckDBEngine, Engine

AT_MOST = 3_000_000
_KEYS = """
SELECT line, {organ} AS organ, {document} AS document,
    (hash(coalesce(subject_code, identity_mac, name_mac)) >> 1)::BIGINT AS subject, CASE WHEN name <> '' THEN (hash(translate(name, '（） \u3000', '()')) >> 1)::BIGINT END AS name,
    (hash(content) >> 1)::BIGINT AS content, {series} AS series, {serial} AS serial, held_on
"""
_FROM = "FROM (SELECT *, {running} AS running FROM rows) r"
_BY_DOCUMENT = {
    "organ": "(hash(organ_code) >> 1)::BIGINT",
    "document": "CASE WHEN document_key <> '' THEN (hash(document_key) >> 1)::BIGINT END",
    "running": "regexp_extract(document_key, '([0-9]{1,15})[^0-9]*$', 1)",
    "series": "CASE WHEN running <> '' THEN (hash(rtrim(left(document_key, length(document_key) - strpos(reverse(document_key), reverse(running)) + 1), '0123456789')) >> 1)::BIGINT END",
    "serial": "try_cast(running AS BIGINT)",
}
_NUMBERS = f"SELECT line, {{organ}} AS organ, {{series}} AS series, {{serial}} AS serial {_FROM}".format(**_BY_DOCUMENT)
_PLAIN = {"organ": "NULL::BIGINT", "document": "NULL::BIGINT", "running": "''", "series": "NULL::BIGINT", "serial": "NULL::BIGINT"}


class WholeFile:
    """The rows of one file by their keys."""

    def __init__(self, version: ItemVersion, engine: Engine, *, by_document: bool) -> None:
        self.engine = engine
        self.hashing = engine if isinstance(engine, DuckDBEngine) else DuckDBEngine(threads=1)
        self.statement = (_KEYS + _FROM).format(**(_BY_DOCUMENT if by_document else _PLAIN))
        self.checks = [(check, version.roles.get(target, target)) for check in register.of_files() for target in check.targets(version)[:1]]
        self._kept: list[pa.Table] = []
        self._withheld: list[pa.Table] = []
        self._rows = self._numbers = 0

    def take(self, arrivals: pa.Table, withheld: pa.Table | None = None) -> None:
        """The rows of a chunk that go on, and of those that go back which documents they are about."""
        if self.checks and arrivals.num_rows and self._rows < AT_MOST:
            self._kept.append(self.hashing.query(self.statement, rows=arrivals).cast(FILE))
            self._rows += arrivals.num_rows
        if self.checks and withheld is not None and withheld.num_rows and self._numbers < AT_MOST:
            told = self.hashing.query(_NUMBERS, rows=withheld)
            nothing = {field.name: pa.nulls(told.num_rows, field.type) for field in FILE}
            self._withheld.append(pa.table(nothing | {name: told.column(name) for name in told.column_names}).cast(FILE))
            self._numbers += withheld.num_rows

    def close(self) -> None:
        """Give back what was opened here."""
        if self.hashing is not self.engine:
            self.hashing.close()

    def judged(self, before: list[tuple[int, int, Any]]) -> Quality:
        """What the checks say; ``before``: number, rows and day of receipt of the source's earlier batches."""
        quality = Quality()
        if not self._kept:
            return quality
        file = pa.concat_tables(self._kept)
        tables = {False: file, True: pa.concat_tables([file, *self._withheld])}
        earlier = (
            pa.table([pa.array(column, field.type) for column, field in zip(zip(*before, strict=True), BEFORE, strict=True)], schema=BEFORE) if before else BEFORE.empty_table()
        )
        codes = [check.CODE for check, _ in self.checks]
        compiled = compiling.kept(FILE, self._applies, self.engine.dialect, digest=f"dataset {codes} {register.digest()}")
        numbered = {n: check for n, (check, _) in enumerate(self.checks)}
        (applied,) = answered(numbered, lambda some: self.engine.evaluate(file, compiled, only=[f"n{n}" for n in some])).to_pylist()

        def odd(n: int) -> pa.Table:
            given = {"file": tables[getattr(numbered[n], "WITH_RETURNED", False)], "before": earlier}
            return self.engine.answer(_examples(numbered[n]), given, known_as=f"dataset {numbered[n].CODE} {register.digest()}")

        for n, (check, element) in enumerate(self.checks):
            found = answered({n: check}, lambda some: odd(*some)).to_pylist()
            quality.add(check.CODE, element, applied[f"n{n}"] or 0, found[0]["total"] if found else 0)
            if found:
                quality.example(check.CODE, [row["line"] for row in found])
        return quality

    def _applies(self, file: ir.Table) -> dict[str, ir.Value]:
        return {f"n{n}": asked(check, check.applies, file) for n, (check, _) in enumerate(self.checks)}


def _examples(check: Any):
    """The first odd places, each with the total of all."""

    def ask(file: ir.Table, before: ir.Table) -> ir.Table:
        odd = asked(check, check.failing, file, before)
        told = odd.select(line=odd.line.cast("int64"), total=odd["rows"].sum().over().cast("int64"))
        return told.order_by("line").limit(LINES)

    return ask
