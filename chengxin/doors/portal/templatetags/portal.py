"""Filters of the site's pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def grouped(code: str) -> SafeString | str:
    """A code in groups of 8, 6 and 4 for the eye; copied, it is one word."""
    if len(code) != 18:
        return code
    return format_html('<span class="code"><span>{}</span><span>{}</span><span>{}</span></span>', code[:8], code[8:14], code[14:])
