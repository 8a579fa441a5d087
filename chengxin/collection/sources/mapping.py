"""译法: how a foreign table says what the catalogue says (``source.yaml``); ``translating`` does it.

``values`` translates words, ``constants`` fills an element the table does not have, ``units`` turns 元 into the
element's 万元 and back, ``joined`` names the mark between several values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from chengxin.ground.api import folding

FACTORS = {("元", "万元"): Decimal("0.0001"), ("万元", "元"): Decimal(10000), ("亿元", "万元"): Decimal(10000), ("千元", "万元"): Decimal("0.1")}
JOINED = ";"


@dataclass(frozen=True)
class Translation:
    """译法: element code → how its column is translated. Empty: the table speaks the catalogue's words."""

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    joined: Mapping[str, str] = field(default_factory=dict)

    @property
    def given(self) -> frozenset[str]:
        """The elements that need no column of the file."""
        return frozenset(self.constants)

    @property
    def concerned(self) -> frozenset[str]:
        """The elements whose column is translated."""
        return frozenset((*self.values, *self.units, *self.joined))


def plain_word(text: str, *, around: str = folding.BLANKS) -> str:
    """A word as two writings of it are compared: half width, and without blanks ``around`` it."""
    folded = text.translate(folding.HALF_WIDTH)
    return folded.strip(around) if around else folded
