"""脱敏: how a value is shown to those who may not see it whole.

Per kind a pair, so many characters kept in front and so many behind, and the fewest that must stay
hidden: a value too short for that is hidden whole. The pairs are common practice, not law (M); they
stand in ``data/masking.csv``, and ``CHENGXIN_MASKING`` may name a file of the same columns that changes
some of them. SQL masks by the same pairs, given to it at each migration.
"""

import csv
import functools
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from chengxin.ground.errors import WrongUse
from chengxin.ground.identifiers import identity_number

_SHIPPED = Path(__file__).parent / "data" / "masking.csv"
_COLUMNS = ["kind", "name", "front", "behind", "hidden", "source"]
# The words that end the part of an address which may be shown of an 个体工商户 (ruling 28), and what begins its house; the same stands in ground_to_street.
STREET = "街道|大街|公路|大道|道|路|街|胡同|巷|镇|乡"
ESTATE = "小区|社区|新村|家园|花园|公寓|大厦|大楼|广场|市场|商城|家属院|大院|宿舍|平房|公馆|新城|里|村|苑|园|庄|坊|庭|轩|阁|湾|墅|邸"
_FIGURES, _WORDS, _LETTERS = "0-9０-９", "零〇一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾", "A-Za-zＡ-Ｚａ-ｚ"
_HOUSE = (
    rf"[{_FIGURES}]+(?![{_FIGURES}]|号?(?:大街|街|大道|道|公路|路|马路|条胡同|胡同|条|经路|纬路|巷))"
    rf"|[{_WORDS}]+(?:号(?!路|大街|街|道|巷)|弄|栋|幢|楼|单元|门|层|室|排)|[{_LETTERS}](?:[座栋幢区楼]|[-‐‑‒–—―－]?[{_FIGURES}])"
)
_HEAD = re.compile(rf"(?:(?!{_HOUSE}).)*", re.DOTALL)
_ENDS = [re.compile(rf"\A.*?(?:{words})", re.DOTALL) for words in (STREET, ESTATE)]


@dataclass(frozen=True)
class Pair:
    """脱敏规则: characters kept ``front`` and ``behind``, ``hidden`` the fewest between them."""

    kind: str
    name: str
    front: int
    behind: int
    hidden: int
    source: str

    def applied(self, value: str) -> str:
        """``value`` masked; as long as before, whole hidden where it is short."""
        if len(value) < self.front + self.behind + self.hidden:
            return "*" * len(value)
        end = len(value) - self.behind
        return value[: self.front] + "*" * (end - self.front) + value[end:]


def pairs() -> dict[str, Pair]:
    """The pairs in force. Raises WrongUse where the configured file cannot be used."""
    return _pairs(settings.MASKING)


def masked(kind: str, value: str) -> str:
    """``value`` as one of ``kind`` (identity, document, telephone, name, account). Raises KeyError for another kind."""
    return pairs()[kind].applied(value)


def number(value: str) -> str:
    """The number of a document whose kind is not at hand: as an identity number where it is one, else as another document's."""
    return masked("identity" if identity_number.check_holds(value) else "document", value)


def telephone(value: str) -> str:
    """A telephone number."""
    return masked("telephone", value)


def person_name(value: str) -> str:
    """A natural person's name; only where a reader asked for it to be masked."""
    return masked("name", value)


def account(value: str) -> str:
    """A bank account."""
    return masked("account", value)


def address(value: str) -> str:
    """An address down to the street or the estate before its house, or to where the house begins; nothing where none of them can be told (ruling 28)."""
    found = _HEAD.match(value)
    head = found.group() if found else ""
    for end in _ENDS:
        if told := end.match(head):
            return told.group()
    return head.rstrip(" \t\n\u3000（(〔[、，,：:-") if head != value else ""


def sql() -> str:
    """The statement that gives SQL the pairs in force, as ``ground_masked(kind, value)``."""
    cases = " ".join(f"WHEN '{pair.kind}' THEN ARRAY[{pair.front}, {pair.behind}, {pair.hidden}]" for pair in pairs().values())
    return f"""
        CREATE OR REPLACE FUNCTION ground_masked(kind text, value text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT CASE WHEN length(value) < p[1] + p[2] + p[3] THEN repeat('*', length(value))
                ELSE left(value, p[1]) || repeat('*', length(value) - p[1] - p[2]) || right(value, p[2]) END
            FROM (SELECT CASE kind {cases} END) AS pair(p)
        $$"""


@functools.cache
def _pairs(configured: str | None) -> dict[str, Pair]:
    shipped = _read(_SHIPPED)
    if not configured:
        return shipped
    own = _read(Path(configured))
    unknown = own.keys() - shipped.keys()
    if unknown:
        raise WrongUse(f"脱敏规则文件 {configured} 有不认识的种类：{'、'.join(sorted(unknown))}；可用的有：{'、'.join(shipped)}", code="bad-masking")
    return shipped | own


def _read(path: Path) -> dict[str, Pair]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if reader.fieldnames != _COLUMNS:
                raise ValueError(f"列名应为 {','.join(_COLUMNS)}")
            found = {row["kind"]: Pair(row["kind"], row["name"], int(row["front"]), int(row["behind"]), int(row["hidden"]), row["source"]) for row in reader}
        wrong = [pair.kind for pair in found.values() if min(pair.front, pair.behind) < 0 or pair.hidden < 1]
        if wrong:
            raise ValueError(f"{'、'.join(wrong)}：保留位数不得为负，遮盖位数至少为 1")
    except (OSError, ValueError, TypeError) as error:
        raise WrongUse(f"脱敏规则文件 {path} 无法使用：{error}", code="bad-masking") from error
    return found
