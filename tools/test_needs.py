"""测试所需: makes sure of what the tests need from the system: Chromium and a Chinese font for the browser, OpenSSH's server
and MariaDB for the entrances, and, where Node is, the issuer that signing in by the city's identity is tested against. Standard library only.

As root on Debian or Ubuntu it installs what is missing; otherwise it says what is missing and the
tests that need it are skipped, visibly. Never fails.
"""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
POLICY = Path("/usr/sbin/policy-rc.d")  # Debian's word on whether an installation may start a service
SYSTEMD = Path("/run/systemd/system")  # where it runs, an installed SSH server would come up at the next start of the machine
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home() / ".fonts"), str(Path.home() / ".local/share/fonts"))
FONT_NAMES = ("NotoSansCJK", "NotoSerifCJK", "NotoSansSC", "SourceHanSans", "wqy-", "simsun", "simhei", "uming", "ukai", "DroidSansFallback")


def main():
    """Check, install where that is allowed, and say what stays missing."""
    missing = needs()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"  · 安装测试所需的系统软件包：{' '.join(missing)}", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        wanted = [package for package in missing if package != "openssh-server" or not SYSTEMD.exists()]
        with services_stay_down():
            for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "--no-install-recommends", *wanted]):
                subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        missing = needs()
    issuer()
    for package in missing:
        print(f"  ! 缺少 {package}：需要它的测试将被跳过。管理员可执行 apt-get install {package}", file=sys.stderr, flush=True)
    return 0


def issuer():
    """The packages of tests/oidc by their lock, into the environment beside them (tests/oidc/test_identity.py); where there is no Node, its tests are skipped."""
    root = Path(__file__).resolve().parent.parent
    folder = root / ".venv" / "oidc"
    if (folder / "node_modules" / "oidc-provider").is_dir() or not folder.parent.is_dir():
        return
    done = None
    if shutil.which("node") and shutil.which("npm"):
        folder.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / "tests" / "oidc" / name, folder / name)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if done is None or done.returncode:
        print("  ! 缺少 Node 或 oidc-provider：统一身份认证的测试将被跳过", file=sys.stderr, flush=True)


@contextmanager
def services_stay_down():
    """The tests start an SSH server of their own; the machine gets none by an installation."""
    if POLICY.exists():
        yield
        return
    try:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
        yield
    finally:
        POLICY.unlink(missing_ok=True)


def needs():
    """Debian's names of the packages that are missing."""
    return (
        ([] if browser() else ["chromium"])
        + ([] if chinese_font() else ["fonts-noto-cjk"])
        + ([] if program("sshd") else ["openssh-server"])
        + ([] if program("mariadbd") else ["mariadb-server-core"])  # the programs alone: no service of the system
        + ([] if program("my_print_defaults") else ["mariadb-client-core"])  # which setting up a database of MariaDB asks for
    )


def browser():
    """The path of a Chromium, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def program(name):
    """The path of a program of the system's, or None."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def chinese_font():
    """Whether any font with Chinese characters is installed."""
    for folder in FONT_FOLDERS:
        for _, _, names in os.walk(folder):
            if any(part.lower() in name.lower() for name in names for part in FONT_NAMES):
                return True
    return False


if __name__ == "__main__":
    sys.exit(main())
