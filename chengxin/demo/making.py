"""演示数据: an invented district, the same for the same day: firms, shops, people, licences, penalties, as files organs would send.

All names and codes are made; the check characters are right, so that the rows go through the same
checks as real ones. Days are counted back from the business day, so that the demo is never stale.
"""

import csv
import datetime as dt
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

from chengxin.ground.api import identifiers

FIRMS, SHOPS, MONTHS = 320, 80, 30
_PLACES = [
    "北运",
    "海津",
    "意风",
    "望海",
    "金钢桥",
    "狮子林",
    "宁园",
    "革新",
    "昆纬",
    "律纬",
    "元纬",
    "真理道",
    "王串场",
    "铁东",
    "建昌",
    "月牙河",
    "三马路",
    "中山",
    "五号路",
    "天泰",
]
_WORDS = ["宏达", "瑞丰", "恒信", "嘉禾", "永盛", "明德", "同创", "华泰", "安顺", "鼎新", "汇川", "博雅", "启航", "正元", "卓越", "和润", "东方红叶", "凯旋门", "云帆", "锦程"]
_TRADES = ["商贸", "餐饮管理", "建筑工程", "物业服务", "科技", "物流", "食品", "医药", "电子", "文化传播", "汽车维修", "环保设备", "家政服务", "酒店管理"]
_STREETS = ["中山路", "狮子林大街", "昆纬路", "月牙河北道", "王串场五号路", "真理道", "江都路", "建昌道", "胜利路", "海河东路"]
_SURNAMES, _GIVEN = "张王李赵刘陈杨黄周吴徐孙马朱胡林郭何高罗", "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀霞平"
# Invented organ codes with right check characters; the real ones are the district's to enter.
_ORGANS = {
    "市场": ("天津市河北区市场监督管理局", "11120105MDEM0001"),
    "应急": ("天津市河北区应急管理局", "11120105MDEM0002"),
    "生态": ("天津市河北区生态环境局", "11120105MDEM0003"),
    "城管": ("天津市河北区城市管理综合行政执法局", "11120105MDEM0004"),
    "卫健": ("天津市河北区卫生健康委员会", "11120105MDEM0005"),
    "住建": ("天津市河北区住房和建设委员会", "11120105MDEM0006"),
}
_WRONGS = [
    ("市场", "经营超过保质期的食品", "《中华人民共和国食品安全法》第一百二十四条", "食品"),
    ("市场", "使用未经定期检验的特种设备", "《中华人民共和国特种设备安全法》第八十四条", "特种设备"),
    ("市场", "未按规定公示年度报告", "《企业信息公示暂行条例》", ""),
    ("应急", "未对从业人员进行安全生产教育和培训", "《中华人民共和国安全生产法》第九十七条", "安全生产"),
    ("生态", "未采取有效扬尘污染防治措施", "《中华人民共和国大气污染防治法》第一百一十五条", ""),
    ("城管", "占用道路堆放物料", "《天津市城市管理规定》", ""),
    ("卫健", "公共场所卫生许可证到期未续", "《公共场所卫生管理条例实施细则》", ""),
    ("住建", "未取得施工许可证擅自施工", "《中华人民共和国建筑法》第六十四条", ""),
]
_KINDS = [
    ("罚款", 46),
    ("警告;罚款", 14),
    ("警告", 14),
    ("没收违法所得、没收非法财物;罚款", 8),
    ("责令停产停业", 6),
    ("其他-通报批评", 6),
    ("其他-吊销许可证件", 4),
    ("其他-限制从业", 2),
]


@dataclass(frozen=True)
class Sending:
    """A file as an organ sends it on a day; ``publish`` says whether publication runs that day."""

    source: str
    name: str
    day: dt.date
    content: bytes
    publish: bool


@dataclass(frozen=True)
class _Party:
    name: str
    code: str
    kind: str
    leader: str


def sendings(today: dt.date) -> Iterator[Sending]:
    """Every file of the demo in the order of its days."""
    chance = random.Random(120105)
    start = _back(today, MONTHS)
    parties = [_party(chance, number) for number in range(FIRMS + SHOPS)]
    yield Sending("registrations", "登记注册.csv", start, _file(_registrations(chance, parties, start)), False)
    serial = 0
    for month in range(MONTHS, -1, -3):
        day = _back(today, month)
        penalties, licences = [], []
        for _ in range(34):
            serial += 1
            penalties.append(_penalty(chance, chance.choice(parties), serial, day))
        for _ in range(40):
            serial += 1
            licences.append(_licence(chance, chance.choice(parties), serial, day))
        if month == 0:
            penalties += _awkward(chance, penalties, serial, day)
        yield Sending("licences", f"行政许可-{day:%Y%m%d}.csv", day, _file(licences, "gb18030"), False)
        yield Sending("penalties", f"行政处罚-{day:%Y%m%d}.csv", day, _file(penalties), True)


def _back(today: dt.date, months: int) -> dt.date:
    index = today.year * 12 + today.month - 1 - months
    return dt.date(index // 12, index % 12 + 1, min(today.day, 28))


def _code(stem: str) -> str:
    """A whole code from its first sixteen characters: the inner check character, then the outer one."""
    stem += identifiers.arithmetic.organisation_check(stem[8:])
    return stem + identifiers.arithmetic.credit_code_check(stem)


def _party(chance: random.Random, number: int) -> _Party:
    place, word, trade = chance.choice(_PLACES), chance.choice(_WORDS), chance.choice(_TRADES)
    leader = chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, chance.choice((1, 2))))
    if number < FIRMS:
        return _Party(f"天津{place}{word}{trade}有限公司", _code(f"91120105MADE{number:04d}"), "法人及非法人组织", leader)
    return _Party(f"河北区{place}{word}{chance.choice(('小吃店', '便利店', '理发店', '五金店'))}", _code(f"92120105MADE{number:04d}"), "个体工商户", leader)


def _registrations(chance: random.Random, parties: list[_Party], start: dt.date) -> list[dict[str, str]]:
    return [
        {
            "企业名称": party.name, "统一社会信用代码": party.code,
            "注册日期": (start - dt.timedelta(days=chance.randint(60, 6000))).isoformat(),
            "企业类型": "个体工商户" if party.kind == "个体工商户" else "有限责任公司",
            "注册资金": f"{chance.choice((10, 50, 100, 200, 500, 1000))}万元人民币",
            "经营范围": "依法须经批准的项目，经相关部门批准后方可开展经营活动（演示数据）",
            "所在省份": "天津", "地区": "河北", "注册地址": f"天津市河北区{chance.choice(_STREETS)}{chance.randint(1, 200)}号", "法定代表人": party.leader, "登记状态": "存续",
        }
        for party in parties
    ]  # fmt: skip


def _penalty(chance: random.Random, party: _Party, serial: int, sent: dt.date) -> dict[str, str]:
    short, wrong, basis, field = chance.choice(_WRONGS)
    organ, stem = _ORGANS[short]
    kind = chance.choices([k for k, _ in _KINDS], [w for _, w in _KINDS])[0]
    fine = chance.randrange(10, 500) * 100
    decided = sent - dt.timedelta(days=chance.choice((2, 3, 5, 6, 7, 9, 14, 21)))
    return {
        "CF_XDR_MC": party.name, "CF_XDR_LB": party.kind, "CF_XDR_SHXYM": party.code, "CF_FRDB": party.leader, "CF_XDR_ZJLX": "", "CF_XDR_ZJHM": "",
        "CF_WSH": f"津北{short}罚〔{decided.year}〕示{serial:05d}号", "CF_WFXW": wrong, "CF_SY": f"经查，当事人{wrong}，事实清楚，证据确凿。（演示数据）", "CF_YJ": basis,
        "CF_CFLB": kind, "CF_NR": f"{kind.replace('其他-', '').replace(';', '，')}{f'{fine}元' if '罚款' in kind else ''}", "CF_NR_FK": f"{fine / 10000:.6f}" if "罚款" in kind else "",
        "CF_NR_WFFF": "", "CF_NR_ZKDX": "", "CF_JDRQ": f"{decided:%Y/%m/%d}", "CF_YXQ": "2099/12/31", "CF_GSJZQ": "",
        "CF_CFJG": organ, "CF_CFJGDM": _code(stem), "CF_SJLY": organ, "CF_SJLYDM": _code(stem), "BZ": f"领域：{field}" if field else "",
    }  # fmt: skip


def _licence(chance: random.Random, party: _Party, serial: int, sent: dt.date) -> dict[str, str]:
    short, what, paper = chance.choice(
        [
            ("市场", "准予从事食品经营", "食品经营许可证"),
            ("卫健", "准予公共场所经营", "公共场所卫生许可证"),
            ("住建", "准予施工", "建筑工程施工许可证"),
            ("城管", "准予设置户外广告", "户外广告设置许可证"),
        ]
    )
    organ, stem = _ORGANS[short]
    decided = sent - dt.timedelta(days=chance.choice((1, 2, 4, 6, 8)))
    until = "2099/12/31" if chance.random() < 0.2 else f"{decided.year + 5}/{decided:%m}/{min(decided.day, 28):02d}"
    return {
        "行政相对人名称": party.name, "行政相对人类别": party.kind, "行政相对人代码_1(统一社会信用代码)": party.code, "法定代表人": party.leader,
        "行政许可决定文书名称": "准予行政许可决定书", "行政许可决定文书号": f"津北{short}许〔{decided.year}〕示{serial:05d}号", "许可类别": chance.choice(("普通", "核准", "登记")),
        "许可证书名称": paper, "许可编号": f"SY{serial:012d}", "许可内容": what, "许可决定日期": f"{decided:%Y/%m/%d}", "有效期自": f"{decided:%Y/%m/%d}", "有效期至": until,
        "许可机关": organ, "许可机关统一社会信用代码": _code(stem), "当前状态": "1", "数据来源单位": organ, "数据来源单位统一社会信用代码": _code(stem), "备注": "",
    }  # fmt: skip


def _awkward(chance: random.Random, penalties: list[dict[str, str]], serial: int, day: dt.date) -> list[dict[str, str]]:
    """The ordinary mess: a mistyped code, a missing fine, a correction, a row without a code, a natural person."""
    base = penalties[0]
    return [
        base | {"CF_WSH": f"津北市场罚〔{day.year}〕示{serial + 1:05d}号", "CF_XDR_SHXYM": base["CF_XDR_SHXYM"][:-2] + "I0"},
        base | {"CF_WSH": f"津北市场罚〔{day.year}〕示{serial + 2:05d}号", "CF_CFLB": "罚款", "CF_NR_FK": ""},
        penalties[1] | {"CF_NR": penalties[1]["CF_NR"] + "（更正）"},
        base | {"CF_WSH": f"津北市场罚〔{day.year}〕示{serial + 3:05d}号", "CF_XDR_SHXYM": "00000000000000000X", "CF_XDR_LB": "个体工商户", "CF_XDR_MC": "无照经营摊点（演示）"},
        base | {"CF_WSH": f"津北市场罚〔{day.year}〕示{serial + 4:05d}号", "CF_XDR_LB": "自然人", "CF_XDR_MC": "示范人", "CF_XDR_SHXYM": "", "CF_FRDB": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": _identity("12010519000101999")},
    ]  # fmt: skip


def _identity(stem: str) -> str:
    return stem + identifiers.arithmetic.identity_check(stem)


def _file(rows: list[dict[str, str]], encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)
