"""However a number, a house or a name is written: what is covered, what is held to be read, and what stays (docs/rulings.md, 28, 450, 451, 452)."""

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chengxin.site import postgres
from tests.district import identity_number
from tests.stories.oracle import covering

NUMBER = identity_number("12010519900307123")
BETWEEN = [" - ", "   ", "．", "‧", "∙", "⋅", "●", "−", "～", "~", "、", ",", "，", "／", "－", "\u00ad", "\u200e", "\u200f", "\u3000", "\xa0", "（", "〕", "[", ")"]


@pytest.fixture(scope="module")
def raw(server):
    """A connection to the migrated database."""
    with psycopg.connect(**postgres.connection(server, "owner"), options="-c search_path=chengxin", autocommit=True) as made:
        yield made


def covered(raw, text: str) -> str:
    """``text`` as SQL covers it; whoever asks whether that is worth while must have been told so, of its JSON too."""
    told, worth, quoted = raw.execute("SELECT ground_masked_text(%s), ground_worth_masking(%s), ground_worth_masking(to_jsonb(%s::text)::text)", [text] * 3).fetchone()
    assert told == text or (worth and quoted)
    return told


@pytest.mark.parametrize("between", BETWEEN)
def test_an_identity_number_is_covered_whatever_stands_between_its_figures(raw, between):
    told = covered(raw, f"证号{NUMBER[:6]}{between}{NUMBER[6:14]}{between}{NUMBER[14:]}。")
    assert told == f"证号1*****{between}********{between}***{NUMBER[-1]}。" == covering.covered(f"证号{NUMBER[:6]}{between}{NUMBER[6:14]}{between}{NUMBER[14:]}。")


@settings(max_examples=200, deadline=None)
@given(
    some.lists(
        some.one_of(some.just(""), some.sampled_from(BETWEEN), some.lists(some.sampled_from([b for b in BETWEEN if len(b) == 1]), max_size=4).map("".join)),
        min_size=17,
        max_size=17,
    )
)
def test_an_identity_number_is_covered_however_it_is_cut(raw, between):
    text = "".join(a + b for a, b in zip(NUMBER, [*between, ""], strict=True))
    told = covered(raw, text)
    assert [letter for letter in told if letter.isdigit()] == [NUMBER[0], NUMBER[-1]] and told == covering.covered(text)


def held(raw, text: str) -> list[str]:
    told, worth = raw.execute("SELECT ground_doubts(ground_masked_text(%s)), ground_worth_doubting(%s)", [text, text]).fetchone()
    assert worth or not told
    assert covering.doubtful(covering.covered(text)) == bool(told)
    return told


@pytest.mark.parametrize(
    "text",
    [
        "6222–0212–3456–7890", "120105.19900307.1231", "120105-1990-03-07-1231", "120105 - 19900307 - 1231", "6222  0212  3456  7890", "6222、0212、3456、7890", "120105、19900307、1231",
        "2026年5月12日从6222·0212·3456·7890转出", "（6222）（0212）（3456）（7890）",
    ],
)  # fmt: skip
def test_a_number_that_may_be_a_persons_is_held(raw, text):
    assert held(raw, text) == ["number"]


@pytest.mark.parametrize(
    "text",
    [
        "139–1234–5678", "139‐1234‐5678", "139 - 1234 - 5678", "1391 2345 678", "13912 345678", "1 3 9 1 2 3 4 5 6 7 8", "1391234\u200b5678", "手机号13912 345678", "86 139 1234 5678",
        "电话2441-2345", "022–24412345", "2026-05-12 139-1234-5678",
    ],
)  # fmt: skip
def test_a_telephone_is_held(raw, text):
    assert held(raw, text) == ["telephone"]


@pytest.mark.parametrize(
    "text",
    [
        "罚款3,500元、4,200元", "2026-05-12至2026-06-11", "2026年1月2日、3日", "2026.05.12-2026.06.11", "2026-05-12～2026-06-11", "20260512-20260611", "3,500、4,200、5,600、7,800",
        "1200.00 3400.50 560.00 1200.00", "津北罚决字第1501-2026-012号", "2026-05-12、2026-05-13、2026-05-14", "2026-05-12 2026-05-13 2026-05-14", "GB 14881-2013", "津北执法138〔2026〕0123号",
        "1998.3.15-2005", "2026-05-12 09:30至2026-05-12 11:30", "1200、3400、5600、7800元", "货值13,912.34元、5,678.00元",
    ],
)  # fmt: skip
def test_dates_amounts_and_documents_are_neither_covered_nor_held(raw, text):
    assert (covered(raw, text), held(raw, text)) == (text, [])


def test_the_middle_of_listed_dates_is_no_birth_date(raw):
    """Some month's three days have the check character of an identity number; they are dates all the same."""
    texts = [f"2026-{m:02}-{d:02}、2026-{m:02}-{d + 1:02}、2026-{m:02}-{d + 2:02}" for m in range(1, 13) for d in range(1, 27)]
    assert [covered(raw, text) for text in texts] == texts
