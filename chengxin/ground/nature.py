"""性质: what the rows of a model can do to a subject. Silence fails the build (tests/house).

Every model in a room that can hurt says its ``NATURE``: an adverse row weighs on somebody and
exists only under a warrant; a benign row favours or merely describes; a working paper decides
nothing by itself.
"""

from enum import StrEnum


class Nature(StrEnum):
    """性质 of a model's rows."""

    ADVERSE = "adverse"
    BENIGN = "benign"
    WORKING_PAPER = "working-paper"
