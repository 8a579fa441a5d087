"""说法: what is kept in Chinese, said in the language of the page."""

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext


def worded(text: str) -> SafeString | str:
    """What a check found, kept in Chinese, in the reader's language; where nobody translated it (a district's own check, an older wording) it is marked as Chinese."""
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE or not text:
        return text
    said = gettext(text)
    return format_html('<span lang="{}">{}</span>', "zh-CN" if said == text else language, said)
