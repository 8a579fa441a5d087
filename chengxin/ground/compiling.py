"""编译: Ibis expressions to SQL of an engine's dialect, each name by itself, kept for the process and in the home's cache."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import ibis.expr.types as ir

Expressions = Callable[["ir.Table"], "dict[str, ir.Value]"]
Asked = Callable[..., "ir.Table"]
_TYPES = {"bool": pa.bool_(), "int64": pa.int64(), "int32": pa.int32(), "string": pa.string(), "date32[day]": pa.date32()}
_known: dict[Hashable, "Compiled"] = {}


@dataclass(frozen=True)
class Compiled:
    """Expressions over one table named ``chunk``: of each name its SQL, its type, and the columns it reads."""

    parts: dict[str, str]
    types: dict[str, str]
    reads: dict[str, frozenset[str]]
    source: str

    def statement(self, only: Sequence[str] | None = None) -> str:
        """One SELECT of the named parts."""
        return f"SELECT {', '.join(f'{self.parts[name]} AS c{n}' for n, name in enumerate(self.parts if only is None else only))} {self.source}"

    def read_by(self, only: Sequence[str] | None = None) -> list[str]:
        """The columns the named parts read."""
        return sorted(set().union(*(self.reads[name] for name in (self.parts if only is None else only))))

    def typed(self, answer: pa.Table, only: Sequence[str] | None = None) -> pa.Table:
        """An engine's answer in the types of the expressions, so that two engines give the same columns."""
        names = list(self.parts if only is None else only)
        return pa.table([column.cast(_TYPES[self.types[name]]) for name, column in zip(names, answer.columns, strict=True)], names=names)


def in_python(pattern: str) -> str:
    """A pattern that the engines understand, as Python writes it: they say ``\\z`` for the end of a text."""
    return pattern.replace(r"\z", r"\Z")


def compiled(schema: pa.Schema, expressions: Expressions | Compiled, dialect: str, *, known_as: Hashable = None) -> Compiled:
    """``expressions`` over a table of ``schema``, in ``dialect``; compiled once per process where they have a name."""
    if isinstance(expressions, Compiled):
        return expressions
    known = _known.get((dialect, known_as)) if known_as is not None else None
    if known is None:
        known = _compile(schema, expressions, dialect)
        if known_as is not None:
            _known[dialect, known_as] = known
    return known


def whole(schemas: dict[str, pa.Schema], ask: Asked, dialect: str, *, digest: str) -> Compiled:
    """A whole statement over named tables; its SQL is the ``source``. Kept as ``kept`` keeps."""

    def make() -> Compiled:
        import ibis

        asked = ask(**{name: ibis.table(ibis.Schema.from_pyarrow(schema), name=name) for name, schema in schemas.items()})
        compiler = _compiler(dialect)
        types = {name: str(type_.to_pyarrow()) for name, type_ in asked.schema().items()}
        return Compiled(dict.fromkeys(types, ""), types, {}, compiler.to_sqlglot(asked).sql(dialect=compiler.dialect))

    return _kept(make, dialect, digest)


def kept(schema: pa.Schema, expressions: Expressions, dialect: str, *, digest: str) -> Compiled:
    """As ``compiled``, and from one process to the next: ``digest`` stands for everything the expressions are made of."""
    return _kept(lambda: _compile(schema, expressions, dialect), dialect, digest)


def _kept(make: Callable[[], Compiled], dialect: str, digest: str) -> Compiled:
    found = _known.get((dialect, digest))
    if found is None:
        path = _folder() / f"{hashlib.sha256(f'{dialect} {digest} {_versions()}'.encode()).hexdigest()}.json"
        found = _read(path)
        if found is None:
            found = make()
            _write(path, found)
        _known[dialect, digest] = found
    return found


def _folder() -> Path:
    from django.conf import settings

    return Path(settings.HOME.path) / "cache"


def _compile(schema: pa.Schema, expressions: Expressions, dialect: str) -> Compiled:
    import ibis
    import ibis.expr.operations as ops
    import ibis.expr.types as ir
    import sqlglot.expressions as sge

    source = ibis.table(ibis.Schema.from_pyarrow(schema), name="chunk")
    named = expressions(source)
    whole = all(isinstance(value, ir.Scalar) for value in named.values())
    compiler = _compiler(dialect)
    tree = _folded(compiler.to_sqlglot(source.aggregate(**named) if whole else source.select(**named)))
    if len(list(tree.find_all(sge.Select))) != 1:
        raise ValueError("an expression over rows reads one table and nothing else")
    parts = {part.alias_or_name: part.unalias().sql(dialect=compiler.dialect) for part in tree.expressions}
    return Compiled(
        {name: parts[name] for name in named},
        {name: str(value.type().to_pyarrow()) for name, value in named.items()},
        {name: frozenset(field.name for field in value.op().find(ops.Field)) for name, value in named.items()},
        tree.args["from_" if "from_" in tree.args else "from"].sql(dialect=compiler.dialect),
    )


def _folded(tree: Any) -> Any:
    """Sums and comparisons of written-out whole numbers worked out: Ibis writes places in a text as ``CASE WHEN 3 + 1 >= 1 …``."""
    import sqlglot.expressions as sge

    def whole(node: Any) -> int | None:
        return int(node.this) if isinstance(node, sge.Literal) and not node.is_string and str(node.this).isdigit() else None

    def fold(node: Any) -> Any:
        if isinstance(node, sge.Paren) and whole(node.this) is not None:
            return node.this
        if isinstance(node, sge.Add | sge.GTE):
            left, right = whole(node.this), whole(node.expression)
            if left is not None and right is not None:
                return sge.Literal.number(left + right) if isinstance(node, sge.Add) else sge.Boolean(this=left >= right)
        if isinstance(node, sge.Case) and node.this is None and _true(node.args["ifs"][0].this):
            return node.args["ifs"][0].args["true"]
        if isinstance(node, sge.If) and not isinstance(node.parent, sge.Case) and _true(node.this):
            return node.args["true"]
        return node

    def _true(node: Any) -> bool:
        return isinstance(node, sge.Boolean) and bool(node.this)

    for node in list(tree.dfs())[::-1]:  # the innermost first
        made = fold(node)
        if made is not node and node.parent is not None:
            node.replace(made)
    return tree


def _compiler(dialect: str) -> Any:
    if dialect == "spark":
        from ibis.backends.sql.compilers.pyspark import PySparkCompiler

        return PySparkCompiler()
    from ibis.backends.sql.compilers.duckdb import DuckDBCompiler

    return DuckDBCompiler()


@cache
def _versions() -> str:
    return " ".join(metadata.version(name) for name in ("ibis-framework", "sqlglot"))


def _read(path: Path) -> Compiled | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Compiled(told["parts"], told["types"], {name: frozenset(columns) for name, columns in told["reads"].items()}, told["source"])
    except (OSError, ValueError, KeyError):
        return None  # a cache that cannot be read is made anew


def _write(path: Path, made: Compiled) -> None:
    told = {"parts": made.parts, "types": made.types, "reads": {name: sorted(columns) for name, columns in made.reads.items()}, "source": made.source}
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as draft:
            json.dump(told, draft, ensure_ascii=False)
        Path(draft.name).replace(path)
    except OSError:
        pass  # a full disk costs time, not answers
