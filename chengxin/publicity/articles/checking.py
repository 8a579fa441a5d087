"""用语检查: what should be looked at before a text goes out. It never judges by itself: it points, and a human decides.

Three levels: ``mend`` must be changed, ``stop`` goes out only where whoever publishes has looked at each of it, ``hint`` advises.
The words are our own list (words.csv); numbers and addresses of natural persons are recognised by their form. Pure: no clock, no database.
"""

import csv
import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chengxin.ground.api import identifiers

MEND, STOP, HINT = "mend", "stop", "hint"
LEVELS = {MEND: "必须修改", STOP: "请人看过", HINT: "建议"}
_AROUND = 10
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])")
_BORN = re.compile(r"\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d(?:[ -]?\d){8}(?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[ -]?\d){15,18}(?![0-9A-Za-z])")
_HOME = re.compile(
    r"(?:住址|住所|家住|现住|户籍地?|居住(?:于|在|地))[^。；\n]{0,40}?(?:号楼?|栋|单元|室|门|小区|里)|[\u4e00-\u9fff]{2,12}(?:路|街|道|里|巷|小区|公寓|花园|家园)\d*号?(?:楼|院)?\d*(?:栋|号楼|楼)?\d+(?:单元|门|室)[\d-]*(?:室|号)?"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_SAID_ONLY = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Finding:
    """检查提示: one place to look at. ``key`` stands for it when somebody says they have."""

    level: str
    code: str
    where: str
    found: str
    around: str
    told: str

    @property
    def key(self) -> str:
        """Which finding this is."""
        return f"{self.code}:{self.where}:{self.found}"

    @property
    def stored(self) -> dict[str, Any]:
        """As the version keeps it."""
        return asdict(self) | {"key": self.key}


@functools.cache
def words() -> tuple[dict[str, str], ...]:
    """The list of words, the longer first."""
    with (Path(__file__).parent / "words.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(sorted(csv.DictReader(stream), key=lambda row: -len(row["word"])))


def check(texts: Sequence[tuple[str, str]]) -> list[Finding]:
    """Every finding in texts named by where they stand (标题, 正文…), each once a place and wording, the gravest first."""
    found: dict[str, Finding] = {}
    for where, text in texts:
        for one in _in(where, _plain(text)):
            found.setdefault(one.key, one)
    order = list(LEVELS)
    return sorted(found.values(), key=lambda one: order.index(one.level))


def _in(where: str, text: str) -> Iterator[Finding]:
    taken: list[tuple[int, int]] = []
    for number in _IDENTITY.finditer(text):
        if _is_identity(number[0]):
            taken.append(number.span())
            yield _finding(MEND, "identity-number", where, text, number, "证件号码任何时候都不公开，请删去", shown=_short(number[0]))
        elif _BORN.match(number[0]) and not _is_credit_code(number[0]):
            taken.append(number.span())
            yield _finding(STOP, "like-identity-number", where, text, number, "像证件号码（校验位不对），请核对；证件号码不公开", shown=_short(number[0]))
    for card in _CARD.finditer(text):
        digits = re.sub(r"\D", "", card[0])
        if not _over(card, taken) and len(digits) in (16, 17, 18, 19) and _luhn(digits) and not _is_credit_code(card[0]):
            taken.append(card.span())
            yield _finding(STOP, "card-number", where, text, card, "像银行账号，请核对能否公开")
    for phone in _MOBILE.finditer(text):
        if not _over(phone, taken):
            taken.append(phone.span())
            yield _finding(STOP, "telephone", where, text, phone, "手机号码。办公电话请用座机；是个人的请删去")
    for home in _HOME.finditer(text):
        yield _finding(STOP, "address", where, text, home, "像自然人的住址，请核对；个人住址不公开")
    for mail in _EMAIL.finditer(text):
        yield _finding(HINT, "email", where, text, mail, "电子邮箱：个人的邮箱不公开")
    yield from _words(where, text)


def _words(where: str, text: str) -> Iterator[Finding]:
    taken: list[tuple[int, int]] = []
    for row in words():
        for match in re.finditer(re.escape(row["word"]), text):
            if _over(match, taken):
                continue  # a longer word of the list stands here
            taken.append(match.span())
            told = "；".join(part for part in (f"建议写作“{row['instead']}”" if row["instead"] else "", row["why"]) if part)
            yield _finding(row["level"], "word", where, text, match, told)


def _finding(level: str, code: str, where: str, text: str, match: re.Match[str], told: str, *, shown: str = "") -> Finding:
    begin, end = match.span()
    said = shown or match[0][:60]
    before, after = text[max(begin - _AROUND, 0) : begin], text[end : end + _AROUND]
    return Finding(level, code, where, said, " ".join(f"{before}【{said}】{after}".split()), told)


def _plain(text: str) -> str:
    """As people read it: full-width folded, invisible characters gone, so that nothing hides between digits. Addresses of pages say nothing about anybody."""
    folded = unicodedata.normalize("NFKC", text)
    return _SAID_ONLY.sub(" ", "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Cc") or c == "\n"))


def _short(number: str) -> str:
    """So much of a number as finds it again; the version keeps no whole one."""
    return f"{number[:3]}…{number[-2:]}"


def _over(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    return any(begin < match.end() and match.start() < end for begin, end in taken)


def _is_identity(number: str) -> bool:
    return identifiers.examine("identity-number", number.upper()).refused is None and not _is_credit_code(number)


def _is_credit_code(number: str) -> bool:
    return len(number) == 18 and identifiers.examine("credit-code", number.upper()).refused is None


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
