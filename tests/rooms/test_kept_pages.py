"""页面留存: a page is made once and given out again, and never after anything that it could show has changed."""

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection, connections, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.catalogue import current
from chengxin.ground.api import business_day, outbox
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.site import kept
from tests.articles import newsroom
from tests.district import EMERGENCY, credit_code, penalty_row
from tests.rooms.test_catalogue import add_field, november, proposal, propose  # noqa: F401 (a fixture)
from tests.rooms.texts import statute, taken, written

FIRM = f"/subject/{credit_code('91120105MA0000001')}"
NUMBER, ROW = "甲号", {"CF_WSH": "甲号"}


@pytest.fixture
def shown(district):
    """A district with one public penalty."""
    with override_settings(ROOT_URLCONF="chengxin.site.urls_public"):
        district.collect(penalty_row(**ROW))
        district.publish("2026-05-20")
        yield district


@contextmanager
def public(district) -> Iterator[Client]:
    with district.side("public"):
        yield Client(HTTP_HOST="credit.example.cn")


def line_of(district) -> str:
    return f"/line/{district.value('SELECT publication_id FROM publicity_line')}"


def record_of(district) -> records.Record:
    return records.Record.objects.get(document_number=NUMBER)


def organ(district) -> int:
    return district.value("SELECT subject_id FROM subjects_organ WHERE official_name = %s", EMERGENCY[0])


def withdraw(district) -> None:
    deciding = organ(district)
    with district.side("desk"):
        publicity.withdraw(record_of(district), organ=deciding, kind="annulled", reason="撤销", on=business_day.today(), actor="测试")


def made_anew(client: Client, path: str, **more: object) -> bool:
    """Whether asking for a page asked the database for more than whether anything changed."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path, **more).status_code == 200
    return len(asked) > 1


def read(district, path: str) -> str:
    with public(district) as client:
        return client.get(path).content.decode()


def test_a_page_is_made_once_and_then_costs_one_question(shown):
    with public(shown) as client:
        for path in ("/", line_of(shown), FIRM, "/search?q=北运", "/publicity/penalty", "/en/about", "/law", "/statistics", "/api/v1/publicity/columns"):
            first = client.get(path)
            with CaptureQueriesContext(connection) as asked:
                again = client.get(path)
            assert [query["sql"] for query in asked] == ["SELECT stamp, today FROM publicity.stamp()"], path
            assert (first.status_code, first.content) == (again.status_code, again.content) == (200, first.content)
            told, repeated = ({name: value for name, value in one.items() if name != "X-Request-ID"} for one in (first, again))
            assert told == repeated and first["X-Request-ID"] != again["X-Request-ID"]


def test_what_is_withdrawn_is_gone_with_the_commit(shown):
    line, paths = line_of(shown), (FIRM, "/publicity/penalty", f"/publicity/penalty?organ={organ(shown)}")
    with public(shown) as client:
        for path in (line, *paths):
            client.get(path)
            assert NUMBER in client.get(path).content.decode(), path
    withdraw(shown)
    with public(shown) as client:
        assert client.get(line).status_code == 404
        assert [path for path in paths if NUMBER in client.get(path).content.decode()] == []


def test_what_has_ended_is_gone_with_the_day(shown, monkeypatch):
    line = line_of(shown)
    last = shown.value("SELECT term_ends FROM publicity_line")
    for day, status in ((last, 200), (last, 200), (last + dt.timedelta(days=1), 404), (last, 200)):
        monkeypatch.setenv("CHENGXIN_TODAY", day.isoformat())
        shown.become("public")
        connections["default"].settings_dict["OPTIONS"]["options"] += f" -c chengxin.day={business_day.sealed(shown.home.secret('day').encode())}"
        assert Client().get(line).status_code == status, day


def test_a_page_that_was_being_made_when_its_line_was_withdrawn_is_given_to_nobody_after(shown):
    line = line_of(shown)
    number = int(line.rpartition("/")[2])

    def slowly(asked: int):
        found = of_line(asked)
        withdraw(shown)
        return found

    of_line = publicity.line
    with public(shown) as client:
        with mock.patch("chengxin.doors.portal.pages.line.publicity.line", side_effect=slowly) as made:
            assert NUMBER in client.get(line).content.decode()  # asked before the withdrawal
        made.assert_called_once_with(number)
        assert client.get(line).status_code == 404


def correction(district) -> None:
    district.collect(penalty_row(**ROW, CF_NR="改为罚款3000元"), received="2026-06-01")
    district.publish("2026-06-02")


def dispute(district) -> None:
    with district.side("desk"):
        records.mark_disputed(record_of(district), disputed=True, reference="异议1", on=business_day.today())
    with district.side("worker"):
        outbox.deliver()


def article(district) -> None:
    with override_settings(ROOT_URLCONF="chengxin.site.urls_public"):
        newsroom(district).out("留存试验")


CHANGES = {
    "a publication": (lambda d: (d.collect(penalty_row(CF_WSH="乙号"), received="2026-06-01"), d.publish("2026-06-02")), FIRM, "乙号"),
    "a correction": (correction, FIRM, "改为罚款3000元"),
    "a mark of dispute": (dispute, FIRM, "异议处理中"),
    "an article": (article, "/articles", "留存试验"),
    "the statistics": (lambda d: publicity.statistics.reckon(on=business_day.today()), "/statistics", lambda: business_day.today().isoformat()),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_new_is_shown_at_once(shown, what):
    change, path, word = CHANGES[what]
    word = word if isinstance(word, str) else word()
    assert word not in read(shown, path) and word not in read(shown, path)
    shown.become("worker")
    change(shown)
    assert word in read(shown, path)


def test_an_imported_law_is_shown_at_once(shown, tmp_path):
    path = "/law/npc-2021-administrative-penalty-law"
    before = read(shown, path)
    assert before == read(shown, path)
    shown.become("worker")
    taken(written(tmp_path, "法.md", statute("中华人民共和国行政处罚法", changed={48: "处罚决定应当公开。"}), version="2018", in_force_from=dt.date(2018, 1, 1)))
    assert read(shown, path) != before


def test_an_approved_version_of_the_catalogue_is_shown_at_once(november, tmp_path):  # noqa: F811
    """Also a process that has just read the catalogue does not keep a page of the old one."""
    with override_settings(ROOT_URLCONF="chengxin.site.urls_public"), november.side("public"):
        client = Client()
        assert {client.get("/catalogue/penalty?version=2026").status_code for _ in range(2)} == {404}
        client.get("/catalogue/penalty")
        november.become("desk")
        remembered = current._Known.stored
        propose(proposal(tmp_path, add_field))
        catalogue.approve("penalty", "2026", approver=access.officer("B"), on=dt.date(2026, 11, 20), actor="测试")
        current._Known.stored, current._Known.at = remembered, time.monotonic()  # a process that read it a moment before the approval
        november.become("public")
        assert "新增要素：处罚领域" in client.get("/catalogue/penalty?version=2026").content.decode()


def test_the_ledgers_new_head_and_a_new_organ_change_the_stamp(shown):
    def stamp() -> str:
        with shown.side("public"):
            return publicity.stamp()[0]

    withdraw(shown)
    seen = [stamp()]
    with shown.side("worker"):
        assert publicity.ledger.sequence_all() > 0
    seen.append(stamp())
    shown.rows("UPDATE subjects_organ SET official_name = official_name || '局' WHERE official_name = %s RETURNING 1", EMERGENCY[0])
    seen.append(stamp())
    assert len(set(seen)) == 3 and stamp() == seen[-1]


def test_languages_sizes_hosts_and_methods_do_not_mix(shown):
    with public(shown) as client:
        told = {path: client.get(path).content for path in ("/about", "/en/about", "/large/about", "/large/en/about")}
        assert len(set(told.values())) == 4 and {path: client.get(path).content for path in told} == told
        for path in ("/ledger", "/publicity/penalty.atom"):  # the one is never kept, the other is
            ours = client.get(path).content.decode()
            theirs = client.get(path, headers={"host": "other.example.cn"}).content.decode()
            secure = client.get(path, secure=True).content.decode()
            assert f"http://credit.example.cn{path}" in ours and f"http://other.example.cn{path}" in theirs and f"https://credit.example.cn{path}" in secure
        assert not made_anew(client, "/publicity/penalty.atom")
        assert client.head("/about").content == b"" and client.get("/about").content == told["/about"]


def test_what_says_no_and_what_tells_the_state_is_not_kept(shown):
    with public(shown) as client:
        for path in ("/line/999999", "/health", "/nowhere", "/api/v1/audit/checkpoint", "/sitemap.xml", "/ledger", "/ledger/checkpoint", "/ledger/keys"):
            client.get(path)
            kept_before = len(caches["pages"]._cache)
            client.get(path)
            assert len(caches["pages"]._cache) == kept_before == 0, path
        tagged = client.get("/api/v1/publicity/columns")
        assert client.get("/api/v1/publicity/columns", headers={"if-none-match": tagged["ETag"]}).status_code == 304


def test_a_large_page_is_not_kept_and_only_so_many_are(shown):
    with public(shown) as client, mock.patch.object(kept, "LARGEST", 1000):
        client.get("/about")
        assert made_anew(client, "/publicity/penalty") and not caches["pages"]._cache
    pages = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "few", "TIMEOUT": None, "OPTIONS": {"MAX_ENTRIES": 5}}
    with override_settings(CACHES={"default": pages, "pages": pages}), public(shown) as client:
        for number in range(30):
            client.get(f"/search?q={number}")
        assert 0 < len(caches["pages"]._cache) <= 5


def test_it_can_be_turned_off(shown):
    with override_settings(KEPT_PAGES=0), public(shown) as client:
        assert made_anew(client, FIRM) and made_anew(client, FIRM)


def test_where_the_database_is_away_nothing_kept_is_given_out(shown):
    with public(shown) as client:
        assert client.get(FIRM).status_code == client.get(FIRM).status_code == 200
        with mock.patch("chengxin.ground.database.connections") as away:
            away.__getitem__.return_value.cursor.side_effect = OperationalError("away")
            assert client.get(FIRM).status_code == 503


def test_limits_and_counts_see_a_kept_page_too(shown):
    with public(shown) as client, mock.patch("chengxin.doors.portal.counting.Counting._count") as counted:
        for _ in range(3):
            client.get(line_of(shown))
    assert [call.args for call in counted.call_args_list] == [("line",)] * 3


def test_nothing_is_left_in_memory_under_an_older_stamp(shown):
    with public(shown) as client:
        for path in ("/", FIRM, "/about"):
            client.get(path)
        assert len(caches["pages"]._cache) == 3
    withdraw(shown)
    with public(shown) as client:
        client.get("/about")
        assert len(caches["pages"]._cache) == 1


def test_a_rolled_back_change_changes_no_stamp(shown):
    with shown.side("public"):
        before = publicity.stamp()
    with shown.connect("owner", options="-c search_path=chengxin") as raw, raw.transaction(force_rollback=True):
        raw.execute("UPDATE subjects_organ SET official_name = official_name || '局'")
    with shown.side("public"):
        assert publicity.stamp() == before
    assert transaction.get_autocommit()
