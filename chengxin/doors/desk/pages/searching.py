"""检索: firms by part of a name or code; a natural person by the whole identity number only, for a stated purpose."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.doors.desk import purposes
from chengxin.doors.desk.guard import number as numbered
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.respond import page, said
from chengxin.ground.api import Audience, NotFound, Refusal, audience, audit, identifiers
from chengxin.subjects import api as subjects

PAGE, COUNTED = 20, 1000


@audience(Audience.STAFF, "search-records")
def search(request: HttpRequest) -> HttpResponse:
    """Subjects by part of a name (past names too), initials or code. A natural person is not found here."""
    text, offset = request.GET.get("q", "").strip()[:100], min(numbered(request.GET.get("from")) or 0, COUNTED)
    context: dict[str, Any] = {"q": text}
    if not text:
        return page(request, "search", context)
    if _is_identity(text):
        return HttpResponseRedirect(f"{reverse('search-person')}?typed=yes")
    total, found = subjects.search(text, limit=PAGE, offset=offset)
    near = subjects.near([one.name for one in found])
    shown = [(one, subjects.KIND_LABELS[one.kind], close) for one, close in zip(found, near, strict=True)]
    more = f"?{urlencode({'q': text, 'from': offset + PAGE})}" if offset + PAGE < min(total, COUNTED) else ""
    fewer = f"?{urlencode({'q': text, 'from': max(offset - PAGE, 0)})}" if offset else ""
    return page(
        request,
        "search",
        context
        | {
            "found": shown,
            "total": total,
            "many": total > COUNTED,
            "near": any(near),
            "more": more,
            "fewer": fewer,
            "asked": True,
            "first": offset + 1,
            "last": offset + len(shown),
        },
    )


@audience(Audience.STAFF, "search-records", methods=("GET", "HEAD", "POST"))
def search_person(request: HttpRequest) -> HttpResponse:
    """A natural person by the whole number. That somebody asked is on file, also where nobody is found."""
    typed = said(request)
    context = {"usual": purposes.USUAL, "said": typed.said, "kept": typed, "person": True, "typed": "typed" in request.GET, "expired": "expired" in request.GET}
    if request.method != "POST":
        return page(request, "search", context)
    try:
        words, code = purposes.stated(request), subjects.compact(request.POST.get("identity", ""))
        if not _is_identity(code):
            raise Refusal(["not-a-number"], "请填写完整的公民身份号码，18 位，校验位须正确；不能按姓名或者部分号码查自然人")
        audit.commit_look(act="search-person", subject=None, purpose=words, reference="search", **who(request).entry)
        found = subjects.by_code(code)
        if found.kind != subjects.Kind.PERSON:
            raise NotFound("没有查到")
    except (Refusal, NotFound) as trouble:
        if isinstance(trouble, NotFound):
            trouble = Refusal(["not-found"], "平台没有这个号码对应的记录。查询已留痕")
        return page(request, "search", context | {"trouble": trouble}, status=422)
    return HttpResponseRedirect(f"{reverse('archive', args=[found.pk])}?{urlencode({'why': purposes.sealed(request, found.pk, words)})}")


def _is_identity(text: str) -> bool:
    return identifiers.identity_number.check_holds(subjects.compact(text))
