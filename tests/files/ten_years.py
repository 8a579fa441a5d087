"""A history of ten years of penalties, made from a seed: all regimes, classes and kinds, and everything that can happen to a record."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests.district import credit_code, identity_number, penalty_row
from tests.rules.oracle import Fact

FIRST, LAST = dt.date(2019, 7, 1), dt.date(2029, 6, 30)
KINDS = (
    "警告", "通报批评", "罚款", "没收违法所得、没收非法财物", "责令停产停业", "暂扣或者吊销许可证、暂扣或者吊销执照", "吊销许可证件", "吊销营业执照", "责令关闭", "限制从业", "行政拘留", "其他-责令改正",
)  # fmt: skip
FIELDS = ("", "", "", "食品", "药品", "特种设备", "安全生产", "消防", "建筑")
CLASSES = ("轻微", "一般", "严重", "特定严重")
EDGES = [
    dt.date(2019, 7, 1),
    dt.date(2020, 2, 29),
    dt.date(2023, 4, 29),
    dt.date(2023, 4, 30),
    dt.date(2023, 5, 1),
    dt.date(2024, 2, 29),
    dt.date(2026, 3, 30),
    dt.date(2026, 3, 31),
    dt.date(2026, 4, 1),
    dt.date(2028, 2, 29),
]


@dataclass(frozen=True)
class Act:
    """Something said of a record on a day: ``withdraw``, ``classify``, ``dispute``, ``undispute``, ``also``, ``instead``."""

    what: str
    key: str
    word: str = ""


@dataclass
class Day:
    """What happens on one day: rows that come in (key, fact, the record it clashes with), then acts."""

    rows: list[tuple[str, Fact, str]] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)


class History:
    """Days with their rows and acts; ``key`` is document number and the subject's number, ``NUMBER@n``."""

    def __init__(self, seed: int, *, decisions: int, receipts: int) -> None:
        self.random = random.Random(seed)
        self.days: defaultdict[dt.date, Day] = defaultdict(Day)
        span = (LAST - FIRST).days
        whole = {FIRST + dt.timedelta(days=self.random.randrange(span)) for _ in range(receipts)}
        self.receipts = sorted(whole | {edge + dt.timedelta(days=n) for edge in EDGES for n in (0, 1)})
        for number in range(decisions):
            self._decision(number)

    def busy(self, day: dt.date) -> bool:
        """Whether something happens on that day, or did on the day before."""
        return day in self.days or day - dt.timedelta(days=1) in self.days

    def subject(self, key: str) -> dict[str, str]:
        """Whom the row of ``key`` is about."""
        number = int(key.partition("@")[2])
        if number % 23 == 22:
            stem = f"12010519{50 + number % 40}0101{100 + number % 800:03d}"
            return {"CF_XDR_MC": "自然人甲", "CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": identity_number(stem)}
        return {"CF_XDR_MC": f"天津市试验{number}号有限公司", "CF_XDR_SHXYM": credit_code(f"91120105MA{number:07d}")}

    def code(self, key: str) -> str:
        return self.subject(key)["CF_XDR_SHXYM"]

    def is_person(self, key: str) -> bool:
        return not self.code(key)

    def row(self, key: str, fact: Fact) -> dict[str, str]:
        """The row of a file that says this fact."""
        remarks = [f"领域：{fact.field}"] * bool(fact.field) + ["程序：简易程序"] * (fact.procedure == "简易程序")
        kinds = ";".join("其他-责令改正" if kind == "责令改正" else kind for kind in fact.kinds)
        given = fact.given.isoformat().replace("-", "/") if fact.given else self.random.choice(("", "2099/12/31"))
        return penalty_row(
            **self.subject(key),
            CF_WSH=key.partition("@")[0],
            CF_CFLB=kinds,
            CF_NR_FK="0.5" if "罚款" in fact.kinds else "",
            CF_JDRQ=fact.decided.isoformat().replace("-", "/"),
            CF_GSJZQ=given,
            BZ="；".join(remarks),
        )

    def _decision(self, number: int) -> None:
        key = f"试罚{number}号@{number}"
        edge = self.random.random() < 0.3
        decided = self.random.choice(EDGES) + dt.timedelta(days=self.random.randint(-2, 1)) if edge else FIRST + dt.timedelta(days=self.random.randrange(-200, (LAST - FIRST).days))
        fact = self._fact(decided)
        later = [day for day in self.receipts if day >= decided]
        if not later:
            return
        received = later[0] if self.random.random() < 0.8 else self.random.choice(later[:6])
        self.days[received].rows.append((key, fact, ""))
        fate = self.random.random()
        moments = sorted(received + dt.timedelta(days=self.random.choice((0, 1, 30, self.random.randrange(1, 1400)))) for _ in range(3))
        if fate < 0.22:
            self._say(moments[0], "classify", key, self.random.choice(CLASSES))
            if fate < 0.06:
                self._say(moments[2], "classify", key, self.random.choice(CLASSES))
        elif fate < 0.37:
            self._correct(moments[0], key, fact)
        elif fate < 0.45:
            self._say(moments[1], "withdraw", key)
        elif fate < 0.62:
            self._say(moments[0], "dispute", key)
            self._correct(moments[1], key, fact)
            if fate < 0.57:
                self._say(moments[2], "undispute", key)
        elif fate < 0.74:
            self._clash(number, key, fact, received, moments)

    def _clash(self, number: int, key: str, fact: Fact, received: dt.date, moments: list[dt.date]) -> None:
        after = [day for day in self.receipts if day >= moments[0]]
        if not after or number % 23 >= 21:  # the other's number would be a person's
            return
        other = f"{key.partition('@')[0]}@{number + 100_000 + (23 - (number + 100_000) % 23)}"
        self.days[after[0]].rows.append((other, replace(fact, given=None), key))
        word = self.random.choice(("also", "also", "instead", "withdraw", ""))
        if word:
            self._say(max(after[0], moments[1]) + dt.timedelta(days=self.random.choice((0, 1, 200))), word, self.random.choice((key, other)))

    def _correct(self, not_before: dt.date, key: str, fact: Fact) -> None:
        after = [day for day in self.receipts if day > not_before]
        if after:
            changed = self._fact(fact.decided - dt.timedelta(days=self.random.choice((0, 0, 3, 400))))
            self.days[after[0]].rows.append((key, changed, ""))

    def _say(self, day: dt.date, what: str, key: str, word: str = "") -> None:
        if day <= LAST:
            self.days[day].acts.append(Act(what, key, word))

    def _fact(self, decided: dt.date) -> Fact:
        kinds = tuple(kind.removeprefix("其他-") for kind in self.random.sample(KINDS, self.random.choice((1, 1, 1, 2))))
        if self.random.random() < 0.15:
            kinds = ("警告",)
        given = decided + dt.timedelta(days=self.random.randrange(0, 1500)) if self.random.random() < 0.2 else None
        return Fact(decided, kinds, procedure="简易程序" if self.random.random() < 0.12 else "一般程序", field=self.random.choice(FIELDS), given=given)


def every_day() -> Iterator[dt.date]:
    """From the first day to the last."""
    return (FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1))


def fact_of(row: dict[str, str]) -> Fact:
    """What the law asks of a row of the given history."""

    def said(mark: str) -> str:
        return row["BZ"].partition(mark)[2][:9].partition("；")[0] if mark in row["BZ"] else ""

    kinds = tuple(kind.removeprefix("其他-") for kind in row["CF_CFLB"].replace("；", ";").split(";"))
    given = dt.date(*map(int, row["CF_GSJZQ"].split("/"))) if row["CF_GSJZQ"] not in ("", "2099/12/31") else None
    return Fact(dt.date(*map(int, row["CF_JDRQ"].split("/"))), kinds, field=said("领域："), given=given)
