"""Nothing in the project tells of a machine, a registry or a living person."""

import datetime as dt
import re
import subprocess
from pathlib import Path

# Written in pieces, so that this file does not find itself.
MACHINE = re.compile("|".join(f"(?<![\\w.}}\\]-])/{name}/" for name in ("work", "tmp", "root", "opt/pypi", "home/[a-z]")))
# Hosts under .example belong to nobody and are used in tests.
REGISTRY = re.compile(r"https?://(?![\w.-]+\.example\b)[^\s\"'<>)]*(pypi|pythonhosted|npmjs|npmmirror|artifactory|nexus|mirrors?\.)", re.IGNORECASE)
NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])")
TEXT = {".py", ".sql", ".md", ".yaml", ".yml", ".toml", ".cfg", ".ini", ".txt", ".in", ".csv", ".json", ".html", ".js", ".css", ".po", ".sh", ".lock", ""}


def files(root: Path) -> list[Path]:
    """The text files that are, or will be, kept: tracked ones and new ones that are not ignored."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\0") if listed.returncode == 0 else [str(p.relative_to(root)) for top in ("chengxin", "docs", "tests", "tools") for p in (root / top).rglob("*")]
    paths = (root / name for name in names if name)
    return [path for path in paths if path.is_file() and path.suffix in TEXT and not {"vendor", "node_modules", "__pycache__"} & set(path.parts)]


def is_identity_number(text: str) -> bool:
    """GB 11643: check digit and birth date hold, and it is no unified social credit code."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    if "10X98765432"[sum(int(d) * w for d, w in zip(text, weights, strict=False)) % 11] != text[17].upper():
        return False
    try:
        dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return not _is_credit_code(text.upper())


def _is_credit_code(text: str) -> bool:
    letters, weights = "0123456789ABCDEFGHJKLMNPQRTUWXY", (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    if any(letter not in letters for letter in text):
        return False
    return letters[(31 - sum(letters.index(c) * w for c, w in zip(text, weights, strict=False)) % 31) % 31] == text[17]


def told(text: str, *, in_tests: bool) -> list[str]:
    """What a text should not tell."""
    found = [match.group() for match in MACHINE.finditer(text)] + [match.group() for match in REGISTRY.finditer(text)]
    if in_tests:  # hostile statements name a folder anybody may write to
        found = [place for place in found if place != "/" + "tmp/"]
    if not in_tests:
        found += ["an identity number" for match in NUMBER.finditer(text) if is_identity_number(match.group())]
    return found


def test_no_file_tells_of_machine_registry_or_person(root):
    paths = files(root)
    assert len(paths) > 50
    seen = {}
    for path in paths:
        found = told(path.read_text(encoding="utf-8", errors="replace"), in_tests="tests" in path.relative_to(root).parts)
        if found:
            seen[str(path.relative_to(root))] = found
    assert seen == {}


def test_each_is_noticed():
    assert told("see /" + "work/x", in_tests=True)
    assert told("https://" + "py" + "pi.org/simple", in_tests=True)
    assert told("号码 11010119000307" + "7475", in_tests=False) or told("号码 12010519000101" + "002X", in_tests=False)
    assert not told("号码 12010519000101" + "002X", in_tests=True)
    assert not told("91120105MA0000007Q", in_tests=False)
