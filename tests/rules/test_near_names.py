"""名称相近: what a reader could confuse is pointed out; what is plainly another is not."""

import re

import pytest

from chengxin.ground.places import named
from chengxin.subjects import rules

HERE = re.compile(named("天津市河北区", "河北区").anywhere)


def near(names):
    return rules.near(names, HERE)


def core(name):
    return rules.core(name, HERE)


@pytest.mark.parametrize(
    ("one", "other", "are_near"),
    [
        ("天津北希置业有限公司", "天津南希置业有限公司", True),  # one character
        ("南希置业（天津）有限公司", "天津南希置业有限公司", True),  # the place elsewhere
        ("天津市河北区宏达商贸有限公司", "天津宏达商贸有限责任公司", True),  # the form
        ("天津宏达瑞丰商贸有限公司", "天津瑞丰宏达商贸有限公司", True),  # another order
        ("天津宏达食品商贸有限公司", "天津宏达食商贸有限公司", True),  # one left out
        ("天津宏达商贸有限公司", "天津宏达商贸有限公司", True),  # namesakes
        ("天津宏达商贸有限公司", "天津瑞丰商贸有限公司", False),
        ("天津宏达商贸有限公司", "天津宏达建筑工程有限公司", False),
        ("甲店", "乙店", False),  # too short to tell
    ],
)
def test_near(one, other, are_near):
    assert near([one, "天津海河物流服务有限公司", other]) == [are_near, False, are_near]


def test_core_is_what_tells_apart():
    assert core("天津市（河北）ＡＢＣ商贸有限责任公司") == "河北abc商贸"
    assert core("天津市河北区老王面馆（个体工商户）") == "老王面馆"
    assert near([]) == []


@pytest.mark.parametrize(
    ("full", "district", "pairs", "opens", "stays"),
    [
        ("天津市河北区", "河北区", ("天津", "津市"), ["天津", "天津市", "天津河北", "天津市河北区", "河北区"], "河北"),
        ("江苏省南京市玄武区", "玄武区", ("南京", "京市"), ["江苏南京", "江苏省南京市", "南京", "南京市玄武区", "玄武区"], "玄武"),
        ("上海市浦东新区", "浦东新区", ("上海", "海市"), ["上海", "上海市浦东", "浦东新区"], "浦东"),
        ("内蒙古自治区锡林郭勒盟多伦县", "多伦县", ("锡林", "林郭", "郭勒", "勒盟"), ["锡林郭勒", "内蒙古锡林郭勒盟多伦县"], "多伦"),
    ],
)
def test_the_place_is_that_of_the_district_file(full, district, pairs, opens, stays):
    places = named(full, district)
    assert places.pairs[: len(pairs)] == pairs and places.pairs[len(pairs) :] == ("有限", "限公", "公司", "限责", "责任", "任公")
    for place in opens:
        assert re.sub(places.opening, "", f"{place}宏达商贸有限公司") == "宏达商贸有限公司", place
    assert re.sub(places.opening, "", f"{stays}宏达商贸有限公司") == f"{stays}宏达商贸有限公司", "another place may be called so"
    assert rules.near([f"宏达（{opens[0]}）商贸有限公司", f"{opens[0]}宏达商贸有限公司"], re.compile(places.anywhere)) == [True, True]
