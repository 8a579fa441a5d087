"""How letters are written: numerals, days, numbers, headings, citations; which repair rule speaks; what a template may not say."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.law.letters import rules
from chengxin.law.repairs import repair_on

NUMERALS = [
    (0, "〇"), (1, "一"), (10, "十"), (11, "十一"), (15, "十五"), (20, "二十"), (30, "三十"), (99, "九十九"), (100, "一百"), (105, "一百〇五"), (110, "一百一十"),
    (1000, "一千"), (1001, "一千〇一"), (1010, "一千〇一十"), (2026, "二千〇二十六"), (10_000, "一万"), (10_001, "一万〇一"), (100_000, "十万"), (123_456, "十二万三千四百五十六"),
    (10_000_000, "一千万"), (20_300_040, "二千〇三十万〇四十"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "text"), NUMERALS)
def test_numerals(number, text):
    assert rules.numeral(number) == text


def test_no_numeral_beyond():
    for number in (-1, 10**8):
        with pytest.raises(ValueError):
            rules.numeral(number)


@given(st.integers(0, 10**8 - 1), st.integers(0, 10**8 - 1))
def test_no_two_numbers_are_written_alike(one, other):
    assert (rules.numeral(one) == rules.numeral(other)) == (one == other)


@given(st.integers(0, 10**8 - 1))
def test_a_numeral_can_be_read_back(number):
    assert _read(rules.numeral(number)) == number


def _read(text: str) -> int:
    total = section = digit = 0
    for character in text:
        if character in "〇一二三四五六七八九":
            digit = "〇一二三四五六七八九".index(character)
        elif character == "万":
            total, section, digit = (section + digit) * 10_000, 0, 0
        else:
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
    return total + section + digit


@pytest.mark.parametrize(
    ("on", "figures", "words"),
    [
        (dt.date(2026, 11, 25), "2026年11月25日", "二〇二六年十一月二十五日"),
        (dt.date(2026, 1, 5), "2026年1月5日", "二〇二六年一月五日"),
        (dt.date(2030, 10, 10), "2030年10月10日", "二〇三〇年十月十日"),
        (dt.date(2004, 2, 29), "2004年2月29日", "二〇〇四年二月二十九日"),
    ],
)
def test_days(on, figures, words):
    assert (rules.day(on), rules.day_in_words(on)) == (figures, words)


def test_document_numbers():
    assert rules.number("津北市监", "信告", 2026, 1) == "津北市监信告〔2026〕1号"
    assert rules.number("津北发改", "信决", 2026, 1207) == "津北发改信决〔2026〕1207号"


@pytest.mark.parametrize(
    ("said", "full"),
    [
        (("中华人民共和国行政处罚法", "2021年修订", "第四十八条"), "《中华人民共和国行政处罚法》（2021年修订）第四十八条"),
        (("信用修复管理办法", "", ""), "《信用修复管理办法》"),
        (("《关于某某的通知》", "某发〔2026〕1号", "第一条"), "《关于某某的通知》（某发〔2026〕1号）第一条"),
    ],
)
def test_citations(said, full):
    assert rules.cited(*said) == full


def test_a_short_heading_stays_whole():
    assert rules.lines_of("公示行政处罚信息决定书") == ["公示行政处罚信息决定书"]


def test_a_long_heading_breaks_outside_brackets():
    lines = rules.lines_of("关于将天津市某某（集团）有限责任公司列入拖欠农民工工资失信联合惩戒对象名单的决定书")
    assert len(lines) == 3 and max(map(len, lines)) <= 20
    for line in lines:
        assert line.count("（") == line.count("）") and line[0] not in "）》，。、"


@given(st.text(alphabet="天津市（）《》，某", min_size=1, max_size=90))
def test_no_character_of_a_heading_is_lost(title):
    assert "".join(rules.lines_of(title)) == title


REPAIR = [
    {"regime": "2019", "from": None, "earliest": "2023-01-01"},
    {"regime": "2026", "from": "2026-04-01", "earliest": None},
    {"regime": "2023", "from": "2023-05-01", "earliest": "2024-01-01"},
]


@pytest.mark.parametrize(("on", "regime"), [("2020-01-01", "2019"), ("2023-04-30", "2019"), ("2023-05-01", "2023"), ("2026-03-31", "2023"), ("2026-04-01", "2026")])
def test_the_repair_rule_of_the_day(on, regime):
    assert repair_on(REPAIR, dt.date.fromisoformat(on))["regime"] == regime


def test_no_repair_rule_before_the_first():
    assert repair_on([REPAIR[2]], dt.date(2023, 4, 30)) is None
    assert repair_on([], dt.date(2026, 1, 1)) is None


def test_a_public_notice_counts_on_the_last_day_of_its_term():
    assert rules.served(30, dt.date(2026, 5, 20)) == dt.date(2026, 6, 19)
    assert rules.served(None, dt.date(2026, 5, 20)) == dt.date(2026, 5, 20)


def test_the_standing_service_is_the_one_nobody_corrects():
    rows = [{"id": 1, "corrects_id": None}, {"id": 4, "corrects_id": 2}, {"id": 2, "corrects_id": 1}]
    assert rules.standing(rows)["id"] == 4
    assert rules.standing([]) is None


HEAD = rules.FIRST_LINE + "\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (HEAD + "#show: letter\n正文 important reading\n", []),
        ("#show: letter\n", [1]),
        (HEAD + '#read("/etc/passwd")', [2]),
        (HEAD + '一\n#{ import "@preview/x:1.0.0" }\n#eval("1")', [3, 4]),
        (HEAD + '#dictionary(std).at("re" + "ad")("x")', [2, 2]),
        (HEAD + HEAD, [2]),
        (HEAD + '#include "x.typ"\n#plugin("x.wasm")', [2, 3]),
    ],
)
def test_what_a_template_may_not_say(source, lines):
    assert [line for line, _ in rules.faults_of(source)] == lines
