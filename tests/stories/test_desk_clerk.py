"""A clerk sends a bad file and mends it, in a real browser: by mouse, by keyboard alone, on a phone without scripts; an officer looks. Acts are counted and printed."""

import shutil

import pytest

from tests import accessible
from tests.district import credit_code, identity_number, penalty_row
from tests.stories.conftest import Site
from tests.stories.staffed import Officer, staffed

FIRM = credit_code("91120105MA0000001")
NUMBER = identity_number("12010519900101123")
PERSON = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_MC": "王芳", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": NUMBER, "CF_FRDB": ""}
BAD = {"CF_NR_FK": ""}


@pytest.fixture(scope="module")
def desk():
    """A served desk with its staff and a little on file."""
    made = Site()
    try:
        first = [penalty_row(CF_WSH="甲号", CF_JDRQ="2026/10/12"), penalty_row(CF_WSH="乙号", CF_JDRQ="2026/10/12", **PERSON)]
        made.run("collect", "penalties", made.csv("旧.csv", first), "--received", "2026-10-20", "--organ", "区应急局")
        made.run("collect", "penalties", made.csv("旧坏.csv", [penalty_row(CF_WSH="丙号", **BAD)]), "--received", "2026-10-20", "--organ", "区应急局")
        made.run("publish", "--on", "2026-10-21")
        made.serve()
        made.desk = staffed(made)
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.home, ignore_errors=True)


def bad_file(desk, name: str) -> str:
    return desk.csv(f"{name}.csv", [penalty_row(CF_WSH=f"{name}一号"), penalty_row(CF_WSH=f"{name}二号", **BAD)])


def mended(path) -> None:
    """What a clerk does in a spreadsheet."""
    text = path.read_text(encoding="utf-8-sig")
    assert ",罚款5000元,," in text
    path.write_text(text.replace(",罚款5000元,,", ",罚款5000元,0.5,"), encoding="utf-8")


def test_by_mouse_the_row_is_mended_where_it_stands(desk, browser, capsys):
    clerk = Officer(desk.desk, browser, "clerk", viewport={"width": 1440, "height": 900})
    clerk.signs_in()
    assert "第 2 批退回 1 行待补正" in clerk.told() and "逾期" in clerk.told()
    clerk.clicks("text=报送")
    clerk.takes("#file", bad_file(desk, "鼠标"))  # the kind of data sent last is chosen already
    clerk.clicks("main button.act")
    clerk.page.wait_for_url("**/batches/*")
    assert "1 行待补正" in clerk.told() and "还有 7 个工作日" in clerk.told()
    sending = clerk.acts
    clerk.clicks("text=在这里改")
    field = clerk.page.locator("input[aria-invalid=true]")
    assert "罚款金额为空" in clerk.page.locator(f"#{field.get_attribute('aria-describedby')}").text_content()
    clerk.types("input[aria-invalid=true]", "0.5")
    clerk.clicks("text=送出改好的行")
    clerk.page.wait_for_url("**/batches/*")
    assert "补正的行全部收下了" in clerk.told()
    with capsys.disabled():
        print(f"\nacts: clerk reports rows {sending} (way in, file, send); mends a row in place {clerk.acts - sending} (open, type, send); aim 3")


def test_on_a_phone_without_scripts_the_file_goes_down_and_up(desk, browser, tmp_path, capsys):
    clerk = Officer(desk.desk, browser, "clerk", viewport={"width": 390, "height": 844}, java_script_enabled=False, accept_downloads=True)
    clerk.signs_in("/send")
    clerk.takes("#file", bad_file(desk, "手机"))
    clerk.clicks("main button.act")
    assert "/batches/" in clerk.page.url and "1 行待补正" in clerk.told()
    with clerk.page.expect_download() as coming:
        clerk.clicks("text=取回文件")
    path = tmp_path / "取回.csv"
    coming.value.save_as(path)
    mended(path)
    clerk.clicks("text=报送改好的文件")
    clerk.takes("#file", str(path))
    clerk.clicks("main button.act")
    assert "补正的行全部收下了" in clerk.told()
    with capsys.disabled():
        print(f"\nacts: upload, take back one file, upload: {clerk.acts} clicks and files in all, of which upload 2, take back 1, upload 3")


def test_by_keyboard_alone(desk, browser):
    clerk = Officer(desk.desk, browser, "clerk", viewport={"width": 1440, "height": 900})
    clerk.signs_in()
    page, keys = clerk.page, clerk.page.keyboard
    keys.press("g")
    keys.press("s")
    page.wait_for_url("**/send")
    _tabs_to(page, "#file")
    page.set_input_files("#file", bad_file(desk, "键盘"))  # the chooser is the system's; a browser without a person cannot be typed into it
    _tabs_to(page, "main button.act")
    keys.press("Enter")
    page.wait_for_url("**/batches/*")
    _tabs_to(page, "main a.act")
    keys.press("Enter")
    page.wait_for_selector("input[aria-invalid=true]")
    _tabs_to(page, "input[aria-invalid=true]")
    keys.type("0.5")
    keys.press("Enter")
    page.wait_for_selector("text=补正的行全部收下了")
    keys.press("?")
    assert page.locator("dialog#keys").is_visible()
    told = page.locator("dialog#keys").inner_text()
    assert "今日工作" in told and "检索" not in told  # a clerk's post looks nobody up
    keys.press("Escape")
    page.wait_for_selector("dialog#keys", state="hidden")  # while it is open no shortcut is heard
    keys.press("g")
    keys.press("w")
    page.wait_for_selector("text=您好")


def _tabs_to(page, what: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"{what} is not reached by the keyboard")


def test_a_file_that_is_no_table_says_so_with_and_without_scripts(desk, browser):
    (desk.home / "不是表.pdf").write_bytes(b"%PDF-1.7 nothing")
    for script in (True, False):
        clerk = Officer(desk.desk, browser, "clerk", java_script_enabled=script)
        clerk.signs_in("/send")
        clerk.takes("#file", str(desk.home / "不是表.pdf"))
        clerk.clicks("main button.act")
        clerk.page.wait_for_url("**/sent/*")
        assert "没有收下" in clerk.told() and "PDF" in clerk.told()


def test_an_officer_finds_a_firm_and_moves_the_day(desk, browser):
    officer = Officer(desk.desk, browser, "handler", viewport={"width": 1440, "height": 900})
    officer.signs_in()
    officer.page.keyboard.press("/")
    officer.page.wait_for_url("**/search#q")
    officer.page.keyboard.type("宏达")
    officer.page.keyboard.press("Enter")
    officer.clicks("text=天津市北运宏达商贸有限公司")
    assert "甲号" in officer.told()
    slider = officer.page.locator("#known_on ~ input[type=range]")
    slider.focus()
    officer.page.keyboard.press("Home")
    officer.page.wait_for_url("**known_on=2026-10-20**")
    assert officer.page.input_value("#known_on") == "2026-10-20"


def test_a_person_is_shown_for_a_purpose(desk, browser):
    officer = Officer(desk.desk, browser, "handler", viewport={"width": 390, "height": 844}, java_script_enabled=False)
    officer.signs_in("/search/person")
    officer.types("#identity", NUMBER)
    officer.page.select_option("#purpose", "监督检查")
    officer.clicks("main button.act")
    assert "王芳" in officer.told() and "乙号" in officer.told() and NUMBER not in officer.page.url


CLERK = (
    "/",
    "/work",
    "/send",
    "/send?mends=2",
    "/batches",
    "/batches?state=revoked",
    "/batches/2",
    "/batches/2/mend",
    "/batches/2/give-up",
    "/en/batches/2",
    "/en/send",
    "/duties",
    "/duties/gaps",
    "/duties/caseload",
    "/bulletins",
    "/account/mail",
    "/en/duties",
)
REVIEWER = ("/search", "/search?q=宏达", "/search?q=没有", "/search/person", "/batches/1/revoke", "/records/1", "/records/1/withdraw", "/records/1/hold", "/en/search")


def test_every_page_is_accessible_and_fits(desk, browser):
    for login, paths in (("clerk", CLERK), ("reviewer", REVIEWER)):
        one = Officer(desk.desk, browser, login, bypass_csp=True)
        one.signs_in()
        for path in paths:
            one.go(path)
            accessible.check(one.page, path)
        if login == "reviewer":
            one.go("/search?q=宏达")
            one.page.click(".rows a")
            accessible.check(one.page, "archive")
            one.go(one.page.url.removeprefix(desk.desk) + "?compare=yes&known_on_2=2026-10-01")
            one.page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
            accessible.check(one.page, "archive compared")
