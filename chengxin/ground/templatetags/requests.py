"""{% request_key %}: the key a form carries, so that what it asks for is done once."""

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chengxin.ground.requests import FIELD

register = template.Library()


@register.simple_tag
def request_key() -> SafeString:
    """A hidden field with a fresh key (ground.requests)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())
