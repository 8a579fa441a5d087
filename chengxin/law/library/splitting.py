"""文本拆分: a law's full text into head, contents, headings, articles and annexes, without losing a character.

Every line of the text belongs to exactly one unit, in order: the units' ``original`` joined are the text,
and a unit's ``wording`` is its original without Markdown marks and blank lines. What cannot be split
is refused with every fault at once, each with its line and how to mend it.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from chengxin.law.library import marks
from chengxin.law.library.articles import paragraphs, wording
from chengxin.law.library.lines import Line, Opening, read
from chengxin.law.library.numerals import article_label, numeral

HEADINGS = {"编": "part", "分编": "subpart", "章": "chapter", "节": "section"}
RANK = {"part": 0, "subpart": 1, "chapter": 2, "section": 3}
KINDS = {
    "head": "题名和题注", "contents": "目录", "preamble": "序言", "part": "编", "subpart": "分编", "chapter": "章", "section": "节",
    "heading": "标题", "article": "条", "annex": "附件", "note": "注",
}  # fmt: skip
_CONTENTS = ("目录", "目次")
_UNNUMBERED = ("总则", "分则", "附则")
_BEFORE = ("序言", "前言")
_COVER = re.compile(r"令$|^附件|印发|转发|公布令")
_NAME = re.compile(r"(?:法|典|条例|办法|规定|细则|规则|决定|意见|通知|方案|准则|标准|规范|目录|清单|规程)(?:[（(][^（()）]{1,20}[）)])?$")


@dataclass(frozen=True)
class Unit:
    """文本单元: a heading, an article or another piece of a text, as it stands there."""

    kind: str
    label: str
    title: str
    number: int | None
    branch: int
    path: tuple[str, ...]
    wording: str
    original: str
    paragraphs: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Split:
    """拆分结果: the units of a text in their order, its title, and what is to be looked at although nothing is lost."""

    title: str
    units: tuple[Unit, ...]
    notices: tuple[str, ...]
    titles: tuple[str, ...] = ()  # every line of the head that may be the title, the likeliest first

    @property
    def articles(self) -> list[Unit]:
        """The articles alone."""
        return [unit for unit in self.units if unit.kind == "article"]


class Unsplittable(Exception):
    """不能拆分: the text has faults; each says where and how to mend it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def split(text: str, *, omits: frozenset[str] = frozenset(), first_line: int = 1) -> Split:
    """The units of ``text``. Raises Unsplittable.

    ``omits``: labels of articles that the text openly leaves out. ``first_line``: the line of the file the
    text begins on, for what is told.
    """
    lines = read(text, first_line=first_line)
    if not any(line.plain for line in lines):
        raise Unsplittable(["文件中没有文字"])
    start = next((i for i, line in enumerate(lines) if line.opening and line.opening.kind == "article"), None)
    if start is None:
        start = _numbered_sections(lines)
    if start is None:
        raise Unsplittable(["没有找到条文：条文应在行首写作“第一条　……”（通知、意见写作“一、……”），条号后空一格"])
    body = _body_start(lines, start)
    front = _front(lines[:body])
    units, faults, notices = _Body(omits).run(lines[body:])
    if faults:
        raise Unsplittable(faults)
    whole = [*front, *units]
    titles = _titles(lines[:body])
    return Split(title=titles[0] if titles else "", titles=titles, units=tuple(whole), notices=tuple(notices))


def _titles(head: list[Line]) -> tuple[str, ...]:
    """Lines that may be the law's title: a heading of the first rank; in an order (令) or a covering notice the last line that reads like a law's name."""
    told = [(line.plain, line.hashes) for line in head if 1 < len(line.plain) <= 120 and not line.plain.endswith(("。", "；", "：", "，"))]
    first = [text for text, rank in told if rank == 1 and not _COVER.search(text)]
    named = [text for text, _ in reversed(told) if _NAME.search(text) and not _COVER.search(text)]
    return tuple(dict.fromkeys([*first, *named, *(text for text, _ in told)]))


def joined(units: tuple[Unit, ...] | list[Unit]) -> str:
    """The text the units were split from."""
    return "".join(unit.original for unit in units)


def _numbered_sections(lines: list[Line]) -> int | None:
    """Where the sections 一、 二、 of a notice begin: they then are what articles are in a law."""
    openings = [i for i, line in enumerate(lines) if re.match(r"[一二三四五六七八九十]+、", line.plain)]
    if len(openings) < 2 or not lines[openings[0]].plain.startswith("一、"):
        return None
    expected = 0
    for i in openings:
        told = lines[i].plain.partition("、")[0]
        if told == numeral(expected + 1):
            expected += 1
            lines[i] = lines[i].as_opening(Opening("article", expected, 0, told, lines[i].plain[len(told) + 1 :]))
    return openings[0] if expected >= 2 else None


def _body_start(lines: list[Line], first: int) -> int:
    """The first line of the body: the headings that lead to the first article, each the first of its kind and of higher rank than the next."""
    begin, rank, i = first, 4, first - 1
    while i >= 0:
        line = lines[i]
        if not line.plain:
            i -= 1
            continue
        opening = line.opening
        if opening and opening.kind in RANK and opening.number == 1 and RANK[opening.kind] < rank:
            begin, rank = i, RANK[opening.kind]
        elif _is_title_of_heading(line) and _last_opening(lines, i):
            pass
        elif marks.squeezed(line.plain) in _UNNUMBERED and begin == first:
            begin, rank = i, 2
        else:
            break
        i -= 1
    return begin


def _is_title_of_heading(line: Line) -> bool:
    """A short line without a stop, as the title of a chapter that stands below its number."""
    own = line.opening is None or line.opening.kind == "heading"
    return own and not line.table and len(line.plain) <= 30 and not re.search(r"[。；，：:;,.、]", line.plain)


def _last_opening(lines: list[Line], i: int) -> bool:
    """Whether the last line with text before ``i`` is a heading that has no title yet."""
    before = next((line for line in reversed(lines[:i]) if line.plain), None)
    return bool(before and before.opening and before.opening.kind in RANK and not before.opening.rest)


def _front(lines: list[Line]) -> list[Unit]:
    contents = next((i for i, line in enumerate(lines) if marks.squeezed(line.plain).strip("【】[]：:") in _CONTENTS), None)
    if contents is None:
        before = next((i for i, line in enumerate(lines) if marks.squeezed(line.plain) in _BEFORE), len(lines))
        return [_plain_unit(kind, part) for kind, part in (("head", lines[:before]), ("preamble", lines[before:])) if part]
    end, seen = contents + 1, set()
    while end < len(lines) and _of_contents(lines[end]) and marks.squeezed(lines[end].plain) not in seen:
        seen |= {marks.squeezed(lines[end].plain)} - {""}
        end += 1
    while marks.squeezed(lines[end - 1].plain) in ("", *_BEFORE) and end < len(lines):  # the last entry is the heading of what follows
        end -= 1
    parts = (("head", lines[:contents]), ("contents", lines[contents:end]), ("preamble", lines[end:]))
    return [_plain_unit(kind, part) for kind, part in parts if part]


def _of_contents(line: Line) -> bool:
    if not line.plain or line.opening or line.bullet:
        return True
    told = marks.squeezed(line.plain)
    return told in (*_UNNUMBERED, *_BEFORE, "附录") or told.startswith("附件") or bool(re.search(r"[.…·]{2,}\s*\d+$", line.plain))


def _plain_unit(kind: str, lines: list[Line], *, path: tuple[str, ...] = (), label: str = "", title: str = "") -> Unit:
    return Unit(kind, label, title, None, 0, path, wording(lines), "".join(line.raw for line in lines))


class _Body:
    """Reads the body line by line: what opens a unit closes the one before."""

    def __init__(self, omits: frozenset[str]) -> None:
        self._omits = omits
        self._units: list[Unit] = []
        self._faults: list[str] = []
        self._notices: list[str] = []
        self._pending: list[Line] = []
        self._now: tuple[str, Opening | None] = ("note", None)
        self._headings: dict[str, str] = {}
        self._at = (0, 0)
        self._seen: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._unsure: dict[str, int] = {}

    def run(self, lines: list[Line]) -> tuple[list[Unit], list[str], list[str]]:
        """Units, faults and notices of the body."""
        for line in lines:
            self._take(line)
        self._close()
        if not self._at[0]:
            self._faults.append("没有找到条文")
        return self._units, self._faults, self._notices

    def _take(self, line: Line) -> None:
        kind, opening = self._now[0], line.opening
        if kind == "annex" and not (opening and opening.kind == "annex"):
            self._pending.append(line)
        elif line.unsure and kind != "annex":
            self._unsure.setdefault(line.unsure, line.number)
            self._pending.append(line)
        elif opening and (opening.kind != "annex" or self._at[0]) and not (opening.kind == "heading" and kind in RANK and self._title_follows(line)):
            self._close()
            self._open(line, opening)
        elif kind in (*RANK, "heading") and line.plain and self._title_follows(line):
            self._pending.append(line)
        elif kind in (*RANK, "heading") and line.plain:
            self._close()
            self._now, self._pending = ("note", None), [line]
        elif line.is_break and kind == "article":
            self._pending.append(line)
            self._close()
            self._now = ("note", None)
        else:
            self._pending.append(line)

    def _title_follows(self, line: Line) -> bool:
        opening = self._now[1]
        texts = [pending for pending in self._pending if pending.plain]
        return bool(opening and not opening.rest and len(texts) == 1 and _is_title_of_heading(line))

    def _open(self, line: Line, opening: Opening) -> None:
        if opening.kind == "article":
            self._check_article(line, opening)
        elif opening.kind in RANK:
            self._check_heading(line, opening)
        self._now, self._pending = (opening.kind, opening), [line]

    def _close(self) -> None:
        kind, opening = self._now
        if not self._pending:
            return
        lines, self._pending = self._pending, []
        if kind == "note" and not any(line.plain for line in lines) and self._units:
            last = self._units[-1]  # blank lines and rules belong to what stands before them
            self._units[-1] = Unit(**{**last.__dict__, "original": last.original + "".join(line.raw for line in lines)})
        elif opening is None:
            self._units.append(_plain_unit("note", lines, path=self._path()))
        elif kind == "article":
            self._units.append(self._article(lines, opening))
        else:
            self._units.append(self._heading(kind, lines, opening))

    def _article(self, lines: list[Line], opening: Opening) -> Unit:
        told, title, faults = paragraphs(lines, opening)
        if opening.label.startswith("第"):  # a notice counts its items through all of its sections
            self._notices += [f"第 {lines[0].number} 行起{opening.label}：{fault}" for fault in faults]
        return Unit("article", opening.label, title, opening.number, opening.branch, self._path(), wording(lines), "".join(line.raw for line in lines), told)

    def _heading(self, kind: str, lines: list[Line], opening: Opening) -> Unit:
        title = " ".join(line.plain for line in lines if line.plain).removeprefix(lines[0].plain)
        unit = _plain_unit(kind, lines, path=() if kind == "annex" else self._path(above=kind), label=opening.label, title=(opening.rest or title).strip())
        if kind in (*RANK, "heading"):
            rank = RANK.get(kind, 2)
            self._headings = {k: told for k, told in self._headings.items() if RANK.get(k, 2) < rank}
            self._headings[kind] = f"{unit.label}{'　' if unit.label and unit.title else ''}{re.sub(r'(?<=[一-龥])[ 　]+(?=[一-龥])', '', unit.title)}"
        return Unit(**{**unit.__dict__, "number": opening.number})

    def _path(self, *, above: str = "section_") -> tuple[str, ...]:
        rank = RANK.get(above, 2 if above == "heading" else 4)
        return tuple(told for kind, told in self._headings.items() if RANK.get(kind, 2) < rank)

    def _check_article(self, line: Line, opening: Opening) -> None:
        number, branch = opening.number or 0, opening.branch
        if opening.label in self._seen:
            self._faults.append(f"第 {line.number} 行：{opening.label}重复，第 {self._seen[opening.label]} 行已有；若是引用，请并入上一行，若是附件，请在前面单写一行“附件”")
            return
        self._seen[opening.label] = line.number
        before, self._at = self._at, (number, branch)
        if (number, branch) < before:
            self._faults.append(f"第 {line.number} 行：{opening.label}排在{article_label(*before)}之后，请核对条号")
            return
        missing = (
            [article_label(before[0], k) for k in range(before[1] + 1, branch)] if number == before[0] else [article_label(n) for n in range(before[0] + 1, number + bool(branch))]
        )
        if number != before[0]:
            missing += [article_label(number, k) for k in range(1, branch)]
        missing = [label for label in missing if label not in self._omits]
        if missing:
            told = "、".join(missing[:5]) + ("等" if len(missing) > 5 else "")
            near = next((label for label in missing if label in self._unsure), None)
            hint = f"；第 {self._unsure[near]} 行以“{near}”开头而条号后没有空格，若是条文请空一格" if near else ""
            self._faults.append(f"第 {line.number} 行：{opening.label}之前缺少{told}{hint}；原文确无这些条的，请加 --omits {missing[0]} 或在文首写 omits: [{missing[0]}]")

    def _check_heading(self, line: Line, opening: Opening) -> None:
        kind, number = opening.kind, opening.number or 0
        before = self._counts.get(kind, 0)
        if number not in (before + 1, 1):
            self._notices.append(f"第 {line.number} 行：{opening.label}之前是第{numeral(before)}{opening.label[-1]}，请核对标题有无遗漏")
        self._counts[kind] = number
        for lower in [k for k in RANK if RANK[k] > RANK[kind]]:
            if lower == "section":
                self._counts.pop(lower, None)


def find_article(text: str, label: str) -> Unit | None:
    """The article ``label`` in a text that need not be whole: what stands from its number to the next number or heading."""
    lines = read(text)
    for i, line in enumerate(lines):
        opening = line.opening
        if opening and opening.kind == "article" and opening.label == label:
            end = next((k for k in range(i + 1, len(lines)) if lines[k].opening), len(lines))
            told, title, _ = paragraphs(lines[i:end], opening)
            return Unit("article", label, title, opening.number, opening.branch, (), wording(lines[i:end]), "".join(one.raw for one in lines[i:end]), told)
    return None
