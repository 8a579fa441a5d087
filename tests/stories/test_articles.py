"""An article from the writer's desk to the reader's page and away again; the site's frame as readers meet it."""

import gzip
import re
import urllib.request

import pytest

from tests import accessible
from tests.articles import pdf, png
from tests.stories.staffed import Officer, staffed

PAGES = (
    "/", "/articles", "/articles/knowledge", "/columns", "/incentives", "/serious", "/commitments", "/data", "/statistics", "/guide", "/guide/repair", "/guide/objection", "/guide/report", "/guide/registration",
    "/sitemap", "/contact", "/accessibility", "/en/articles", "/en/statistics", "/en/guide/repair", "/en/sitemap",
)  # fmt: skip
TODAY = "2026-11-24"  # of the served site
MOST = 250_000  # bytes of a first visit, compressed


@pytest.fixture(scope="module")
def office(site, browser):
    """The desk of the site, and two officers of the credit office."""
    desk = staffed(site, CHENGXIN_TODAY=TODAY)
    return Officer(desk, browser, "credit-a"), Officer(desk, browser, "credit-b")


@pytest.fixture(scope="module")
def published(site, office, tmp_path_factory):
    """An article with a picture and a document, walked through the desk in a real browser; its number."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "会场.png").write_bytes(png(300, 200))
    (folder / "须知.pdf").write_bytes(pdf())
    writer, reviewer = office
    writer.signs_in("/articles/new")
    page = writer.page
    page.select_option("#column", "knowledge")
    page.fill("#title", "怎样看懂期限线")
    page.fill("#summary", "绿色的菱形是可以修复的日子。")
    page.fill("#body", "# 三个日子\n\n- 开始公示\n- 可以修复\n- 自动终止\n\n| 记号 | 意思 |\n| --- | --- |\n| 菱形 | 修复 |")
    page.click("button[value=check]")
    assert "读者看到的样子" in writer.told() and "三个日子" in writer.told()
    page.click("button[value=save]")
    number = int(page.url.split("/articles/")[1].partition("?")[0])
    for name, alt in (("会场.png", "期限线的样子"), ("须知.pdf", "")):
        writer.go(f"/articles/{number}/edit")
        page.set_input_files("#file", str(folder / name))
        page.fill("#alt", alt)
        page.click("#files button.act")
        page.wait_for_selector("text=文件已经收下")
    page.fill("#body", page.input_value("#body") + "\n\n![期限线的样子](picture-1)\n\n见[须知](file-2)。")
    page.click("button[value=save]")
    page.click("button[value=submit]")
    assert "由另一人审核" in writer.told()
    reviewer.signs_in("/work")
    reviewer.page.click("text=审核资讯：怎样看懂期限线")
    reviewer.page.click("button[value=publish]")
    assert "勾选" in (reviewer.page.text_content("[role=alert]") or "")
    reviewer.page.check("input[name=confirmed]")
    reviewer.page.click("button[value=publish]")
    assert "已经公开" in reviewer.told()
    return number


@pytest.mark.browser
def test_the_first_five_wishes_are_seen_without_scrolling(site, browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(site.url)
    for wish in (page.get_by_role("searchbox"), *(page.get_by_role("link", name=name, exact=True) for name in ("信用报告", "报告代替证明", "核验报告", "信用修复"))):
        box = wish.first.bounding_box()
        assert box is not None and box["y"] + box["height"] <= 844
    page.close()


@pytest.mark.browser
def test_the_menu_by_keyboard_on_a_phone(site, browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(site.url)
    page.get_by_role("button", name="菜单").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="办事指南").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/guide")
    page.get_by_role("link", name="信用修复").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/guide/repair")
    assert page.get_by_role("navigation", name="所在位置").get_by_role("link", name="办事指南").count() == 1
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("before", ["", "/large"])
def test_every_page_is_accessible_and_fits(site, browser, published, before):
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    assert site.read(f"/articles/{published}")[0] == 200
    for path in (*PAGES, f"/articles/{published}"):
        page.goto(site.url + before + path)
        accessible.check(page, path)
    assert [text for text in said if "Content Security Policy" in text] == []
    page.close()


@pytest.mark.browser
def test_charts_follow_their_tables_and_nothing_is_missing_without_a_script(site, browser):
    site.run("statistics", CHENGXIN_TODAY=TODAY)
    page = browser.new_page()
    page.goto(f"{site.url}/statistics")
    page.wait_for_selector(".chart canvas")
    accessible.check(page, "statistics with figures")  # without them there are no tables to name
    assert page.evaluate("[...document.querySelectorAll('.drawn')].every(one => one.firstElementChild.matches('.scroll') && one.lastElementChild.matches('.chart'))")
    page.close()
    bare = browser.new_context(java_script_enabled=False).new_page()
    bare.goto(f"{site.url}/statistics")
    assert bare.locator("#table-items tbody tr").count() >= 2 and bare.locator("canvas").count() == 0
    bare.close()


def test_a_first_visit_is_light(site):
    for path in PAGES:
        text = site.read(path)[1]
        parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', text)
        whole = len(gzip.compress(text.encode()))
        for part in set(parts):
            with urllib.request.urlopen(site.url + part, timeout=10) as answer:
                whole += len(gzip.compress(answer.read()))
        assert whole < MOST, (path, whole)
        assert ("echarts" in text) == ("statistics" in path), path


@pytest.mark.browser
def test_the_reader_sees_it_and_then_no_more(site, browser, office, published):
    page = browser.new_page()
    page.goto(site.url)
    page.click("text=怎样看懂期限线")
    assert page.locator("h1").inner_text() == "怎样看懂期限线"
    assert page.locator("img").evaluate("one => one.decode().then(() => one.naturalWidth)") == 300  # waits until it is there
    assert page.locator(".text table").count() == 1
    with page.expect_download() as loaded:
        page.click("text=须知.pdf")
    assert loaded.value.suggested_filename.endswith(".pdf")
    assert page.context.cookies() == []
    reviewer = office[1]
    reviewer.go(f"/articles/{published}")
    reviewer.page.click("summary:has-text('撤回公开')")
    reviewer.page.fill("#withdraw-reason", "换新的一篇")
    reviewer.page.click("button[value=withdraw]")
    assert "已经撤回" in reviewer.told()
    assert site.read(f"/articles/{published}")[0] == 404 and site.read(f"/articles/{published}/1")[0] == 404
    assert "怎样看懂期限线" not in site.read("/articles")[1] + site.read("/articles/feed.atom")[1] + site.read("/")[1]
    page.close()
