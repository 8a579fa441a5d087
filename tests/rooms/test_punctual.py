"""How punctual organs are: every figure equals an oracle that walks from day to day, apart from the room."""

import datetime as dt
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chengxin.governance import api as governance
from chengxin.ground.api import days
from chengxin.subjects import api as subjects
from tests.district import EMERGENCY, MARKET, penalty_row
from tests.governed import Sent, expected

ORGANS = {"应急": EMERGENCY, "市监": MARKET}
NAMES = {short: name for short, (name, _) in ORGANS.items()}


def row(one: Sent) -> dict[str, str]:
    name, code = ORGANS[one.organ]
    return penalty_row(CF_WSH=one.number, CF_JDRQ=f"{one.decided:%Y/%m/%d}", CF_CFJG=name, CF_CFJGDM=code, CF_SJLY=name, CF_SJLYDM=code)


def send(district, sent: list[Sent]) -> None:
    """All of it, a file a day."""
    for day in sorted({one.received for one in sent}):
        district.collect(*(row(one) for one in sent if one.received == day), received=day.isoformat())


def told(begins: dt.date, ends: dt.date, known: dt.date) -> dict[str, dict]:
    found = governance.reckon(begins, ends, known=known)
    return {one["organ"]: one for one in found["organs"]}


def compare(sent, begins, ends, known, **more) -> None:
    found = told(begins, ends, known)
    for short, figures in expected(sent, begins, ends, known, days.is_working_day, **more).items():
        line = found.get(NAMES[short], {})
        assert {name: line.get(name, 0) for name in figures} == figures, (short, begins, ends, known)
        if line:
            assert line["due"] == line["in_time"] + line["late"] + line["missing"]


def sending(day: dt.date) -> dt.date:
    """The next day on which files are sent, so that a test sends few of them."""
    return min(one for one in (dt.date(2025, 9, 1) + dt.timedelta(9 * n) for n in range(40)) if one >= day)


def history(seed: int, count: int) -> list[Sent]:
    chance = random.Random(seed)
    sent = []
    for number in range(count):
        decided = dt.date(2025, 9, 1) + dt.timedelta(chance.randrange(90))  # over 国庆, whose weekends shift
        received = sending(decided + dt.timedelta(chance.choice((0, 1, 3, 7, 8, 9, 10, 11, 12, 14, 15, 17, 20, 45))))
        one = Sent(f"津北试罚〔2025〕{number + 1}号", decided, received, chance.choice(list(ORGANS)))
        sent.append(one)
        if chance.random() < 0.2:  # the day is corrected later
            sent.append(
                Sent(one.number, max(decided - dt.timedelta(chance.randrange(1, 20)), dt.date(2025, 9, 1)), sending(received + dt.timedelta(chance.randrange(1, 30))), one.organ)
            )
    return sent


def test_every_figure_equals_the_oracle(district):
    sent = history(1, 90)
    send(district, sent)
    stated = {("应急", dt.date(2025, 9, 1)): 40, ("市监", dt.date(2025, 10, 1)): 12}
    for (short, month), count in stated.items():
        with district.side("desk"):
            governance.caseload.state(subjects.organ(NAMES[short]).pk, [governance.caseload.stated("penalty", f"{month:%Y-%m}", str(count))], on=dt.date(2025, 11, 1), actor="测试")
    for side in ("worker", "desk"):
        with district.side(side):
            for begins, ends, known in (
                (dt.date(2025, 9, 1), dt.date(2025, 9, 30), dt.date(2025, 10, 1)),
                (dt.date(2025, 9, 1), dt.date(2025, 9, 30), dt.date(2026, 1, 5)),
                (dt.date(2025, 10, 1), dt.date(2025, 10, 31), dt.date(2025, 11, 3)),
                (dt.date(2025, 10, 6), dt.date(2025, 10, 12), dt.date(2025, 12, 31)),
                (dt.date(2025, 11, 1), dt.date(2025, 11, 30), dt.date(2025, 11, 15)),
            ):
                compare(sent, begins, ends, known, stated={key: count for key, count in stated.items() if known >= dt.date(2025, 11, 1)})


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_small_histories_equal_the_oracle(district, data):
    """Each history stands beside those before it, under numbers of its own; all of them are held against the oracle together."""
    mark = data.draw(st.integers(0, 10**6))
    known_before = _sent_in.setdefault(district.database, [])
    made = data.draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(list(ORGANS))), min_size=1, max_size=3))
    fresh = [
        Sent(f"津北试罚〔2026〕{mark}{len(known_before)}{n}号", dt.date(2026, 1, 20) + dt.timedelta(decided), dt.date(2026, 1, 20) + dt.timedelta(decided + after), organ)
        for n, (decided, after, organ) in enumerate(made)
    ]
    send(district, fresh)
    known_before += fresh
    begins = dt.date(2026, 1, 20) + dt.timedelta(data.draw(st.integers(0, 60)))
    ends = begins + dt.timedelta(data.draw(st.integers(0, 40)))
    compare(known_before, begins, ends, ends + dt.timedelta(data.draw(st.integers(-3, 60))))


_sent_in: dict[str, list[Sent]] = {}


def test_a_decision_counts_once_also_where_what_came_first_came_last(district):
    """A later batch says that it was received earlier: that is the first receipt, of every period (430, 431)."""
    one = Sent("重1号", dt.date(2026, 5, 6), dt.date(2026, 5, 20), "应急")  # due on 05-15
    district.collect(row(one), received="2026-05-20")
    known = dt.date(2026, 5, 25)
    assert told(dt.date(2026, 5, 14), dt.date(2026, 5, 16), known)[EMERGENCY[0]]["late"] == 1
    district.collect(row(one) | {"CF_NR": "罚款6000元"}, received="2026-05-08")
    periods = {
        ends: told(begins, ends, known)
        for begins, ends in ((dt.date(2026, 5, 1), dt.date(2026, 5, 12)), (dt.date(2026, 5, 14), dt.date(2026, 5, 16)), (dt.date(2026, 5, 18), known))
    }
    lines = {ends.day: found.get(EMERGENCY[0], {}) for ends, found in periods.items()}
    assert {day: (line.get("in_time", 0), line.get("late", 0), line.get("accepted", 0)) for day, line in lines.items()} == {12: (1, 0, 1), 16: (0, 0, 0), 25: (0, 0, 0)}
