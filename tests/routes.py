"""Routes of a side as texts with gaps, for tests that walk them all."""

import re

from django.urls import URLResolver

_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)")


def places(patterns: list, before: str = "") -> list[tuple[str, list[str]]]:
    """Every route as a text with gaps, ``/articles/{number}``, and the names of its gaps. One that takes whatever is left has the gap ``rest``."""
    found: list[tuple[str, list[str]]] = []
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            found += places(one.url_patterns, here)
            continue
        text = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", _GROUP.sub(r"{\1}", here))
        text = "/" + re.sub(r"[\^$\\]", "", text.replace(r"[\s\S]*", "{rest}"))
        found.append((text, re.findall(r"\{(\w+)\}", text)))
    return found
