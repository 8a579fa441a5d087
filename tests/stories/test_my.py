"""The subject's own room, in a real browser: a citizen finds who looked, asks why and is answered; a manager gives an agent a mandate and takes it back. Acts are counted and printed."""

import os
import shutil
import subprocess
import sys

import pytest

from tests import accessible
from tests.district import credit_code, identity_number, penalty_row
from tests.stories.conftest import Site
from tests.stories.staffed import Officer

CITIZEN = identity_number("12010519900101001")
FIRM, BANK = credit_code("91120105MA0000001"), credit_code("91120105MA0000009")
PASSWORD = "demo-only-2026-hebei"
INSIDE = ("/", "/looks", "/agents", "/agents/new", "/consents/new", "/messages", "/messages/mail", "/copy", "/account", "/account/password", "/account/factor", "/account/close", "/for", "/display", "/nowhere", "/en/", "/en/looks", "/en/agents")  # fmt: skip
OUTSIDE = ("/sign-in", "/activate", "/en/sign-in")
AT_THE_DESK = (
    "/questions",
    "/questions/1",
    "/window",
    "/window/1",
    "/window/account?visit=1",
    "/window/1/mandate",
    "/window/1/principal",
    "/window/1/looks/{look}/ask",
    "/en/window",
)

_SETUP = """
import datetime as dt
import django; django.setup()
from django.db import transaction
from chengxin.access import api as access
from chengxin.access.api import staffing
from chengxin.demo.acting import acting_as
from chengxin.demo.staff import make
from chengxin.ground.api import audit, business_day
from chengxin.subjects import api as subjects
today = business_day.today()
make(today, say=print)
with acting_as("desk"):
    citizen, firm = subjects.by_code("{citizen}").pk, subjects.by_code("{firm}").pk
    with transaction.atomic():
        owner = staffing.By(None, "测试")
        for login, name, subject in (("citizen", "钱多多", citizen), ("manager", "李明", None), ("agent", "周代办", None), ("president", "金行长", None), ("banker", "贷专员", None)):
            staffing.register_person(name, login, by=owner, subject=subject)
        audit.record_act("test", actor="测试")
        access.entering.open_for_demo(["citizen", "manager", "agent", "president", "banker"], "{password}", None)
        for login, subject in (("manager", firm), ("president", subjects.by_code("{bank}").pk)):
            access.agents.verify_principal(login, subject, until=today + dt.timedelta(days=300), on=today, who=access.sessions.of_login("window"))
    for purpose in ("办理行政处罚案件", "核对姓名", "双随机检查前核对"):
        audit.commit_look(**access.sessions.of_login("handler").entry, subject=citizen, purpose=purpose, fields=["*"])
    print(access.counter.receive(citizen, document="identity-card", who=access.sessions.of_login("window")))
"""


class Counted:
    """A page on which every click and every typed field counts as an act."""

    def __init__(self, browser, address: str, **context) -> None:
        self.page, self.address, self.acts = browser.new_context(locale="zh-CN", **context).new_page(), address, 0

    def click(self, what: str) -> None:
        self.page.click(what)
        self.acts += 1

    def fill(self, what: str, text: str) -> None:
        self.page.fill(what, text)
        self.acts += 1

    def signs_in(self, login: str) -> "Counted":
        self.page.goto(self.address + "/sign-in")
        self.fill("#login", login)
        self.fill("#password", PASSWORD)
        self.click("button.act")
        return self

    def told(self) -> str:
        return self.page.text_content("main")


@pytest.fixture(scope="module")
def site():
    """A served instance with a firm and a citizen on file, officers, and three subjects' accounts."""
    made = Site()
    try:
        made.run("collect", "penalties", made.csv("firm.csv", [penalty_row(CF_JDRQ="2026/11/20")]))
        made.run("collect", "penalties", made.csv("person.csv", [penalty_row(CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=CITIZEN, CF_XDR_MC="钱多多")]))
        made.run("collect", "penalties", made.csv("bank.csv", [penalty_row(CF_XDR_SHXYM=BANK, CF_XDR_MC="天津市北运银行股份有限公司", CF_JDRQ="2026/11/20")]))
        made.run("publish")
        environment = made.environment(CHENGXIN_SIDE="worker", DJANGO_SETTINGS_MODULE="chengxin.site.settings")
        made.serve()
        code = _SETUP.format(citizen=CITIZEN, firm=FIRM, bank=BANK, password=PASSWORD)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=os.getcwd())
        assert done.returncode == 0, done.stderr
        made.my, made.desk = f"http://127.0.0.1:{made.port + 1}", f"http://127.0.0.1:{made.port + 2}"
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.home, ignore_errors=True)


def officer(browser, site, login: str, **context):
    """A browser in which an officer of the demo has signed in."""
    made = Officer(site.desk, browser, login, **context)
    made.signs_in()
    return made.page


@pytest.mark.parametrize("width", [1440, 390])
def test_a_citizen_finds_who_looked_asks_why_and_is_answered(site, browser, capsys, width):
    citizen = Counted(browser, site.my, java_script_enabled=False, viewport={"width": width, "height": 844}).signs_in("citizen")
    to_file = citizen.acts
    assert CITIZEN in citizen.told() and "经营超过保质期的食品" in citizen.told()
    citizen.acts = 0
    citizen.click("nav >> text=谁查阅过")
    assert "办理行政处罚案件" in citizen.told() and "天津市河北区市场监督管理局" in citizen.told()
    to_looks = citizen.acts
    citizen.click("text=问为什么 >> nth=0")
    citizen.fill("#text", f"我没有案件，为什么查我？（{width}）")
    citizen.click("main button.act")
    assert "已经问了" in citizen.told() and "前答复" in citizen.told()
    to_ask = citizen.acts - to_looks
    if width == 390:
        return
    handler = officer(browser, site, "handler", java_script_enabled=False)
    handler.goto(site.desk + "/questions")
    handler.click("text=答复 >> nth=-1")
    handler.fill("#text", "同名核对，已核实不是您。")
    handler.click("main button.act")
    assert "已答复" in handler.text_content("main")
    citizen.page.goto(site.my + "/")
    citizen.click("nav >> text=消息")
    citizen.click("text=去看答复")
    assert "同名核对，已核实不是您。" in citizen.told()
    with capsys.disabled():
        print(f"\nacts: my own file {to_file} (name, password, sign in); who looked and why {to_looks}; ask why {to_ask}; the answer 2 from its message")


def test_a_manager_gives_an_agent_a_mandate_and_takes_it_back(site, browser, capsys):
    phone = {"width": 390, "height": 844}
    manager = Counted(browser, site.my, java_script_enabled=False, viewport=phone).signs_in("manager")
    assert "天津市北运宏达商贸有限公司" in manager.told() and "公示凭据" in manager.told()
    manager.acts = 0
    manager.click("nav >> text=授权与同意")
    manager.click('a:has-text("授权他人代办")')
    manager.fill("#login", "agent")
    manager.fill("#ends_on", "2027-06-30")
    manager.click("main button.act")
    assert "已授权" in manager.told() and "周代办" in manager.told()
    gave = manager.acts
    agent = Counted(browser, site.my, java_script_enabled=False, viewport=phone).signs_in("agent")
    assert "天津市北运宏达商贸有限公司" in agent.told() and agent.page.locator("text=授权与同意").count() == 0
    manager.acts = 0
    manager.click("main button.weighs")
    assert "授权已撤回" in manager.told()
    agent.page.goto(site.my + "/")
    assert "您现在不能代表任何主体" in agent.told()
    with capsys.disabled():
        print(f"\nacts: give a mandate {gave}; take it back {manager.acts}")


def test_a_bank_looks_by_consent_until_it_is_taken_back(site, browser, capsys):
    """From giving consent to being looked at to taking it back: three people, each in a browser of their own, on phones without scripts."""
    phone = {"java_script_enabled": False, "viewport": {"width": 390, "height": 844}}
    president = Counted(browser, site.my, **phone).signs_in("president")
    president.click("nav >> text=授权与同意")
    president.click('a:has-text("授权他人代办")')
    president.fill("#login", "banker")
    president.click("text=经对方同意，查询他人的信息")
    president.fill("#ends_on", "2027-06-30")
    president.click("main button.act")
    assert "已授权" in president.told() and "经对方同意，查询他人的信息" in president.told()

    banker = Counted(browser, site.my, **phone).signs_in("banker")
    assert "还没有人同意本单位查询" in banker.told() and banker.page.locator("nav >> text=我的信息").count() == 0
    citizen = Counted(browser, site.my, **phone).signs_in("citizen")
    citizen.acts = 0
    citizen.click("nav >> text=授权与同意")
    citizen.click('a:has-text("同意一项查询")')
    citizen.fill("#receiver", BANK)
    citizen.click("main label:has-text('全部信息')")
    citizen.fill("#purpose", "房屋贷款审查")
    citizen.fill("#ends_on", "2027-01-31")
    citizen.click("main button.act")
    assert "已同意" in citizen.told() and "天津市北运银行股份有限公司" in citizen.told()
    gave = citizen.acts

    banker.acts = 0
    banker.click("nav >> text=经同意查询")
    assert "房屋贷款审查" in banker.told() and "钱多多" not in banker.told()
    banker.click("main a:has-text('查询') >> nth=-1")
    assert "钱多多" in banker.told() and "经营超过保质期的食品" in banker.told() and CITIZEN not in banker.told() and "只可用于：房屋贷款审查" in banker.told()
    assert banker.page.evaluate("document.documentElement.scrollWidth") <= 390

    citizen.page.goto(site.my + "/looks")
    assert "天津市北运银行股份有限公司" in citizen.told() and "房屋贷款审查" in citizen.told()
    citizen.acts = 0
    citizen.click("nav >> text=授权与同意")
    citizen.click("#consents + .card button.weighs")
    assert "同意已撤回" in citizen.told()
    banker.page.reload()
    assert "已经撤回或者到期" in banker.told() and "经营超过" not in banker.told() and "钱多多" not in banker.told()
    with capsys.disabled():
        print(f"\nacts: agree to a look-up {gave}; look {banker.acts}; take the consent back {citizen.acts}")


def test_by_keyboard_alone(site, browser):
    page = browser.new_context(locale="zh-CN").new_page()
    keys = page.keyboard
    page.goto(site.my + "/sign-in")
    page.focus("#login")
    keys.type("citizen")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_selector("text=对您不利的信息")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"

    def reach(words: str) -> None:
        for _ in range(60):
            keys.press("Tab")
            if words in page.evaluate("document.activeElement.textContent"):
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
                keys.press("Enter")
                return
        raise AssertionError(words)

    reach("谁查阅过")
    page.wait_for_selector("h1 >> text=谁查阅过")
    reach("问为什么")
    page.wait_for_selector("#text")
    page.focus("#text")
    keys.type("用键盘问的")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector("text=已经问了")
    reach("退出登录")
    page.wait_for_selector("text=您已退出登录")


def test_somebody_without_a_phone_at_the_window(site, browser, capsys):
    page = officer(browser, site, "window", java_script_enabled=False)
    page.goto(site.desk + "/window")
    page.fill("#number", CITIZEN)
    page.check("input[name=shown]")
    page.click("main button.act")
    assert "代办第" in page.text_content("h1") and "办理行政处罚案件" in page.text_content("main") and CITIZEN not in page.text_content("main")
    answer = page.request.get(page.url + "/copy")
    assert answer.status == 200 and answer.headers["content-type"] == "application/pdf" and answer.body()[:4] == b"%PDF"
    with capsys.disabled():
        print("\nacts at the window: find 3 (number, box, begin), print the copy 1")


def test_every_page_is_accessible_and_fits(site, browser):
    for login, paths in (("", OUTSIDE), ("citizen", INSIDE), ("manager", ("/", "/agents", "/agents/new")), ("banker", ("/consents/held", "/consents/held/1", "/en/consents/held"))):
        page = browser.new_context(locale="zh-CN", bypass_csp=True).new_page()
        if login:
            page.goto(site.my + "/sign-in")
            page.fill("#login", login)
            page.fill("#password", PASSWORD)
            page.click("button.act")
            if page.url.endswith("/for"):
                page.click("main button.act")
        for path in paths:
            page.goto(site.my + path)
            accessible.check(page, path)


def test_the_pages_at_the_desk_are_accessible_and_fit(site, browser):
    for login, start in (("window", "/window"), ("handler", "/questions")):
        page = officer(browser, site, login, bypass_csp=True)
        for path in AT_THE_DESK:
            if not path.startswith(start) and "/en" not in path:
                continue
            page.goto(site.desk + path.format(look=1))
            accessible.check(page, path)


def test_cookies_of_the_two_sides_do_not_meet_and_headers_are_strict(site, browser):
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(site.my + "/sign-in")
    answer = page.request.get(site.my + "/sign-in")
    assert answer.headers["x-frame-options"] == "DENY" and "default-src 'none'" in answer.headers["content-security-policy"] and answer.headers["cache-control"] == "no-store"
    page.fill("#login", "citizen")
    page.fill("#password", PASSWORD)
    page.click("button.act")
    names = {cookie["name"] for cookie in context.cookies()}
    assert names == {"my-session", "my-browser", "my-csrf"} and all(cookie["httpOnly"] for cookie in context.cookies())
    page.goto(site.desk + "/")  # the same host: a browser sends the cookies there too, and they open nothing
    assert "/sign-in" in page.url
    page.goto(site.my + "/account")
    assert "citizen" in page.text_content("main")
    for path in (site.home / "log").iterdir():
        assert PASSWORD not in path.read_text(errors="replace") and CITIZEN not in path.read_text(errors="replace"), path
