"""演示登记: the register's extracts: the whole stock at the beginning, then what is new or changed since the last one."""

import datetime as dt

from chengxin.demo.parties import Party
from chengxin.demo.words import PROMISE, SHOPS, TRADES
from chengxin.demo.world import Row, World

_LICENSED = ("食品", "餐饮管理", "酒店管理", "医药", "建筑工程", "旅行社", "人力资源", "小吃店", "饭馆", "烟酒店")


def stock(world: World, day: dt.date) -> list[Row]:
    """Everybody founded by ``day``."""
    return [_row(party, day) for party in world.parties.registered if party.founded <= day]


def changes(world: World, since: dt.date, day: dt.date) -> list[Row]:
    """Who was founded, renamed, moved, given another leader or struck off after ``since``, as it stands on ``day``."""
    return [_row(party, day) for party in world.parties.registered if party.founded <= day and any(since < moment <= day for moment in _moments(party))]


def _moments(party: Party) -> list[dt.date]:
    return [party.founded, *(since for since, _ in party.names[1:]), *(moment for moment, *_ in party.changes), *([party.ended] if party.ended else [])]


def _row(party: Party, day: dt.date) -> Row:
    scope = (TRADES.get(party.trade) or SHOPS[party.trade])[2]
    return {
        "REG_NAME": party.name_on(day),
        "REG_USCC": party.code,
        "REG_DATE": party.founded.isoformat(),
        "REG_KIND": party.form,
        "REG_CAPITAL": f"{party.capital}万元人民币" if party.capital and "分公司" not in party.form else "",
        "REG_SCOPE": f"{'许可项目' if party.trade in _LICENSED else '一般项目'}：{scope}。（依法须经批准的项目，经相关部门批准后方可开展经营活动）{PROMISE}",
        "REG_PROVINCE": "天津",
        "REG_AREA": "河北",
        "REG_ADDRESS": party.told_on(day, "address", party.address),
        "REG_LEADER": party.told_on(day, "leader", party.leader),
        "REG_STATUS": party.status_on(day),
    }
