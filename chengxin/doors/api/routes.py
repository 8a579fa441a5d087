"""路由: the routes of an API, each with its audience and its methods; whatever else is asked gets a problem and not a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from chengxin.doors.api.problem import problem
from chengxin.ground.api import Audience, audience

_EVERY = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
View = Callable[..., HttpResponse]


def routes(api: NinjaAPI, whom: Audience, *more: URLPattern) -> list[URLPattern]:
    """The patterns of ``api`` below its prefix, for ``whom``, then ``more`` and a last one that says 404."""
    methods: dict[str, set[str]] = {}
    for router in api._get_bound_routers():
        for route, view in router.path_operations.items():
            whole = "/".join(part.strip("/") for part in (router.prefix, route) if part.strip("/"))
            methods.setdefault(whole, set()).update(method for operation in view.operations for method in operation.methods)
    found: dict[str, URLPattern] = {}
    for pattern in api.urls[0]:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        if pattern.name != "api-root" and route not in found:
            allowed = methods[_as_written(route)]
            found[route] = path(route, audience(whom, methods=_EVERY)(_only(pattern.callback, allowed)), name=pattern.name)
    return [*found.values(), *more, re_path(r"^[\s\S]*$", audience(whom, methods=_EVERY)(csrf_exempt(_nothing)))]


def _as_written(route: str) -> str:
    return route.replace("<", "{").replace(">", "}")


def _only(view: View, allowed: set[str]) -> View:
    """405 as a problem; HEAD is answered as GET without its body."""
    told = ", ".join(sorted(allowed | ({"HEAD"} if "GET" in allowed else set())))

    def asked(request: HttpRequest, *args: object, **words: object) -> HttpResponse:
        if request.method == "HEAD" and "GET" in allowed:
            request.method = "GET"  # the server sends no body after HEAD
        if request.method not in allowed:
            return problem(request, 405, "method-not-allowed", f"这里只能用 {told}", headers={"Allow": told})
        return view(request, *args, **words)

    asked.csrf_exempt = True  # type: ignore[attr-defined]  # a key in a header; no cookie is looked at
    return asked


def _nothing(request: HttpRequest) -> HttpResponse:
    return problem(request, 404, "not-found", "没有这个接口，见 /api/v1/docs")
