"""认证: a system of an organ signs in with its key in every request."""

from math import ceil
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from chengxin.access import api as access
from chengxin.doors.api.limits import Bucket
from chengxin.ground.api import WrongUse, addresses

requests = Bucket(settings.API_RATE)
failures = Bucket(settings.API_RATE)


class TooMany(WrongUse):
    """请求过多: more than the rate allows. HTTP 429."""

    http_status = 429

    def __init__(self, seconds: float) -> None:
        self.seconds = ceil(seconds)
        super().__init__(f"请求过多，请在 {self.seconds} 秒后再试（每分钟至多 {settings.API_RATE} 次）", code="too-many-requests")


class OrganKey(HttpBearer):
    """接口密钥 as a bearer token."""

    def __call__(self, request: HttpRequest) -> access.SignedIn:
        """Who asks. Raises AuthenticationError, TooMany."""
        address = f"from:{addresses.of(request.META, settings.PROXIES)}"
        who = cast("access.SignedIn | None", super().__call__(request))
        if who is None:
            if wait := failures.take(address):
                raise TooMany(wait)
            raise AuthenticationError
        if wait := requests.take(f"key:{who.key}"):
            raise TooMany(wait)
        return who

    def authenticate(self, request: HttpRequest, token: str) -> access.SignedIn | None:
        """The holder of the key, None where it is none of ours."""
        return access.sign_in(token)


def caller(request: HttpRequest) -> access.SignedIn:
    """Who has signed in."""
    return request.auth  # type: ignore[attr-defined]
