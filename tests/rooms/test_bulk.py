"""成批写入: whatever stands in a text, it reaches the database as it is, by COPY and as an array."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from chengxin.ground.bulk import ask, copy_in, portion

# Of everything a database can hold in a text (no NUL, no half of a character), often what has a meaning to its reader.
WORDS = st.text(st.one_of(st.sampled_from('\\"{},\t\n\r N'), st.characters(exclude_characters="\0", exclude_categories=["Cs"])), max_size=12)
TEXTS = st.lists(st.one_of(st.none(), st.sampled_from(["\\N", "NULL", "\\.", "", '{"a": "b\\\\c"}']), WORDS), max_size=20)


def test_texts_go_in_as_they_are(district):
    with district.connect("owner") as raw:
        raw.execute("CREATE TEMP TABLE arriving (n bigint, word text, holds boolean, day date)")

        @settings(max_examples=150, deadline=None)
        @given(TEXTS)
        def tried(texts):
            rows = pa.table({
                "n": pa.array(range(len(texts)), pa.int64()), "word": pa.array(texts, pa.string()),
                "holds": pa.array([text is None for text in texts], pa.bool_()), "day": pa.array([None if text else 20_000 for text in texts], pa.int32()).cast(pa.date32()),
            })  # fmt: skip
            raw.execute("TRUNCATE arriving")
            copy_in(raw, portion("arriving", rows))
            assert [row[0] for row in raw.execute("SELECT word FROM arriving ORDER BY n").fetchall()] == texts
            assert raw.execute("SELECT count(*) FROM arriving WHERE holds <> (word IS NULL) OR (day IS NULL) <> (coalesce(word, '') <> '')").fetchone() == (0,)

        tried()


def test_columns_are_asked_about_as_they_are(district):
    with district.connect("owner") as raw:

        @settings(max_examples=150, deadline=None)
        @given(TEXTS, st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), max_size=20))
        def tried(texts, numbers):
            assert ask(raw, "SELECT %s::text[]", [pa.array(texts, pa.string())]) == (texts,)
            assert ask(raw, "SELECT %s::bigint[]", [pa.chunked_array([pa.array(numbers, pa.int64())])]) == (numbers,)

        tried()
