"""并入数字: what became of the rows of a batch that went on, for the room above to tell."""

from dataclasses import dataclass, field


@dataclass
class OddOrgan:
    """An organ that ``rows`` name, first in ``line``: a stranger to the district's register, called by another name there, or another than the sender."""

    code: str
    name: str
    subject: int | None
    strange: bool
    misnamed: bool
    another: bool
    rows: int
    line: int


@dataclass
class Figures:
    """What became of the rows that went on."""

    accepted: int = 0
    unchanged: int = 0
    corrections: int = 0
    late: int = 0
    unlinked: int = 0
    new_subjects: int = 0
    odd_organs: dict[tuple[str, str], OddOrgan] = field(default_factory=dict)  # by code and name
    put_aside: dict[str, list[int]] = field(default_factory=dict)  # by code of the notice: lines of older copies of an entry of a list (rulings 540, 580)
    removed_apart: list[int] = field(default_factory=list)  # lines of entries that were removed under another number, as it seems (541)
    beside_another: list[int] = field(default_factory=list)  # lines that enter a subject in a second list under one number (582)
    contradicting: list[int] = field(default_factory=list)  # lines that say something else of a record than an earlier line of the batch (623)
    rewritten_numbers: int = 0
    into_withdrawn: list[int] = field(default_factory=list)  # lines that correct a record that was withdrawn (552)
