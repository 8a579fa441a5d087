"""演示其他行政行为: inspections, coercion, levies, rulings, confirmations, rewards, benefits, compensation."""

import datetime as dt
import random

from chengxin.demo.decisions import organ_of
from chengxin.demo.parties import Party
from chengxin.demo.people import Person
from chengxin.demo.words import PROMISE
from chengxin.demo.world import Row, World, decided_before, nobody, organ_cells, party_cells, person_cells, working, written
from chengxin.demo.wrongs import FOOD

_INSPECTIONS = (
    ("市监", "双随机抽查：食品经营者落实进货查验制度情况", FOOD),
    ("市监", "双随机抽查：登记事项、公示信息", ()),
    ("市监", "电梯使用单位日常监督检查", ("物业服务", "酒店管理")),
    ("应急", "安全生产专项执法检查", ("机械制造", "物流", "建筑工程", "电子")),
    ("卫健", "公共场所卫生监督检查", ("理发店", "美容店", "酒店管理", "洗衣店")),
    ("环境", "餐饮油烟、危险废物规范化检查", ("餐饮管理", "汽车维修", "汽修部")),
    ("住建", "在建工程质量安全检查", ("建筑工程", "装饰工程")),
    ("人社", "劳动用工书面审查", ()),
    ("街道", "沿街门店市容环境责任检查", ("小吃店", "饭馆", "便利店", "水果店", "服装店")),
    ("文旅", "旅行社经营规范检查", ("旅行社",)),
)
_BENEFITS = (("人社", "一次性创业补贴"), ("人社", "吸纳就业困难人员社会保险补贴"), ("民政", "临时救助"), ("民政", "特困人员救助供养"), ("卫健", "计划生育家庭特别扶助金"))


def _spread(chance: random.Random, sent: dt.date, days: int) -> dt.date:
    """A day in the time since the last file: what is sent quarterly was not all decided last week."""
    return decided_before(chance, sent) if chance.random() < 0.85 else working(sent - dt.timedelta(days=chance.randrange(days)))


def _whom(prefix: str, world: World, chance: random.Random, day: dt.date, personal: float, trades: tuple[str, ...] = ()) -> tuple[Row, Party | Person]:
    if chance.random() < personal:
        person = world.met.next()
        return person_cells(prefix, person), person
    party = world.parties.one(chance, day, trades)
    return party_cells(prefix, party, day) | nobody(prefix), party


def inspections(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """行政监督检查."""
    rows = []
    for _ in range(count):
        short, what, trades = chance.choice(_INSPECTIONS)
        organ, day = organ_of(world, short, chance), _spread(chance, sent, 56)
        party = world.parties.one(chance, day, trades)
        result = chance.choices(("未发现问题", "发现问题已责令改正", "不配合检查情节严重"), (78, 21, 1))[0]
        rows.append(
            party_cells("JC", party, day)
            | {"JC_WSH": world.numbers.next(f"{organ.words}检", day.year), "JC_WSMC": "现场检查记录", "JC_JG_JL": result, "JC_NR": what, "JC_RQ": written(day), "JC_BZ": ""}
            | organ_cells("JC", organ)
        )
    return rows


def coercions(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """行政强制."""
    rows = []
    for _ in range(count):
        short, what, basis = chance.choice((
            ("市监", "查封涉嫌不符合食品安全标准的食品", "《中华人民共和国食品安全法》第一百一十条"),
            ("应急", "责令暂停使用存在重大事故隐患的设备", "《中华人民共和国安全生产法》第七十条"),
            ("综执", "扣押占道经营物品", "《天津市市容和环境卫生管理条例》"),
            ("税务", "加收滞纳金", "《中华人民共和国税收征收管理法》第三十二条"),
        ))  # fmt: skip
        organ, day = organ_of(world, short, chance), _spread(chance, sent, 170)
        cells, _ = _whom("QZ", world, chance, day, 0.15 if short == "综执" else 0)
        rows.append(
            cells
            | {
                "QZ_WSH": world.numbers.next(f"{organ.words}强", day.year),
                "QZ_WSMC": "行政强制措施决定书",
                "QZ_YJ": basis,
                "QZ_NR": f"{what}{PROMISE}",
                "QZ_RQ": written(day),
                "QZ_BZ": "",
            }
            | organ_cells("QZ", organ)
        )
    return rows


def levies(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """行政征收."""
    rows = []
    for _ in range(count):
        organ, day = world.organs["税务" if chance.random() < 0.7 else "住建"], _spread(chance, sent, 170)
        what = "残疾人就业保障金" if organ is world.organs["税务"] else "城市基础设施配套费"
        rows.append(
            party_cells("ZS", world.parties.firm(chance, day), day)
            | {
                "ZS_WSH": world.numbers.next(f"{organ.words}征", day.year), "ZS_WSMC": "征收决定书", "ZS_YJ": f"{what}征收管理规定",
                "ZS_NR": f"征收{what}{chance.randrange(5, 900) * 100}元{PROMISE}", "ZS_RQ": written(day), "ZS_BZ": "",
            }
            | organ_cells("ZS", organ)
        )  # fmt: skip
    return rows


def rulings(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """行政裁决."""
    rows = []
    for _ in range(count):
        organ, day = world.organs["财政" if chance.random() < 0.6 else "住建"], _spread(chance, sent, 350)
        what = "政府采购投诉处理" if organ is world.organs["财政"] else "房屋征收补偿争议裁决"
        cells, _ = _whom("CJ", world, chance, day, 0 if organ is world.organs["财政"] else 0.8)
        rows.append(
            cells
            | {
                "CJ_WSH": world.numbers.next(f"{organ.words}裁", day.year), "CJ_WSMC": f"{what}决定书", "CJ_YJ": "《政府采购质疑和投诉办法》" if "采购" in what else "《国有土地上房屋征收与补偿条例》",
                "CJ_NR": f"{chance.choice(('驳回投诉', '投诉事项部分成立', '维持原决定'))}{PROMISE}", "CJ_RQ": written(day), "CJ_BZ": "",
            }
            | organ_cells("CJ", organ)
        )  # fmt: skip
    return rows


def confirmations(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """行政确认."""
    rows = []
    for _ in range(count):
        short, what, years, personal = chance.choice(
            (("民政", "养老机构备案确认", 5, 0), ("科技", "科技型中小企业评价入库", 1, 0), ("人社", "工伤认定", 0, 0.9), ("商务", "家政服务示范企业确认", 3, 0))
        )
        organ, day = world.organs[short], _spread(chance, sent, 170)
        trades = {"科技": ("科技", "信息技术", "电子"), "商务": ("家政服务",)}.get(short, ())
        cells, _ = _whom("QR", world, chance, day, personal, trades)
        rows.append(
            cells
            | {
                "QR_WSH": world.numbers.next(f"{organ.words}认", day.year), "QR_WSMC": f"{what}书", "QR_NR": what, "QR_RQ": written(day), "QR_YXQZ": written(day),
                "QR_YXQZI": written(dt.date(day.year + years, day.month, min(day.day, 28))) if years else "", "QR_BZ": "",
            }
            | organ_cells("QR", organ)
        )  # fmt: skip
    return rows


def rewards(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """行政奖励."""
    rows = []
    for _ in range(count):
        short, what = chance.choice((("应急", "安全生产举报有功单位奖励"), ("科技", "研发投入后补助奖励"), ("商务", "促消费贡献奖励"), ("公安", "见义勇为奖励")))
        organ, day = world.organs[short], _spread(chance, sent, 300)
        cells, _ = _whom("JL", world, chance, day, 1 if short == "公安" else 0)
        rows.append(
            cells
            | {"JL_WSH": world.numbers.next(f"{organ.words}奖", day.year), "JL_WSMC": "行政奖励决定书", "JL_NR": what, "JL_RQ": written(day), "JL_BZ": ""}
            | organ_cells("JL", organ)
        )
    return rows


def benefits(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """行政给付: mostly to people."""
    rows = []
    for _ in range(count):
        short, what = chance.choice(_BENEFITS)
        organ, day = world.organs[short], _spread(chance, sent, 84)
        cells, _ = _whom("JF", world, chance, day, 0.3 if short == "人社" else 1)
        rows.append(
            cells
            | {
                "JF_WSH": world.numbers.next(f"{organ.words}给", day.year), "JF_WSMC": f"{what}审批决定", "JF_NR": f"{what}{chance.randrange(4, 60) * 100}元{PROMISE}",
                "JF_RQ": written(day), "JF_BZ": "",
            }
            | organ_cells("JF", organ)
        )  # fmt: skip
    return rows


def compensations(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """行政补偿."""
    rows = []
    for _ in range(count):
        organ, day = world.organs["住建"], _spread(chance, sent, 300)
        cells, _ = _whom("BC", world, chance, day, 0.7)
        rows.append(
            cells
            | {
                "BC_WSH": world.numbers.next(f"{organ.words}补", day.year), "BC_WSMC": "房屋征收补偿决定书", "BC_NR": f"货币补偿{chance.randrange(60, 400)}万元{PROMISE}",
                "BC_RQ": written(day), "BC_BZ": "",
            }
            | organ_cells("BC", organ)
        )  # fmt: skip
    return rows
