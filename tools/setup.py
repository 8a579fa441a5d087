"""安装: makes ``.venv`` and installs the locked packages and this project into it. Standard library only.

    python3 tools/setup.py [runtime|development]

Does nothing when nothing changed (a stamp in ``.venv`` holds the digest of what was installed). An
interrupted run is made good by the next one. Knows what to do on a machine whose python3 has
neither ``venv`` nor ``pip``; where it does not, it says what to install.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"runtime": ROOT / "requirements" / "runtime.lock", "development": ROOT / "requirements" / "development.lock"}
OLDEST = (3, 11)
CANDIDATES = ("python3", "python3.13", "python3.12", "python3.11", "python3.14")


class CannotSetUp(Exception):
    """The machine lacks something we cannot install ourselves; the message says what."""


def main(arguments):
    """Set up for ``runtime`` (default) or ``development``; returns the exit code."""
    mode = arguments[0] if arguments else "runtime"
    if mode not in LOCKS or len(arguments) > 1:
        print("用法：python3 tools/setup.py [runtime|development]", file=sys.stderr)
        return 2
    wanted = digest(mode)
    if installed_already(mode, wanted):
        return 0
    began = time.monotonic()
    try:
        with open(ROOT / "tools" / "setup.py") as lock:  # one set-up at a time
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not installed_already(mode, wanted):
                install(mode)
                stamp(mode).write_text(wanted)
    except CannotSetUp as error:
        print(f"安装没有完成：{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("安装已中断，下次会接着完成。", file=sys.stderr)
        return 130
    say(f"安装完成（{time.monotonic() - began:.0f} 秒）")
    return 0


def digest(mode):
    """What an environment of this mode is made from: the lock, the project file, the place, the set-up itself."""
    total = hashlib.sha256(f"{mode} {ROOT}".encode())
    for path in (LOCKS[mode], ROOT / "pyproject.toml", Path(__file__)):
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def stamp(mode):
    """The file that remembers the last complete set-up of this mode."""
    return VENV / f"installed-{mode}"


def installed_already(mode, wanted):
    """Whether the environment is complete; a development environment will do for running."""
    if not PYTHON.exists():
        return False
    modes = (mode,) if mode == "development" else ("runtime", "development")
    return any(stamp(each).is_file() and stamp(each).read_text() == (wanted if each == mode else digest(each)) for each in modes)


def install(mode):
    """Environment, locked packages, this project."""
    unfinished = VENV / "unfinished"
    if unfinished.exists() or not usable():  # a run killed inside pip may leave half a package that looks whole
        make_environment()
    unfinished.touch()
    for each in LOCKS:
        stamp(each).unlink(missing_ok=True)
    say("安装依赖（按锁定文件校验摘要）")
    pip("install", "--require-hashes", "--no-deps", "-r", str(LOCKS[mode]))
    say("安装本项目")
    pip("install", "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT))
    unfinished.unlink()


def usable():
    """Whether ``.venv`` has a Python that is new enough and a pip that runs."""
    if not PYTHON.exists():
        return False
    new_enough = quiet([PYTHON, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST!r} or sys.prefix == sys.base_prefix)"])
    return new_enough and quiet([PYTHON, "-m", "pip", "--version"])


def make_environment():
    """A fresh ``.venv`` with pip, by the first way that works on this machine."""
    python = find_python()
    say(f"创建 Python 环境（{python}）")
    remove(VENV)
    if quiet([python, "-m", "venv", VENV]) and usable():
        return
    if install_system_venv(python):
        remove(VENV)
        if quiet([python, "-m", "venv", VENV]) and usable():
            return
    remove(VENV)
    if not quiet([python, "-m", "venv", "--without-pip", VENV]):
        raise CannotSetUp(f"{python} 不能创建虚拟环境。请先安装它的 venv 模块：Debian/Ubuntu 上执行 apt-get install python3-venv。")
    say("本机的 Python 不带 pip，另寻 pip")
    if not (pip_from_system(python) or pip_from_wheels(Path("/")) or pip_from_index() or pip_from_apt()):
        raise CannotSetUp("本机的 Python 没有 pip，也没能取得它。请安装 python3-venv（Debian/Ubuntu：apt-get install python3-venv）后重试。")


def find_python():
    """A Python of at least 3.11: the one running this if it will do, else the first found by name."""
    if sys.version_info >= OLDEST and sys.prefix == sys.base_prefix:
        return sys.executable
    for name in CANDIDATES:
        found = shutil.which(name)
        if found and quiet([found, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST!r})"]):
            return found
    raise CannotSetUp("需要 Python 3.11 或更新的版本，本机没有找到。请安装后重试（Debian 12、Ubuntu 24.04 自带）。")


def install_system_venv(python):
    """As root on Debian or Ubuntu: install the missing venv module by package manager."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    version = subprocess.run([python, "-c", "import sys; print('python%d.%d-venv' % sys.version_info[:2])"], capture_output=True, text=True).stdout.strip()
    say(f"安装系统软件包 {version}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet(["apt-get", "update", "-q"], env=environment)
    return any(quiet(["apt-get", "install", "-y", "-q", "--no-install-recommends", name], env=environment) for name in (version, "python3-venv"))


def pip_from_system(python):
    """A pip of the system (22.3 or newer) can install into another environment."""
    return quiet([python, "-m", "pip", "--python", str(PYTHON), "install", "--upgrade", "pip"]) and usable()


def pip_from_wheels(root):
    """Debian keeps pip's wheel for its own venv under ``root``; a wheel can install itself."""
    for wheel in sorted((root / "usr/share/python-wheels").glob("pip-*.whl"), reverse=True):
        if quiet([PYTHON, wheel / "pip", "install", "--no-index", "--no-deps", wheel]) and usable():
            return True
    return False


def pip_from_apt():
    """Without root: fetch Debian's package of pip's wheel with package lists of our own, and unpack it, not install it."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return False
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("lists/partial", "cache/archives/partial", "unpacked"):
            (place / name).mkdir(parents=True)
        apt = ["apt-get", "-q", "-o", f"Dir::State::Lists={place}/lists", "-o", f"Dir::Cache={place}/cache", "-o", "Debug::NoLocking=true"]
        say("从系统软件源取得 pip（不安装到系统）")
        with Ticking():
            fetched = quiet([*apt, "update"]) and quiet([*apt, "download", "python3-pip-whl"], cwd=folder)
        packages = sorted(place.glob("python3-pip-whl_*.deb"))
        return fetched and bool(packages) and quiet(["dpkg-deb", "-x", packages[0], place / "unpacked"]) and pip_from_wheels(place / "unpacked")


def pip_from_index():
    """pip's wheel from the package index this machine is set up for; checked against the digest the index gives."""
    import html.parser
    import re
    import urllib.parse
    import urllib.request

    index = configured_index()
    if not index:
        return False

    class Links(html.parser.HTMLParser):
        found = []

        def handle_starttag(self, tag, attrs):
            if tag == "a" and dict(attrs).get("href"):
                self.found.append(dict(attrs)["href"])

    page = index.rstrip("/") + "/pip/"
    try:
        with urllib.request.urlopen(page, timeout=60) as answer:
            links = Links()
            links.feed(answer.read().decode("utf-8", "replace"))
        wheels = []
        for link in links.found:
            if release := re.search(r"/pip-([0-9]+(?:\.[0-9]+)*)-py3-none-any\.whl(#|$)", link):
                wheels.append(([int(part) for part in release.group(1).split(".")], urllib.parse.urljoin(page, link)))
        if not wheels:
            return False
        address, _, promised = max(wheels)[1].partition("#")
        with urllib.request.urlopen(address, timeout=120) as answer:
            content = answer.read()
    except (OSError, ValueError):
        return False
    if promised.startswith("sha256=") and hashlib.sha256(content).hexdigest() != promised[7:]:
        return False
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / Path(urllib.parse.urlsplit(address).path).name
        wheel.write_bytes(content)
        return quiet([PYTHON, wheel / "pip", "install", "--no-index", "--no-deps", wheel]) and usable()


def configured_index():
    """The index the machine's owner configured for pip, by variable or by file; None when there is none."""
    import configparser

    if os.environ.get("PIP_INDEX_URL"):
        return os.environ["PIP_INDEX_URL"]
    home = Path.home()
    for path in (os.environ.get("PIP_CONFIG_FILE"), home / ".config/pip/pip.conf", home / ".pip/pip.conf", "/etc/pip.conf", "/etc/xdg/pip/pip.conf"):
        settings = configparser.RawConfigParser()
        try:
            if path and settings.read(path) and settings.has_option("global", "index-url"):
                return settings.get("global", "index-url")
        except configparser.Error:
            continue
    return None


def pip(*arguments):
    """Run the environment's pip; its complaints are shown, its chatter is not."""
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments, "-qq"]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore", "PYTHONNOUSERSITE": "1"}
    with Ticking():
        code = subprocess.run([str(word) for word in command], env=environment).returncode
    if code != 0:
        raise CannotSetUp("pip 没有成功（见上面的输出）。请检查本机能否访问所配置的软件包源，然后重试。")


def quiet(command, **options):
    """Run a command without its output; whether it succeeded."""
    try:
        return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options).returncode == 0
    except OSError:
        return False


def remove(path):
    """Remove a folder tree, or a link, if it is there."""
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def say(text):
    """One line of progress."""
    print(f"  · {text}", flush=True)


class Ticking:
    """Says every ten seconds that work goes on."""

    def __enter__(self):
        import threading

        self.over, self.began = threading.Event(), time.monotonic()
        self.thread = threading.Thread(target=self.tick, daemon=True)
        self.thread.start()

    def tick(self):
        while not self.over.wait(10):
            say(f"仍在进行，已 {time.monotonic() - self.began:.0f} 秒")

    def __exit__(self, *exception):
        self.over.set()
        self.thread.join()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
