"""演示职业: licences of the key professions. Each yearly file holds another third of the people of a profession."""

import datetime as dt
import random

from chengxin.demo.people import Person
from chengxin.demo.world import Row, World, organ_cells, working, written

_SUBJECTS = ("语文", "数学", "英语", "物理", "化学", "历史", "音乐", "体育", "美术", "幼儿园")
_TRADES = ("电工", "焊工", "中式烹调师", "育婴员", "养老护理员", "汽车维修工", "美发师", "保安员")


def _some(world: World, chance: random.Random, profession: str, count: int) -> list[Person]:
    """The next of a profession: over the years everybody comes once, and then some again."""
    everybody = world.of(profession)
    taken = world.numbers.serial(f"批:{profession}", 0) - 1
    return [everybody[(taken * count + place) % len(everybody)] for place in range(min(count, len(everybody)))]


def _cells(prefix: str, world: World, chance: random.Random, person: Person, sent: dt.date, short: str, number: str, years: int, state: str) -> Row:
    day = working(sent - dt.timedelta(days=chance.choice((1, 2, 3, 4, 5, 6, 7, 8, 60))))
    serial = world.numbers.serial(number, day.year)
    until = written(dt.date(day.year + years, day.month, min(day.day, 28))) if years else "2099/12/31"
    return {
        f"{prefix}_MC": person.name, f"{prefix}_LB": "自然人", f"{prefix}_ZJLX": "身份证", f"{prefix}_ZJHM": person.number, f"{prefix}_WSH": f"{number}{day.year}{serial:05d}",
        f"{prefix}_ZT": state, f"{prefix}_RQ": written(day), f"{prefix}_YXQZ": written(day), f"{prefix}_YXQZI": until, f"{prefix}_BZ": "",
    } | organ_cells(prefix, world.organs[short])  # fmt: skip


def teachers(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """教师资格."""
    return [_cells("JS", world, chance, person, sent, "教育", "示", 0, "有效") | {"JS_XK": chance.choice(_SUBJECTS)} for person in _some(world, chance, "teacher", count)]


def nurses(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """护士执业."""
    houses = ("河北区示范社区卫生服务中心", "天津北运演示医院", "天津月牙河演示医院")
    return [_cells("HS", world, chance, person, sent, "卫健", "示护", 5, "注册") | {"HS_JGMC": chance.choice(houses)} for person in _some(world, chance, "nurse", count)]


def craftsmen(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """职业技能证书."""
    return [
        _cells("ZY", world, chance, person, sent, "人社", "示技", 0, "有效")
        | {"ZY_GZ": chance.choice(_TRADES), "ZY_DJ": chance.choice(("五级/初级工", "四级/中级工", "三级/高级工"))}
        for person in _some(world, chance, "craftsman", count)
    ]


def lawyers(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """律师执业."""
    houses = ("天津意风演示律师事务所", "天津海河演示律师事务所", "天津宁园演示律师事务所")
    return [
        _cells("LS", world, chance, person, sent, "司法", "示律", 0, chance.choices(("执业", "注销"), (95, 5))[0]) | {"LS_JGMC": chance.choice(houses)}
        for person in _some(world, chance, "lawyer", count)
    ]


def notaries(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """公证员."""
    return [_cells("GZ", world, chance, person, sent, "司法", "示公证", 0, "执业") | {"GZ_JGMC": "天津市河北演示公证处"} for person in _some(world, chance, "notary", count)]


def appraisers(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """司法鉴定人."""
    return [
        _cells("JD", world, chance, person, sent, "司法", "示鉴", 5, "执业")
        | {"JD_JGMC": "天津演示司法鉴定中心", "JD_LY": chance.choice(("法医临床鉴定", "文书鉴定", "声像资料鉴定"))}
        for person in _some(world, chance, "appraiser", count)
    ]
