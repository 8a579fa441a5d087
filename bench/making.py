"""Real-looking files of any size: invented names and codes, right check characters, the same for the same size."""

import csv
import random
from pathlib import Path

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = [pow(3, i, 31) for i in range(17)]
_VALUE = {c: i for i, c in enumerate(_ALPHABET)}
_PLACES = ["天津", "天津市", "天津市河北区", "天津滨海", "天津北辰", "中津", "海河", "北洋"]
_WORDS = "宏达瑞丰恒信嘉禾永盛明德同创华泰安顺鼎新汇川博雅启航正元卓越和润云帆锦程金辉立信"
_TRADES = ["商贸有限公司", "科技有限公司", "建筑工程有限公司", "餐饮管理有限公司", "物业服务有限公司", "食品有限公司", "物流有限公司", "投资合伙企业（有限合伙）"]
_PENALTY_COLUMNS = [
    "CF_XDR_MC", "CF_XDR_LB", "CF_XDR_SHXYM", "CF_FRDB", "CF_WSH", "CF_WFXW", "CF_SY", "CF_YJ", "CF_CFLB", "CF_NR", "CF_NR_FK",
    "CF_JDRQ", "CF_YXQ", "CF_GSJZQ", "CF_CFJG", "CF_CFJGDM", "CF_SJLY", "CF_SJLYDM", "BZ",
]  # fmt: skip
_SCOPE = "依法须经批准的项目，经相关部门批准后方可开展经营活动；一般项目：技术服务、技术开发、技术咨询；日用百货销售；五金产品零售；建筑材料销售；会议及展览服务；国内货物运输代理；普通货物仓储服务"


def code(number: int) -> str:
    """The number-th invented unified social credit code."""
    digits, left = "", number
    for _ in range(7):
        digits, left = _ALPHABET[left % 31] + digits, left // 31
    stem = "91120105MB" + digits
    return stem + _ALPHABET[(31 - sum(_VALUE[c] * w for c, w in zip(stem, _WEIGHTS, strict=True)) % 31) % 31]


def name(chance: random.Random) -> str:
    """An invented name."""
    return chance.choice(_PLACES) + "".join(chance.sample(_WORDS, chance.choice((2, 3, 4)))) + chance.choice(_TRADES)


def register(path: Path, rows: int, *, first: int = 0) -> None:
    """A register extract of ``rows`` subjects, from the ``first`` invented code on."""
    chance = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["企业名称", "统一社会信用代码", "注册日期", "企业类型", "注册资金", "经营范围", "所在省份", "地区", "注册地址"])
        for number in range(rows):
            day = f"{chance.randint(1985, 2025)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
            writer.writerow(
                [
                    name(chance),
                    code(first + number),
                    day,
                    "有限责任公司",
                    f"{chance.randint(10, 5000)}(万元人民币)",
                    _SCOPE,
                    "天津",
                    "河北",
                    f"天津市河北区中山路{chance.randint(1, 400)}号",
                ]
            )


def penalties(path: Path, rows: int, subjects: int) -> None:
    """``rows`` sound penalties of the 2026 rules about ``subjects`` subjects, a few kinds and classes."""
    chance = random.Random(2)
    organ = ("天津市河北区应急管理局", "11120105MB1F00022J")
    kinds = ["罚款", "警告;罚款", "责令停产停业", "其他-吊销许可证件", "警告"]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(_PENALTY_COLUMNS)
        for number in range(rows):
            kind, fine = chance.choice(kinds), chance.randint(10, 500) * 100
            writer.writerow([
                "天津某某商贸有限公司", "法人及非法人组织", code(chance.randrange(subjects)), "李明", f"津北试罚〔2026〕{number:07d}号", "未采取有效扬尘污染防治措施",
                "经查，当事人于2026年未采取有效扬尘污染防治措施，事实清楚，证据确凿。", "《中华人民共和国大气污染防治法》第一百一十五条", kind, f"{kind}{fine}元",
                f"{fine / 10000:.6f}" if "罚款" in kind else "", f"2026/{chance.randint(4, 10):02d}/{chance.randint(1, 28):02d}", "2099/12/31", "", *organ, *organ, "",
            ])  # fmt: skip
