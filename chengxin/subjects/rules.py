"""名称相近: which names a reader could take for one another. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_FORMS = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|集团|合伙企业|\((?:普通|有限|特殊普通)合伙\)|分公司|总公司|公司|个体工商户|\(个体工商户\))+$")
_MARKS = re.compile(r"[\s·・,，.。\-—_、()\[\]【】〔〕<>《》]+")
_SHORTEST = 3  # of a shorter core one changed character is another name


def core(name: str, places: re.Pattern[str]) -> str:
    """What tells a name apart: without the district's ``places``, legal form, brackets and marks, in one width."""
    plain = unicodedata.normalize("NFKC", name).lower()
    return _MARKS.sub("", _FORMS.sub("", places.sub("", plain)))


def near(names: Sequence[str], places: re.Pattern[str]) -> list[bool]:
    """For each name whether another of them is near: the same core, its characters in another order, or one character apart."""
    cores = [core(name, places) for name in names]
    letters = [Counter(one) for one in cores]
    told = [False] * len(names)
    for i, first in enumerate(cores):
        for j in range(i):
            if not (told[i] and told[j]) and _near(first, cores[j], letters[i], letters[j]):
                told[i] = told[j] = True
    return told


def _near(one: str, other: str, letters: Counter[str], others: Counter[str]) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST:
        return False
    if letters == others:
        return True
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return len(longer) == len(shorter) + 1 and any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
