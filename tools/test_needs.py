"""测试所需: makes sure of what the browser tests need from the system: Chromium and a Chinese font. Standard library only.

As root on Debian or Ubuntu it installs what is missing; otherwise it says what is missing and the
tests that need it are skipped, visibly. Never fails.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home() / ".fonts"), str(Path.home() / ".local/share/fonts"))
FONT_NAMES = ("NotoSansCJK", "NotoSerifCJK", "NotoSansSC", "SourceHanSans", "wqy-", "simsun", "simhei", "uming", "ukai", "DroidSansFallback")


def main():
    """Check, install where that is allowed, and say what stays missing."""
    missing = needs()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"  · 安装测试所需的系统软件包：{' '.join(missing)}", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing]):
            subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        missing = needs()
    for package in missing:
        print(f"  ! 缺少 {package}：需要它的测试将被跳过。管理员可执行 apt-get install {package}", file=sys.stderr, flush=True)
    return 0


def needs():
    """Debian's names of the packages that are missing."""
    return ([] if browser() else ["chromium"]) + ([] if chinese_font() else ["fonts-noto-cjk"])


def browser():
    """The path of a Chromium, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def chinese_font():
    """Whether any font with Chinese characters is installed."""
    for folder in FONT_FOLDERS:
        for _, _, names in os.walk(folder):
            if any(part.lower() in name.lower() for name in names for part in FONT_NAMES):
                return True
    return False


if __name__ == "__main__":
    sys.exit(main())
