"""启动 serve: the supervisor of one instance: database, public site, worker; everything goes down with it.

Killed outright, it takes its web and worker processes with it (the kernel sees to that) and leaves a
database that the next start adopts.
"""

import datetime as dt
import fcntl
import http.client
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from chengxin.ground.errors import WrongUse
from chengxin.site import copying, demo_data, postgres, ready
from chengxin.site.children import Child, stop_all
from chengxin.site.home import Home, LaunchFailure
from chengxin.site.observing import FOLDER
from chengxin.site.progress import say, step
from chengxin.site.server import tail

DEFAULT_PORT = 8000
LOG_CHECK = 60.0  # seconds between two looks at the size of logs
USAGE = """用法：chengxin serve

启动数据库、公众网站、主体端、工作人员端和后台任务，按 Ctrl-C 全部停止。由环境变量设定：
  CHENGXIN_HOME   主目录，默认 ./var
  CHENGXIN_PORT   公众网站端口，默认 8000（其后第一个端口为主体端，第二个为工作人员端）
  CHENGXIN_BIND   公众网站和主体端监听地址，默认 0.0.0.0
  CHENGXIN_DESK_BIND  工作人员端（页面和机关系统接口）监听地址，默认 127.0.0.1
  CHENGXIN_DEMO   演示数据：1 整个区（默认），small 小样，0 不装入
  CHENGXIN_TODAY  业务日期 YYYY-MM-DD，仅限演示或测试实例
  DATABASE_URL    使用已有的 PostgreSQL"""


@dataclass(frozen=True)
class Plan:
    """What the environment asks of ``serve``."""

    port: int
    bind: str
    demo: bool
    desk_bind: str

    @property
    def my_port(self) -> int:
        """The subjects' side."""
        return self.port + 1

    @property
    def desk_port(self) -> int:
        """The desk's side: the API of organs' systems."""
        return self.port + 2

    @classmethod
    def from_env(cls) -> "Plan":
        """Read and check the environment. Raises WrongUse before anything has been started."""
        port = os.environ.get("CHENGXIN_PORT") or str(DEFAULT_PORT)
        if not port.isdecimal() or not 1 <= int(port) <= 65533:
            raise WrongUse(f"CHENGXIN_PORT 应为 1 到 65533 之间的端口号，现为“{port}”。", code="bad-port")
        demo = os.environ.get("CHENGXIN_DEMO") or "1"
        if demo not in ("0", "1", "full", "small"):
            raise WrongUse(f"CHENGXIN_DEMO 应为 0、1、full 或 small，现为“{demo}”。", code="bad-demo")
        today = os.environ.get("CHENGXIN_TODAY")
        if today and not _is_day(today):
            raise WrongUse(f"CHENGXIN_TODAY 应写作 YYYY-MM-DD 且确有其日，现为“{today}”。", code="bad-day")
        # The desk's side belongs to the government network: it is not open to every address unless somebody says so.
        return cls(int(port), os.environ.get("CHENGXIN_BIND") or "0.0.0.0", demo != "0", os.environ.get("CHENGXIN_DESK_BIND") or "127.0.0.1")


class Stop(BaseException):
    """Somebody asked us to end."""


class Stopping:
    """Turns the first SIGINT, SIGTERM or SIGHUP into Stop; later ones are ignored, for we are ending already."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if not self.asked:
            self.asked = True
            raise Stop


def serve(arguments: list[str]) -> int:
    """Run until asked to stop. Raises WrongUse (port taken, second start, bad settings) or LaunchFailure."""
    if arguments:
        if arguments in (["-h"], ["--help"]):
            print(USAGE)
            return 0
        raise WrongUse(USAGE, code="wrong-arguments")
    plan, stopping = Plan.from_env(), Stopping()
    try:
        home = Home.from_env()
        copying.refuse_in(home)
        with only_one(home):
            check_port(plan.bind, plan.port)
            check_port(plan.bind, plan.my_port)
            check_port(plan.desk_bind, plan.desk_port)
            _run(home, plan)
    except Stop:
        pass
    finally:
        stopping.asked = True
    say("已停止。")
    return 0


def _run(home: Home, plan: Plan) -> None:
    say(f"诚信平台启动中，主目录 {home.path}")
    web, my, desk, worker = children = _children(home, plan)
    with postgres.running(home, as_="serve"):
        say("  ✓ 数据库已启动" if not postgres.outside() else "  ✓ 使用 DATABASE_URL 所指的数据库")
        ready.make_ready(home)
        home.secret("metrics")  # there for the operator's monitoring from the first start
        # Cookies without Secure only where nothing in earnest is kept; a production instance refuses them besides.
        for side in (my, desk):
            side.environment["CHENGXIN_PLAIN_HTTP"] = "0" if demo_data.in_earnest(home) else "1"
        demo = demo_data.loading(home) if plan.demo and demo_data.wanted(home) else None
        if demo:
            children.append(demo)
        try:
            for side in (web, my, desk):
                side.start()
            if demo is None:
                worker.start()
            with step("启动公众网站"):
                _await_site(plan, web)
            if demo:
                demo.start()
            _greet(home, plan, loading=demo is not None)
            _watch(home, [web, my, desk], worker, demo)
        except Stop:
            say("正在停止……")
            raise
        finally:
            stop_all(children, patience=6.0)


def _children(home: Home, plan: Plan) -> list[Child]:
    shared = {"CHENGXIN_HOME": str(home.path), "CHENGXIN_LOG": "lines", FOLDER: str(_fresh(home.run / "figures"))}
    return [
        Child("公众网站", gunicorn(home, plan.bind, plan.port, processes=2, threads=4), {**shared, "CHENGXIN_SIDE": "public"}, home.log / "public.log"),
        # One process, for guesses are counted one at a time.
        Child("主体端", gunicorn(home, plan.bind, plan.my_port, processes=1, threads=6), {**shared, "CHENGXIN_SIDE": "my"}, home.log / "my.log"),
        # One process, for the rate of requests is counted in its memory; its threads mostly wait for uploads and for the worker.
        Child("工作人员端", gunicorn(home, plan.desk_bind, plan.desk_port, processes=1, threads=10), {**shared, "CHENGXIN_SIDE": "desk"}, home.log / "desk.log"),
        Child("后台任务", [sys.executable, "-m", "chengxin.site.cli", "worker"], {**shared, "CHENGXIN_SIDE": "worker"}, home.log / "worker.log"),
    ]


def gunicorn(home: Home, bind: str, port: int, *, processes: int, threads: int) -> list[str]:
    """The command of a web process."""
    return [
        *(sys.executable, "-m", "gunicorn", "chengxin.site.wsgi:application"),
        *(
            "--bind",
            f"[{bind}]:{port}" if ":" in bind else f"{bind}:{port}",
            "--workers",
            str(processes),
            "--worker-class",
            "chengxin.site.refusing.Worker",
            "--threads",
            str(threads),
        ),
        *("--timeout", "30", "--graceful-timeout", "3", "--max-requests", "20000", "--max-requests-jitter", "2000"),
        *("--worker-tmp-dir", "/dev/shm" if os.access("/dev/shm", os.W_OK) else str(home.run)),
        # No access log of its own: addresses hold what people search for. Ours names routes (chengxin.site.observing.server).
        *("--log-level", "warning", "--logger-class", "chengxin.site.observing.server.Log", "--no-control-socket"),
    ]


def _fresh(folder: Path) -> Path:
    """An empty folder for the figures of this run: they begin at nothing when the instance does."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _watch(home: Home, sites: list[Child], worker: Child, demo: demo_data.Loading | None) -> None:
    """Until a signal ends it: bring back whatever dies. The demo is loaded beside the site; background work begins after
    it, for its daily publication would overtake the demo's days of the past."""
    looked = time.monotonic()
    while True:
        time.sleep(0.2)
        if not postgres.alive(home):
            say("  ! 数据库意外退出，正在恢复")
            try:
                postgres.revive(home)
            except LaunchFailure as failure:
                say(str(failure))
                time.sleep(5.0)
        for site in sites:
            site.tend()
        if demo and not demo.over:
            demo.tend()
        else:
            worker.tend()
        if time.monotonic() - looked > LOG_CHECK:
            looked = time.monotonic()
            postgres.turn_logs(home, *(site.log for site in sites), worker.log)


def _await_site(plan: Plan, web: Child) -> None:
    """Until the site answers. Raises LaunchFailure when its process keeps dying or stays silent for a minute."""
    until = time.monotonic() + 60.0
    while not _answers(plan):
        web.tend()
        if web.failures >= 3 or time.monotonic() > until:
            raise LaunchFailure(f"公众网站没有启动成功。日志 {web.log} 的末尾：\n{tail(web.log)}")
        time.sleep(0.05)


def _answers(plan: Plan) -> bool:
    connection = http.client.HTTPConnection(near(plan.bind), plan.port, timeout=5.0)
    try:
        connection.request("GET", "/health", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _greet(home: Home, plan: Plan, *, loading: bool) -> None:
    host = "localhost" if plan.bind in ("0.0.0.0", "127.0.0.1", "::") else plan.bind
    lines = [
        "",
        "诚信平台已启动，按 Ctrl-C 停止。",
        f"  公众网站  http://{host}:{plan.port}/",
        f"  信用主体  http://{host}:{plan.my_port}/（本人、企业和代理人登录）",
        f"  工作人员  http://{'localhost' if plan.desk_bind == '127.0.0.1' else plan.desk_bind}:{plan.desk_port}/（监听地址由 CHENGXIN_DESK_BIND 设定）",
        f"  机关接口  http://{plan.desk_bind}:{plan.desk_port}/api/v1/",
        f"  主目录    {home.path}",
        f"  日志      {home.log}",
    ]
    if loading:
        lines.append(f"  演示数据  正在后台装入，网站可以先用，记录逐月增加；进度见 {home.log / 'demo.log'}")
    print("\n".join(lines), flush=True)


@contextmanager
def only_one(home: Home) -> Iterator[None]:
    """One supervisor a home. Raises WrongUse when there is one already."""
    lock = os.open(home.run / "serve", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WrongUse(f"主目录 {home.path} 的平台已在运行，不能再启动一个。", code="already-serving") from None
        yield
    finally:
        os.close(lock)


def check_port(bind: str, port: int) -> None:
    """Raises WrongUse unless the port is free. Whether the port is free; the web processes of a killed supervisor get three seconds to let go of it."""
    until = time.monotonic() + 3.0
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    while True:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((bind, port))
                trial.listen(1)
                return
            except PermissionError:
                raise WrongUse(f"当前账户无权使用端口 {port}。请用 CHENGXIN_PORT 另指定一个 1024 以上的端口。", code="port-forbidden") from None
            except OSError as error:
                if time.monotonic() > until:
                    raise WrongUse(f"地址 {bind}:{port} 无法监听（{error.strerror}）。请用 CHENGXIN_PORT 另指定一个端口。", code="port-taken") from error
        time.sleep(0.1)


def near(bind: str) -> str:
    """Where this machine reaches what listens on ``bind``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and dt.date.fromisoformat(text) is not None
    except ValueError:
        return False
