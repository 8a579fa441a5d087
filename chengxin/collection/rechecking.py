"""核对码: what stands beside a returned row so that it does not come in as it was, where reading could not find its fault again (ruling 497).

A row struck out comes back in plain cells, a number without the format that hid it, a long text cut short.
Sent again untouched, nothing would be found of it. The organ changes it, or clears 检查发现 of the row: that is its word.
"""

import re
import zlib
from collections.abc import Mapping, Sequence

CUT = "cell-too-long"  # whose rest nobody sees
#: Findings of reading that a row shows no more once it is written in plain cells.
UNSEEN = frozenset({
    "row-short", "quote-unclosed", "quote-unclear", CUT, "mangled-number", "error-cell", "formula-without-value", "duplicate-key", "unclear-cell", "shown-otherwise",
    "struck-out", "nested-value", "not-corrected",
})  # fmt: skip
MARK = "〔核对码 "
_TOLD = re.compile(MARK + "([0-9a-f、]+)〕")


def may_stand(codes: Sequence[str]) -> bool:
    """Whether a row with these findings may be right as it stands, and whoever looks at it can say so."""
    return all(code in UNSEEN and code != CUT for code in codes)


def code_of(names: Sequence[str], cells: Sequence[str], place: int | None = None) -> str:
    """The sum of one cell under its name, or of all of them in any order; blanks count for nothing."""
    told = sorted("\x1f".join("".join(part.split()) for part in pair) for at, pair in enumerate(zip(names, cells, strict=False)) if place in (None, at))
    return f"{zlib.crc32(chr(30).join(told).encode('utf-8', 'replace')):08x}"


def marked(found: str, codes: Sequence[str]) -> str:
    """A row's findings with the codes of what must change."""
    return f"{found}{MARK}{'、'.join(dict.fromkeys(codes))}〕" if codes else found


def unchanged(found: str, row: Mapping[int, tuple[str, str]]) -> list[int | None]:
    """Which columns of a row that came again, by number with name and text, are as they were returned; None: the row as a whole."""
    told = _TOLD.search(found)
    if told is None:
        return []
    codes = told.group(1).split("、")
    names, cells = zip(*row.values(), strict=True)
    hits: list[int | None] = [number for number, (name, cell) in row.items() if code_of([name], [cell]) in codes]
    return hits if hits or code_of(names, cells) not in codes else [None]
