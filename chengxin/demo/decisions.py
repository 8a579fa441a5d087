"""演示双公示: penalties and licences as organs decide them."""

import datetime as dt
import random

from chengxin.demo.organs import Body
from chengxin.demo.words import PROMISE
from chengxin.demo.world import Row, World, decided_before, written
from chengxin.demo.wrongs import PERSONAL_WRONGS, WRONGS, Wrong

# Sending days of a month: which organs send on the first, the second, and all others on the last.
FIRST, SECOND = ("市监",), ("综执", "街道", "卫健", "环境")
# organ, what, paper, kind, prefix of its numbers, years, trades, weight
_LICENCES = (
    ("审批", "准予从事食品经营：食品销售、热食类食品制售", "食品经营许可证", "普通", "JY112010500", 5, ("食品", "餐饮管理", "小吃店", "饭馆", "便利店", "水果店", "烟酒店"), 40),
    ("审批", "准予公共场所卫生许可", "公共场所卫生许可证", "普通", "津卫公证字〔示〕", 4, ("理发店", "美容店", "酒店管理", "健身服务"), 16),
    ("审批", "准予药品零售经营", "药品经营许可证", "普通", "津DA示", 5, ("医药",), 5),
    ("审批", "准予设置户外广告设施", "户外广告设施设置许可证", "普通", "津北广〔示〕", 2, (), 10),
    ("审批", "准予从事劳务派遣业务", "劳务派遣经营许可证", "普通", "120105示", 3, ("人力资源",), 4),
    ("审批", "准予变更登记：经营范围、住所", "营业执照", "登记", "", 0, (), 30),
    ("市监", "特种设备使用登记：电梯、叉车", "特种设备使用登记证", "登记", "津特示", 0, ("物业服务", "酒店管理", "物流", "机械制造"), 14),
    ("住建", "准予施工", "建筑工程施工许可证", "普通", "120105示", 2, ("建筑工程", "装饰工程"), 10),
    ("住建", "核准城镇污水排入排水管网", "城镇污水排入排水管网许可证", "核准", "津北排〔示〕", 5, ("餐饮管理", "饭馆", "洗衣店", "汽车维修", "汽修部"), 9),
    ("综执", "核准处置城市建筑垃圾", "城市建筑垃圾处置核准证", "核准", "津北渣〔示〕", 1, ("建筑工程", "装饰工程", "物业服务"), 8),
    ("文旅", "准予从事旅行社业务经营", "旅行社业务经营许可证", "普通", "L-TJ-示", 0, ("旅行社",), 3),
    ("教育", "准予面向中小学生开展非学科类校外培训", "校外培训办学许可证", "普通", "教民112010示", 3, ("教育咨询",), 3),
    ("应急", "准予经营危险化学品（不带储存）", "危险化学品经营许可证", "普通", "津北危化经字〔示〕", 3, ("商贸", "环保设备"), 2),
    ("公安", "准予经营旅馆业", "特种行业许可证", "普通", "津公北特旅字第示", 0, ("酒店管理",), 4),
    ("人社", "准予从事人力资源服务", "人力资源服务许可证", "普通", "（津）人服证字〔示〕", 5, ("人力资源",), 3),
)


def organ_of(world: World, short: str, chance: random.Random) -> Body:
    """The organ a short name stands for; 街道 is one of the ten."""
    return chance.choice(world.organs.streets) if short == "街道" else world.organs[short]


def in_group(short: str, group: int, groups: int) -> bool:
    """Whether an organ sends with this group of the month."""
    if groups == 1:
        return True
    return (0 if short in FIRST else 1 if short in SECOND else 2) == group


def penalties(world: World, chance: random.Random, sent: dt.date, group: int, count: int, *, only: str | None = None) -> list[Row]:
    """``count`` penalties of a group's organs, or of ``only`` one of them, in the order of their days and numbers."""

    def theirs(wrong: Wrong) -> bool:
        return in_group(wrong.organ, group, world.size.groups) and only in (None, wrong.organ)

    wrongs, personal = [wrong for wrong in WRONGS if theirs(wrong)], [wrong for wrong in PERSONAL_WRONGS if theirs(wrong)]
    days = sorted(decided_before(chance, sent) for _ in range(count))
    rows = []
    for day in days:
        if personal and chance.random() < 0.12:
            rows.append(_personal(world, chance, chance.choice(personal), day))
        else:
            rows.append(_penalty(world, chance, chance.choices(wrongs, [wrong.weight for wrong in wrongs])[0], day))
    return rows


def licences(world: World, chance: random.Random, sent: dt.date, group: int, count: int) -> list[Row]:
    """``count`` licences of a group's organs."""
    offered = [licence for licence in _LICENCES if in_group(licence[0], group, world.size.groups) or (group == 1 and licence[0] == "审批")]
    days = sorted(decided_before(chance, sent) for _ in range(count))
    return [_licence(world, chance, chance.choices(offered, [licence[-1] for licence in offered])[0], day) for day in days]


def _penalty(world: World, chance: random.Random, wrong: Wrong, day: dt.date) -> Row:
    party = world.parties.one(chance, day, wrong.trades)
    kinds = chance.choices([kind for kind, _ in wrong.kinds], [weight for _, weight in wrong.kinds])[0]
    fine = _fine(chance, wrong)
    simple = kinds in ("罚款", "警告") and fine <= 3000 and chance.random() < 0.6
    row = _sanction(world, chance, wrong, day, kinds, fine, simple, about=f"位于{party.told_on(day, 'address', party.address)}")
    return row | {
        "CF_XDR_MC": party.name_on(day), "CF_XDR_LB": party.kind, "CF_XDR_SHXYM": party.code,
        "CF_FRDB": party.told_on(day, "leader", party.leader), "CF_XDR_ZJLX": "", "CF_XDR_ZJHM": "",
    }  # fmt: skip


def _personal(world: World, chance: random.Random, wrong: Wrong, day: dt.date) -> Row:
    person = world.met.next()
    kinds = chance.choices([kind for kind, _ in wrong.kinds], [weight for _, weight in wrong.kinds])[0]
    fine = _fine(chance, wrong)
    row = _sanction(world, chance, wrong, day, kinds, fine, kinds in ("罚款", "警告") and fine <= 200, about="")
    return row | {"CF_XDR_MC": person.name, "CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_FRDB": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": person.number}


def _fine(chance: random.Random, wrong: Wrong) -> int:
    """Mostly near the lower end, in round figures."""
    low, high = wrong.fines
    amount = low + (high - low) * chance.random() ** 2.5
    step = 50 if amount < 1000 else 100 if amount < 10_000 else 1000
    return max(low, int(amount // step * step))


def _sanction(world: World, chance: random.Random, wrong: Wrong, day: dt.date, kinds: str, fine: int, simple: bool, *, about: str) -> Row:
    organ = organ_of(world, wrong.organ, chance)
    found = day - dt.timedelta(days=chance.randint(0, 2) if simple else chance.randint(20, 75))
    fined, taken = "罚款" in kinds, "没收" in kinds
    gain = chance.randrange(1, 400) * 10
    revoked = next((kind for kind in kinds.split(";") if "吊销" in kind), "")
    said = [kind.removeprefix("其他-") for kind in kinds.split(";") if "罚款" not in kind and "没收" not in kind and not kind.startswith("暂扣")]
    said += [f"没收违法所得{gain}元"] * taken + [f"罚款{fine}元"] * fined + ["暂扣机动车驾驶证六个月"] * revoked.startswith("暂扣")
    remarks = [f"领域：{wrong.field}"] * bool(wrong.field) + ["程序：简易程序"] * simple
    return {
        "CF_WSH": world.numbers.next(f"{organ.words}{'当罚' if simple else '罚'}", day.year), "CF_WFXW": wrong.what,
        "CF_SY": f"{found.year}年{found.month}月{found.day}日，执法人员检查时发现当事人{about and f'（{about}）'}{wrong.what}。经查，违法事实清楚，证据确凿。{PROMISE}",
        "CF_YJ": wrong.basis_on(day), "CF_CFLB": kinds, "CF_NR": "；".join(said),
        "CF_NR_FK": f"{fine / 10000:.6f}" if fined else "", "CF_NR_WFFF": f"{gain / 10000:.6f}" if taken else "",
        "CF_NR_ZKDX": ("机动车驾驶证" if revoked.startswith("暂扣") else "营业执照") if revoked else "",
        "CF_JDRQ": written(day), "CF_YXQ": "2099/12/31", "CF_GSJZQ": written(day + dt.timedelta(days=183)) if chance.random() < 0.02 else "",
        "CF_CFJG": organ.name, "CF_CFJGDM": organ.code, "CF_SJLY": organ.name, "CF_SJLYDM": organ.code, "BZ": "；".join(remarks),
    }  # fmt: skip


def _licence(world: World, chance: random.Random, licence: tuple, day: dt.date) -> Row:
    short, what, paper, kind, prefix, years, trades, _ = licence
    organ = organ_of(world, short, chance)
    serial = world.numbers.serial(f"许可:{organ.words}", day.year)
    until = dt.date(day.year + years, day.month, min(day.day, 28)) - dt.timedelta(days=1) if years else None
    row = {
        "XK_XKWS": "准予行政许可决定书", "XK_WSH": f"{organ.words}许〔{day.year}〕{serial}号", "XK_XKLB": kind, "XK_XKZS": paper,
        "XK_XKBH": f"{prefix}{day.year}{serial:05d}" if prefix else "", "XK_NR": what, "XK_JDRQ": written(day), "XK_YXQZ": written(day),
        "XK_YXQZI": written(until) if until else "2099/12/31", "XK_XKJG": organ.name, "XK_XKJGDM": organ.code,
        "XK_ZT": "2" if until and until < world.today and chance.random() < 0.3 else "1", "XK_LYDW": organ.name, "XK_LYDWDM": organ.code, "BZ": "",
    }  # fmt: skip
    if paper == "户外广告设施设置许可证" and chance.random() < 0.05:  # a natural person asks, too
        person = world.met.next()
        return row | {"XK_XDR_MC": person.name, "XK_XDR_LB": "自然人", "XK_XDR_SHXYM": "", "XK_FRDB": "", "XK_XDR_ZJLX": "身份证", "XK_XDR_ZJHM": person.number}
    party = world.parties.firm(chance, day, trades) if not trades and kind == "登记" else world.parties.one(chance, day, trades)
    return row | {
        "XK_XDR_MC": party.name_on(day), "XK_XDR_LB": party.kind, "XK_XDR_SHXYM": party.code,
        "XK_FRDB": party.told_on(day, "leader", party.leader), "XK_XDR_ZJLX": "", "XK_XDR_ZJHM": "",
    }  # fmt: skip
