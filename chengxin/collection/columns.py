"""列: a chunk's columns, each as its distinct values and where the rows fall on them.

Most columns of a real file hold few distinct values, or one. What is asked of a value is asked once per
distinct one; columns that come from the same cells share an axis.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_PROBE, _LOOKS_DISTINCT = 512, 384
_WORTH_IT = 4  # rows per distinct value, at least


class Axis:
    """轴: ``size`` places on which the rows fall; ``codes`` is the place of each row, None where there is one place or each row has its own."""

    def __init__(self, rows: int, size: int, codes: pa.Array | None = None) -> None:
        self.rows, self.size, self.codes = rows, size, codes

    @property
    def placed(self) -> pa.Array:
        """The place of each row, written out."""
        if self.codes is not None:
            return self.codes
        return pa.array(np.zeros(self.rows) if self.size == 1 else np.arange(self.rows), pa.int32())

    @cached_property
    def weights(self) -> np.ndarray:
        """How many rows fall on each place."""
        if self.codes is not None:
            return np.bincount(self.codes.to_numpy(), minlength=self.size)
        return np.array([self.rows]) if self.size == 1 else np.ones(self.rows, dtype=np.int64)

    def spread(self, values: Any) -> Any:
        """A value for each place, as a value for each row."""
        if self.codes is not None:
            return values.take(self.codes)
        return pa.repeat(values[0], self.rows) if self.size == 1 and self.rows != 1 else values

    def count(self, flags: np.ndarray) -> int:
        """How many rows fall on flagged places."""
        return int(self.weights[flags].sum())

    def rows_at(self, flags: np.ndarray) -> np.ndarray:
        """The rows, in order, that fall on flagged places."""
        if self.codes is not None:
            return np.flatnonzero(flags[self.codes.to_numpy()])
        return np.arange(self.rows if flags[0] else 0) if self.size == 1 else np.flatnonzero(flags)


class Column:
    """A column: a value for each place of its axis."""

    __slots__ = ("axis", "values")

    def __init__(self, axis: Axis, values: pa.Array) -> None:
        self.axis, self.values = axis, values

    @property
    def full(self) -> Any:
        """A value for each row."""
        return self.axis.spread(self.values)


class Columns:
    """The columns of one chunk by name."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.own = Axis(rows, rows)
        self.one = Axis(rows, 1) if rows else self.own
        self._held: dict[str, Column] = {}
        self._full: dict[str, Any] = {}

    def __setitem__(self, name: str, column: Column) -> None:
        self._held[name] = column
        self._full.pop(name, None)

    def __getitem__(self, name: str) -> Column:
        return self._held[name]

    def __contains__(self, name: str) -> bool:
        return name in self._held

    def constant(self, value: Any, type_: pa.DataType) -> Column:
        """A column of one value."""
        return Column(self.one, pa.array([value] * self.one.size, type_))

    def given(self, raw: pa.Array) -> Column:
        """A column as it was read, on an axis of its distinct values where that is worth it."""
        raw = pc.fill_null(raw, "") if raw.null_count else raw
        if not self.rows or (self.rows > _PROBE and len(raw.slice(0, _PROBE).unique()) > _LOOKS_DISTINCT):
            return Column(self.own, raw)
        encoded = raw.dictionary_encode()
        if len(encoded.dictionary) == 1:
            return Column(self.one, encoded.dictionary)
        if len(encoded.dictionary) * _WORTH_IT > self.rows:
            return Column(self.own, raw)
        return Column(Axis(self.rows, len(encoded.dictionary), encoded.indices), encoded.dictionary)

    def hold_together(self, axis: Axis, made: dict[str, pa.Array]) -> None:
        """Columns with a value each for the places of ``axis``, held on an axis of what they say together where that is worth it."""
        encoded = [values.dictionary_encode("encode") for values in made.values()]
        sizes = [len(one.dictionary) for one in encoded]
        place = np.zeros(axis.size, dtype=np.int64)
        for one, size in zip(encoded, sizes, strict=True):
            place = place * size + one.indices.to_numpy()
        together = pa.array(place).dictionary_encode()
        if len(together.dictionary) * _WORTH_IT > axis.size:
            for name, values in made.items():
                self[name] = Column(axis, values)
            return
        shared = self.one if len(together.dictionary) == 1 else Axis(self.rows, len(together.dictionary), axis.spread(together.indices))
        left = together.dictionary.to_numpy()
        for (name, _), one, size in reversed(list(zip(made.items(), encoded, sizes, strict=True))):
            left, at = np.divmod(left, size)
            self[name] = Column(shared, one.dictionary.take(pa.array(at)))

    def get(self, name: str, absent: Column) -> Column:
        """The column of that name, else ``absent``."""
        return self._held.get(name, absent)

    def full(self, name: str) -> Any:
        """A value for each row."""
        if name not in self._full:
            self._full[name] = self._held[name].full
        return self._full[name]

    def table(self, names: Iterable[str] | None = None) -> pa.Table:
        """The named columns (all, where none is named), a row each."""
        return pa.table({name: self.full(name) for name in (self._held if names is None else names)})

    def where(self, mask: pa.Array) -> "Columns":
        """The rows for which ``mask`` is true."""
        kept = Columns(pc.sum(mask).as_py() or 0)
        axes: dict[int, Axis] = {id(self.own): kept.own, id(self.one): kept.one}
        for name, column in self._held.items():
            axis, values = column.axis, column.values
            if id(axis) not in axes:
                axes[id(axis)] = Axis(kept.rows, axis.size, axis.codes.filter(mask) if axis.codes is not None else None)
            if axis is self.own:
                values = values.filter(mask)
            elif axis is self.one:
                values = values.slice(0, kept.one.size)
            kept[name] = Column(axes[id(axis)], values)
        return kept
