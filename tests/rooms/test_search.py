"""名称检索: fragments, initials, parts of codes; rank and total; what is written and what is asked agree."""

import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengxin.ground import names
from chengxin.subjects import api as subjects
from tests.district import District, credit_code, identity_number, penalty_row

_WORDS = "宏达瑞丰恒信嘉禾永盛明德同创华泰安顺鼎新汇川博雅启航正元卓越和润云帆锦程金辉立信"
_TEXT = st.text(st.sampled_from([*_WORDS, *"天津市有限公司（）()ＡｂC重庆银行 　·—、Ⅳ㈱é7０"]), min_size=1, max_size=18)


def register_row(code: str, name: str, **more: str) -> dict[str, str]:
    return {"企业名称": name, "统一社会信用代码": code, "注册日期": "2019-05-06", "企业类型": "有限责任公司"} | more


def code(number: int) -> str:
    return credit_code(f"91120105MA{number:07d}")


@pytest.fixture(scope="module")
def ask(server):
    """One value of one statement, over a connection that stays open."""
    with District(server) as own, own.connect("owner", options="-c search_path=chengxin") as raw:
        yield lambda sql, *parameters: raw.execute(sql, parameters).fetchone()[0]


@settings(max_examples=80, deadline=None)
@given(text=_TEXT)
def test_columns_and_database_fold_alike_and_number_alike(ask, text):
    form = names.fold(text)
    assert ask("SELECT ground_folded(%s)", text) == form
    (numbers,) = names.grams(pa.array([form]), pa.array([code(7)])).to_pylist()
    assert set(ask("SELECT ground_pairs(%s)", form)) == {n for n in numbers if n >= names.PAIRS}
    if len(form) >= 2:
        assert ask("SELECT ground_place_number(%s, 0)", form[:2]) in numbers
    letters = names.initials(pa.array([form]))[0].as_py()
    if len(letters) >= 3 and not form.startswith(("天津", "河北区")):
        assert ask("SELECT ground_place_number(%s, 1)", letters[:3]) in numbers


def test_initials_take_the_readings_of_firms(ask):
    told = names.initials(pa.array(["天津市银行", "重庆长城会计", "abc商贸7", ""])).to_pylist()
    assert told == ["tjsyh", "cqcchj", "abcsm7", ""]


def found(text: str, **more: int) -> list[str]:
    return [one.name for one in subjects.search(text, **more)[1]]


def test_a_name_is_found_by_any_part_by_initials_and_by_parts_of_its_code(district):
    district.collect(
        register_row(code(1), "天津市北运宏达商贸有限公司"), register_row(code(2), "宏达（天津）物流有限公司"), register_row(code(3), "ＡＢＣ宏达食品店"), register_row(code(4), "天津公司"),
        source="registrations",
    )  # fmt: skip
    assert found("宏达") == ["宏达（天津）物流有限公司", "ＡＢＣ宏达食品店", "天津市北运宏达商贸有限公司"]  # begins so, then the shorter
    assert found("宏达天津") == ["宏达（天津）物流有限公司"]  # brackets do not matter
    assert found("abc宏") == ["ＡＢＣ宏达食品店"]
    assert found("byhd") == ["天津市北运宏达商贸有限公司"] == found("tjsbyhd")
    assert found("天津公司")[0] == "天津公司"
    assert found(code(1)) == ["天津市北运宏达商贸有限公司"]
    assert set(found(code(1)[:12])) == {"天津市北运宏达商贸有限公司", "宏达（天津）物流有限公司", "ＡＢＣ宏达食品店", "天津公司"}
    assert found(code(2)[8:17]) == ["宏达（天津）物流有限公司"]
    assert found(code(3)[-7:]) == ["ＡＢＣ宏达食品店"]
    assert found("不存在") == [] and found("（）") == []
    district.collect(register_row(code(1), "天津市北运鸿达商贸有限公司"), source="registrations", received="2026-06-01")
    assert found("北运宏达") == ["天津市北运鸿达商贸有限公司"]  # found by the name it had, shown by the one it has


def test_common_fragments_are_walked_and_rare_ones_looked_up_with_the_same_answer(district):
    """Above 50,000 names the sample decides; whichever way is taken, what is found is what a plain scan finds."""
    chance = random.Random(5)
    made = {}
    for number in range(800):
        made[code(number)] = f"天津{'宏达瑞' if number % 20 == 0 else ''.join(chance.sample(_WORDS, 3))}{chance.choice(('商贸', '科技', '食品'))}有限公司"
    district.collect(*(register_row(one, name) for one, name in made.items()), source="registrations")
    told = district.value("SELECT sum(drawn) FROM subjects_sample")
    assert told == 800
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE subjects_sample SET of_names = 60000")  # as if there were as many: the walk is taken
    for text in ("商贸", "天津", "有限公司", "科技有限", "宏达", "天津宏"):
        holding = [name for name in made.values() if text in name]
        total, every = subjects.search(text, limit=1000)
        page = [one for one in every if one.kind != "organ"]
        assert len(page) == len(holding) and {one.name for one in page} == set(holding)
        assert total == (1001 if len(holding) >= 30 else len(every))
        begun = [one.name.startswith(text) for one in page]
        assert begun == sorted(begun, reverse=True)
    letters = dict(district.rows("SELECT name, initials FROM subjects_name"))
    for text in ("hdr", "tjhdr", "hdrs"):
        spelt = {name for name, of_name in letters.items() if of_name.removeprefix("tj").startswith(text.removeprefix("tj"))}
        total, every = subjects.search(text, limit=1000)
        assert {one.name for one in every} == spelt and total == (1001 if len(every) >= 30 else len(every)) and every, text
    first, rest = subjects.search("商贸", limit=7)[1], subjects.search("商贸", limit=7, offset=7)[1]
    assert [one.id for one in (*first, *rest)] == [one.id for one in subjects.search("商贸", limit=14)[1]]


def test_of_more_than_a_thousand_those_known_first_come_first(district):
    made = {code(number): f"{'天津' * (number % 3 == 0)}{'某' * (number % 7)}宏达{number}商贸有限公司" for number in range(1, 1101)}
    district.collect(*(register_row(one, name) for one, name in made.items()), source="registrations")
    known = {name: place for place, name in enumerate(made.values())}
    total, first = subjects.search("宏达", limit=30)
    assert total == 1001 and [known[one.name] for one in first] == sorted(known[name] for name in made.values() if name.startswith("宏达"))[:30]
    total, few = subjects.search("天津某宏达", limit=100)
    names = [one.name for one in few]
    assert total == len(few) == sum(name.startswith("天津某宏达") for name in made.values()) and names == sorted(names, key=lambda name: (len(name), name))


def test_natural_persons_are_found_by_no_search(district):
    number = identity_number("12010519900307881")
    district.collect(penalty_row(CF_XDR_MC="王小明", CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=number))
    assert found("王小明") == found(number) == found("wxm") == found(number[-6:]) == []
