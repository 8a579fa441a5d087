"""请求键: a form carries a key; the act it asks for is done once, however often it is sent, and its answer is told again.

Key, act and answer are one transaction: a process that dies in the middle has done nothing, and the same form may be sent
again. A request that was refused (4xx) leaves nothing behind either, so that a form that is mended keeps its key.
"""

import hashlib
import uuid
from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from chengxin.ground import digests, keys
from chengxin.ground.errors import Refusal, WrongUse

FIELD = "request-key"
OF = "form-of"  # for whom the form was opened (``request.form_of``, set by the guard of a door): no part of what is asked


class Conflict(Refusal):
    """冲突: somebody was faster, or this very form was sent before. HTTP 409."""

    http_status = 409


def once(request: HttpRequest, asker: str, act: str, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Do what ``request`` asks for unless its key was used: then the first answer. ``asker``: whose key it is.

    Raises WrongUse (``no-request-key``), Conflict (``request-changed``: the key was used for something else;
    ``already-done``: the answer was a page, which is not kept, for it may have held what is shown once).
    """
    key = _key(request)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT fresh, same, status, location FROM ground_request_begin(%s, %s, %s, %s)", [key, asker, act, _digest(request, act)])
            fresh, same, status, location = cursor.fetchone()
        if fresh:
            response = view()
            if response.status_code >= 400:
                transaction.set_rollback(True)
            else:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT ground_request_end(%s, %s, %s)", [key, response.status_code, response.get("Location", "")])
            return response
    if not same:
        raise Conflict(["request-changed"], "这张表单已经提交过，后来又改了内容。请重新打开页面，核对现在的情况后再填写")
    if not location:
        raise Conflict(["already-done"], "这一步已经办好了，没有重复办理。结果只显示一次，请返回列表查看现在的情况")
    again = HttpResponseRedirect(location)
    again.status_code = status
    return again


def _key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        raise WrongUse("这张表单缺少请求键。请刷新页面后重新填写", code="no-request-key") from None


def _digest(request: HttpRequest, act: str) -> str:
    """A keyed digest of what is asked: act, address, every field, every file by its content."""
    said = hashlib.sha256(f"{act}\n{request.path}\n".encode())
    for name, values in sorted(request.POST.lists()):
        if name not in (FIELD, OF, "csrfmiddlewaretoken"):
            said.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for one in files:
            said.update(repr((name, one.name, one.size)).encode())
            for piece in one.chunks():
                said.update(piece)
            one.seek(0)
    return digests.mac(keys.request_key(), said.hexdigest())
