"""文本标记: what of a line is Markdown and not the law. Pure; taking marks away never touches a character of the law."""

import re

_COMMENT = re.compile(r"<!--.*?-->")
_BREAK = re.compile(r"\s{0,3}(?:-\s*){3,}$|\s{0,3}(?:\*\s*){3,}$|\s{0,3}(?:_\s*){3,}$|\s*={3,}$")
_QUOTE = re.compile(r"^(?:\s*>)+\s?")
_HASH = re.compile(r"^\s*(#{1,6})(?!#)\s*")
_BULLET = re.compile(r"^\s*[-*+•]\s+(?=\S)")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
_BOLD_LABEL = re.compile(r"^\s*(\*{2,3})\s*(第[^*]{1,20}条(?:\s*之[^*\s]{1,6})?)\s*\1(?=\S)")
_UNDERLINED_LABEL = re.compile(r"^\s*(_{2,3})\s*(第[^_]{1,20}条(?:\s*之[^_\s]{1,6})?)\s*\1")  # elsewhere __ is a blank to be filled in
_EMPHASIS = re.compile(r"\*{2,3}")
_SINGLE = re.compile(r"\*(?=\S)([^*\n]*?\S)\*")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>|~])")
_ENTITY = re.compile(r"&(?:nbsp|emsp|ensp|thinsp|#160|#12288);")
_LINE_END = re.compile(r"<br\s*/?>|</?(?:p|div|center|b|strong|em|i|u|font|span)(?:\s[^<>]*)?>", re.IGNORECASE)


def is_break(line: str) -> bool:
    """Whether the line is a rule across the page and nothing else."""
    return bool(_BREAK.match(line.strip("\r\n")))


def hashes(line: str) -> int:
    """How many # mark the line as a heading; 0 for none."""
    found = _HASH.match(_QUOTE.sub("", line))
    return len(found.group(1)) if found else 0


def is_bullet(line: str) -> bool:
    """Whether the line is an entry of a Markdown list."""
    return bool(_BULLET.match(_QUOTE.sub("", line)))


def is_table(line: str) -> bool:
    """Whether the line is a row of a Markdown table."""
    return line.lstrip().startswith("|")


def plain(line: str) -> str:
    """The line without marks and without blanks at its ends."""
    if is_table(line):
        return line.strip()
    if is_break(line):
        return ""
    text = _COMMENT.sub("", _INVISIBLE.sub("", line))
    text = _QUOTE.sub("", text)
    heading = _HASH.match(text)
    text = _HASH.sub("", text)
    if heading:
        text = re.sub(r"\s+#+\s*$", "", text)
    text = _BULLET.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub("", _BOLD_LABEL.sub(r"\2 ", _UNDERLINED_LABEL.sub(r"\2 ", text)))  # the mark ends the number: 第九条之一**三万元
    text = _SINGLE.sub(r"\1", text)
    text = _ENTITY.sub(" ", _LINE_END.sub("", text))
    return _ESCAPE.sub(r"\1", text).strip()


def squeezed(text: str) -> str:
    """The text without any white space."""
    return re.sub(r"\s+", "", text)
