"""表格单元格: text that goes into a separated file which somebody opens in a spreadsheet."""

import re

FORMULA = r"[=+\-@\t\r]"  # how a text begins that a spreadsheet takes for a formula
_FORMULA = re.compile(FORMULA)


def inert(cell: str) -> str:
    """``cell`` so that no spreadsheet takes it for a formula: with an apostrophe before it where one would."""
    return f"'{cell}" if _FORMULA.match(cell) else cell
