"""The pages of articles: the desk's forms lose nothing and let in nobody else; what the public gets, and how often it asks."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from chengxin.ground.api import business_day
from chengxin.publicity import api as publicity
from tests.articles import articles, newsroom, png
from tests.desk import browser, desk


@pytest.fixture
def room(district):
    return newsroom(district)


@pytest.fixture
def reader(room):
    """A reader of the public side, as its own role."""
    with room.district.side("public"), override_settings(ROOT_URLCONF="chengxin.site.urls_public"):
        yield Client()


def said(answer) -> str:
    return answer.content.decode()


def test_from_the_form_to_the_reader(room):
    with desk():
        writer, second = browser("writer"), browser("second")
        empty = writer.post("/articles/new", {"column": "", "title": "", "body": "不能丢的正文", "until": "2026-13-40", "do": "save"})
        assert empty.status_code == 422 and "不能丢的正文" in said(empty)
        assert "请选择栏目" in said(empty) and "请填写标题" in said(empty) and "日期写作" in said(empty)
        seen = writer.post("/articles/new", {"column": "news", "title": "题", "body": "# 小节\n\n登陆网站 <script>x</script>", "do": "check"})
        assert "<h2>小节</h2>" in said(seen) and "登录网站" in said(seen) and "<script>x" not in said(seen)
        assert articles.counts(room.by("writer").entry["organ"]) == {}
        made = writer.post("/articles/new", {"column": "news", "title": "开放日", "body": "正文", "do": "save"})
        number = int(made["Location"].split("/")[2].partition("?")[0])
        sent = writer.post(f"/articles/{number}/files", {"file": SimpleUploadedFile("会场.png", png()), "alt": "会场"})
        assert sent.status_code == 302
        broken = writer.post(f"/articles/{number}/files", {"file": SimpleUploadedFile("会场.png", b"GIF89a"), "alt": "会场"})
        assert broken.status_code == 422 and "按内容看" in said(broken)
        page = said(writer.get(f"/articles/{number}/edit"))
        assert "![会场](picture-1)" in page
        writer.post(f"/articles/{number}/edit", {"read": room.read(number), "title": "开放日", "body": "![会场](picture-1) 手机13812345678", "do": "save"})
        assert writer.get(f"/articles/{number}/files/1")["Content-Type"] == "image/png"
        writer.post(f"/articles/{number}/send", {"read": room.read(number), "do": "submit"})
        own = writer.get(f"/articles/{number}")
        assert "由另一人审核" in said(own) and 'value="publish"' not in said(own)
        assert writer.post(f"/articles/{number}/decide", {"read": room.read(number), "do": "publish"}).status_code == 403
        assert "审核资讯：开放日" in said(second.get("/work"))
        refused = second.post(f"/articles/{number}/decide", {"read": room.read(number), "do": "publish"})
        assert refused.status_code == 403 and "勾选" in said(refused)
        (finding,) = articles.versions_of(number)[0]["findings"]
        stale = second.post(f"/articles/{number}/decide", {"read": 1, "do": "publish", "confirmed": [finding["key"]]})
        assert stale.status_code == 409
        done = second.post(f"/articles/{number}/decide", {"read": room.read(number), "do": "publish", "confirmed": [finding["key"]]})
        assert done["Location"].endswith("?done=publish")
        assert "读者现在看到的" in said(second.get(done["Location"]))
    with room.district.side("public"), override_settings(ROOT_URLCONF="chengxin.site.urls_public"):
        reader = Client()
        assert "开放日" in said(reader.get("/articles/news")) and "开放日" in said(reader.get("/"))
        text = said(reader.get(f"/articles/{number}"))
        assert f'<img src="/articles/{number}/1" alt="会场" width="40" height="30"' in text
        assert f'<img src="/en/articles/{number}/1"' in said(reader.get(f"/en/articles/{number}"))
        assert f'<img src="/large/articles/{number}/1"' in said(reader.get(f"/large/articles/{number}"))
        picture = reader.get(f"/articles/{number}/1")
        assert picture["Content-Type"] == "image/png" and picture["X-Content-Type-Options"] == "nosniff"
        assert reader.get(f"/articles/{number}/1", headers={"If-None-Match": picture["ETag"]}).status_code == 304
        feed = reader.get("/articles/news/feed.atom")
        assert feed["Content-Type"].startswith("application/atom+xml") and "开放日" in said(feed)
    with desk():
        gone = browser("second").post(f"/articles/{number}/decide", {"read": room.read(number), "do": "withdraw", "reason": "内容有误"})
        assert gone.status_code == 302
    with room.district.side("public"), override_settings(ROOT_URLCONF="chengxin.site.urls_public"):
        reader = Client()
        for path in (f"/articles/{number}", f"/articles/{number}/1"):
            assert reader.get(path, headers={"If-None-Match": picture["ETag"]}).status_code == 404, path
        for path in ("/articles", "/", "/articles/feed.atom"):
            assert "开放日" not in said(reader.get(path)), path


def test_nobody_else_finds_it(room):
    number = room.written()
    with desk():
        for login, status in (("third", 404), ("clerk", 403)):
            asking = browser(login)
            for path in (f"/articles/{number}", f"/articles/{number}/edit", f"/articles/{number}/files/1"):
                assert asking.get(path).status_code == status, (login, path)
            for path, what in ((f"/articles/{number}/send", "submit"), (f"/articles/{number}/decide", "withdraw"), (f"/articles/{number}/files", "")):
                assert asking.post(path, {"do": what, "read": 1}).status_code == status, (login, path)
        assert browser("third").get("/articles").status_code == 200


def test_a_list_goes_on_beyond_any_number_of_pages(room):
    numbers = [room.out(f"第{n}篇") for n in range(articles.PAGE + 2)]
    with room.district.side("public"), override_settings(ROOT_URLCONF="chengxin.site.urls_public"):
        reader = Client()
        first = said(reader.get("/articles/knowledge"))
        assert f"/articles/{numbers[-1]}" in first and f'/articles/{numbers[0]}"' not in first
        after = f"{business_day.today().isoformat()}_{numbers[2]}"
        assert f"?after={after}" in first
        rest = said(reader.get(f"/articles/knowledge?after={after}"))
        assert f'/articles/{numbers[0]}"' in rest and f'/articles/{numbers[-1]}"' not in rest
        for odd in ("x", "2026-01-01_", "9999-99-99_1", "2026-01-01_" + "9" * 30, "\x00"):
            assert reader.get("/articles", {"after": odd}).status_code in (200, 400), odd
        with CaptureQueriesContext(connection) as asked:
            reader.get("/articles")
        assert len(asked) <= 3


@pytest.mark.parametrize(("path", "most"), [("/", 5), ("/articles/news", 2), ("/statistics", 2), ("/guide/repair", 14), ("/sitemap", 1), ("/columns", 2), ("/contact", 1)])
def test_a_page_asks_little(reader, path, most):
    reader.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(path).status_code == 200
    assert len(asked) <= most, [one["sql"][:80] for one in asked]


def test_addresses_that_lead_nowhere(reader):
    for path in (
        "/articles/nowhere",
        "/articles/999",
        "/articles/99999999999999999999",
        "/articles/1/1",
        "/articles/nowhere/feed.atom",
        "/guide/nowhere",
        "/statistics/nowhere.csv",
    ):
        assert reader.get(path).status_code == 404, path


def test_figures_are_reckoned_and_say_who_was_late(room):
    from tests.district import credit_code, penalty_row

    on = business_day.today()
    early, late = on - dt.timedelta(days=30), on - dt.timedelta(days=60)
    with room.district.side("worker"):
        room.district.collect(penalty_row(CF_JDRQ=f"{early:%Y/%m/%d}", CF_CFLB="罚款;警告"), received=(early + dt.timedelta(days=3)).isoformat())
        room.district.collect(
            penalty_row(CF_JDRQ=f"{late:%Y/%m/%d}", CF_XDR_SHXYM=credit_code("91120105MA0000002"), CF_XDR_MC="天津市试二号商贸有限公司"),
            received=(late + dt.timedelta(days=20)).isoformat(),
        )
        room.district.publish(on.isoformat())
        assert publicity.statistics.reckon(on=on) > 0
        assert publicity.statistics.reckon(on=on) > 0  # again: replaced, not doubled
    with room.district.side("public"), override_settings(ROOT_URLCONF="chengxin.site.urls_public"):
        tables = publicity.statistics.tables()
        assert publicity.statistics.punctuality() == {"in_time": 1, "late": 1}
        assert dict(tables["kinds"].rows) == {"罚款": (2,), "警告": (1,)}
        assert tables["items"].rows == (("行政处罚信息", (2,)),)
        assert tables["months"].rows[-1] == (f"{on:%Y-%m}", (0, 2, 0)) and len(tables["months"].rows) == 24
        text = said(Client().get("/statistics/punctual.csv"))
        assert text.splitlines() == ["\ufeff机关,按时,迟报", "天津市河北区应急管理局,1,1"]


def test_who_mended_a_day_or_took_a_batch_back_was_not_late(room):
    from chengxin.collection import api as collection
    from tests.district import credit_code, penalty_row

    on = business_day.today()
    decided, before = on - dt.timedelta(days=30), on - dt.timedelta(days=90)
    with room.district.side("worker"):
        mended = penalty_row(CF_JDRQ=f"{before:%Y/%m/%d}", CF_XDR_SHXYM=credit_code("91120105MA0000003"), CF_XDR_MC="天津市试三号商贸有限公司")
        publicity.statistics.reckon(on=on)
        was = publicity.statistics.punctuality()
        room.district.collect(mended, received=(decided + dt.timedelta(days=3)).isoformat())
        room.district.collect(mended | {"CF_JDRQ": f"{decided:%Y/%m/%d}"}, received=(decided + dt.timedelta(days=20)).isoformat())
        mistake = room.district.collect(mended | {"CF_WSH": "误报1号", "CF_JDRQ": f"{before:%Y/%m/%d}"}, received=(decided + dt.timedelta(days=20)).isoformat())
        collection.revoke(mistake["batch"], reason="报送有误", on=on, actor="测试")
        publicity.statistics.reckon(on=on)
        assert publicity.statistics.punctuality() == {"in_time": was["in_time"] + 1, "late": was["late"]}


def test_use_is_counted_without_whoever_uses(reader, room, monkeypatch):
    from chengxin.doors.portal import counting

    monkeypatch.setattr(counting, "EVERY", -1.0)
    for path in ("/search?q=商贸", "/guide/repair", "/guide/repair", "/articles/999"):
        reader.get(path)
    reader.get("/guide/repair", headers={"User-Agent": "SomeBot/1.0"})
    assert room.district.rows("SELECT act, times FROM publicity_actcount ORDER BY act") == [("guide", 2), ("search", 1)]
    publicity.statistics.count_acts({"nowhere": 5, "search": -3})
    publicity.statistics.count_acts({"search": 2_000_000_000})
    assert room.district.value("SELECT times FROM publicity_actcount WHERE act = 'search'") == 100_001


def test_what_is_laid_again_on_its_first_day_came_out_once(room):
    """按月 counts what came out for the first time: a class decided and a correction the same day lay it again."""
    from chengxin.records import api as records
    from tests.district import penalty_row

    on = business_day.today()
    row = penalty_row(CF_JDRQ=f"{on - dt.timedelta(days=5):%Y/%m/%d}", CF_WSH="同日1号")
    with room.district.side("worker"):
        publicity.statistics.reckon(on=on)
        before = publicity.statistics.tables()["months"].rows[-1][1][1]
        room.district.collect(row, received=(on - dt.timedelta(days=1)).isoformat())
        room.district.publish(on.isoformat())
    with room.district.side("desk"):
        record = records.record("同日1号")
        publicity.classify(record, severity="严重", reason="依裁量基准", organ=record.organ_id, on=on, actor="测试")
    with room.district.side("worker"):
        room.district.collect(row | {"CF_NR": "罚款5000元整"}, received=on.isoformat())
        room.district.publish(on.isoformat())
        assert room.district.value("SELECT count(*) FROM publicity_publication WHERE record_id = %s AND laid_on = public_from", record.pk) == 3
        publicity.statistics.reckon(on=on)
        assert publicity.statistics.tables()["months"].rows[-1][1][1] == before + 1
