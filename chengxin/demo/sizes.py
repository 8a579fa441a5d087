"""演示规模: how large the demo is: the whole district, or a small one for the tour and the tests. The kinds of files are the same."""

import os
from dataclasses import dataclass

from chengxin.ground.api import WrongUse

MONTHS = 36  # three years of records


@dataclass(frozen=True)
class Size:
    """Numbers of parties, months from one round of sending to the next, files a round is parted into, and the share of rows."""

    name: str
    firms: int
    shops: int
    societies: int
    people: int
    every: int
    groups: int
    share: float

    def rows(self, of_full: float) -> int:
        """How many rows of a file that has ``of_full`` in the whole district."""
        return max(2, round(of_full * self.share))


FULL = Size("full", firms=12_000, shops=8_000, societies=240, people=5_000, every=1, groups=3, share=1.0)
SMALL = Size("small", firms=240, shops=160, societies=16, people=100, every=9, groups=1, share=0.15)
NAMES = {"1": FULL, "full": FULL, "small": SMALL}


def chosen() -> Size:
    """The size that CHENGXIN_DEMO names; the whole district where it names none. Raises WrongUse."""
    said = os.environ.get("CHENGXIN_DEMO") or "1"
    if said == "0":
        return FULL
    if said not in NAMES:
        raise WrongUse(f"CHENGXIN_DEMO 应为 0、1、full 或 small，现为“{said}”。", code="bad-demo")
    return NAMES[said]
