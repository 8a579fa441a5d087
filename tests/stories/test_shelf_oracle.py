"""Every item's shelf, on days of all three regimes and to come, is what an oracle says that read the same files and shares no code (``oracle``)."""

import datetime as dt
import io
import json
import os
import random
from collections import Counter

import pytest
from django.core.management import call_command

from tests.district import District
from tests.stories.oracle import definitions
from tests.stories.oracle.histories import Chance, Mistake, Sent, history
from tests.stories.oracle.public import Shelf

LONG = os.environ.get("CHENGXIN_TEST_LONG") == "1"
EDGES = tuple(dt.date.fromisoformat(day) for day in ("2023-04-30", "2023-05-01", "2026-03-31", "2026-04-01"))


def told(day: dt.date, *words: str) -> dict[tuple, dict]:
    """What ``chengxin shelf`` answers, as the oracle tells it."""
    out = io.StringIO()
    call_command("shelf", "--on", day.isoformat(), "--format", "json", *words, stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["day"] == day.isoformat()
    found = {}
    for one in answer["records"]:
        key = (one["item"], "" if one["item"] == "registration" else one["organ"], one["document_number"], one["subject"])
        assert key not in found
        found[key] = {name: one[name] for name in ("public_from", "term_ends", "subject_name", "organ_name", "organ", "fields")}
    return found


def compare(shelf: Shelf, day: dt.date) -> Counter:
    """The whole shelf of a day; how many lines of each item."""
    seen, right = told(day), shelf.on(day)
    wrong = {key: (seen.get(key), right.get(key)) for key in seen.keys() | right.keys() if seen.get(key) != right.get(key)}
    assert not wrong, (day, len(wrong), list(wrong.items())[:2])
    return Counter(key[0] for key in right)


def compare_after_mistakes(shelf: Shelf, day: dt.date, *, were_public: bool) -> int:
    """The shelf of a day after batches were taken back; how many lines.

    A line that a mistake took down does not come back while its facts are disputed. Where mistakes were public for a while, a first
    public day and the term that runs from it may lie earlier: no line of the shelf is another than it should be.
    """
    seen, right = told(day), shelf.on(day)
    if were_public:
        for line in (*seen.values(), *right.values()):
            del line["public_from"], line["term_ends"]
    wrong = {key: (line, right.get(key)) for key, line in seen.items() if line != right.get(key)}
    assert not wrong, (day, len(wrong), list(wrong.items())[:2])
    missing = {key for key in right.keys() - seen.keys() if not shelf.records[key].disputed}
    assert were_public or not missing, (day, missing)
    return len(seen)


def kept_whole() -> bool:
    """Verifying finds nothing that is not as it was made: of no line, whatever happened to it."""
    from chengxin.publicity import api as publicity

    return not publicity.ledger.verify().counts


def thirty_days(today: dt.date, *, seed: int) -> list[dt.date]:
    """Spread over the three years, with the ends of regimes and days to come, until the longest terms are over."""
    chance, first = random.Random(seed), today - dt.timedelta(days=1120)
    days = {today, today + dt.timedelta(days=1), *(edge for edge in EDGES if edge > first)}
    days |= {today + dt.timedelta(days=n) for n in (91, 183, 365, 540, 730, 900, 1096, 1200)}
    while len(days) < 30:
        days.add(first + dt.timedelta(days=chance.randrange(1120)))
    return sorted(days)


def feed(shelf: Shelf, event) -> None:
    """An event of the demo, as the oracle understands it."""
    if hasattr(event, "content"):
        shelf.receive(event.source, event.content, event.day)
    elif hasattr(event, "deeds"):
        for deed in event.deeds:
            key = shelf.find("penalty", deed.document_number, deed.code)
            if deed.kind == "withdraw":
                shelf.withdraw(key, event.day)
            elif deed.kind == "settle":
                shelf.settle(key, deed.word, event.day)
            elif deed.kind == "classify":
                shelf.classify(key, deed.word, event.day)
            else:
                shelf.dispute(key, disputed=True)
    else:
        shelf.publish(event.day)


@pytest.mark.slow
@pytest.mark.parametrize(("today", "size"), [("2026-11-20", "small"), ("2025-06-20", "small"), *([("2026-11-20", "full"), ("2025-06-20", "full")] if LONG else [])])
def test_the_demo_on_thirty_days(server, today, size, record_property):
    """Three years of the demo's files and deeds; seen from 2025 they begin under the rules of 2019. CHENGXIN_TEST_LONG=1: the whole district too."""
    from chengxin.demo import loading
    from chengxin.demo.making import events
    from chengxin.demo.sizes import NAMES

    day, shelf, lines = dt.date.fromisoformat(today), Shelf(), Counter()
    with District(server):
        assert loading.load(day, size=NAMES[size], say=lambda word: None)
        for event in events(day, NAMES[size]):
            feed(shelf, event)
        days = thirty_days(day, seed=1)
        for looked in days:
            lines += compare(shelf, looked)
        for item in definitions.items():
            assert told(day, "--item", item) == {key: line for key, line in shelf.on(day).items() if key[0] == item}
        assert kept_whole()
    assert len(days) == 30 and set(lines) == {item.code for item in definitions.items().values() if item.open}
    assert lines["penalty"] > 300 and shelf.returned > 10
    record_property("lines compared", sum(lines.values()))


class Life:
    """A made history lived by a district and by the oracle."""

    def __init__(self, district: District, *, mistakes_public: bool = False) -> None:
        self.district, self.shelf, self.mistakes_public = district, Shelf(), mistakes_public
        self.done: Counter = Counter()
        self.disputed: set[tuple] = set()
        self.days: set[dt.date] = set()

    def live(self, event) -> None:
        if isinstance(event, Sent):
            path = self.district.folder / "sent.csv"
            path.write_bytes(event.content)
            self.district.collect(source=event.source, received=event.received.isoformat(), path=path)
            self.shelf.receive(event.source, event.content, event.received)
            self.days.add(event.received)
        elif isinstance(event, Mistake):
            self._slip(event)
        elif isinstance(event, Chance):
            self._act(event)
            self.days.add(event.day)
        else:
            self._publish(event.day)

    def _slip(self, event: Mistake) -> None:
        """To the oracle nothing of it happened, but that there were runs of publication."""
        from chengxin.collection import api as collection

        path = self.district.folder / "mistake.csv"
        path.write_bytes(event.content)
        figures = self.district.collect(source=event.source, received=event.received.isoformat(), path=path)
        self.done["mistake"] += figures["accepted"]
        self.done["mistaken correction"] += figures["corrections"]
        if self.mistakes_public:
            self._publish(event.day)
        collection.revoke(figures["batch"], reason="报送有误", on=event.day, actor="测试")
        self._publish(event.day)  # whom the mistake held or replaced comes back with a run

    def _publish(self, day: dt.date) -> None:
        self.district.publish(day.isoformat())
        self.shelf.publish(day)
        self.days.add(day)

    def _act(self, event: Chance) -> None:
        """Do to the oracle and to the district the same, where there is a record for it."""
        from chengxin.publicity import api as publicity
        from chengxin.records import api as records

        fitting = sorted(key for key, record in self.shelf.records.items() if self._fits(event.what, key, record))
        if not fitting:
            return
        key = fitting[int(event.lot * len(fitting))]
        self.done[event.what] += 1
        with self.district.side("desk"):
            found = records.Record.objects.filter(item_id=key[0], document_number=key[2], subject__code=key[3])
            record = found.get(organ_code=key[1]) if key[1] else found.get()
            organ, on = record.organ_id, event.day
            if event.what == "withdraw":
                publicity.withdraw(record, organ=organ, kind="annulled", reason="撤销", on=on, actor="测试")
                self.shelf.withdraw(key, on)
            elif event.what == "classify":
                publicity.classify(record, severity=event.word, reason="理由", organ=organ, on=on, actor="测试")
                self.shelf.classify(key, event.word, on)
            elif event.what in ("also", "instead"):
                publicity.settle(record, outcome=event.what, organ=organ, on=on, actor="测试")
                self.shelf.settle(key, event.what, on)
            elif event.what == "read":
                (waiting,) = [one for one in publicity.doubts.unread(organ, limit=1000)[1] if one.record == record.pk]
                said = {code: text for code, _, text, *_ in waiting.texts}
                covered = {code: "".join("*" if letter.isdigit() else letter for letter in text) for code, text in said.items()}
                publicity.doubts.read(record.pk, organ=organ, covered=covered, reason="已核对", on=on, actor="测试")
                self.shelf.let_through(key, covered)
            else:
                records.mark_disputed(record, disputed=event.what == "dispute", reference="异议", on=on)
                self.shelf.dispute(key, disputed=event.what == "dispute")

    def _fits(self, what: str, key: tuple, record) -> bool:
        if record.person or not record.code or record.withdrawn:
            return False
        if what == "classify":
            return key[0] == "penalty"
        if what == "dispute":
            return record.item.adverse and record.item.open and not record.disputed
        if what == "undispute":
            return record.disputed
        if what in ("also", "instead"):
            return bool(record.against)
        if what == "read":
            return self.shelf.waits_for_reading(key)
        return record.item.open


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40 if LONG else 3))
def test_made_histories(server, seed, record_property):
    """Firms, shops and people, benign and adverse items: late, corrected, renamed, returned, under one number, classed, disputed, read, withdrawn."""
    lines: Counter = Counter()
    with District(server) as district:
        life = Life(district)
        for event in history(seed, rounds=40 if LONG else 16):
            life.live(event)
            if not isinstance(event, Sent):
                lines += compare(life.shelf, event.day)
        ends = {line.ends for record in life.shelf.records.values() for line in record.lines if line.ends}
        looked = {day + dt.timedelta(days=n) for day in life.days | ends | set(EDGES) for n in (0, 1)}
        for day in sorted(looked):
            lines += compare(life.shelf, day)
        assert kept_whole()
    assert sum(lines.values()) > 500 and len(lines) > 5
    assert life.done.keys() >= {"withdraw", "classify", "dispute", "read"} and life.done.keys() & {"also", "instead"}
    assert life.shelf.returned and any(len(record.versions) > 1 and len(record.lines) > 1 for record in life.shelf.records.values())
    record_property("lines compared", dict(lines))
    record_property("acts", dict(life.done))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [*range(100, 140 if LONG else 102), *([9003, 9004] if LONG else [])])  # the last two: clashes that came back
def test_what_is_taken_back_with_its_batch_was_never_sent(server, seed, record_property):
    """Rows sent by mistake, public for a while (odd seeds) or not: once their batch is taken back the shelf is what it would be without them (rulings 125 and 493)."""
    lines, were_public = 0, bool(seed % 2)
    with District(server) as district:
        life = Life(district, mistakes_public=were_public)
        for event in history(seed, rounds=40 if LONG else 16, mistakes=0.5):
            life.live(event)
            if not isinstance(event, Sent):
                lines += compare_after_mistakes(life.shelf, event.day, were_public=were_public)
        for after in (1, 30, 90, 200, 400, 1000, 2000):
            lines += compare_after_mistakes(life.shelf, max(life.days) + dt.timedelta(days=after), were_public=were_public)
        assert kept_whole()
    assert lines > 500 and life.done["mistake"] > 10 and life.done["mistaken correction"] > 3
    record_property("lines compared", lines)
