"""Every check says of its examples what the table says, on every engine; and both engines say the same of anything."""

import dataclasses
import datetime as dt
import random
from functools import cache

import pyarrow as pa
import pytest

from chengxin.catalogue import api as catalogue
from chengxin.collection import judging
from chengxin.collection.checks import level_of, register
from chengxin.collection.columns import Columns
from chengxin.collection.header import Mapping
from chengxin.collection.intake import Intake
from chengxin.collection.judging import Judge
from chengxin.collection.organs import NamedOrgans
from chengxin.collection.reading import Chunk
from chengxin.collection.sources.mapping import Translation
from chengxin.subjects.api import RegisteredOrgan
from tests.rules.check_examples import EXAMPLES, Examples
from tests.rules.engines import ENGINES, engine

RECEIVED = dt.date(2026, 11, 20)
_REGISTER = [
    RegisteredOrgan(1, None, "天津市河北区应急管理局", ("区应急局",), True),
    RegisteredOrgan(2, None, "天津市河北区市场监督管理局", ("区市场监管局", "区局"), True),
    RegisteredOrgan(3, "11120105MB1F00010B", "天津市河北区统计局", ("区局",), True),
    RegisteredOrgan(4, "11120105MB1F00022J", "天津市河北区应急管理局", (), False),
]
# For the tables that name their organ without a code.
ORGANS = {"licence_old": NamedOrgans(_REGISTER, _REGISTER[1], ("天津市河北区", "天津市"))}
FATES = ("not_applicable", "passing", "failing")


@cache
def version_of(item: str) -> catalogue.ItemVersion:
    """The version a table is read by; ``altered``: penalties with a found rule that no item has yet."""
    if item != "altered":
        return catalogue.item(item).version_on(RECEIVED)
    version = version_of("penalty")
    when = catalogue.Condition("CF_CFLB", ("暂扣", "吊销"), False, "S6")
    elements = tuple(dataclasses.replace(e, condition=when) if e.code == "CF_NR_ZKDX" else e for e in version.elements)
    return dataclasses.replace(version, version="altered", elements=elements, raw=dict(version.raw) | {"version": "altered"})


def columns_of(version: catalogue.ItemVersion, rows: list[dict[str, str]]) -> Columns:
    """Rows of cells by role or element, as intake makes columns of them."""
    codes = [e.code for e in version.elements]
    cells = [{version.roles.get(name, name): text for name, text in row.items()} for row in rows]
    assert all(set(row) <= set(codes) for row in cells), cells
    raw = [pa.array([row.get(code, "") for row in cells], pa.string()) for code in codes]
    intake = Intake(
        version, Mapping({code: n for n, code in enumerate(codes)}, ()), tuple(codes), translation=Translation(), received=RECEIVED, fixed_organ=None, by_document=False,
        organs=ORGANS.get(version.item),
    )  # fmt: skip
    try:
        return intake._columns(Chunk(1, raw, [False] * len(rows)))[0]
    finally:
        intake.close()


def flags(name: str, version: catalogue.ItemVersion, table: pa.Table) -> tuple[tuple[judging.Rule, ...], pa.Table]:
    """What every rule says of every row: ``a``: it applies, ``f``: it fails."""
    judge = Judge(version, engine(name))
    return judge.rules, judge.engine.evaluate(table, judge.compiled)


@cache
def answers(name: str, item: str) -> dict[tuple[str, str], list[tuple[str, dict, str]]]:
    """By check: each of its examples with what it should be and what it is."""
    version = version_of(item)
    asked = [(code, fate, row) for code, table in EXAMPLES.items() if table.item == item for fate in FATES for row in getattr(table, fate)]
    rules, told = flags(name, version, columns_of(version, [row for _, _, row in asked]).table())
    found: dict[tuple[str, str], list] = {}
    for n, rule in enumerate(rules):
        applies, fails = (told.column(f"{kind}{n}").to_pylist() for kind in "af")
        for place, (code, fate, row) in enumerate(asked):
            if code == rule.check.CODE:
                found.setdefault((code, str(rule.target)), []).append((fate, row, "failing" if fails[place] else "passing" if applies[place] else "not_applicable"))
    return found


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("code", [check.CODE for check in register.CHECKS])
def test_a_check_says_what_its_table_says(server, name, code):
    table: Examples = EXAMPLES[code]
    told = answers(name, table.item)[code, table.target]
    assert [(fate, row) for fate, row, found in told if fate != found] == []
    assert {fate for fate, _, _ in told} >= {"passing", "failing"}


def test_every_check_of_a_row_has_its_table():
    assert list(EXAMPLES) == [check.CODE for check in register.CHECKS]
    assert {level_of(check) for check in register.CHECKS} == {"field", "record"}


PIECES = [
    "", " ", "无", "N/A", "自然人", "个体工商户", "法人及非法人组织", "身份证", "罚款", "其他-罚款", "警告", ";", "；", "、", "\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\v", "\f", "\t", "\u00a0", "\u3000",
    "\u200b", "$", "^", "\\", "'", '"', "%", "\0", "0", "1", "9", "０", "٣", "²", "Ⅷ", ".", "-", "+", "e", "NaN", "2026", "2026/01/01", "20260101", "1.5", "/", "年", "月", "日", "91120105MA0000007Q", "91120105MA000000", "I", "Ｏ", "ß", "ı",
    "\ue000", "\U000f0000", "\U0010fffd", "𠀀", "e\u0301", "é", "\ud7ff", "\uffff", "👨‍👩‍👧", "00000000000000000X", "12010519000101002X", "普通", "其他-", "1" * 18, "长" * 201,
]  # fmt: skip


@pytest.mark.parametrize("item", ["penalty", "licence", "registration"])
def test_both_engines_say_the_same_of_anything(server, item):
    """Check by check over values that no normalising has seen; nulls too, which no file can bring."""
    engine("spark")
    version, chance = version_of(item), random.Random(9)
    days = [None, dt.date(1, 1, 1), dt.date(1582, 10, 10), dt.date(1899, 12, 31), dt.date(2026, 11, 20), dt.date(2026, 11, 21), dt.date(9999, 12, 31)]
    made = {}
    for field in judging.schema(version):
        if field.type == pa.string():
            values: list = [None if chance.random() < 0.02 else "".join(chance.choices(PIECES, k=chance.choice((0, 1, 1, 2, 3, 18)))) for _ in range(2000)]
        else:
            choices = {pa.date32(): days, pa.bool_(): [None, True, False]}.get(field.type)
            values = [chance.choice(choices) for _ in range(2000)] if choices else list(range(2000))
        made[field.name] = pa.array(values, field.type)
    if "subject_kind" in made:
        made["subject_kind"] = pa.array([chance.choice(["自然人", "个体工商户", "法人及非法人组织", "", "\u0085"]) for _ in range(2000)])
    table = pa.table(made)
    rules, ours = flags("duckdb", version, table)
    _, theirs = flags("spark", version, table)
    differing = {}
    for n, rule in enumerate(rules):
        for kind in "af":
            mine, other = (told.column(f"{kind}{n}").to_pylist() for told in (ours, theirs))
            for place in [i for i in range(2000) if mine[i] != other[i]][:1]:
                differing[rule.check.CODE, str(rule.target), kind] = (table.column(rule.target)[place].as_py() if rule.target in made else None, mine[place], other[place])
    assert differing == {}
    assert sum(told.column(f"f{n}").to_pylist().count(True) for told in (ours,) for n in range(len(rules))) > 1000


def test_it_does_not_show_whether_a_value_or_every_row_is_asked(server, monkeypatch):
    """Columns of one value, of few, of two together, and of many: the verdict is that of every row asked."""
    version, chance = version_of("penalty"), random.Random(3)
    few = [row for table in EXAMPLES.values() if table.item == "penalty" for fate in FATES for row in getattr(table, fate)]
    for rows in (
        [chance.choice(few) for _ in range(900)],
        [{"kinds": chance.choice("罚款 警告 其他-罚款".split()), "fine": chance.choice(["", "1", "五"]), "name": str(n)} for n in range(900)],
    ):
        columns = columns_of(version, rows)
        told = Judge(version, engine("duckdb")).judged(columns)
        with monkeypatch.context() as moment:
            moment.setattr(judging, "_ROWS_TO_TELL_APART", 10_000)
            plain = Judge(version, engine("duckdb")).judged(columns)
        assert told.counts == plain.counts
        assert told.quarantine.to_pylist() == plain.quarantine.to_pylist()
        assert [(rule, places.tolist()) for rule, places in told.returned] == [(rule, places.tolist()) for rule, places in plain.returned]
        assert sum(failed for _, _, failed in told.counts)


def test_a_row_alone_is_judged_as_among_others(server):
    version = version_of("penalty")
    rows = [row for table in EXAMPLES.values() if table.item == "penalty" for row in table.failing]
    whole = Judge(version, engine("duckdb")).judged(columns_of(version, rows)).quarantine.to_pylist()
    alone = Judge(version, engine("duckdb"))
    assert whole == [bool(alone.judged(columns_of(version, [row])).quarantine and True) for row in rows]
