"""保存的筛选: kept from a list and forgotten there. A list shows them by ``shown`` and ``desk/filters.html``."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.desk.guard import who
from chengxin.ground.api import Audience, Refusal, audience

LISTS = ("batches", "cases", "letters")
_NOT_KEPT = {"before", "after"}  # where a page begins is no part of a filter


@audience(Audience.STAFF, "start-page", methods=("POST",))
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filter that a list shows."""
    of, query = request.POST.get("list", ""), _clean(request.POST.get("query", ""))
    if of not in LISTS:
        raise Http404
    if not query or not access.filters.keep(who(request), of, request.POST.get("name", ""), query):
        raise Refusal(["no-filter"], "请先筛选，再给这个筛选起一个名称（至多 40 字）")
    return HttpResponseRedirect(f"{reverse(of)}?{query}")


@audience(Audience.STAFF, "start-page", methods=("POST",))
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Forget one of one's own. Another's is not there."""
    of = access.filters.end(who(request), number)
    if of not in LISTS:
        raise Http404
    return HttpResponseRedirect(reverse(of))


def shown(request: HttpRequest, of: str) -> dict[str, Any]:
    """What ``desk/filters.html`` shows: one's own filters of a list, and the one that is on."""
    now = _clean(request.META.get("QUERY_STRING", ""))
    return {"list": of, "all": [one | {"on": one["query"] == now} for one in access.filters.of(who(request), of)], "query": now}


def _clean(query: str) -> str:
    """A query in the order of its names, without what is empty."""
    return urlencode(sorted((name[:40], value[:120]) for name, value in parse_qsl(query[:600]) if name not in _NOT_KEPT and "\x00" not in value))[:300]
