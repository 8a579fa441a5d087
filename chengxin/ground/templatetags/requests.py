"""{% request_key %}: the key a form carries, so that what it asks for is done once."""

import uuid

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chengxin.ground.requests import FIELD, OF

register = template.Library()


@register.simple_tag(takes_context=True)
def request_key(context: Context) -> SafeString:
    """A hidden field with a fresh key (ground.requests), and one that says for whom the form was opened, where somebody has signed in."""
    opened_for = getattr(context.get("request"), "form_of", "")
    mark = format_html('<input type="hidden" name="{}" value="{}">', OF, opened_for) if opened_for else ""
    return format_html('<input type="hidden" name="{}" value="{}">{}', FIELD, uuid.uuid4(), mark)
