"""The first day of a desk, in a real browser: two administrators open their accounts, one registers an officer, the other approves, the officer signs in."""

import json
import re
import shutil
import time

import pyotp
import pytest

from tests import accessible
from tests.stories.conftest import Site

PASSWORD = "一句很长很长的话语 yes"
FORMS = ("/sign-in", "/activate", "/en/sign-in", "/en/activate")
INSIDE = ("/", "/account", "/account/password", "/account/codes", "/account/factor", "/people", "/people/posts", "/people/roles", "/people/new", "/people/1", "/people/1/appoint", "/people/appointments/1/hand-over", "/nowhere", "/en/", "/en/people", "/en/account")  # fmt: skip


class Somebody:
    """A person with a browser and a phone that makes codes, each used once."""

    def __init__(self, desk, browser, login: str, **context) -> None:
        self.desk, self.login, self.secret, self.step = desk, login, "", 0
        self.page = browser.new_context(locale="zh-CN", **context).new_page()

    def code(self) -> str:
        """The next code that was not used; waits where the clock has to move on."""
        while self.step >= int(time.time() // 30) + 1:
            time.sleep(0.5)
        self.step = max(self.step + 1, int(time.time() // 30))
        return pyotp.TOTP(self.secret).at(self.step * 30)

    def go(self, path: str) -> None:
        self.page.goto(self.desk + path)

    def opens_account(self, code: str) -> list[str]:
        """By the activation code; the recovery codes."""
        self.go("/sign-in")
        self.page.click("text=第一次使用")
        for name, text in (("login", self.login), ("code", code), ("password", PASSWORD), ("again", PASSWORD)):
            self.page.fill(f"#{name}", text)
        self.page.click("button.act")
        assert self.page.get_attribute("img.qr", "src").startswith("data:image/svg+xml")
        self.secret = self.page.text_content(".secret").replace(" ", "")
        self.page.fill("#code", self.code())
        self.page.click("button.act")
        return self.page.locator(".codes li").all_text_contents()

    def signs_in(self) -> None:
        self.go("/")
        self.page.fill("#login", self.login)
        self.page.fill("#password", PASSWORD)
        self.page.click("button.act")
        self.page.fill("#code", self.code())
        self.page.click("button.act")
        self.page.wait_for_selector("h1:has-text('您好')")


@pytest.fixture(scope="module")
def desk():
    """A served desk with two administrators who have not opened their accounts; its address, and their activation codes."""
    made = Site()
    try:
        codes = {login: json.loads(made.run("staff", "administrator", name, login, "--json"))["activation"] for name, login in (("安知远", "admin-a"), ("白若川", "admin-b"))}
        made.serve()
        made.desk, made.codes = f"http://127.0.0.1:{made.port + 2}", codes
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.home, ignore_errors=True)


@pytest.fixture(scope="module")
def both(desk, browser):
    """The two, signed in: one at a desk, without scripts; one with a phone."""
    a = Somebody(desk.desk, browser, "admin-a", java_script_enabled=False, viewport={"width": 1440, "height": 900})
    b = Somebody(desk.desk, browser, "admin-b", viewport={"width": 390, "height": 844}, bypass_csp=True)  # for axe; pages have no script
    for one in (a, b):
        assert len(one.opens_account(desk.codes[one.login])) == 10
        one.signs_in()
    return a, b


def test_an_officer_is_put_in_by_two(desk, both, browser, capsys):
    a, b = both
    a.go("/people/posts")
    a.page.select_option("#organ", label="天津市河北区市场监督管理局")
    a.page.select_option("#role", label="承办人（经办）")
    a.page.fill("#title", "经办一岗")
    a.page.click("text=设立 >> nth=-1")
    a.go("/people")
    a.page.click("text=登记人员")
    a.page.fill("#name", "韩一")
    a.page.fill("#login", "han.yi")
    a.page.click("main button.act")
    a.page.select_option("#post", label="天津市河北区市场监督管理局 · 经办一岗")
    a.page.click("main button.act")
    assert "请另一名系统管理员审批" in a.page.text_content("main") and a.page.locator("button[name=approved]").count() == 0  # not by oneself
    b.go("/people")
    b.page.click("button[value=yes]")
    code = b.page.text_content(".secret")
    officer = Somebody(desk.desk, browser, "han.yi", java_script_enabled=False, viewport={"width": 390, "height": 844})
    officer.opens_account(code)
    officer.signs_in()
    told = officer.page.text_content("main")
    assert "经办一岗" in told and "天津市河北区市场监督管理局" in told and "拟作决定" in told
    assert officer.page.locator("text=人员与岗位").count() == 0
    officer.go("/people")
    assert "没有这项权责" in officer.page.text_content("main")
    with capsys.disabled():
        print("\nacts: sign in 5 (name, password, next, code, sign in); approve an appointment 2 (people, approve); propose 5 after registering 4")


def test_by_keyboard_alone(desk, both, browser):
    somebody = Somebody(desk.desk, browser, "admin-a")
    somebody.secret, somebody.step = both[0].secret, both[0].step
    page, keys = somebody.page, somebody.page.keyboard
    somebody.go("/sign-in")
    page.focus("#login")
    keys.type("admin-a")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_selector("#code")
    page.focus("#code")
    keys.type(somebody.code())
    keys.press("Enter")
    page.wait_for_selector("text=您好")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(30):
        keys.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "退出登录":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    keys.press("Enter")
    page.wait_for_selector("text=您已退出登录")
    both[0].step = somebody.step


def test_a_session_is_ended_from_another_place(desk, both, browser):
    a, _ = both
    elsewhere = Somebody(desk.desk, browser, "admin-a", java_script_enabled=False)
    elsewhere.secret, elsewhere.step = a.secret, a.step
    elsewhere.signs_in()
    a.step = elsewhere.step
    a.go("/account")
    a.page.click("text=结束其他全部会话")
    assert "会话已结束" in a.page.text_content("main")
    elsewhere.go("/account")
    assert "/sign-in" in elsewhere.page.url


def test_every_page_is_accessible_and_fits(desk, both, browser):
    stranger = browser.new_context(locale="zh-CN", bypass_csp=True).new_page()
    for page, paths in ((stranger, FORMS), (both[1].page, INSIDE)):
        for path in paths:
            page.goto(desk.desk + path)
            accessible.check(page, path)


def test_the_public_side_sets_no_cookie_and_the_desk_tells_strangers_nothing(desk, browser):
    page = browser.new_context().new_page()
    for path in ("/", "/search?q=x", "/nowhere"):
        page.goto(desk.url + path)
    assert page.context.cookies() == []
    for path in ("/people/1", "/people/999999", "/account"):
        answer = page.request.get(desk.desk + path, max_redirects=0)
        assert answer.status == 302 and "/sign-in" in answer.headers["location"]
    page.goto(desk.desk + "/sign-in")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert set(cookies) == {"csrf"} and cookies["csrf"]["httpOnly"]  # a test instance over plain http: no __Host-, no Secure


def test_nothing_secret_is_in_the_logs(desk, both):
    for path in (desk.home / "log").iterdir():
        text = path.read_text(errors="replace")
        for secret in (PASSWORD, both[0].secret, *desk.codes.values()):
            assert secret not in text, path
    assert re.search(r"admin-a", desk.run("staff"))
