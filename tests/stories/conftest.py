"""A public site of its own: a home that commands filled, served by a real process, read by a real browser."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from chengxin.law.library.numerals import article_label
from chengxin.site.server import tail
from tests.district import EMERGENCY, credit_code, penalty_row
from tests.prepared import copy_home
from tests.waiting import PATIENCE

FIRM = credit_code("91120105MA0000001")
SHOP = credit_code("92120105MA0000003")
FIRM_ROW = {
    "企业名称": "天津市北运宏达商贸有限公司", "统一社会信用代码": FIRM, "注册日期": "2020-01-02", "企业类型": "有限责任公司", "注册地址": "天津市河北区中山路12号", "法定代表人": "李明",
}  # fmt: skip
SHOP_ROW = {
    "企业名称": "河北区意风小吃店", "统一社会信用代码": SHOP, "注册日期": "2021-01-02", "企业类型": "个体工商户", "注册地址": "天津市河北区真理道8号2门", "法定代表人": "王芳",
}  # fmt: skip
CONFIRMATION = {
    "QR_MC": "天津市北运宏达商贸有限公司", "QR_LB": "法人及非法人组织", "QR_DM": FIRM, "QR_WSH": "津北试认〔2026〕1号", "QR_WSMC": "工伤认定决定书", "QR_NR": "确认符合条件",
    "QR_RQ": "2026/10/13", "QR_YXQZ": "2026/10/13", "QR_YXQZI": "", "QR_JG": EMERGENCY[0], "QR_JGDM": EMERGENCY[1],
}  # fmt: skip


_BROWSERS: list = []


class Site:
    """An instance of its own: its commands, and its public process when started. ``as_shipped``: its database syncs to the disk."""

    def __init__(self, *, as_shipped: bool = False) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="st"))
        copy_home(self.home, as_shipped=as_shipped)
        self.process: subprocess.Popen | None = None
        self.port = _free_ports()
        self.url = f"http://127.0.0.1:{self.port}"

    def environment(self, **more: str) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CHENGXIN") and name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
        return clean | {"CHENGXIN_HOME": str(self.home), "CHENGXIN_INSTANCE": "test", "CHENGXIN_PORT": str(self.port), "CHENGXIN_BIND": "127.0.0.1"} | more

    def run(self, *words: str, **more: str) -> str:
        done = subprocess.run([sys.executable, "-m", "chengxin.site.cli", *words], capture_output=True, text=True, env=self.environment(**more))
        if done.returncode != 0:  # whole, for an assertion would shorten it
            pytest.fail(f"{words} ended with {done.returncode}\n{done.stdout}\n{done.stderr}\n{tail(self.home / 'log' / 'postgres.log', 60)}", pytrace=False)
        return done.stdout

    def serve(self, **more: str) -> None:
        """Start everything and wait until the site answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "chengxin.site.cli", "serve"], env=self.environment(CHENGXIN_DEMO="0", **more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if self.read("/health")[0] == 200:
                    return
            except OSError:
                pass
            assert self.process.poll() is None, (self.home / "log" / "public.log").read_text()
            time.sleep(0.2)
        raise AssertionError("the site did not start")

    def stop(self) -> None:
        """As Ctrl-C would."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(PATIENCE)
        self.process = None

    def read(self, path: str) -> tuple[int, str]:
        """Status and text of an answer, as an anonymous reader gets it."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def csv(self, name: str, rows: list[dict[str, str]]) -> str:
        import csv

        path = self.home / name
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return str(path)


def _law(folder: Path) -> list[Path]:
    """The penalty law as invented for these tests, and its amendment."""
    made = []
    for version, day, said in (
        ("2021修订", "2021-07-15", "处罚决定应当依法公开。"),
        ("2026修正", "2026-06-01", "处罚决定应当自作出之日起七个工作日内依法公开。\n\n公开的决定被撤销的，应当撤回。"),
    ):
        lines = ["---", f"version: {version}", f"in_force_from: {day}", "source: 虚构文本", "---", "# 中华人民共和国行政处罚法", "", "## 第一章　总则", ""]
        for number in range(1, 61):
            lines += ["## 第二章　程序", ""] if number == 30 else []
            lines += [f"**{article_label(number)}** {said if number == 48 else f'第{number}项事务由<b>有关部门</b>依法办理。'}", ""]
        path = folder / f"{version}.md"
        path.write_text("\n".join(lines), encoding="utf-8")
        made.append(path)
    return made


def _free_ports() -> int:
    """A port that is free, with the two after it; outside those the system gives away, and another's for each process of a parallel run."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for _ in range(50):
        port = 20_000 + worker * 1_000 + 3 * random.randrange(333)
        try:
            for offset in range(3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port + offset))
        except OSError:
            continue
        return port
    raise AssertionError("no free ports")


@pytest.fixture(scope="session")
def site():
    """A site with a firm, a shop, penalties, a licence and a hostile name, served."""
    made = Site()
    try:
        register = [
            FIRM_ROW,
            SHOP_ROW,
            {
                "企业名称": "=cmd()<script>alert(1)</script>有限公司",
                "统一社会信用代码": credit_code("91120105MA0000009"),
                "注册日期": "2021-01-02",
                "企业类型": "",
                "注册地址": "",
                "法定代表人": "",
            },
        ]
        long = "经查，当事人" + "经营超过保质期的食品，" * 120
        penalties = [
            penalty_row(CF_WSH="津北试罚〔2026〕1号", CF_JDRQ="2026/10/12", CF_SY=long),
            penalty_row(CF_WSH="津北试罚〔2026〕2号", CF_JDRQ="2026/10/14", CF_CFLB="其他-吊销许可证件", CF_NR="吊销食品经营许可证", CF_NR_FK=""),
            penalty_row(CF_WSH="津北试罚〔2026〕3号", CF_JDRQ="2026/10/15", CF_XDR_SHXYM=SHOP, CF_XDR_LB="个体工商户", CF_XDR_MC="河北区意风小吃店", CF_GSJZQ="2026/11/30"),
        ]
        made.run("collect", "registrations", made.csv("登记.csv", register), "--received", "2026-10-20")
        made.run("collect", "penalties", made.csv("处罚.csv", penalties), "--received", "2026-10-20")
        made.run("collect", "confirmations", made.csv("确认.csv", [CONFIRMATION]), "--received", "2026-10-20")
        made.run("publish", "--on", "2026-10-21")
        made.run("law", "import", *(str(path) for path in _law(made.home)))
        made.serve(CHENGXIN_TODAY="2026-11-24")
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.home, ignore_errors=True)


@pytest.fixture(scope="session")
def browser():
    """A real Chromium; skipped visibly where the machine has none."""
    playwright = pytest.importorskip("playwright.sync_api")
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("Chromium is not on this machine")
    with playwright.sync_playwright() as session:
        running = session.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"])
        _BROWSERS.append(running)
        yield running
        _BROWSERS.remove(running)
        running.close()


@pytest.fixture(scope="module", autouse=True)
def _pages_closed():
    """What a file's tests opened in the browser is closed with them: no forgotten page goes on asking a site that is gone."""
    yield
    for running in _BROWSERS:
        for context in running.contexts:
            context.close()
