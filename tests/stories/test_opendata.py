"""A reader takes open data: the page without script, the files by program, in parts and again; nothing that weighs is among them."""

import csv
import hashlib
import io
import json

import pytest

from tests import accessible
from tests.stories.test_public_lists import fetched

DAY = "2026-11-24"


@pytest.fixture(scope="module")
def opened(site):
    """The site with the files of its day."""
    told = json.loads(site.run("opendata", "--on", DAY, "--json", CHENGXIN_TODAY=DAY))
    assert {one["item"]: one["rows"] for one in told["items"] if one["rows"]} == {"registration": 3, "confirmation": 1}
    return site


def test_a_program_takes_a_file_whole_in_parts_and_asks_again_cheaply(opened):
    status, headers, body = fetched(opened, "/data/latest/datapackage.json")
    assert (status, headers["cache-control"], headers["x-robots-tag"]) == (200, "no-cache", "noindex")
    package = json.loads(body)
    assert package["chengxin:day"] == DAY
    for one in package["resources"]:
        _, headers, body = fetched(opened, f"/data/{DAY}/{one['path']}")
        assert (f"sha256:{hashlib.sha256(body).hexdigest()}", len(body)) == (one["hash"], one["bytes"])
        assert not [word for word in ("津北试罚", "真理道8号", "王芳", "罚款") if word.encode() in body], one["path"]
    path = f"/data/{DAY}/registration.csv"
    _, headers, whole = fetched(opened, path)
    assert (headers["content-type"], headers["accept-ranges"]) == ("text/csv; charset=utf-8", "bytes")
    assert {row["line"] for row in csv.DictReader(io.StringIO(whole.decode("utf-8-sig")))} and b"'=cmd()" in whole
    assert fetched(opened, path, **{"If-None-Match": headers["etag"]})[0] == 304
    status, part_headers, part = fetched(opened, path, Range="bytes=3-20")
    assert (status, part, part_headers["content-range"]) == (206, whole[3:21], f"bytes 3-20/{len(whole)}")
    assert fetched(opened, path, Range="bytes=-5")[2] == whole[-5:]
    assert fetched(opened, path, Range="bytes=9-", **{"If-Range": '"another"'})[2] == whole
    assert fetched(opened, path, Range=f"bytes={len(whole)}-")[0] == 416


@pytest.mark.parametrize("path", ["/data/2026-11-24/penalty.csv", "/data/2026-11-23/registration.csv", "/data/2026-13-01/registration.csv", "/data/2026-11-23", "/data/2026-11-24/..%2Flock", "/data/2026-11-24/%2e%2e/lock", "/data/latest/nothing.csv"])  # fmt: skip
def test_what_is_not_offered_is_not_found(opened, path):
    status, headers, _body = fetched(opened, path)
    assert status == 404 and "etag" not in headers


@pytest.mark.browser
@pytest.mark.parametrize("at", ["/data", "/large/data", "/en/data"])
def test_the_page_is_accessible_and_a_file_is_taken_without_script(opened, browser, at):
    page = browser.new_page()
    page.goto(opened.url + at)
    accessible.check(page, at)
    page.close()
    reader = browser.new_context(java_script_enabled=False).new_page()
    reader.goto(opened.url + at)
    with reader.expect_download() as waiting:
        reader.locator("main").get_by_role("link", name="CSV").first.click()
    assert waiting.value.suggested_filename in ("registration.csv", "confirmation.csv")
    assert reader.context.cookies() == []
    reader.context.close()
