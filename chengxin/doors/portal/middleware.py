"""Answers that would be blank: a lost database gets a page that says so, with 503 and not 500; a method not allowed gets one too."""

import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from chengxin.doors.portal.pages.errors import only_read, out_of_service
from chengxin.ground.api import replication


class DatabaseAway:
    """Turns a lost database into a polite 503, and the bare 405 of ``ground.audience`` into a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return only_read(request, response["Allow"])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for a lost connection; anything else goes its way."""
        return out_of_service(request) if isinstance(exception, OperationalError | InterfaceError) else None


class OnReplica:
    """副本的公众网站: a replica that has not heard of its main database for long shows nothing, for what it shows could be withdrawn. It looks once a second."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._looked, self._stale = float("-inf"), True

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/health":
            return self.get_response(request)
        if (now := time.monotonic()) - self._looked > 1.0:
            replica = replication.replication()["replica"]
            self._looked, self._stale = now, replica is None or replication.stale(replica)
        return out_of_service(request) if self._stale else self.get_response(request)
