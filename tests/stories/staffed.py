"""A served instance with the invented staff, and people who sign in at its desk in a real browser."""

import subprocess
import sys
import time

import pyotp

from chengxin.access.signing.entering import DEMO_SECRET
from chengxin.demo.staff import PASSWORD
from tests.stories.conftest import Site

_MAKE = """
import datetime as dt, django
django.setup()
from chengxin.demo import staff
from chengxin.ground.api import business_day
staff.make(business_day.today(), say=print)
"""


def staffed(site: Site, **more: str) -> str:
    """Put the staff in while the site is served; the desk's address."""
    environment = site.environment(CHENGXIN_SIDE="worker", DJANGO_SETTINGS_MODULE="chengxin.site.settings", **more)
    done = subprocess.run([sys.executable, "-c", _MAKE], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return f"http://127.0.0.1:{site.port + 2}"


class Officer:
    """One of the staff with a browser. ``acts`` counts clicks, typed fields and chosen files."""

    sessions: dict[tuple[str, str], list] = {}  # a code is good once, so that the next browser of somebody takes over their session

    def __init__(self, desk: str, browser, login: str, **context) -> None:
        self.desk, self.login, self.acts = desk, login, 0
        self.page = browser.new_context(locale="zh-CN", **context).new_page()

    def signs_in(self, to: str = "/") -> None:
        """By both factors; or, in another browser of the same person, with the session they have."""
        page, known = self.page, self.sessions.get((self.desk, self.login))
        if known:
            page.context.add_cookies(known)
            page.goto(self.desk + to)
            return
        page.goto(self.desk + to)
        page.fill("#login", self.login)
        page.fill("#password", PASSWORD)
        page.click("button.act")
        page.fill("#code", pyotp.TOTP(DEMO_SECRET).at(int(time.time())))
        page.click("button.act")
        page.wait_for_selector("header.side")
        self.sessions[self.desk, self.login] = page.context.cookies()

    def go(self, path: str) -> None:
        self.page.goto(self.desk + path)

    def clicks(self, what: str) -> None:
        self.page.click(what)
        self.acts += 1

    def types(self, what: str, text: str) -> None:
        self.page.fill(what, text)
        self.acts += 1

    def takes(self, what: str, path: str) -> None:
        self.page.set_input_files(what, path)
        self.acts += 1

    def told(self) -> str:
        """What the page says."""
        return self.page.text_content("main") or ""
