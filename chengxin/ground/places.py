"""本区地名: how the names of this district's firms begin. Search and likeness look past it; it is told by the district file alone (ruling 36)."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from chengxin.ground import written

_STEP = re.compile(r".+?(?:特别行政区|自治区|自治州|自治县|地区|省|市|盟|州)")
_END = re.compile(r"(?:特别行政区|自治区|自治州|自治县|地区|新区|省|市|盟|州|区|县|旗)$")
_LEGAL_FORMS = ("有限", "限公", "公司", "限责", "责任", "任公")


@dataclass(frozen=True)
class Places:
    """``pairs``: two neighbouring characters that nearly every name holds; ``opening``: the place a folded name begins with; ``anywhere``: the same also in brackets, for likeness."""

    pairs: tuple[str, ...]
    opening: str
    anywhere: str


def places() -> Places:
    """Those of the district file in force."""
    data = written.kept(Path(settings.DISTRICT_FILE))
    return named(data["full_name"], data["name"])


@functools.cache
def named(full_name: str, name: str) -> Places:
    """Of a district called ``name`` whose whole name is ``full_name``."""
    above = full_name.removesuffix(name)
    steps = _STEP.findall(above) or ([above] if above else [])
    upper = "".join(f"(?:{_short(step)})?" for step in steps[:-1]) + (_short(steps[-1]) if steps else "")
    below = f"(?:{_short(name)})?"
    inside = f"{upper}{below}" if upper else _short(name)
    alone = f"{upper}{below}|{re.escape(name)}" if upper else _short(name)
    city = steps[-1] if steps else name
    return Places((*(city[i : i + 2] for i in range(len(city) - 1)), *_LEGAL_FORMS), f"^(?:{alone})", rf"^(?:中国)?(?:\({upper or _short(name)}\)|{alone})|\({inside}\)")


def sql() -> str:
    """The statement that gives SQL the pairs in force, as ``ground_common_pairs()``."""
    listed = ", ".join(f"'{pair}'" for pair in places().pairs)
    return f"CREATE OR REPLACE FUNCTION ground_common_pairs() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ARRAY[{listed}] $$"


def _short(step: str) -> str:
    """A place with or without the word that says what it is: 天津市?"""
    word = _END.search(step)
    return re.escape(step[: word.start()]) + f"(?:{word.group()})?" if word and word.start() > 1 else re.escape(step)
