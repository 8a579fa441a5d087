"""文书号的写法: by what a document's number is found again, however the brackets of its year are written (docs/rulings.md, 552).

The same in Python, in the engine's SQL and as ``records_number_key`` in the database, which an index rests on: another rule is another
function with an index of its own.
"""

import re

_YEAR = "[[［（(【﹝]((?:19|20)[0-9]{2})[]］）)】﹞]第?"
_IN_PYTHON = re.compile(_YEAR.replace("[[", "[\\[").replace("[]", "[\\]"))


def key(number: str) -> str:
    """The number with its year in 〔〕, as the rules of official documents have it, and without 第 behind; one that has 〔 keeps its other brackets."""
    return number.replace("〕第", "〕") if "〔" in number else _IN_PYTHON.sub("〔\\1〕", number, count=1)


def expression(column: str) -> str:
    """The same of a column, in SQL of the engine and of the database."""
    return f"CASE WHEN strpos({column}, '〔') > 0 THEN replace({column}, '〕第', '〕') ELSE regexp_replace({column}, '{_YEAR}', E'〔\\\\1〕') END"


FUNCTION = f"""
CREATE OR REPLACE FUNCTION records_number_key(number text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT {expression("number")} $$
"""
