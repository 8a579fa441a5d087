"""答复头: what Django and the content policy do not say: no device, no use by pages of others, no keeping where nothing was said of it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_DEVICES = ("accelerometer", "autoplay", "camera", "display-capture", "fullscreen", "geolocation", "gyroscope", "microphone", "midi", "payment", "usb")
PERMISSIONS = ", ".join(f"{name}=()" for name in _DEVICES)


class Headers:
    """Said of every answer, unless a page has said otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("X-Permitted-Cross-Domain-Policies", "none")
        response.setdefault("Cache-Control", "no-store")
        return response
