"""双公示与其他行政行为: what doors may use of the columns."""

from chengxin.publicity.dual.asked import FACETS, Asked, Place, read
from chengxin.publicity.dual.columns import OTHERS, TWO, Column, column, columns, sectors, sql
from chengxin.publicity.dual.lists import EXACT_TO, PAGE, ListPage, OfOrgan, choices, every, latest, listed, one, organ, organ_number, organs
from chengxin.publicity.dual.rows import CSV_HEAD, Row, csv_elements, csv_row, row
from chengxin.publicity.dual.sitemap import PART, part, parts

__all__ = [
    "CSV_HEAD",
    "EXACT_TO",
    "FACETS",
    "OTHERS",
    "PAGE",
    "PART",
    "TWO",
    "Asked",
    "Column",
    "ListPage",
    "OfOrgan",
    "Place",
    "Row",
    "choices",
    "column",
    "columns",
    "csv_elements",
    "csv_row",
    "every",
    "latest",
    "listed",
    "one",
    "organ",
    "organ_number",
    "organs",
    "part",
    "parts",
    "read",
    "row",
    "sectors",
    "sql",
]
