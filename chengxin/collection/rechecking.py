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
    "row-short", "row-long", "quote-unclosed", "quote-unclear", CUT, "mangled-number", "error-cell", "formula-without-value", "duplicate-key", "unclear-cell", "shown-otherwise",
    "struck-out", "nested-value",
})  # fmt: skip
NOT_CORRECTED = "not-corrected"  # said beside the finding that is there again
MARK = "〔核对码 "
_TOLD = re.compile(MARK + "([0-9a-z.、-]+)〕")


def may_stand(codes: Sequence[str]) -> bool:
    """Whether a row with these findings may be right as it stands, and whoever looks at it can say so."""
    return all(code == NOT_CORRECTED or (code in UNSEEN and code != CUT) for code in codes)


def code_of(names: Sequence[str], cells: Sequence[str], place: int | None = None) -> str:
    """The sum of one cell under its name, or of all of them in any order; blanks count for nothing."""
    told = sorted("\x1f".join("".join(part.split()) for part in pair) for at, pair in enumerate(zip(names, cells, strict=False)) if place in (None, at))
    return f"{zlib.crc32(chr(30).join(told).encode('utf-8', 'replace')):08x}"


def marked(found: str, unseen: Sequence[tuple[str, str]]) -> str:
    """A row's findings with what must change: of each finding its own code and the sum."""
    return f"{found}{MARK}{'、'.join(dict.fromkeys(map('.'.join, unseen)))}〕" if unseen else found


def unchanged(found: str, row: Mapping[int, tuple[str, str]]) -> list[tuple[str, int | None]]:
    """The findings that are there still in a row that came again, each with its column, by number with name and text; None: the row as a whole."""
    told = _TOLD.search(found)
    if told is None:
        return []
    names, cells = zip(*row.values(), strict=True)
    sums: dict[str, int | None] = {code_of(names, cells): None} | {code_of([name], [cell]): number for number, (name, cell) in row.items()}
    said = (one.partition(".") for one in told.group(1).split("、"))
    return [(finding, sums[code]) for finding, _, code in said if finding in UNSEEN and code in sums]
