"""文本各行: a text as lines, each with what it says without marks and what, if anything, it opens."""

import re
from dataclasses import dataclass, replace

from chengxin.law.library import marks
from chengxin.law.library.numerals import ARTICLE, HEADING, article_label, number_of, numeral

_KINDS = {"编": "part", "分编": "subpart", "章": "chapter", "节": "section"}
# What follows a number that is cited, not opened: 第五十四条规定的, 第三条第一款, 第三条、第五条.
_CITED = re.compile(r"[规第、，,；;。.和及与或至到的中所之以款项又并同（(]|适用|情形|除外|有关|等")
_ANNEX = re.compile(r"(?:附\s*(?:件|表|录|图|注)|附件)\s*[\d一二三四五六七八九十０-９]{0,3}\s*(?:[:：.．、]|\s|$)|附\s*[:：]")
_NUMBER_INSIDE = re.compile(r"[（(]\s*[一二三四五六七八九十\d]+\s*[）)]")
_UNNUMBERED = ("总则", "分则", "附则")


@dataclass(frozen=True)
class Opening:
    """起首: an article, a heading or an annex that begins here; ``rest`` is what follows its number on the line."""

    kind: str
    number: int | None
    branch: int
    label: str
    rest: str


@dataclass(frozen=True)
class Line:
    """行: ``raw`` with its line end; ``plain`` without marks; ``unsure``: the article it would open if a blank followed the number."""

    number: int
    raw: str
    plain: str
    hashes: int
    bullet: bool
    table: bool
    indented: bool
    is_break: bool
    opening: Opening | None = None
    unsure: str = ""

    def as_opening(self, opening: Opening) -> "Line":
        """The same line, known to open something."""
        return replace(self, opening=opening)


def read(text: str, *, first_line: int = 1) -> list[Line]:
    """The lines of a text with what they open. Whether a blank must follow an article's number is told by the text as a whole."""
    raws = re.findall(r"[^\n\r]*(?:\r\n|\n|\r)|[^\n\r]+$", text)
    plains = [marks.plain(raw) for raw in raws]
    apart = [_stands_apart(plain) for plain in plains]
    loose = apart.count(True) < apart.count(False)  # most numbers are written without a blank: so is this text
    found, in_table = [], False
    for i, (raw, plain) in enumerate(zip(raws, plains, strict=True)):
        opens_table = "<table" in raw.lower()
        in_table = in_table or opens_table
        table = in_table or marks.is_table(raw)
        in_table = in_table and "</table" not in raw.lower()
        line = Line(
            number=first_line + i,
            raw=raw,
            plain=plain,
            hashes=marks.hashes(raw),
            bullet=marks.is_bullet(raw),
            table=table,
            indented=raw.startswith(("　", "  ", "\t")),
            is_break=marks.is_break(raw) and bool(raw.strip()),
        )
        found.append(line if table or not plain else _with_opening(line, apart[i], loose))
    return found


def _with_opening(line: Line, apart: bool | None, loose: bool) -> Line:
    if apart is not None:
        opening = _article(line.plain)
        if opening is None:
            return line
        if apart or (loose and not _CITED.match(opening.rest)):
            return replace(line, opening=opening)
        return line if _CITED.match(opening.rest) else replace(line, unsure=opening.label)
    return replace(line, opening=_heading(line) or _annex(line))


def _article(plain: str) -> Opening | None:
    found = ARTICLE.match(plain)
    if found is None:
        return None
    number, branch = number_of(found.group(1)), number_of(found.group(2)) if found.group(2) else 0
    if not number or branch is None:
        return None
    rest = plain[found.end() :]
    return Opening("article", number, branch, article_label(number, branch), rest.lstrip(":： \t　"))


def _stands_apart(plain: str) -> bool | None:
    """Whether an article's number at the line's beginning is set off from what follows; None where there is no such number."""
    found = ARTICLE.match(plain)
    if found is None or not number_of(found.group(1)):
        return None
    rest = plain[found.end() :]
    if not rest or rest[0].isspace() or rest[0] in "【[:：":
        return True
    if rest[0] in "（(":
        return not _NUMBER_INSIDE.match(rest)
    return None if _CITED.match(rest) else False


def _heading(line: Line) -> Opening | None:
    plain = line.plain
    if marks.squeezed(plain) in _UNNUMBERED:
        return Opening("heading", None, 0, "", marks.squeezed(plain))
    found = HEADING.match(plain)
    number = number_of(found.group(1)) if found else None
    if found is None or not number:
        return Opening("heading", None, 0, "", plain) if line.hashes and not _annex(line) else None
    rest = plain[found.end() :]
    short = len(rest) <= 30 and not re.search(r"[。；，：:;,]", rest)
    apart = not rest or rest[0].isspace()
    if not (line.hashes or (apart and not plain.endswith(("。", "；", "，"))) and len(plain) <= 60 or (short and not _CITED.match(rest) and not plain.endswith("。"))):
        return None
    return Opening(_KINDS[found.group(2)], number, 0, f"第{numeral(number)}{found.group(2)}", rest.strip())


def _annex(line: Line) -> Opening | None:
    plain = line.plain
    if not _ANNEX.match(plain) or len(plain) > 60 or plain.endswith(("。", "；", "，")) or plain.startswith("附注"):
        return None
    return Opening("annex", None, 0, "", plain)
