"""{% sections %}: the places of the site for the navigation, the footer and the path above a heading."""

from django import template

from chengxin.doors.portal import frame

register = template.Library()


@register.simple_tag
def sections() -> tuple[frame.Section, ...]:
    """Every section, in order."""
    return frame.SECTIONS


@register.simple_tag(takes_context=True)
def here(context: template.Context) -> str:
    """The section of the page being drawn."""
    match = getattr(context.get("request"), "resolver_match", None)
    return frame.of_route(match.url_name or "") if match else ""
