"""A reader looks through the columns: filters without script, pages, tables, feeds, organs; programs do the same; robots are told what is theirs."""

import csv
import gzip
import io
import json
import re
import urllib.error
import urllib.request
from urllib.parse import quote
from xml.etree import ElementTree as xml

import pytest

from tests import accessible
from tests.stories.conftest import FIRM
from tests.stories.test_reader import NAUGHTY

PENALTIES, REGISTER = "/publicity/penalty", "/publicity/registration"
PAGES = (
    "/publicity",
    PENALTIES,
    f"{PENALTIES}?subject=" + quote("北运") + "&kind=" + quote("罚款"),
    f"{PENALTIES}?from=2026-13-01&to=x",
    f"{PENALTIES}?after=2001-01-01_1",
    f"{PENALTIES}?subject=" + quote("没有这家"),
    "/publicity/confirmation",
    "/publicity/coercion",
    "/publicity/licence",
    "/organs",
    "/en/publicity",
    f"/en{PENALTIES}",
)
ATOM = "{http://www.w3.org/2005/Atom}"


def fetched(site, path: str, **headers: str):
    """Status, headers in small letters and body."""
    try:
        with urllib.request.urlopen(urllib.request.Request(site.url + path, headers=headers), timeout=15) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read()


def organ(site) -> str:
    """The page of the organ that decided the penalties."""
    return re.search(r'href="(/organ/\d+)"', site.read(PENALTIES)[1]).group(1)


@pytest.mark.browser
@pytest.mark.parametrize("before", ["", "/large"])
def test_every_page_is_accessible_and_fits(site, browser, before):
    page = browser.new_page()
    for path in (*PAGES, organ(site)):
        page.goto(site.url + before + path)
        accessible.check(page, path)
    page.close()


@pytest.mark.browser
def test_a_reader_with_a_keyboard_and_without_script_narrows_a_list(site, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}/publicity")
    page.get_by_role("link", name="行政处罚").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PENALTIES}")
    page.get_by_label("主体").focus()
    page.keyboard.type("北运宏达")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    for _ in range(2):  # the select of kinds: all, 吊销许可证件, 罚款
        page.keyboard.press("ArrowDown")
    assert page.get_by_label("种类").input_value() == "罚款"
    page.get_by_role("button", name="筛选").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**subject=*")
    assert "津北试罚〔2026〕1号" in page.locator("main").inner_text()
    assert "津北试罚〔2026〕2号" not in page.locator("main").inner_text()
    assert page.get_by_label("主体").input_value() == "北运宏达"
    page.locator("main").get_by_role("link", name="经营超过保质期的食品").click()
    page.get_by_role("link", name="天津市河北区应急管理局").click()
    assert page.locator("h1").inner_text() == "天津市河北区应急管理局"
    assert page.context.cookies() == []
    page.close()


def test_a_filter_that_cannot_be_read_is_named_and_nothing_typed_is_lost(site):
    status, text = site.read(f"{PENALTIES}?from=2026-13-01&subject=" + quote("北运"))
    assert status == 400
    assert "请按“年-月-日”填写日期" in text
    assert 'value="2026-13-01"' in text
    assert 'value="北运"' in text


@pytest.mark.parametrize("word", NAUGHTY)
def test_naughty_filters_are_answered_politely(site, word):
    asked = quote(word.encode("utf-8", "surrogatepass")) if not word.startswith("%") or len(word) == 1 else word
    for name in ("subject", "organ", "kind", "sector", "street", "from", "after"):
        for path in (PENALTIES, f"{REGISTER}.csv"):
            assert fetched(site, f"{path}?{name}={asked}")[0] in (200, 400, 414), (name, path)
        assert fetched(site, f"/api/v1/publicity/lines?item=penalty&{name.replace('after', 'cursor')}={asked}")[0] in (200, 400, 414), name


@pytest.mark.parametrize(
    "path",
    [
        "/publicity/nothing",
        "/publicity/serious_list",
        "/organ/0",
        "/organ/99999999999999999999999",
        "/organ/0.atom",
        "/publicity/nothing.csv",
        "/publicity/penalty.csv",  # what is adverse is not given out as a file
        "/sitemap-lines-99999999999999999.xml",
    ],
)
def test_what_is_not_there_is_not_found(site, path):
    assert fetched(site, path)[0] == 404


def test_the_table_holds_the_whole_list_and_nothing_is_a_formula(site):
    _, headers, body = fetched(site, f"{REGISTER}.csv")
    assert (headers["content-type"], headers["x-robots-tag"], headers["cache-control"]) == ("text/csv; charset=utf-8", "noindex", "no-store")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert len(rows) > 1 and FIRM in {row["统一社会信用代码"] for row in rows}
    assert [row["决定日"] for row in rows] == sorted((row["决定日"] for row in rows), reverse=True)
    assert "'=cmd()" in body.decode("utf-8-sig")
    narrowed = fetched(site, f"{REGISTER}.csv?subject={FIRM}")[2].decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(narrowed)))) == 1
    assert f"{REGISTER}.csv" in site.read(REGISTER)[1] and ".csv" not in site.read(PENALTIES)[1]
    assert fetched(site, f"{REGISTER}.csv?from=2026-13-01")[0] == 400


def test_a_feed_of_adverse_lines_names_nobody(site):
    for path in (f"{PENALTIES}.atom", f"{organ(site)}.atom"):
        _, headers, body = fetched(site, path)
        assert headers["content-type"] == "application/atom+xml; charset=utf-8"
        assert headers["x-robots-tag"] == "noindex, unavailable_after: 2026-11-30"  # the first of its lines to end
        entries = xml.fromstring(body).findall(f"{ATOM}entry")
        assert {"津北试罚〔2026〕1号", "津北试罚〔2026〕2号", "津北试罚〔2026〕3号"} <= {entry.findtext(f"{ATOM}title").split(" ")[0] for entry in entries}
        assert "北运宏达" not in "".join(entry.findtext(f"{ATOM}title") for entry in entries if "罚" in entry.findtext(f"{ATOM}title"))
        for entry in entries:
            assert fetched(site, entry.findtext(f"{ATOM}id").removeprefix(site.url))[0] == 200


def test_robots_read_what_is_benign_and_adverse_pages_tell_them_to_forget(site):
    for path in (PENALTIES, "/publicity", organ(site), f"{PENALTIES}.atom"):  # of several lines, the day of the first to end
        assert fetched(site, path)[1]["x-robots-tag"] == "noindex, unavailable_after: 2026-11-30", path
    line = re.search(r'href="(/line/\d+)"', site.read(f"{PENALTIES}?kind=" + quote("吊销许可证件"))[1]).group(1)
    for path in (line, f"/ledger{line}"):
        _, headers, body = fetched(site, path)
        assert headers["x-robots-tag"] == "noindex, unavailable_after: 2029-10-14"
        assert all(word in body.decode() for word in ("2029-10-14", "/guide/objection", "/guide/repair")), path
    assert "x-robots-tag" not in fetched(site, "/publicity/confirmation")[1]
    told = fetched(site, "/robots.txt")[2].decode()
    assert "Disallow: /line" not in told  # who may not read a page does not read its noindex either
    assert f"Sitemap: {site.url}/sitemap.xml" in told
    parts = re.findall(r"<loc>([^<]+)</loc>", fetched(site, "/sitemap.xml")[2].decode())
    assert len(parts) == 2
    pages = {page for part in parts for page in re.findall(r"<loc>([^<]+)</loc>", fetched(site, part.removeprefix(site.url))[2].decode())}
    assert f"{site.url}/about" in pages
    assert f"{site.url}{PENALTIES}" not in pages
    adverse = set(re.findall(r'href="(/line/\d+)"', site.read(PENALTIES)[1]))
    assert adverse
    assert not pages & {site.url + path for path in adverse}
    lines = [page for page in pages if "/line/" in page]
    assert len(lines) >= 4
    for page in lines:
        _, headers, body = fetched(site, page.removeprefix(site.url))
        assert "x-robots-tag" not in headers
        assert b"noindex" not in body


def test_columns_that_are_not_public_say_so(site):
    status, text = site.read("/publicity/coercion")
    assert status == 200
    assert "公示权力尚未建立" in text
    assert "公示权力尚未建立" in site.read("/publicity")[1]


def test_pages_are_light(site):
    for path in PAGES:
        page = fetched(site, path)[2]
        files = {file: fetched(site, file)[2] for file in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode())}
        assert sum(len(gzip.compress(body)) for body in (page, *files.values())) < 250_000, path


def test_a_program_reads_lists_page_by_page_and_asks_again_cheaply(site):
    path, seen = "/api/v1/publicity/lines?item=penalty&size=1", []
    while path:
        status, headers, body = fetched(site, path)
        told = json.loads(body)
        assert (status, told["total"], told["more"]) == (200, 3, False)
        assert fetched(site, path, **{"If-None-Match": headers["etag"]})[0] == 304
        seen += [line["document_number"] for line in told["lines"]]
        path = told["next"]
    assert seen == ["津北试罚〔2026〕3号", "津北试罚〔2026〕2号", "津北试罚〔2026〕1号"]
    (line,) = json.loads(fetched(site, f"/api/v1/publicity/lines?item=penalty&from=2026-10-12&to=2026-10-12&subject={FIRM}")[2])["lines"]
    assert json.loads(fetched(site, f"/api/v1/publicity/lines/{line['id']}")[2]) == line
    assert (line["term_ends"], line["earliest_repair"]) == ("2027-10-12", "2027-01-12")
    columns = json.loads(fetched(site, "/api/v1/publicity/columns")[2])["columns"]
    assert [one["item"] for one in columns if one["public"]] == ["licence", "penalty", "confirmation", "reward"]
    assert "penalty" in next(one for one in json.loads(fetched(site, "/api/v1/publicity/organs")[2])["organs"] if one["name"] == "天津市河北区应急管理局")["items"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [("item=coercion", 404, None), ("item=nothing", 404, None), ("item=penalty&from=x", 400, "bad-parameter"), ("item=penalty&cursor=x", 400, "bad-parameter"), ("item=penalty&size=101", 400, "bad-parameter"), ("", 400, "bad-parameter")],
)  # fmt: skip
def test_a_program_that_asks_wrongly_is_told_why(site, query, status, code):
    found, headers, body = fetched(site, f"/api/v1/publicity/lines?{query}")
    assert (found, headers["content-type"]) == (status, "application/problem+json")
    assert code is None or json.loads(body)["code"] == code
