"""限量: an evening of reading never meets it, a school neither; whoever walks through the records is stopped, by all processes together."""

import datetime as dt
import multiprocessing
import random
import sqlite3

import pytest

from chengxin.ground import addresses
from chengxin.site.limits.store import Store
from chengxin.site.limits.table import FIRST_STOP, LONGEST_STOP, METERS, RECORDS, Cost, cost

EVENING = dt.datetime(2026, 11, 24, 19, 0, tzinfo=dt.timezone(dt.timedelta(hours=8))).timestamp()
READER = {"network": "203.0.113.7", "reader": "203.0.113.7|Firefox|zh-CN"}
PAGE, LIST = Cost(), cost("column", {}, {"after": "2026-01-01_5"})


def line(number: int) -> Cost:
    return cost("line", {"number": number}, {})


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "limits.sqlite")


def test_a_long_evening_of_reading_is_never_refused(store):
    drawn, now = random.Random(1), EVENING
    for _ in range(300):  # a list, then its lines from the top to the bottom, at times thirty tabs at once
        assert store.ask(READER, LIST, now=now).allowed
        pause = drawn.choice((0, 5, 10, 20))
        for number in range(first := drawn.randrange(10**6), first + drawn.randrange(1, 30)):
            now += pause
            assert store.ask(READER, line(number), now=now).allowed, now - EVENING
        now += 10
    assert now - EVENING > 4 * 3600


def test_two_classes_of_forty_at_the_same_machines_read_without_being_refused(store):
    drawn, now = random.Random(2), EVENING
    for second in range(90 * 60):  # everybody opens something every twenty seconds; they all look at the same three lists
        for _ in range(2):
            asked = line(1000 + 40 * drawn.randrange(300) + drawn.randrange(30)) if drawn.random() < 0.4 else PAGE
            assert store.ask(READER, asked, now=now + second).allowed, second


def test_a_school_behind_one_address_reads_without_being_refused(store):
    drawn, now = random.Random(3), EVENING
    for request in range(20_000):  # five hundred browsers of thirty kinds, twelve pages a second for half an hour
        asked = line(drawn.randrange(10**6)) if drawn.random() < 0.5 else PAGE
        whose = {"network": READER["network"], "reader": f"school|{drawn.randrange(30)}"}
        assert store.ask(whose, asked, now=now + request / 12).allowed, request


def walked(store: Store, asked, *, pause: float, most: int) -> int:
    """How many records somebody gets who asks one by one, and asks on whatever is said."""
    return sum(store.ask(READER, asked(n), now=EVENING + n * pause).allowed for n in range(most))


def test_whoever_walks_the_lines_by_their_numbers_is_stopped(store):
    assert walked(store, line, pause=0.5, most=1200) < 400
    assert walked(store, lambda n: line(n + 1200), pause=0.5, most=20_000) < 2000  # and goes on in vain: each stop is longer than the one before


def test_two_numbers_at_a_time_or_backwards_is_a_walk_too(store):
    assert walked(store, lambda n: line(10**6 - 2 * n), pause=0.5, most=1200) < 400


def test_whoever_takes_records_in_any_order_is_stopped_within_the_day(store):
    drawn = random.Random(4)
    numbers = drawn.sample(range(10**7), 20_000)
    assert walked(store, lambda n: line(numbers[n]), pause=1.0, most=20_000) < 8000
    assert not store.ask(READER, line(7), now=EVENING + 20_000).allowed


def test_whoever_pages_through_a_list_to_its_end_is_stopped(store):
    assert walked(store, lambda _: LIST, pause=1.0, most=5000) < 1500


def test_many_faces_at_one_address_are_one_network(store):
    drawn, got = random.Random(5), 0
    for n in range(40_000):  # another browser each time
        got += store.ask({"network": "203.0.113.9", "reader": f"face-{n}"}, line(drawn.randrange(10**7)), now=EVENING + n / 10).allowed
    assert 20_000 <= got < 22_000
    assert store.ask(READER, line(1), now=EVENING + 4000).allowed  # elsewhere nobody notices


def test_codes_that_are_guessed_stop_the_guesser(store):
    for n in range(300):
        if not store.ask(READER, Cost(records=1), now=EVENING + n).allowed:
            break
        store.missed(READER, now=EVENING + n)
    assert 100 <= n < 130


def test_a_stop_ends_and_grows_with_each_time(store):
    ends, now = [], EVENING - 11 * 3600
    for _ in range(7):
        for number in range(1, 100_000):
            if not (verdict := store.ask(READER, line(number), now=now)).allowed:
                ends.append(verdict.seconds)
                assert store.ask(READER, PAGE, now=now + verdict.seconds - 1).allowed is False
                now += verdict.seconds + 1
                assert store.ask(READER, PAGE, now=now).allowed
                break
    assert ends == [min(FIRST_STOP * 2**n, LONGEST_STOP) for n in range(7)]


def test_a_restart_forgets_no_stop(store):
    walked(store, line, pause=0.1, most=500)
    again = Store(store.path)
    assert not again.ask(READER, PAGE, now=EVENING + 60).allowed
    assert again.ask(READER, PAGE, now=EVENING + 60 + FIRST_STOP).allowed


def test_midnight_forgets_no_stop_and_the_morning_knows_nobody(store):
    midnight = EVENING + 5 * 3600
    for number in range(400):
        store.ask(READER, line(number), now=midnight - 10)
    assert not store.ask(READER, PAGE, now=midnight + 10).allowed
    assert store.ask(READER, PAGE, now=midnight + FIRST_STOP).allowed
    with sqlite3.connect(store.path) as account:
        assert [day for (day,) in account.execute("SELECT day FROM key ORDER BY day")] == ["2026-11-24", "2026-11-25"]
    assert store.ask(READER, PAGE, now=midnight + LONGEST_STOP + 3600).allowed
    with sqlite3.connect(store.path) as account:
        assert [day for (day,) in account.execute("SELECT day FROM key")] == ["2026-11-25"]


@pytest.mark.parametrize("wrong", [-400 * 86_400, 400 * 86_400])
def test_a_clock_that_was_wrong_stops_nobody_for_long(store, wrong):
    for number in range(400):
        store.ask(READER, line(number), now=EVENING + wrong)
    assert Store(store.path).ask(READER, PAGE, now=EVENING).allowed
    assert Store(store.path).ask(READER, line(10**6), now=EVENING + 1).allowed


def test_the_file_names_no_address_and_nobody_else_may_read_it(store):
    for number in range(400):
        store.ask(READER, line(number), now=EVENING)
    whole = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    assert b"203.0.113.7" not in whole and b"Firefox" not in whole
    assert store.path.stat().st_mode & 0o077 == 0


def test_a_file_that_is_none_is_begun_anew_and_readers_do_not_notice(store):
    store.path.write_bytes(b"this is no database" * 500)
    assert store.ask(READER, PAGE, now=EVENING) is None  # answered, without limits
    assert store.ask(READER, PAGE, now=EVENING).allowed


def test_meters_that_are_empty_again_are_cleared_away(store):
    for n in range(2000):
        store.ask({"network": f"198.51.100.{n % 250}", "reader": f"{n}"}, PAGE, now=EVENING)
    store.ask(READER, PAGE, now=EVENING + 3600)
    with sqlite3.connect(store.path) as account:
        assert account.execute("SELECT count(*) FROM meter").fetchone()[0] < 10


def _process(path, numbers, told):
    store = Store(path)
    told.put(sum(store.ask(READER, line(number), now=EVENING).allowed for number in numbers))


def test_processes_count_together(tmp_path):
    """Four processes are asked in turn, as the workers of a machine are; together they give out what one would."""
    path, spawn = tmp_path / "limits.sqlite", multiprocessing.get_context("spawn")
    told = spawn.Queue()
    scattered = random.Random(6).sample(range(10**7), 8000)
    processes = [spawn.Process(target=_process, args=(path, scattered[first::4], told)) for first in range(4)]
    for process in processes:
        process.start()
    given = sum(told.get(timeout=300) for _ in processes)
    for process in processes:
        process.join()
    assert given == METERS["reader-pages"].holds  # at one and the same moment nothing becomes free


def test_what_a_route_costs():
    assert cost("data-file", {}, {}) is None and cost("health", {}, {}) is None
    assert cost("about-nothing", {}, {}) == Cost()
    assert cost("api-line", {"line": 5}, {}) == Cost(records=1, number=5)
    assert cost("api-lines", {}, {"size": "100", "cursor": "after_x"}) == Cost(pages=4, records=20)
    assert cost("api-lines", {}, {"size": "９" * 3}) == cost("api-lines", {}, {"size": "x"}) == Cost(pages=1, records=1)
    assert all(cost(route, {}, {}).records for route in RECORDS)


def test_a_proxy_is_believed_only_where_it_is_named():
    trusted = addresses.proxies("127.0.0.1, 10.1.0.0/16, ::1")

    def of(near, told=None):
        return addresses.of({"REMOTE_ADDR": near, **({"HTTP_X_FORWARDED_FOR": told} if told is not None else {})}, trusted)

    assert of("203.0.113.7", "198.51.100.1") == "203.0.113.7"  # written by whoever asks
    assert of("127.0.0.1", "198.51.100.1, 203.0.113.7") == "203.0.113.7"  # what stands before it was written by them
    assert of("127.0.0.1", "198.51.100.1, 203.0.113.7, 10.1.2.3") == "203.0.113.7"
    assert of("127.0.0.1", "nonsense") == of("127.0.0.1") == of("127.0.0.1", "") == "127.0.0.1"
    assert of("::ffff:10.1.2.3", "203.0.113.7") == "203.0.113.7"


def test_a_household_is_its_first_64_bits():
    assert addresses.network("2001:db8:1:2:3::4") == addresses.network("2001:db8:1:2::9") != addresses.network("2001:db8:1:3::9")
    assert addresses.network("203.0.113.7") == addresses.network("::ffff:203.0.113.7") == "203.0.113.7"
    assert addresses.network("127.0.0.1") == addresses.network("::1") == addresses.network("") == ""
