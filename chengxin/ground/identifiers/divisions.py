"""行政区划: what is sure about the first six digits of a number, and what is only likely.

Sure is the province: the first two digits are listed here. Everything finer is a hint: numbers were
given under codes since abolished, and offices that are no division have codes of their own. For names
and hints python-stdnum's list is asked, which lacks some of both (ruling 130).
"""

from stdnum import numdb

PROVINCES = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区", "21": "辽宁省", "22": "吉林省", "23": "黑龙江省",
    "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省",
    "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区", "46": "海南省",
    "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省", "54": "西藏自治区",
    "61": "陕西省", "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区", "65": "新疆维吾尔自治区",
    "71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区",
}  # fmt: skip
# GB/T 2260 (S36). 83 stands for 台湾 on the residence permit of residents of 港澳台 (S31).
OF_PERSONS = frozenset(PROVINCES) | {"83"}
# Organs of the state register under 10; 新疆生产建设兵团 under 66 or 99 (M: not refused).
OF_OFFICES = frozenset(PROVINCES) | {"10", "66", "99"}


def office_exists(code: str) -> bool:
    """Whether an office may have given numbers under ``code``: its province is known and the rest is no filler of four nines."""
    return code[:2] in OF_OFFICES and code[2:6] != "9999"


def is_listed(code: str) -> bool:
    """Whether the list knows the division, today's or abolished. A hint, never a reason to refuse."""
    return bool(_told(code).get("county"))


def name(code: str) -> str:
    """Province and latest name of the division; the province alone where the list does not know the rest, else blank."""
    latest = _told(code).get("county", "").split(",")[-1].rpartition("]")[2]
    province = PROVINCES.get(code[:2], "")
    return province if latest == province else province + latest


def _told(code: str) -> dict[str, str]:
    return {key: value for _, told in numdb.get("cn/loc").info(code[:6]) for key, value in told.items()}
