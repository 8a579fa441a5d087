"""外观: what the pages of every door say in the same way: icons, codes in groups."""

import functools
from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from lucide.templatetags.lucide import lucide

from chengxin.ground import wording

register = template.Library()


@register.simple_tag
@functools.lru_cache(maxsize=256)
def icon(name: str, size: int = 20) -> str:
    """An icon of the kept set (lucide), drawn in place and silent: the words beside it say what it means. Raises where there is none of that name."""
    return lucide(name, size=size, aria_hidden="true", focusable="false", **{"class": "icon", "stroke-width": "1.75"})


@register.filter
def grouped(code: str) -> SafeString | str:
    """A code in groups of 8, 6 and 4 for the eye; copied, it is one word."""
    if len(code) != 18:
        return code
    return format_html('<span class="code"><span>{}</span><span>{}</span><span>{}</span></span>', code[:8], code[8:14], code[14:])


@register.filter
def of(known: dict[str, str] | None, name: str) -> str:
    """What a table says of a name; empty where it says nothing."""
    return (known or {}).get(name, "")


@register.filter
def share(value: float | None) -> str:
    """A share of one as it is read: 97.5%; a dash where there is nothing to share."""
    return "—" if value is None else f"{value * 100:.1f}%"


@register.filter
def listed(parts: Iterable[object]) -> str:
    """Several things one after the other, set off as the language of the page does."""
    return (", " if get_language() == "en" else "、").join(map(str, parts))


register.filter("worded", wording.worded)
