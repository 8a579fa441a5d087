"""文书号的写法: by what a document's number is found again, however its year and the noughts behind it are written (docs/rulings.md, 552).

The same in Python, in columns and as ``records_number_key`` in the database, on which an index rests: whoever changes the rule adds a
migration that makes ``FUNCTION`` anew and the index with it (0011).
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

# One rule in what regular expressions of Python, of RE2 and of PostgreSQL have in common.
_OPENING = r"\[［(（﹙{｛﹛【〖〔﹝❲⦗〈《<＜"
_YEAR = rf"[{_OPENING}]((?:19|20)[0-9]{{2}})年?[\]］)）﹚}}｝﹜】〗〕﹞❳⦘〉》>＞]第?(?:0*([0-9]))?"
_PLAIN = r"〔\1〕\2"
# How nearly all are written. PostgreSQL replaces by a pattern ten times as slowly as it looks for one, and each record's number is brought to its key.
_USUAL = rf"^[^{_OPENING}〕]*〔(?:19|20)[0-9]{{2}}〕第?0*[1-9][^{_OPENING}]*$"


def key(number: str) -> str:
    """The number with its year in 〔〕, without 年 or 第 beside it, and its place in the series without noughts in front: as GB/T 9704 writes it (M)."""
    return re.sub(_YEAR, _PLAIN, number)


def keys(numbers: "pa.Array") -> "pa.Array":
    """The same of a column."""
    import pyarrow.compute as pc  # late: whoever only asks for a record needs no columns

    return pc.replace_substring_regex(numbers, _YEAR, _PLAIN)


FUNCTION = f"""
CREATE OR REPLACE FUNCTION records_number_key(number text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN number ~ '{_USUAL}' THEN left(number, strpos(number, '〕')) || ltrim(substr(number, strpos(number, '〕') + 1), '第0')
        ELSE regexp_replace(number, '{_YEAR}', '{_PLAIN}', 'g') END
$$
"""
