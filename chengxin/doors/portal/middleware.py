"""When the database does not answer, a reader gets a page that says so, with 503 and not 500."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from chengxin.doors.portal.pages.errors import out_of_service


class DatabaseAway:
    """Turns a lost database into a polite 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for a lost connection; anything else goes its way."""
        return out_of_service(request) if isinstance(exception, OperationalError | InterfaceError) else None
