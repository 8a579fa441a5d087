"""正文: Markdown as HTML that may be shown. Twice safe: the parser knows no HTML, and what it made goes through a list of what is allowed.

Headings stand under the page's own; ``![words](picture-2)`` shows the article's picture 2 and no other; ``[name](file-3)`` leads to
its file; links lead to pages of the web or of this site, never to a script.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

PICTURE, FILE = re.compile(r"^picture-(\d{1,4})$"), re.compile(r"^file-(\d{1,4})$")
_LINK = re.compile(r"^(?:https?://[^\s\"'<>]+|/(?!/)[^\s\"'<>\\]*|#[\w-]+)$", re.IGNORECASE)
_TAGS = {"p", "br", "hr", "h2", "h3", "h4", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "a", "img", "table", "thead", "tbody", "tr", "th", "td", "div"}
_ATTRIBUTES = {"a": {"href", "rel"}, "img": {"src", "alt", "width", "height", "loading"}, "ol": {"start"}, "th": {"scope"}, "div": {"tabindex", "role", "aria-label"}}

Address = Callable[[str, int], str]


class _Writer(RendererHTML):
    """What the parser found, written as our pages write it."""

    def heading_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """# is the second level of a page whose title is the first."""
        return f"<h{min(int(tokens[index].tag[1]) + 1, 4)}>"

    def heading_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """The end of it."""
        return f"</h{min(int(tokens[index].tag[1]) + 1, 4)}>\n"

    def table_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """A table may be wider than the page and is moved by itself, also by keys."""
        return '<div class="scroll" tabindex="0" role="region" aria-label="表格"><table>\n'

    def table_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """The end of it."""
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """The head of a column."""
        return '<th scope="col">'

    def td_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """A cell, without the parser's own style."""
        return "<td>"

    def image(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """A picture of this article; anything else is its words."""
        token = tokens[index]
        words = self.renderInlineAsText(token.children or [], options, env)
        named = PICTURE.match(str(token.attrGet("src") or ""))
        picture = env["pictures"].get(int(named[1])) if named else None
        if named is None or picture is None:
            return nh3.clean_text(words)
        alt = words or picture["alt"]
        return (
            f'<img src="{nh3.clean_text(env["at"]("picture", int(named[1])))}" alt="{nh3.clean_text(alt)}" width="{picture["width"]}" height="{picture["height"]}" loading="lazy">'
        )

    def link_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """A file of this article, a page of this site or of another."""
        to = str(tokens[index].attrGet("href") or "")
        named = FILE.match(to)
        if named:
            to = env["at"]("file", int(named[1])) if int(named[1]) in env["files"] else ""
        outside = ' rel="noopener noreferrer"' if to[:1] not in "/#" else ""
        return f'<a href="{nh3.clean_text(to)}"{outside}>' if _LINK.match(to) else "<a>"


_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}, renderer_cls=_Writer).enable(["table", "strikethrough"])
_PARSER.validateLink = lambda url: bool(_LINK.match(url) or FILE.match(url) or PICTURE.match(url))  # type: ignore[method-assign]


def html(body: str, *, files: Sequence[Mapping[str, Any]] = (), at: Address) -> str:
    """The text as HTML that may be put into a page. ``at``: where a picture or file of the article, by its number, is to be had."""
    env = {"pictures": {one["number"]: one for one in files if one["picture"]}, "files": {one["number"] for one in files if not one["picture"]}, "at": at}
    made = _PARSER.render(body, env)
    return nh3.clean(made, tags=_TAGS, attributes=_ATTRIBUTES, allowed_classes={"div": {"scroll"}}, url_schemes={"http", "https"}, link_rel=None, strip_comments=True)


def named(body: str) -> tuple[set[int], set[int]]:
    """The numbers of pictures and of files that a text names."""
    pictures, files = set(), set()
    for block in _PARSER.parse(body, {"pictures": {}, "files": set(), "at": lambda kind, number: ""}):
        for token in _walked(block.children or []):
            if token.type == "image" and (found := PICTURE.match(str(token.attrGet("src") or ""))):
                pictures.add(int(found[1]))
            if token.type == "link_open" and (found := FILE.match(str(token.attrGet("href") or ""))):
                files.add(int(found[1]))
    return pictures, files


def outside(body: str) -> list[str]:
    """Pictures of other places that a text would show: they are not shown, for a reader's browser asks nobody but us."""
    return [
        str(token.attrGet("src"))
        for block in _PARSER.parse(body, {"pictures": {}, "files": set(), "at": lambda kind, number: ""})
        for token in _walked(block.children or [])
        if token.type == "image" and not PICTURE.match(str(token.attrGet("src") or ""))
    ]


def _walked(tokens: Sequence[Token]) -> Sequence[Token]:
    return [one for token in tokens for one in (token, *_walked(token.children or []))]
