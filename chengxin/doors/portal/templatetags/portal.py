"""{% sections %}: the places of the site for the navigation, the footer and the path above a heading. What every page draws alike is drawn once a process."""

import functools

from django import template
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language

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


@register.simple_tag(takes_context=True)
def menu(context: template.Context) -> str:
    """The main navigation, with the section of the page marked."""
    request = context.get("request")
    match, path = getattr(request, "resolver_match", None), getattr(request, "path", "")
    at = here(context)
    at_head = any(section.code == at and section.head.to == path for section in frame.SECTIONS)
    return _menu(get_language(), get_script_prefix(), at, path if at_head else "", match is not None and match.url_name == "home")


@register.simple_tag
def every_place() -> str:
    """Every place by its section, for the foot of a page."""
    return _every_place(get_language(), get_script_prefix())


@functools.cache
def _menu(language: str | None, prefix: str, at: str, path: str, at_home: bool) -> str:
    return render_to_string("portal/menu.html", {"sections": frame.SECTIONS, "at": at, "path": path, "at_home": at_home})


@functools.cache
def _every_place(language: str | None, prefix: str) -> str:
    return render_to_string("portal/every_place.html", {"sections": frame.SECTIONS})
