"""说法: what is kept in Chinese, said in the language of the page."""

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


def worded(text: str) -> SafeString | str:
    """What a check found or reading took for granted, kept in Chinese, in the reader's language; where nobody translated it (a district's own check, an older wording) it is marked as Chinese."""
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE or not text:
        return text
    pattern, words = (text.pattern, text.words) if isinstance(text, Sentence) else (text, {})
    said = gettext(pattern)
    if said == pattern:
        return format_html('<span lang="zh-CN">{}</span>', text)
    translated = {name: gettext(word.strip()) if isinstance(word, Term) and word.strip() else word for name, word in words.items()}
    return format_html('<span lang="{}">{}</span>', language, said % translated if words else said)
