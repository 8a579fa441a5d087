"""演示承诺与合同: credit commitments and how they were kept; contracts of organs with their suppliers."""

import datetime as dt
import random

from chengxin.demo.organs import Body
from chengxin.demo.words import PROMISE
from chengxin.demo.world import Row, World, decided_before, nobody, party_cells, person_cells, working, written

_COMMITMENTS = (
    ("审批", "审批替代型", "公共场所卫生许可告知承诺", ("理发店", "美容店", "酒店管理")),
    ("审批", "容缺受理型", "食品经营许可变更容缺受理", ("食品", "餐饮管理", "饭馆", "小吃店")),
    ("审批", "证明事项型", "住所使用证明告知承诺", ()),
    ("市监", "主动型", "诚信经营、明码标价承诺", ()),
    ("发改", "信用修复型", "行政处罚信息信用修复承诺", ()),
    ("街道", "行业自律型", "门前三包、文明经营承诺", ("小吃店", "饭馆", "便利店", "水果店")),
)
_GOODS = ("办公用品", "信息系统运行维护服务", "物业管理服务", "印刷服务", "会议服务", "道路养护工程", "绿化养护服务", "食堂食材配送", "法律顾问服务", "职工体检服务")


def commitments(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """信用承诺."""
    rows = []
    for _ in range(count):
        short, kind, cause, trades = chance.choice(_COMMITMENTS)
        day = decided_before(chance, sent) if chance.random() < 0.85 else working(sent - dt.timedelta(days=chance.randrange(10, 56)))
        organ = chance.choice(world.organs.streets) if short == "街道" else world.organs[short]
        state = chance.choices(("全部履行", "部分履行", "全部未履行"), (94, 4, 2))[0]
        broken = state != "全部履行"
        if kind == "证明事项型" and chance.random() < 0.3:
            cells = person_cells("CN_CNR", world.met.next())
            cells = {name.replace("CN_CNR_ZJ", "CN_ZJ"): value for name, value in cells.items()}
        else:
            cells = party_cells("CN_CNR", world.parties.one(chance, day, trades), day) | nobody("CN")
        rows.append(
            cells
            | {
                "CN_BM": f"120105{day:%Y%m%d}{world.numbers.serial('承诺', day.year):06d}", "CN_LX": kind, "CN_SY": cause,
                "CN_NR": f"所填信息真实、准确，符合{cause}的条件，按期履行承诺。{PROMISE}", "CN_WNZR": "未履行承诺的，依法撤销相关决定并记入信用记录。",
                "CN_RQ": written(day), "CN_YXQ": written(dt.date(day.year + 1, day.month, min(day.day, 28))), "CN_LXZT": state,
                "CN_WLXNR": "经核查，未在承诺期限内补齐材料" if broken else "", "CN_ZRZJ": "责令限期改正，计入违诺信息" if broken else "",
                "CN_RDRQ": written(sent - dt.timedelta(days=1)), "CN_RDDW": organ.name, "CN_RDDWDM": organ.code, "CN_SLDW": organ.name, "CN_SLDWDM": organ.code,
                "CN_GKLX": "可向社会公开" if kind == "主动型" else "特定范围内公开", "CN_BZ": "",
            }
        )  # fmt: skip
    return rows


def contracts(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """合同履行: every organ buys something, and no mistake in one row hides an organ."""
    organs = world.organs.all
    count = max(count, 2 * len(organs))
    return [_contract(world, chance, sent, organs[(world.numbers.serial("合同", 0) - 1) % len(organs)]) for _ in range(count)]


def _contract(world: World, chance: random.Random, sent: dt.date, organ: Body) -> Row:
    day, goods = working(sent - dt.timedelta(days=chance.choice((1, 2, 3, 4, 5, 6, 7, 8, 20, 40)))), chance.choice(_GOODS)
    party = world.parties.firm(chance, day)
    return {
        "HT_BH": world.numbers.next(f"{organ.words}{'' if organ.words != '津北' else organ.name[6:10]}采", day.year), "HT_MC": f"{goods}采购合同", "HT_LX": "市场化合同", "HT_XMBH": "",
        "HT_JF_MC": organ.name, "HT_JF_DM": organ.code, "HT_YF_MC": party.name_on(day), "HT_YF_DM": party.code, "HT_YF_DZ": party.told_on(day, "address", party.address),
        "HT_BD_MC": goods, "HT_BD_SL": "1", "HT_JE": f"{chance.randrange(8, 1800) / 10:.6f}", "HT_QX": "一年", "HT_CGFS": chance.choice(("公开招标", "竞争性磋商", "框架协议", "单一来源")),
        "HT_QDRQ": written(day), "HT_GGRQ": written(working(day + dt.timedelta(days=2)) if day + dt.timedelta(days=2) <= sent else day),
        "HT_LYZT": chance.choices(("履约中", "已履约", "部分违约", "违约"), (45, 50, 4, 1))[0], "HT_QY": "河北区", "HT_HY": "",
    }  # fmt: skip
