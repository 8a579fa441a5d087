"""演示旧表: rows of the tables of 2015–2017, sent late to complete the archives; inside government only."""

import datetime as dt
import random

from chengxin.demo.words import PROMISE
from chengxin.demo.world import Row, World, working, written

_FIRST = dt.date(2015, 3, 2)


def _long_standing(world: World, chance: random.Random, day: dt.date) -> tuple[str, str, str] | None:
    """A party that stood already then."""
    for _ in range(60):
        party = chance.choice(world.parties.registered)
        if party.founded < day:
            return party.name_on(day), party.code, party.leader
    return None


def _old(world: World, chance: random.Random, sent: dt.date, count: int):
    for _ in range(count):
        day = working(_FIRST + dt.timedelta(days=chance.randrange(900)))
        if found := _long_standing(world, chance, day):
            yield day, found, {"DFBM": "120105", "SJC": written(sent - dt.timedelta(days=3)), "BZ": "补录"}


def licences(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """行政许可（旧表）."""
    organ = world.organs["市监"]
    return [
        {
            "XK_WSH": world.numbers.next(f"{organ.words}旧许", day.year), "XK_XMMC": "食品流通许可", "XK_BM": f"示{chance.randrange(10**6):06d}", "XK_SPLB": "普通", "XK_NR": f"准予从事食品流通{PROMISE}",
            "XK_XDR": name, "XK_XDR_SHXYM": code, "XK_FR": leader, "XK_JDRQ": written(day), "XK_JZQ": written(dt.date(day.year + 3, day.month, min(day.day, 28))),
            "XK_XZJG": organ.name, "XK_ZT": "0", "XK_SYFW": "1",
        }
        | common
        for day, (name, code, leader), common in _old(world, chance, sent, count)
    ]  # fmt: skip


def penalties(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """行政处罚（旧表）."""
    organ = world.organs["市监"]
    return [
        {
            "CF_WSH": world.numbers.next(f"{organ.words}旧罚", day.year), "CF_CFMC": "未按规定标注食品生产日期案", "CF_BM": f"示{chance.randrange(10**6):06d}", "CF_CFLB1": "罚款",
            "CF_SY": f"未按规定标注食品生产日期{PROMISE}", "CF_YJ": "《中华人民共和国食品安全法》", "CF_XDR_MC": name, "CF_XDR_SHXYM": code, "CF_FR": leader,
            "CF_JG": f"罚款{chance.randrange(2, 60) * 100}元", "CF_JDRQ": written(day), "CF_XZJG": organ.name, "CF_ZT": "0", "CF_SYFW": "1", "CF_SXYZCD": "1",
        }
        | common
        for day, (name, code, leader), common in _old(world, chance, sent, count)
    ]  # fmt: skip
