"""演示信用状况: lists, abnormal operation, ratings, honours, tax credit, branches of trade."""

import datetime as dt
import random

from chengxin.demo.parties import FIRM, Party
from chengxin.demo.words import PROMISE, SHOPS, TRADES
from chengxin.demo.world import Row, World, decided_before, nobody, organ_cells, party_cells, person_cells, told_lately, working, written

_ABNORMAL = ("未按规定期限公示年度报告", "通过登记的住所或者经营场所无法联系", "公示企业信息隐瞒真实情况、弄虚作假")
# list, organ, basis, cause, trades; the lists are those of the code set
_LISTS = (
    ("SJYZWF", "市监", "《市场监督管理严重违法失信名单管理办法》", "因食品安全违法行为受到较重行政处罚", ("食品", "餐饮管理", "饭馆")),
    ("ZDSS", "税务", "《重大税收违法失信主体信息公布管理办法》", "逃避缴纳税款，经税务机关通知后仍未缴纳", ("商贸", "建筑工程")),
    ("TQNMGGZ", "人社", "《拖欠农民工工资失信联合惩戒对象名单管理暂行办法》", "拖欠农民工工资，经责令限期支付逾期未支付", ("建筑工程", "装饰工程")),
    ("AQSC", "应急", "《安全生产严重失信主体名单管理办法》", "发生生产安全责任事故被处以罚款", ("机械制造", "物流")),
)


def _many(world: World, chance: random.Random, day: dt.date, count: int, *, firms: bool = True) -> list[Party]:
    """Different parties trading on a day."""
    pool = [party for party in (world.parties.firms if firms else world.parties.registered) if party.works_on(day)]
    return chance.sample(pool, min(count, len(pool)))


def abnormal_operations(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """经营异常名录: entered, some left again."""
    organ, rows = world.organs["市监"], []
    for party in _many(world, chance, sent - dt.timedelta(days=80), count, firms=False):
        day = decided_before(chance, sent) if chance.random() < 0.8 else working(sent - dt.timedelta(days=chance.randint(10, 78)))
        left = chance.random() < 0.2 and day < sent - dt.timedelta(days=20)
        rows.append(
            party_cells("YC", party, day)
            | {
                "YC_ZL": "企业经营异常名录" if party.kind == FIRM else "个体工商户经营异常状态", "YC_WSH": world.numbers.next(f"{organ.words}异", day.year), "YC_SY": chance.choice(_ABNORMAL),
                "YC_RQ": written(day), "YC_FRDB": party.told_on(day, "leader", party.leader), "YC_YC_RQ": written(working(day + dt.timedelta(days=18))) if left else "",
                "YC_YC_SY": "已补报年度报告并公示，申请移出" if left else "", "YC_YC_JG": organ.name if left else "", "YC_BZ": "",
            }
            | organ_cells("YC", organ)
        )  # fmt: skip
    return rows


def serious_lists(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """严重失信主体名单: lists of organs, and judgement defaulters as the court has them."""
    rows = []
    for _ in range(count):
        day = working(sent - dt.timedelta(days=chance.randint(1, 170)))
        if chance.random() < 0.45:
            court, serial = world.organs["法院"], world.numbers.serial("执", day.year)
            person = chance.random() < 0.7
            cells = person_cells("MD", world.met.next()) if person else party_cells("MD", world.parties.firm(chance, day), day) | nobody("MD")
            kind, organ, basis, cause, number = (
                "SXBZXR",
                court,
                "《最高人民法院关于公布失信被执行人名单信息的若干规定》",
                "有履行能力而拒不履行生效法律文书确定义务",
                f"（{day.year}）津0105执示{serial}号",
            )
        else:
            kind, short, basis, cause, trades = chance.choice(_LISTS)
            organ, cells = world.organs[short], party_cells("MD", world.parties.one(chance, day, trades), day) | nobody("MD")
            number = world.numbers.next(f"{organ.words}列", day.year)
        rows.append(
            cells
            | {
                "MD_ZL": kind, "MD_WSH": number, "MD_YJ": basis, "MD_SY": f"{cause}{PROMISE}", "MD_RQ": written(day),
                "MD_JZ": written(dt.date(day.year + (2 if kind == "SXBZXR" else 3), day.month, min(day.day, 28))), "MD_BD": "列入", "MD_YC_RQ": "", "MD_YC_SY": "", "MD_BZ": "",
            }
            | organ_cells("MD", organ)
        )  # fmt: skip
    return rows


def key_supervisions(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """重点监管企业名单."""
    organ, day = world.organs["市监"], told_lately(chance, sent)
    rows = []
    for _ in range(count):
        field, trades = chance.choice(
            (("食品安全", ("食品", "餐饮管理", "酒店管理")), ("药品安全", ("医药",)), ("特种设备", ("物业服务", "机械制造")), ("产品质量", ("电子", "环保设备")))
        )
        rows.append(
            party_cells("ZD", world.parties.firm(chance, day, trades), day)
            | {
                "ZD_WSH": world.numbers.next(f"{organ.words}监管名单", day.year), "ZD_LY": field, "ZD_NR": f"{day.year}年度{field}重点监管单位", "ZD_RQ": written(day), "ZD_YXQZ": written(day),
                "ZD_YXQZI": f"{day.year}/12/31", "ZD_BZ": "",
            }
            | organ_cells("ZD", organ)
        )  # fmt: skip
    return rows


def credit_ratings(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """信用评价结果: sector ratings and risk classes of firms."""
    day = told_lately(chance, sent)
    rows: list[Row] = []
    for party in _many(world, chance, day, count):
        short, kind, name, grades, weights = chance.choice((
            ("市监", "企业信用风险分类", "企业信用风险分类", "ABCD", (62, 26, 9, 3)),
            ("住建", "行业信用评价", "建筑市场信用评价", "ABCD", (40, 40, 15, 5)),
            ("税务", "纳税信用", "纳税信用评价", "ABMCD", (20, 40, 30, 5, 5)),
        ))  # fmt: skip
        organ = world.organs[short]
        rows.append(
            party_cells("PJ", party, day)
            | {
                "PJ_BH": world.numbers.next(f"{organ.words}评", day.year), "PJ_ZL": kind, "PJ_PJMC": f"{day.year - 1}年度{name}", "PJ_NR": "", "PJ_DJ": chance.choices(grades, weights)[0],
                "PJ_RQ": written(day), "PJ_YXQZI": written(dt.date(day.year + 1, day.month, min(day.day, 28))), "PJ_YJ": f"{name}规则（示）", "PJ_BZ": "",
            }
            | organ_cells("PJ", organ)
        )  # fmt: skip
    return rows


def honours(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """荣誉: of firms, and of people with their consent."""
    rows: list[Row] = []
    for _ in range(count):
        day = decided_before(chance, sent)
        short, name = chance.choice(
            (("市监", "“守合同重信用”企业"), ("商务", "诚信经营示范店"), ("文旅", "文明诚信旅游企业"), ("人社", "和谐劳动关系企业"), ("民政", "优秀志愿者"))
        )
        organ, personal = world.organs[short], short == "民政"
        cells = (
            person_cells("RY", world.met.next())
            if personal
            else party_cells("RY", world.parties.one(chance, day, ("旅行社", "酒店管理") if short == "文旅" else ()), day) | nobody("RY")
        )
        rows.append(
            cells
            | {
                "RY_WSH": world.numbers.next(f"{organ.words}誉", day.year), "RY_ZL": "个人荣誉" if personal else "企业荣誉", "RY_RYMC": f"{day.year}年度{name}", "RY_JB": "区级",
                "RY_TYS": f"同意〔{day.year}〕{len(rows) + 1}号" if personal else "", "RY_NR": f"授予{day.year}年度{name}称号", "RY_RQ": written(day), "RY_YXQZ": written(day),
                "RY_YXQZI": written(dt.date(day.year + 2, day.month, min(day.day, 28))), "RY_BZ": "",
            }
            | organ_cells("RY", organ)
        )  # fmt: skip
    return rows


def tax_credit_a(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """纳税信用A级纳税人, told once a year."""
    organ, day = world.organs["税务"], told_lately(chance, sent)
    return [
        {"NS_MC": party.name_on(day), "NS_DM": party.code, "NS_SBH": party.code, "NS_ND": str(day.year - 1), "NS_RQ": written(day), "NS_LY": organ.name} | organ_cells("NS", organ)
        for party in _many(world, chance, day - dt.timedelta(days=400), count)
    ]


def tax_deregistrations(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """税务注销 of who was struck off lately."""
    organ, rows = world.organs["税务"], []
    since = sent - dt.timedelta(days=30 * 36 if world.size.every > 1 else 92)
    ended = [party for party in world.parties.registered if party.end == "注销" and party.ended and since < party.ended <= sent]
    for party in ended[:count]:
        assert party.ended
        day = working(party.ended - dt.timedelta(days=6))
        rows.append(
            party_cells("ZX", party, day)
            | {"ZX_WSH": world.numbers.next(f"{organ.words}税销", day.year), "ZX_SBH": party.code, "ZX_NR": "清税证明", "ZX_RQ": written(day), "ZX_BZ": ""}
            | organ_cells("ZX", organ)
        )
    return rows


def industries(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """行业分类."""
    organ, day, rows = world.organs["统计"], told_lately(chance, sent), []
    for party in _many(world, chance, day, count, firms=False):
        section, figures, scope = TRADES.get(party.trade) or SHOPS[party.trade]
        rows.append(
            party_cells("HY", party, day)
            | {"HY_WSH": world.numbers.next(f"{organ.words}行", day.year), "HY_ML": section, "HY_DM4": figures, "HY_NR": scope, "HY_RQ": written(day), "HY_BZ": ""}
            | organ_cells("HY", organ)
        )
    return rows
