"""collection.columns: what is held on an axis of distinct values reads as if each row had its own."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from chengxin.collection.columns import Columns

ROWS = st.lists(st.tuples(st.booleans() | st.none(), st.integers(0, 3) | st.none(), st.sampled_from(["", "91", "92"])), min_size=1, max_size=60)


@settings(deadline=None)
@given(ROWS, st.booleans())
def test_columns_held_together_say_of_each_row_what_was_told(rows, of_few):
    columns = Columns(len(rows))
    codes = columns.given(pa.array(["甲", "乙"] * len(rows)).slice(0, len(rows))) if of_few else None
    axis = codes.axis if codes else columns.own
    told = rows[: axis.size]
    made = {name: pa.array([row[place] for row in told], kind) for place, (name, kind) in enumerate({"sound": pa.bool_(), "length": pa.int32(), "head": pa.string()}.items())}
    columns.hold_together(axis, made)
    assert {name: columns.full(name).to_pylist() for name in made} == {name: axis.spread(values).to_pylist() for name, values in made.items()}
    assert len({id(columns[name].axis) for name in made}) == 1


def test_what_few_rows_say_alike_has_few_places():
    columns = Columns(1000)
    columns.hold_together(columns.own, {"length": pa.array([18, 18, 18, 9] * 250, pa.int32()), "head": pa.array(["91", "92", "91", ""] * 250)})
    assert columns["head"].axis.size == 3 and columns["head"].axis is columns["length"].axis
    columns.hold_together(columns.own, {"one": pa.array([True] * 1000), "other": pa.array(["x"] * 1000)})
    assert columns["one"].axis is columns.one
    columns.hold_together(columns.own, {"line": pa.array(range(1000), pa.int32()), "one": pa.array([True] * 1000)})
    assert columns["line"].axis is columns.own


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.sets(st.integers(0, 3)))
def test_the_rows_of_flagged_places_are_found_and_counted(placed, flagged):
    columns = Columns(len(placed))
    column = columns.given(pa.array([str(place) for place in placed]))
    flags = pa.array([int(value) in flagged for value in column.values.to_pylist()]).to_numpy(zero_copy_only=False)
    rows = [row for row, place in enumerate(placed) if place in flagged]
    assert column.axis.rows_at(flags).tolist() == rows and column.axis.count(flags) == len(rows)
