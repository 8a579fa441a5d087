"""The look: every class is told of where it is defined and defined where it is used; colours can be read in light and in dark."""

import re
from pathlib import Path

import pytest

DOORS = Path("chengxin/doors")
LOOK = DOORS / "static" / "look"
SHEETS = [
    LOOK / "look.css",
    LOOK / "parts.css",
    DOORS / "desk/static/desk/desk.css",
    DOORS / "desk/static/desk/intake.css",
    DOORS / "my/static/my/my.css",
    DOORS / "portal/static/portal/site.css",
    DOORS / "api/static/api/docs.css",
]
HOOKS = {"met", "adverse", "main-column", "outcome", "here", "level"}  # for tests and for readers of the source; nothing is drawn by them
TEXT = [(ink, paper) for ink in ("ink", "ink-2", "ink-3", "blue", "seal", "good", "warn") for paper in ("paper", "ground")] + [
    ("ink", "blue-2"), ("ink", "seal-2"), ("ink", "good-2"), ("ink", "warn-2"), ("ink-2", "seal-2"), ("ink-2", "blue-2"), ("seal", "seal-2"), ("good", "good-2"), ("warn", "warn-2"),
    ("on-act", "act"), ("on-act", "act-2"), ("on-mark", "mark"),
]  # fmt: skip
LINES = [(line, paper) for line in ("bar", "blue", "good", "seal", "warn") for paper in ("paper", "ground")]


def _tokens(sheet: str) -> dict[str, str]:
    (block,) = re.findall(r"^:root\{(.*?)\}", (LOOK / sheet).read_text(encoding="utf-8"), re.M)[:1]
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", block))


def _side() -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", (DOORS / "desk/static/desk/desk.css").read_text(encoding="utf-8")))


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2 reckons it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_and_lines_can_be_seen(mode):
    tokens = _tokens("look.css") | (_tokens("dark.css") if mode == "dark" else {})
    pale = {pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in TEXT if contrast(tokens[pair[0]], tokens[pair[1]]) < 4.5}
    assert pale == {}
    faint = {pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in LINES if contrast(tokens[pair[0]], tokens[pair[1]]) < 3}
    assert faint == {}


def test_the_side_can_be_read():
    side = _side()
    for ink in ("side-ink", "side-quiet"):
        for paper in ("side", "side-2", "side-3"):
            assert contrast(side[ink], side[paper]) >= 4.5, (ink, paper)


def test_the_measure_itself():
    assert round(contrast("#000", "#ffffff"), 1) == 21.0 and contrast("#777777", "#fff") < 4.5 < contrast("#757575", "#fff")


def test_dark_changes_tokens_that_exist():
    assert set(_tokens("dark.css")) <= set(_tokens("look.css"))
    rest = re.sub(r"/\*.*?\*/|@media print\{.*?\}\}|:root\{.*?\}", "", (LOOK / "dark.css").read_text(encoding="utf-8"), flags=re.S)
    assert rest.strip() == ""


@pytest.mark.parametrize("sheet", ["look.css", "parts.css"])
def test_every_class_is_told_of(sheet):
    text = (LOOK / sheet).read_text(encoding="utf-8")
    told = " ".join(re.findall(r"/\*.*?\*/", text, re.S))
    untold = sorted(name for name in _defined(text) if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", told))
    assert untold == []


def test_every_class_that_is_used_is_defined():
    defined = {name for sheet in SHEETS for name in _defined(sheet.read_text(encoding="utf-8"))} | HOOKS
    unknown = {}
    for page in [*DOORS.rglob("templates/**/*.html")]:
        if page.name in ("batch.html", "docs.html"):
            continue  # stand alone, with a look of their own
        for value in re.findall(r'class="([^"]*)"', re.sub(r"\{#.*?#\}", "", page.read_text(encoding="utf-8"))):
            for name in re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", value).split():
                if name not in defined:
                    unknown[name] = page.name
    assert unknown == {}


def test_pages_carry_no_style_of_their_own():
    for page in DOORS.rglob("templates/**/*.html"):
        text = page.read_text(encoding="utf-8")
        if page.name not in ("batch.html", "refused.html"):  # the one prints by itself, from a file; the other may not ask for a style sheet
            assert " style=" not in text and "<style" not in text and "onclick" not in text, page


def _defined(css: str) -> set[str]:
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    selectors = re.sub(r"\{[^{}]*\}", "{}", plain)
    return set(re.findall(r"\.([a-z][\w-]*)", selectors))
