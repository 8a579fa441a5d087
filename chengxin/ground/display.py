"""显示设置: how somebody wants pages shown: large type (大字版), light or dark. Not who they are: the setting opens and tells nothing.

Sides that people sign in to keep it in a cookie. The public side sets none: there the address says it (``/large/…``), so that a
page can be passed on and cached as it is (decision 0025).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix

SCHEMES = ("system", "light", "dark")
PREFIX = "/large/"
_YEAR = 365 * 86400


@dataclass(frozen=True)
class Display:
    """显示设置: ``large``: 大字版; ``scheme``: as the system says, or one of the two always."""

    large: bool = False
    scheme: str = "system"

    @property
    def root_class(self) -> str:
        """The class of the html element."""
        return "large" if self.large else ""

    @property
    def dark_media(self) -> str:
        """When the dark tokens count."""
        return {"light": "not all", "dark": "all"}.get(self.scheme, "(prefers-color-scheme: dark)")

    @property
    def color_scheme(self) -> str:
        """What the browser's own parts should be drawn as."""
        return {"light": "light", "dark": "dark"}.get(self.scheme, "light dark")

    def kept(self) -> str:
        """As a cookie keeps it."""
        return f"{'large' if self.large else 'usual'}.{self.scheme}"


USUAL = Display()


def of_cookie(text: str) -> Display:
    """What a cookie keeps; the usual where it is nothing of ours."""
    size, _, scheme = text.partition(".")
    return Display(size == "large", scheme if scheme in SCHEMES else "system")


def of_form(said: Any) -> Display:
    """What a form says."""
    return Display(said.get("size") == "large", said.get("scheme") if said.get("scheme") in SCHEMES else "system")


def keep(response: HttpResponse, chosen: Display, *, name: str, secure: bool) -> None:
    """Let the browser keep it for a year."""
    response.set_cookie(name, chosen.kept(), max_age=_YEAR, path="/", secure=secure, httponly=True, samesite="Lax")


class ByAddress:
    """大字版 of the public side: ``/large/`` before an address means large type, on that page and on all it leads to. No cookie is read or set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.path_info = request.path_info[len(PREFIX) - 1 :]
        request.display = Display(large=True)  # type: ignore[attr-defined]
        before = get_script_prefix()
        set_script_prefix(PREFIX)  # every address this page makes keeps to it
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)
