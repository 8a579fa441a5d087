"""说法: what is kept in Chinese, said in the language of the page."""

from collections.abc import Iterable
from typing import Self

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


def worded(text: str) -> SafeString | str:
    """What a check found or reading took for granted, kept in Chinese, in the reader's language; where nobody translated it (a district's own check, an older wording) it is marked as Chinese."""
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE or not text:
        return text
    said = _said(text)
    return format_html('<span lang="{}">{}</span>', "zh-CN" if said == text else language, said)


def _said(text: str) -> str:
    if not isinstance(text, Sentence):
        return gettext(text)
    said = gettext(text.pattern)
    return text if said == text.pattern else said % {name: _within(word) for name, word in text.words.items()}


def _within(word: object) -> object:
    """A word of a sentence: what the file tells stays as it is."""
    if isinstance(word, Several):
        return "; ".join(map(_said, word.parts))
    if isinstance(word, Term) and word.strip():
        return gettext(word.strip())
    return _said(word) if isinstance(word, Sentence) else word
