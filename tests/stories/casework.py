"""A served desk with a bureau's officers and a firm that was fined; and officers who sign in with a browser and count what they do."""

import datetime as dt
import os
import subprocess
import sys

import pyotp

from tests.desk import PASSWORD, SECRET
from tests.district import credit_code, penalty_row
from tests.stories.conftest import Site

FIRM = credit_code("91120105MA0000001")
DAY = dt.date(2026, 11, 24)
_PEOPLE = """
import django; django.setup()
from tests.desk import administrators, appointed, opened
both = administrators()
for login, name, role in (("han.yi", "韩一", "handler"), ("jiang.er", "江二", "approver")):
    appointed(login, role, both, organ="区应急局", name=name, title=name + "岗")
opened("han.yi", "jiang.er")
"""


def site(firms: int = 3) -> Site:
    """Officers of the emergency bureau, and so many firms with a fine each."""
    made = Site()
    rows = [
        penalty_row(
            CF_XDR_SHXYM=credit_code(f"91120105MA000000{n}"),
            CF_XDR_MC=f"天津市北运{'宏鸿红弘虹泓洪闳竑'[n - 1]}达商贸有限公司",
            CF_JDRQ="2026/10/20",
            CF_WSH=f"津北应罚〔2026〕{n}号",
        )
        for n in range(1, firms + 1)
    ]
    made.run("collect", "penalties", made.csv("处罚.csv", rows), "--received", "2026-10-22", CHENGXIN_TODAY=DAY.isoformat())
    made.serve(CHENGXIN_TODAY=DAY.isoformat())
    made.desk = f"http://127.0.0.1:{made.port + 2}"
    python(made, _PEOPLE)
    return made


def python(made: Site, text: str) -> str:
    """Run something beside the served site, as its worker."""
    environment = made.environment(CHENGXIN_SIDE="worker", DJANGO_SETTINGS_MODULE="chengxin.site.settings", CHENGXIN_TODAY=DAY.isoformat(), PYTHONPATH=os.getcwd())
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Officer:
    """Somebody at a browser: by mouse, or by keyboard alone. Every click, every field and every file is an act."""

    signed_in: dict[tuple[str, str], list] = {}  # cookies by desk and login: a code is good once, and half a minute is long

    def __init__(self, made: Site, browser, login: str, *, keyboard: bool = False, **context) -> None:
        self.desk, self.login, self.keyboard, self.acts = made.desk, login, keyboard, 0
        self.page = browser.new_context(locale="zh-CN", **context).new_page()

    def signs_in(self) -> None:
        """Both factors, the first time; not counted among the acts of the matter."""
        if known := self.signed_in.get((self.desk, self.login)):
            self.page.context.add_cookies(known)
            return
        self.page.goto(f"{self.desk}/sign-in")
        self.page.fill("#login", self.login)
        self.page.fill("#password", PASSWORD)
        self.page.click("button.act")
        self.page.fill("#code", pyotp.TOTP(SECRET).now())
        self.page.click("button.act")
        self.page.wait_for_selector("nav .way[aria-current]", state="attached")
        self.signed_in[self.desk, self.login] = self.page.context.cookies()

    def presses(self, selector: str) -> None:
        """One click, or the same by keys: walk to it and press."""
        self.acts += 1
        if not self.keyboard:
            self.page.click(selector)
            return
        self._walks_to(selector)
        self.page.keyboard.press("Space" if self.page.evaluate("document.activeElement.matches('input[type=checkbox], input[type=radio]')") else "Enter")

    def types(self, selector: str, text: str) -> None:
        """One field filled."""
        self.acts += 1
        if not self.keyboard:
            self.page.fill(selector, text)
            return
        self._walks_to(selector)
        self.page.keyboard.type(text)

    def chooses(self, selector: str, label: str) -> None:
        """One choice of a list."""
        self.acts += 1
        if not self.keyboard:
            self.page.select_option(selector, label=label)
            return
        self._walks_to(selector)
        wanted = self.page.evaluate("([s, l]) => [...document.querySelector(s).options].findIndex(o => o.label === l)", [selector, label])
        self.page.keyboard.press("Home")
        for _ in range(wanted):
            self.page.keyboard.press("ArrowDown")

    def sees(self, text: str) -> None:
        """Waits until it stands on the page."""
        self.page.wait_for_selector(f"main :text('{text}') >> nth=0", state="attached", timeout=30_000)

    def _walks_to(self, selector: str) -> None:
        """By the tabulator alone; what is reached is seen to be reached."""
        handle = self.page.wait_for_selector(selector, state="attached")
        for _ in range(120):
            if self.page.evaluate(
                "e => e === document.activeElement || (e.type === 'radio' && document.activeElement.name === e.name && document.activeElement.type === 'radio')", handle
            ):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"{selector} is not reached by the keyboard")
        if self.page.evaluate("e => e !== document.activeElement", handle):
            self._arrows_to(handle)
        assert self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none' || getComputedStyle(document.activeElement).boxShadow !== 'none'"), selector

    def _arrows_to(self, handle) -> None:
        for _ in range(12):
            self.page.keyboard.press("ArrowDown")
            if self.page.evaluate("e => e === document.activeElement", handle):
                return
        raise AssertionError("the choice is not reached by the arrows")
