"""说法: what is kept in Chinese, said in the language of the page."""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext


class Term(str):
    """词: a word within a sentence that other languages say otherwise."""

    __slots__ = ()


class Sentence(str):
    """句: a sentence in Chinese that remembers what it was made of."""

    __slots__ = ("pattern", "words")
    pattern: str
    words: dict[str, object]

    @classmethod
    def of(cls, pattern: str, **words: object) -> Self:
        """``pattern`` with ``words`` in their places (``%(name)s``)."""
        made = cls(pattern % words)
        made.pattern, made.words = pattern, words
        return made


class Several(str):
    """句组: sentences one after the other within another."""

    __slots__ = ("parts",)
    parts: tuple[str, ...]

    @classmethod
    def of(cls, parts: Iterable[str]) -> Self:
        """``parts``, set off from each other."""
        told = tuple(parts)
        made = cls("；".join(told))
        made.parts = told
        return made


def told(trouble: str | Exception) -> str:
    """What a refusal or an error says, with what it was made of where it remembers that."""
    return trouble if isinstance(trouble, str) else next((text for text in trouble.args if isinstance(text, str)), str(trouble))


def within(trouble: str | Exception) -> str:
    """The same as a part of another sentence; its full stop is that one's."""
    text = told(trouble)
    return text if isinstance(text, Sentence) else Term(text.rstrip("。"))


def kept(text: object) -> object:
    """A sentence as JSON keeps it, with what it was made of."""
    if isinstance(text, Sentence):
        return {"pattern": text.pattern, "words": {name: kept(word) for name, word in text.words.items()}}
    if isinstance(text, Several):
        return {"parts": [kept(part) for part in text.parts]}
    return {"term": str(text)} if isinstance(text, Term) else text


def again(found: Any) -> Any:
    """What ``kept`` made, as it was."""
    if not isinstance(found, dict):
        return found
    if "pattern" in found:
        return Sentence.of(found["pattern"], **{name: again(word) for name, word in found["words"].items()})
    return Several.of(map(again, found["parts"])) if "parts" in found else Term(found["term"])


def worded(trouble: str | Exception) -> SafeString | str:
    """What a check found, reading took for granted or a refusal says, kept in Chinese, in the reader's language; where nobody translated it (a district's own check, an older wording) it is marked as Chinese."""
    text = told(trouble)
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE or not text:
        return text
    said = _said(text)
    return format_html('<span lang="{}">{}</span>', "zh-CN" if said == text else language, said)


def _said(text: str) -> str:
    if isinstance(text, Several):
        return "; ".join(map(_said, text.parts))
    if not isinstance(text, Sentence):
        return gettext(text)
    said = gettext(text.pattern)
    return text if said == text.pattern else said % {name: _within(word) for name, word in text.words.items()}


def _within(word: object) -> object:
    """A word of a sentence: what the file tells stays as it is."""
    if isinstance(word, Term) and word.strip():
        return gettext(word.strip())
    return _said(word) if isinstance(word, Sentence | Several) else word
