"""网页样式: what of a page's text is hidden, struck out, or a line of its own, by its tags, attributes and style sheets.

Rules that ask how a page is used or printed, which place an element has among others, or that stand in another file are passed over.
Source: W3C CSS 2.1, chapters 6 (cascade), 9.2 (``display``), 11.2 (``visibility``), 16.3.1 (``text-decoration``).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from xml.etree import ElementTree

import cssselect2
import tinycss2
from tinycss2.ast import Node

#: Tags that begin and end a line, unless a style says otherwise.
LINES = frozenset(
    ["address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "ul"]
)  # fmt: skip
_STRIKING = frozenset({"del", "s", "strike"})
_SHEET = re.compile(r"<style\b[^<>]*>(.*?)</style", re.DOTALL | re.IGNORECASE)
_SAYS = {"display": "display", "visibility": "visibility", "text-decoration": "lined", "text-decoration-line": "lined", "mso-hide": "mso-hide"}
_ON_SCREEN = frozenset({"", "all", "screen"})
#: What only an element's neighbours can tell, which are not kept: a place among others, or one behind another.
_OF_NEIGHBOURS = re.compile(r":(?!not\b|is\b|where\b)|[+~](?!=)")

Says = Mapping[str, tuple[bool, str]]


@dataclass(frozen=True)
class Look:
    """样子: of the text within an element."""

    gone: bool = False
    invisible: bool = False
    struck: bool = False
    line: bool = False

    @property
    def hidden(self) -> bool:
        """Whether nobody sees it."""
        return self.gone or self.invisible


@dataclass(frozen=True)
class Element:
    """An element that is open, with the text in it as it looks."""

    tag: str
    look: Look = Look()
    place: cssselect2.ElementWrapper | None = None


class Looks:
    """样式表: what the style sheets of a page say, asked of one element after the other."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self._rules = cssselect2.Matcher()
        for sheet in sheets:
            for selector, says in _told(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)):
                self._rules.add_selector(selector, says)

    @classmethod
    def of_page(cls, text: str) -> "Looks":
        """Those of a page's own style sheets."""
        return cls(found.group(1) for found in _SHEET.finditer(text))

    def element(self, tag: str, said: Mapping[str, str | None], around: Sequence[Element]) -> Element:
        """The element ``tag`` with its attributes, within those ``around``."""
        outer = around[-1] if around else Element("")
        place, says = None, []
        if self._rules.order:
            attributes = {name: value or "" for name, value in said.items()}
            place = cssselect2.ElementWrapper(ElementTree.Element(tag, attributes), outer.place, 0, None, in_html_document=True)
            says = [rule for _, _, pseudo, rule in self._rules.match(place) if pseudo is None]
        if own := said.get("style"):
            says.append(_own(own))
        return Element(tag, _looking(tag, _settled(says) if says else {}, "hidden" in said, outer.look), place)


def _looking(tag: str, told: Mapping[str, str], hidden: bool, outer: Look) -> Look:
    display = told.get("display", "none" if hidden else "")
    visibility = told.get("visibility", "inherit")
    return replace(
        outer,
        gone=outer.gone or display == "none" or told.get("mso-hide") == "all",
        invisible=outer.invisible if visibility == "inherit" else visibility in ("hidden", "collapse"),
        struck=outer.struck or tag in _STRIKING or "line-through" in told.get("lined", ""),
        line=not display.startswith(("inline", "contents")) if display and display != "none" else tag in LINES,
    )


def _settled(says: Iterable[Says]) -> dict[str, str]:
    """What holds of all that is said, the weightiest last; ``!important`` before what is not."""
    held: dict[str, tuple[bool, str]] = {}
    for one in says:
        for name, (important, value) in one.items():
            if important or not held.get(name, (False, ""))[0]:
                held[name] = important, value
    return {name: value for name, (_, value) in held.items()}


@lru_cache(maxsize=10_000)
def _own(style: str) -> Says:
    return _declared(tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True))


def _declared(nodes: Iterable[Node]) -> Says:
    """The declarations that matter here."""
    return {_SAYS[node.lower_name]: (node.important, tinycss2.serialize(node.value).strip().lower()) for node in nodes if node.type == "declaration" and node.lower_name in _SAYS}


def _told(rules: Iterable[Node]) -> Iterator[tuple[cssselect2.compiler.CompiledSelector, Says]]:
    """Each selector with what is said of the elements it means; what a screen shows, of the conditions."""
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content and tinycss2.serialize(rule.prelude).strip().lower() in _ON_SCREEN:
            yield from _told(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
        if rule.type != "qualified-rule" or not (says := _declared(tinycss2.parse_blocks_contents(rule.content))):
            continue
        for alone in _parted(rule.prelude):
            try:
                if not _OF_NEIGHBOURS.search(alone):
                    yield from ((selector, says) for selector in cssselect2.compile_selector_list(alone))
            except cssselect2.SelectorError:
                continue  # one that browsers know and the library does not


def _parted(prelude: Sequence[Node]) -> list[str]:
    """The selectors of a list, each by itself."""
    parts: list[list[Node]] = [[]]
    for node in prelude:
        if node.type == "literal" and node.value == ",":
            parts.append([])
        else:
            parts[-1].append(node)
    return [tinycss2.serialize(part).strip() for part in parts]
