"""名称相近: what a reader could confuse is pointed out; what is plainly another is not."""

import pytest

from chengxin.subjects.rules import core, near


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
