"""What the law reads in the words of a decision: its kinds and its procedure, told alike to files and to situations."""

import re
from collections.abc import Iterable

_BETWEEN = re.compile("[;；]")
_OTHER = "其他-"


def kinds(words: Iterable[str]) -> list[str]:
    """处罚种类: the kinds in ``words``; several in one stand between ; or ；, and 其他-X reads as X (ruling 20)."""
    parts = (part.strip() for word in words for part in _BETWEEN.split(word))
    return [part.removeprefix(_OTHER).strip() for part in parts if part.removeprefix(_OTHER).strip()]


def procedure(said: str) -> str:
    """处罚程序: 简易程序 where it is said, else the ordinary one (ruling 21)."""
    return "简易程序" if "简易" in said else "一般程序"
