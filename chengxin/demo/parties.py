"""演示市场主体: invented firms, branches, shops and social organisations, each with a life: founded, renamed, moved, struck off."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from chengxin.demo.codes import credit_code
from chengxin.demo.people import some_name
from chengxin.demo.sizes import Size
from chengxin.demo.words import BRANDS, PLACES, ROADS, SHOPS, SOCIETIES, TRADES

FIRM, SHOP = "法人及非法人组织", "个体工商户"
_FORMS = (
    ("有限公司", "有限责任公司(自然人投资或控股)", 78),
    ("有限责任公司", "有限责任公司(自然人独资)", 12),
    ("股份有限公司", "股份有限公司(非上市)", 2),
    ("", "有限责任公司分公司(自然人投资或控股)", 8),
)
_CAPITAL = (10, 50, 100, 100, 200, 500, 500, 1000, 2000, 5000)
_DISSOLVED = ((0.050, "注销"), (0.066, "吊销，未注销"), (0.070, "迁出"))


@dataclass
class Party:
    """One invented subject and its life; days outside the three years simply never come."""

    names: list[tuple[dt.date, str]]  # from which day it is called what
    code: str
    kind: str
    trade: str
    form: str
    capital: int
    address: str
    leader: str
    founded: dt.date
    ended: dt.date | None = None
    end: str = ""
    changes: list[tuple[dt.date, str, str]] = field(default_factory=list)  # day, what, how it is from then on

    def name_on(self, day: dt.date) -> str:
        """What it is called on a day."""
        return next((name for since, name in reversed(self.names) if since <= day), self.names[0][1])

    def told_on(self, day: dt.date, what: str, first: str) -> str:
        """A detail of the register as it stands on a day."""
        return next((now for since, of, now in reversed(self.changes) if of == what and since <= day), first)

    def status_on(self, day: dt.date) -> str:
        """登记状态 on a day."""
        return self.end if self.ended and self.ended <= day else "存续"

    def works_on(self, day: dt.date) -> bool:
        """Whether it trades on a day."""
        return self.founded <= day and (self.ended is None or day < self.ended)


class Parties:
    """All of them, and who is met in what."""

    def __init__(self, chance: random.Random, size: Size, start: dt.date, today: dt.date) -> None:
        self.firms = [_firm(chance, number, start, today) for number in range(size.firms)]
        self.shops = [_shop(chance, number, start, today) for number in range(size.shops)]
        self.societies = [_society(chance, number, start) for number in range(size.societies)]
        self.registered = [*self.firms, *self.shops]
        _make_namesakes(chance, self.firms)
        self._by_trade: dict[str, list[Party]] = defaultdict(list)
        for party in self.registered:
            self._by_trade[party.trade].append(party)

    def one(self, chance: random.Random, day: dt.date, trades: Sequence[str] = ()) -> Party:
        """Somebody trading on ``day``; a few are met much more often than the others."""
        pool = self._by_trade[chance.choice(trades)] if trades else self.registered
        pool = pool or self.registered
        for _ in range(40):
            often = chance.random() < 0.10
            party = pool[int(chance.random() ** 2 * max(1, len(pool) // 12))] if often else chance.choice(pool)
            if party.works_on(day):
                return party
        return next((party for party in pool if party.works_on(day)), next(party for party in self.registered if party.works_on(day)))

    def firm(self, chance: random.Random, day: dt.date, trades: Sequence[str] = ()) -> Party:
        """As ``one``, never a shop."""
        while True:
            party = self.one(chance, day, trades or tuple(TRADES))
            if party.kind == FIRM:
                return party


def _address(chance: random.Random) -> str:
    street = chance.choice(list(ROADS))
    door = chance.choice(("", f"-{chance.randint(1, 12)}", f"{chance.randint(1, 6)}号楼{chance.randint(1, 4)}门{chance.randint(101, 1808)}室"))
    number = chance.randint(1, 260)
    return f"天津市河北区{street}{chance.choice(ROADS[street].split())}{number}{door if door.startswith('-') else ''}号{'' if door.startswith('-') else door}"


def _founded(chance: random.Random, start: dt.date, today: dt.date) -> dt.date:
    """Seven in ten stood before the three years began."""
    if chance.random() < 0.7:
        return start - dt.timedelta(days=int(40 + 7000 * chance.random() ** 1.6))
    return start + dt.timedelta(days=chance.randrange(max(1, (today - start).days - 20)))


def _life(chance: random.Random, party: Party, start: dt.date, today: dt.date) -> Party:
    began = max(start, party.founded) + dt.timedelta(days=50)
    left = (today - began).days
    if left < 90:
        return party
    lot = chance.random()
    end = next((status for limit, status in _DISSOLVED if lot < limit), "")
    if end:
        party.ended, party.end = began + dt.timedelta(days=chance.randrange(left)), end
    day = began + dt.timedelta(days=chance.randrange(left))
    if party.ended is None or day < party.ended:
        lot = chance.random()
        if lot < 0.05:
            party.changes.append((day, "address", _address(chance)))
        elif lot < 0.10:
            party.changes.append((day, "leader", some_name(chance)))
    return party


def _firm(chance: random.Random, number: int, start: dt.date, today: dt.date) -> Party:
    place, brand, trade = chance.choice(PLACES), chance.choice(BRANDS), chance.choice(list(TRADES))
    tail, form, _ = chance.choices(_FORMS, [weight for *_, weight in _FORMS])[0]
    stem = f"天津{chance.choice(('', '', '市'))}{place}{brand}{trade}"
    name = f"{stem}{tail}" if tail else f"{stem}有限公司{chance.choice(PLACES)}分公司"
    founded = _founded(chance, start, today)
    party = Party([(founded, name)], credit_code(f"91120105XN{number:06d}"), FIRM, trade, form, chance.choice(_CAPITAL), _address(chance), some_name(chance), founded)
    _life(chance, party, start, today)
    if tail and chance.random() < 0.03:
        since = max(start, founded) + dt.timedelta(days=chance.randint(120, 900))
        if since < today and party.works_on(since):
            party.names.append((since, f"天津{place}{chance.choice(BRANDS)}{trade}{tail}"))
    return party


def _shop(chance: random.Random, number: int, start: dt.date, today: dt.date) -> Party:
    trade = chance.choice(list(SHOPS))
    name = f"河北区{chance.choice(PLACES)}{chance.choice(BRANDS)}{trade}"
    founded = _founded(chance, start, today)
    party = Party([(founded, name)], credit_code(f"92120105XN{500_000 + number:06d}"), SHOP, trade, "个体工商户", 0, _address(chance), some_name(chance), founded)
    return _life(chance, party, start, today)


def _society(chance: random.Random, number: int, start: dt.date) -> Party:
    trade = SOCIETIES[number % len(SOCIETIES)]
    society = trade.endswith(("会",))
    founded = start - dt.timedelta(days=chance.randint(100, 6000))
    name = f"天津市河北区{PLACES[number // len(SOCIETIES) % len(PLACES)]}{'' if society else chance.choice(BRANDS)}{trade}"
    return Party(
        [(founded, name)],
        credit_code(f"5{1 if society else 2}120105XN{800_000 + number:06d}"),
        FIRM,
        trade,
        "社会团体" if society else "民办非企业单位",
        3,
        _address(chance),
        some_name(chance),
        founded,
    )


def _make_namesakes(chance: random.Random, firms: list[Party]) -> None:
    """同名 and near names: registers hold a few, by old rules of naming or from other authorities."""
    for party in chance.sample(firms, max(2, len(firms) // 150)):
        other = chance.choice(firms)
        if other is not party and len(other.names) == len(party.names) == 1:
            party.names = [(party.founded, other.names[0][1])]
            party.trade = other.trade
