"""演示资质: recognitions of firms, schools, social organisations and their yearly examinations, public investment."""

import datetime as dt
import random
from collections.abc import Sequence

from chengxin.demo.world import Row, World, decided_before, organ_cells, party_cells, written


def _recognised(prefix: str, short: str, number: str, words: str, years: int, trades: Sequence[str], world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    organ, rows = world.organs[short], []
    for _ in range(count):
        day = decided_before(chance, sent)
        party = world.parties.firm(chance, day, trades)
        rows.append(
            party_cells(prefix, party, day)
            | {
                f"{prefix}_WSH": f"{number}{day.year}{world.numbers.serial(number, day.year):04d}", f"{prefix}_NR": words, f"{prefix}_RQ": written(day), f"{prefix}_YXQZ": written(day),
                f"{prefix}_YXQZI": written(dt.date(day.year + years, day.month, min(day.day, 28))) if years else "2099/12/31", f"{prefix}_BZ": "",
            }
            | organ_cells(prefix, organ)
        )  # fmt: skip
    return rows


def inspection_bodies(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """质量检测企业."""
    rows = _recognised("ZJ", "市监", "示检", "建筑材料、环境空气、水和废水检测", 6, ("科技", "环保设备"), world, chance, sent, count)
    return [row | {"ZJ_ZZ": "检验检测机构资质认定"} for row in rows]


def procurement_agencies(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """政府采购代理机构."""
    rows = _recognised("CG", "财政", "示采代", "货物类、服务类、工程类政府采购代理", 0, ("商贸", "科技", "信息技术"), world, chance, sent, count)
    return [row | {"CG_DZ": "天津市河北区中山路"} for row in rows]


def exit_entry_agencies(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """因私出入境中介机构."""
    return _recognised("CR", "公安", "示出入境", "因私出入境信息咨询、申请签证代办", 5, ("旅行社", "教育咨询"), world, chance, sent, count)


def used_car_appraisers(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """二手车鉴定评估机构."""
    return _recognised("EC", "商务", "示二手车", "二手车鉴定评估", 3, ("汽车维修",), world, chance, sent, count)


def technology_centres(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """企业技术中心."""
    rows = _recognised("JZ", "科技", "示技中", "认定为区级企业技术中心", 3, ("科技", "信息技术", "电子", "机械制造", "环保设备"), world, chance, sent, count)
    return [row | {"JZ_JB": "区级"} for row in rows]


def education_institutions(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """教育机构."""
    rows = _recognised("JY", "教育", "示教民", "非学科类校外培训：文化艺术、体育、科技", 3, ("教育咨询",), world, chance, sent, count)
    return [row | {"JY_JB": "校外培训机构", "JY_DZ": "天津市河北区王串场街道增产道"} for row in rows]


def public_investment_projects(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """政府投资项目."""
    organ, rows = world.organs["发改"], []
    for _ in range(count):
        day = decided_before(chance, sent)
        what = chance.choice(("老旧小区及远年住房改造工程", "道路积水点改造工程", "口袋公园建设工程", "社区养老服务设施改造工程", "学校操场及附属设施提升工程"))
        street = chance.choice(world.organs.streets).name.removeprefix("天津市河北区人民政府").removesuffix("办事处")
        rows.append(
            party_cells("XM", world.parties.firm(chance, day, ("建筑工程",)), day)
            | {
                "XM_WSH": world.numbers.next(f"{organ.words}投资", day.year), "XM_XMMC": f"河北区{street}{what}（示）", "XM_ZJ": f"{chance.randrange(80, 6000)}.00", "XM_NR": f"实施{what}",
                "XM_RQ": written(day), "XM_YXQZ": written(day), "XM_YXQZI": written(dt.date(day.year + 2, day.month, min(day.day, 28))), "XM_BZ": "",
            }
            | organ_cells("XM", organ)
        )  # fmt: skip
    return rows


def social_organisations(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """社会组织登记: all of them, as registered."""
    organ = world.organs["民政"]
    return [
        party_cells("SZ", party, sent)
        | {
            "SZ_WSH": f"津北民社示{place:04d}", "SZ_ZL": party.form, "SZ_YWZG": chance.choice(world.organs.streets).name, "SZ_ZS": party.address, "SZ_ZT": "正常",
            "SZ_NR": f"{party.trade}章程规定的业务活动", "SZ_RQ": written(party.founded), "SZ_YXQZ": written(party.founded), "SZ_YXQZI": "2099/12/31", "SZ_BZ": "",
        }
        | organ_cells("SZ", organ)
        for place, party in enumerate(world.parties.societies[:count], 1)
    ]  # fmt: skip


def social_org_annuals(world: World, chance: random.Random, sent: dt.date, count: int) -> list[Row]:
    """社会组织年检."""
    organ, rows = world.organs["民政"], []
    for party in world.parties.societies[:count]:
        day = decided_before(chance, sent)
        result = chance.choices(("合格", "基本合格", "不合格", "未参加"), (86, 8, 2, 4))[0]
        rows.append(
            party_cells("SN", party, day)
            | {"SN_WSH": world.numbers.next(f"{organ.words}年检", day.year), "SN_ND": str(day.year - 1), "SN_JL": result, "SN_NR": "", "SN_RQ": written(day), "SN_BZ": ""}
            | organ_cells("SN", organ)
        )
    return rows
