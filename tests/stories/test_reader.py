"""An anonymous reader looks up a firm, reads why a line is there and until when, and finds nothing that should not be."""

import re
from urllib.parse import quote

import pytest

from tests import accessible
from tests.stories.conftest import FIRM, SHOP

PAGES = (
    "/",
    "/punctuality",
    "/search?q=" + quote("商贸"),
    "/search?q=" + quote("没有这家"),
    "/search",
    f"/subject/{FIRM}",
    f"/subject/{SHOP}",
    "/subject/91120105MA0000007Q",
    "/about",
    "/catalogue",
    "/catalogue/penalty",
    "/catalogue/commitment",
    "/catalogue/registration?version=1",
    "/en/catalogue",
    "/en/catalogue/serious_list",
    "/law",
    "/law?on=2018-01-01",
    "/en/law",
    "/law/npc-2021-administrative-penalty-law",
    "/law/npc-2021-administrative-penalty-law?on=2024-01-01",
    "/en/law/mct-order-7",
    "/law/npc-2021-administrative-penalty-law/48",
    "/en/law/npc-2021-administrative-penalty-law/48?on=2024-01-01",
    "/law/npc-2021-administrative-penalty-law/7",
    "/ledger",
    "/en/ledger",
    "/ledger/line/1",
    "/ledger/check",
    "/nowhere",
    "/en/",
    f"/en/subject/{FIRM}",
)
NAUGHTY = ["\0", "%", "_", "'", '"', "\\", "<script>", "=cmd()", "𠮷", "\ud800", "ﬀ", "; DROP TABLE x", "💥", "\u202e", "(", "a" * 10_000, "%00", "%ff%fe"]


@pytest.mark.browser
def test_two_acts_to_a_firm_and_one_to_the_warrant(site, browser):
    page = browser.new_page()
    page.goto(site.url)
    page.get_by_role("searchbox").fill("北运宏达")  # one
    page.keyboard.press("Enter")
    page.get_by_role("link", name="天津市北运宏达商贸有限公司").click()  # two
    assert page.locator("h1").inner_text() == "天津市北运宏达商贸有限公司"
    card = page.locator("article").filter(has_text="津北试罚〔2026〕1号")
    text = card.inner_text()
    for said in ("2026-10-21", "2027-01-12 起可以申请", "2027-10-12 二十四时", "天津市河北区应急管理局", "《信用修复管理办法》", "依报送单位陈述"):
        assert said in text
    assert "2027-10-14 起可以申请" in page.locator("article").filter(has_text="津北试罚〔2026〕2号").inner_text()
    card.get_by_role("link").first.click()
    assert "sha256:" in page.locator("article").inner_text()
    assert "5,000 元（0.5 万元）" in page.locator("main").inner_text()
    assert "（国家发展和改革委员会令第36号，2025年11月20日）" in page.locator("article").inner_text()
    page.get_by_role("navigation", name="所在位置").get_by_role("link", name="天津市北运宏达商贸有限公司").click()  # and back
    page.wait_for_url(f"**/subject/{FIRM}")
    assert page.context.cookies() == []
    page.close()


@pytest.mark.browser
def test_a_reader_without_a_mouse(site, browser):
    page = browser.new_page()
    page.goto(site.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("searchbox").focus()
    page.keyboard.type(FIRM)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/subject/{FIRM}")
    page.close()


@pytest.mark.browser
def test_every_page_is_accessible_and_fits(site, browser):
    page = browser.new_page()
    for path in PAGES:
        page.goto(site.url + path)
        accessible.check(page, path)
    page.close()


@pytest.mark.browser
def test_the_days_under_the_bar_stand_in_the_order_of_its_marks(site, browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{site.url}/subject/{FIRM}")
    cards = page.locator("article")
    for card in cards.all():
        days = re.findall(r"\d{4}-\d\d-\d\d", card.locator(".days").inner_text())
        assert len(days) == 4
        assert days == sorted(days)
        assert card.locator(".quiet", has_text="处罚依据").count() == 1
    assert cards.count() >= 2
    page.close()


@pytest.mark.browser
def test_focus_is_seen_in_the_search_box(site, browser):
    page = browser.new_page()
    page.goto(site.url)
    page.get_by_role("searchbox").focus()
    assert page.evaluate("getComputedStyle(document.querySelector('.search .box')).outlineWidth") == "3px"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineOffset") == "-8px"
    page.close()


def test_a_page_past_the_last_leads_to_the_first(site):
    assert "没有查到" not in site.read("/search?q=" + quote("商贸") + "&page=40")[1]
    assert "没有查到" in site.read("/search?q=" + quote("没有这家") + "&page=40")[1]


def test_what_is_sent_to_a_page_is_refused_with_a_page(site):
    import urllib.error
    import urllib.request

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{site.url}/about", data=b"x=1")
    assert (refused.value.code, refused.value.headers["allow"]) == (405, "GET, HEAD")
    assert "这个页面只能查看" in refused.value.read().decode()


def test_names_that_are_code_stay_words(site):
    status, text = site.read("/search?q=cmd")
    assert status == 200
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("word", NAUGHTY)
def test_naughty_searches_are_answered_politely(site, word):
    asked = quote(word.encode("utf-8", "surrogatepass")) if not word.startswith("%") or len(word) == 1 else word
    for path in (f"/search?q={asked}", f"/search?q=x&page={asked[:50]}"):
        assert site.read(path)[0] in (200, 302, 400, 414), path


@pytest.mark.parametrize(
    "path", ["/subject/91120105ma0000001", "/subject/x", "/line/99999999999999999999999", "/line/0", "/subject/%00", "/../etc/passwd", "/static/../settings.py"]
)
def test_what_is_not_there_is_not_found(site, path):
    assert site.read(path)[0] in (400, 404)


def test_pages_hold_nothing_they_should_not(site):
    seen = "".join(site.read(path)[1] for path in PAGES)
    for line in re.findall(r'/line/(\d+)"', seen):
        seen += site.read(f"/line/{line}")[1]
    assert "王芳" not in seen  # the keeper of an individual business
    assert "8号2门" not in seen  # and the address below the street
    assert "真理道" in seen
    assert "李明" in seen
    assert site.read("/search?q=" + quote("李明"))[1].count("/subject/") == 0  # not searchable


def test_answers_carry_strict_headers_and_are_kept_by_nobody(site):
    import urllib.request

    with urllib.request.urlopen(f"{site.url}/subject/{FIRM}") as answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex, unavailable_after: 2027-10-12"  # the first of its lines to end
    assert "default-src 'none'" in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert "set-cookie" not in headers


def test_a_page_asks_the_database_a_fixed_number_of_times(district):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.district import penalty_row

    client, counts = Client(), []
    with district.side("public"):
        client.get("/catalogue")  # what kind of instance this is, and which versions the district has, is not asked each time
    for many in (1, 12):
        district.collect(*(penalty_row() for _ in range(many)), received="2026-05-15")
        district.publish("2026-05-20")
        with district.side("public"):
            for path in (f"/subject/{FIRM}", "/search?q=" + quote("北运"), "/"):
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(path).status_code == 200
                counts.append(len(queries))
    assert counts == [4, 2, 4] * 2  # one of each is the question for the stamp; the first page under a new one reads the catalogue again


def test_the_catalogue_gives_its_tables_and_schemas_to_anybody(site):
    import io
    import json
    import urllib.error
    import urllib.request

    from python_calamine import CalamineWorkbook

    listed = re.findall(r'href="/catalogue/(\w+)"', site.read("/catalogue")[1])
    assert len(listed) == len(set(listed)) >= 30
    for item in listed:
        status, text = site.read(f"/catalogue/{item}")
        assert status == 200
        for link in re.findall(rf'href="(/catalogue/{item}/[^"]+)"', text):
            with urllib.request.urlopen(site.url + link.replace("&amp;", "&")) as answer:
                body = answer.read()
            if ".xlsx" in link:
                assert CalamineWorkbook.from_filelike(io.BytesIO(body)).sheet_names[1] == "填写说明"
            else:
                assert json.loads(body)
    for missing in ("/catalogue/nothing", "/catalogue/penalty?version=9", "/catalogue/penalty/template.xlsx?form=x", "/catalogue/penalty/xml.json"):
        assert site.read(missing)[0] == 404


def test_what_is_from_memory_is_never_shown_as_official(site):
    _, text = site.read("/catalogue/licence")
    states = text[text.index('id="set-LICENCE_STATE"') :]
    assert '有效 <span class="quiet">（待核实）' in states
    assert "名称待核实" in site.read("/catalogue")[1]


def test_every_page_of_an_instance_with_invented_data_says_so(site):
    for path in ("/", "/about", "/search?q=" + quote("北运"), f"/subject/{FIRM}", "/nowhere"):
        assert "主体和记录均为虚构" in site.read(path)[1]
