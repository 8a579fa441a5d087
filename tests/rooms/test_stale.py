"""久未更新: a column that nobody renews is told of at the desk of the credit office and by mail, once; notices have months, and nobody else is bothered."""

import datetime as dt

import pytest
from django.core import mail
from django.test import override_settings

from chengxin.access import api as access
from chengxin.doors.desk import work
from chengxin.governance import api as governance
from chengxin.ground.api import days
from tests.articles import newsroom
from tests.desk import browser, desk
from tests.district import penalty_row

OUT = dt.date(2026, 8, 31)


@pytest.fixture
def room(district, monkeypatch):
    """A newsroom of an instance made on the day on which one article each came out as news and as a notice."""
    made = newsroom(district)

    def out(column: str, on: dt.date) -> None:
        """One that came out on that day: the database lets nobody publish on another than its own."""
        number = made.out("一篇", column=column)
        _put(district, "UPDATE publicity_articlestand SET public_from = %s WHERE article_id = %s", on, number)

    made.out_on = out
    made.today = lambda on: monkeypatch.setenv("CHENGXIN_TODAY", on.isoformat())
    for column in ("news", "notices"):
        out(column, OUT)
    _put(district, "UPDATE ground_instance SET created_at = %s", f"{OUT.isoformat()} 08:00+08")
    return made


def _put(district, sql: str, *words: object) -> None:
    with district.connect("superuser", options="-c search_path=chengxin -c session_replication_role=replica") as raw:
        raw.execute(sql, words)


def names(on: dt.date) -> set[str]:
    return {one["name"] for one in governance.stale_columns(on)}


def test_news_are_stale_after_two_weeks_and_notices_after_six_months(room):
    assert names(OUT + dt.timedelta(14)) == set()
    assert names(OUT + dt.timedelta(15)) == {"信用动态", "典型案例", "信用知识", "专项治理"}
    assert days.add_months(OUT, 6) == dt.date(2027, 2, 28)  # there is no 31 February
    assert "通知公告" not in names(dt.date(2027, 2, 28))
    assert {"通知公告", "政策法规"} <= names(dt.date(2027, 3, 1))


def test_what_is_told_goes_by_the_day_that_is_asked(room):
    (told,) = [one for one in governance.stale_columns(OUT + dt.timedelta(20)) if one["code"] == "news"]
    assert (told["last"], told["days"]) == (OUT, 20)
    (empty,) = [one for one in governance.stale_columns(OUT + dt.timedelta(20)) if one["code"] == "cases"]
    assert empty["last"] is None and empty["since"] == OUT
    assert governance.stale_columns(OUT - dt.timedelta(1)) == []


def test_something_new_makes_it_fresh(room):
    later = OUT + dt.timedelta(20)
    assert "信用动态" in names(later)
    room.out_on("news", later - dt.timedelta(1))
    assert "信用动态" not in names(later)


def test_items_of_the_shelf_are_told_of_beside_the_columns(room):
    room.district.collect(penalty_row(CF_JDRQ=f"{OUT:%Y/%m/%d}"), received=OUT.isoformat())
    room.district.publish(OUT.isoformat())
    kinds = {one["code"]: one["kind"] for one in governance.stale(OUT + dt.timedelta(15))}
    assert kinds["penalty"] == "item" and kinds["news"] == "column" and "penalty" not in {one["code"] for one in governance.stale(OUT + dt.timedelta(14))}


def test_it_stands_in_todays_work_and_over_the_articles_of_the_credit_office_alone(room):
    on = OUT + dt.timedelta(15)
    room.today(on)
    who = access.sessions.of_login("writer")
    with desk():
        titles = [one.piece.title for one in work.of(who, on, only="stale-columns").pieces]
        assert "“信用动态”栏目已有 15 天没有更新" in titles
        assert work.of(access.sessions.of_login("clerk"), on, only="stale-columns").count == 0
        page = browser("writer").get("/articles").content.decode()
        assert "久未更新的栏目" in page and "最近一次更新在 2026-08-31" in page and "还没有发过一篇" in page
        assert "久未更新的栏目" in browser("writer").get("/duties").content.decode()
        assert "久未更新的栏目" not in browser("clerk").get("/duties").content.decode()


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_the_credit_office_is_told_by_mail_once(room):
    with desk():
        for login in ("writer", "clerk"):
            browser(login).post("/account/mail", {"address": f"{login}@example.com"})
    with room.district.side("worker"):
        assert governance.warn_stale(OUT + dt.timedelta(14)) == 0
        assert governance.warn_stale(OUT + dt.timedelta(15)) == 2 * 4  # two organs have somebody of the office
        assert governance.warn_stale(OUT + dt.timedelta(16)) == 0
        assert access.messages.send_due() == 4 and {one.to[0] for one in mail.outbox} == {"writer@example.com"}
    assert "有栏目久未更新" in mail.outbox[0].subject and "信用动态" not in mail.outbox[0].body
    room.out_on("news", OUT + dt.timedelta(20))
    with room.district.side("worker"):
        assert governance.warn_stale(OUT + dt.timedelta(36)) == 2  # renewed, and stale again


def test_who_wanted_mail_before_there_was_this_kind_gets_it_too(room):
    with desk():
        browser("writer").post("/account/mail", {"address": "writer@example.com"})
    _put(room.district, "UPDATE access_mailwish SET kinds = '{duty-soon}'")
    with room.district.side("worker"):
        governance.warn_stale(OUT + dt.timedelta(15))
        assert access.messages.send_due() == 4
