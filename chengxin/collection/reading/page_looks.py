"""网页样式: what of a page's text is hidden, struck out, or a line of its own, by its tags, attributes and style sheets.

Of a style sheet those rules count that a single glance can tell: tags, classes and ids, one within the other.
What holds under a condition only (``@media``, ``:hover``) or stands in another file is passed over.
Source: W3C CSS 2.1, chapters 6 (cascade), 9.2 (``display``), 11.2 (``visibility``), 16.3.1 (``text-decoration``).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter

#: Tags that begin and end a line, unless a style says otherwise.
LINES = frozenset(
    ["address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "ul"]
)  # fmt: skip
_STRIKING = frozenset({"del", "s", "strike"})
_SHEET = re.compile(r"<style\b[^<>]*>(.*?)</style", re.DOTALL | re.IGNORECASE)
_NOTHING = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_PART = re.compile(r"([{};])")
_COMPOUND = re.compile(r"(\*|[\w\-]+)?((?:[.#][\w\-]+)*)")
_MARK = re.compile(r"([.#])([\w\-]+)")
_SAYS = ("display", "visibility", "text-decoration", "text-decoration-line", "mso-hide")


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
    marks: frozenset[tuple[str, str]] = frozenset()
    look: Look = Look()


@dataclass(frozen=True)
class _Rule:
    """One selector of a style sheet, outermost element first, with what it says."""

    way: tuple[tuple[str, frozenset[tuple[str, str]]], ...]
    says: Mapping[str, tuple[bool, str]]
    place: int

    def weight(self) -> tuple[int, int, int, int]:
        """What says more precisely whom it means goes before what says it later."""
        marks = [kind for _, found in self.way for kind, _ in found]
        return marks.count("#"), marks.count("."), sum(tag not in ("", "*") for tag, _ in self.way), self.place

    def within(self, around: Sequence[Element]) -> bool:
        """Whether those ``around`` an element are the ones its selector asks for."""
        outer = list(self.way[:-1])
        for element in reversed(around):
            if outer and _fits(outer[-1], element.tag, element.marks):
                outer.pop()
        return not outer


class Looks:
    """样式表: what the style sheets of a page say, asked of one element after the other."""

    def __init__(self, rules: Iterable[_Rule]) -> None:
        self._of: dict[str | tuple[str, str], list[tuple[int, _Rule]]] = defaultdict(list)  # by what an element must have at least
        for rank, rule in enumerate(sorted(rules, key=_Rule.weight)):
            tag, marks = rule.way[-1]
            self._of[min(marks) if marks else tag or "*"].append((rank, rule))
        self._known: dict[tuple[str, frozenset[tuple[str, str]]], list[_Rule]] = {}

    @classmethod
    def of_page(cls, text: str) -> "Looks":
        """Those of a page's own style sheets."""
        return cls(_rules(found.group(1) for found in _SHEET.finditer(text)))

    def _about(self, tag: str, marks: frozenset[tuple[str, str]]) -> list[_Rule]:
        """The rules whose last word means such an element, the weightiest last."""
        if (tag, marks) not in self._known:
            keys: list[str | tuple[str, str]] = [tag, "*", *marks]
            found = [ranked for key in keys if key in self._of for ranked in self._of[key] if _fits(ranked[1].way[-1], tag, marks)]
            self._known[tag, marks] = [rule for _, rule in sorted(found, key=itemgetter(0))]
        return self._known[tag, marks]

    def element(self, tag: str, said: Mapping[str, str | None], around: Sequence[Element]) -> Element:
        """The element ``tag`` with its attributes, within those ``around``."""
        marks = frozenset({(".", name) for name in (said.get("class") or "").split()} | ({("#", name)} if (name := said.get("id")) else set()))
        outer = around[-1].look if around else Look()
        says = [rule.says for rule in self._about(tag, marks) if rule.within(around)]
        if own := said.get("style"):
            says.append(_declared(own))
        told = _settled(says) if says else {}
        return Element(tag, marks, _looking(tag, told, "hidden" in said, outer))


def _looking(tag: str, told: Mapping[str, str], hidden: bool, outer: Look) -> Look:
    display = told.get("display", "none" if hidden else "")
    visibility = told.get("visibility", "")
    lined = "line-through" in told.get("text-decoration", "") or "line-through" in told.get("text-decoration-line", "")
    return replace(
        outer,
        gone=outer.gone or display == "none" or told.get("mso-hide") == "all",
        invisible=visibility in ("hidden", "collapse") if visibility and visibility != "inherit" else outer.invisible,
        struck=outer.struck or lined or tag in _STRIKING,
        line=not display.startswith(("inline", "contents")) if display and display != "none" else tag in LINES,
    )


def _fits(compound: tuple[str, frozenset[tuple[str, str]]], tag: str, marks: frozenset[tuple[str, str]]) -> bool:
    return compound[0] in ("", "*", tag) and compound[1] <= marks


def _settled(says: Iterable[Mapping[str, tuple[bool, str]]]) -> dict[str, str]:
    """What holds of all that is said, the weightiest last; ``!important`` before what is not."""
    held: dict[str, tuple[bool, str]] = {}
    for one in says:
        for name, (important, value) in one.items():
            if important or not held.get(name, (False, ""))[0]:
                held[name] = important, value
    return {name: value for name, (_, value) in held.items()}


@lru_cache(maxsize=10_000)
def _declared(text: str) -> dict[str, tuple[bool, str]]:
    """The declarations of a style that matter here."""
    found = {}
    for one in text.lower().split(";"):
        name, _, value = one.partition(":")
        if (name := name.strip()) in _SAYS:
            plain, _, important = value.partition("!")
            found[name] = important.strip() == "important", plain.strip()
    return found


def _rules(sheets: Iterable[str]) -> Iterable[_Rule]:
    place = 0
    for sheet in sheets:
        depth, head, begun, under = 0, "", "", False
        for part in _PART.split(_NOTHING.sub("", sheet)):
            if part == "{":
                under |= head.lstrip().startswith("@")
                begun, head, depth = head, "", depth + 1
            elif part == "}":
                if depth == 1 and not under and (says := _declared(head)):
                    for selector in begun.split(","):
                        place += 1
                        if way := _way(selector):
                            yield _Rule(way, says, place)
                depth = max(0, depth - 1)
                head, under = "", under and depth > 0
            elif part == ";" and depth == 0:
                head = ""  # an @import
            else:
                head += part


def _way(selector: str) -> tuple[tuple[str, frozenset[tuple[str, str]]], ...] | None:
    """The elements a selector names, outermost first; None where it asks for more than tags, classes and ids."""
    way = []
    for one in selector.replace(">", " ").split():
        found = _COMPOUND.fullmatch(one)
        if not found:
            return None
        way.append(((found.group(1) or "").lower(), frozenset(_MARK.findall(found.group(2)))))
    return tuple(way) or None
