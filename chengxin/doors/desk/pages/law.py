"""法律依据 at the desk: the law of any day, what rests on each article, the powers and how far their basis is verified, the templates of letters."""

import tempfile
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.respond import day, page
from chengxin.ground.api import Audience, NotFound, Refusal, WrongUse, audience, business_day
from chengxin.law import api as law
from chengxin.subjects import api as subjects

_LONGEST, _LARGEST = 60, 5_000_000  # letters of a code; bytes of a text
_TABS = {"tab": "library"}


@audience(Audience.STAFF, "consult")
def library(request: HttpRequest) -> HttpResponse:
    """All instruments by level, each with whether it is in force on the day."""
    days = _days(request)
    rows = law.instruments(on=days["on"])
    shelves = [{"level": level, "instruments": [row for row in rows if row["level"] == level]} for level in (*law.LEVELS, "")]
    return page(request, "law", {"shelves": [shelf for shelf in shelves if shelf["instruments"]], "count": len(rows), **days, **_TABS})


@audience(Audience.STAFF, "consult")
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    """One instrument: its days, its articles and its texts."""
    days = _days(request)
    try:
        found = law.instrument(_short(code), on=days["on"])
        units = law.text(code, on=days["on"])["units"] if any(version["in_force"] for version in found["texts"]) else []
    except WrongUse as error:
        raise Http404 from error
    return page(
        request, "law_instrument", {"law": found, "number": law.one_bracket(found["number"]), "sections": law.sections(units), "beside": law.beside(units), **days, **_TABS}
    )


@audience(Audience.STAFF, "consult")
def article(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """One article: wording on the day, history, and the powers and warrants that rest on it."""
    days = _days(request)
    try:
        found = law.article(_short(code), _short(number), on=days["on"], warrants=True)
    except WrongUse as error:
        raise Http404 from error
    if not found["article"]:
        raise Http404
    return page(request, "law_article", {"article": found, "number": law.one_bracket(found["number"]), "history": found["history"][::-1], **days, **_TABS})


@audience(Audience.STAFF, "consult")
def powers(request: HttpRequest) -> HttpResponse:
    """Every power: who holds it, whom it may touch, what it rests on, and whether that is verified."""
    days = _days(request)
    rows = law.powers(on=days["on"])
    state = request.GET.get("state", "")
    chosen = {"verified": lambda one: one["verified"], "waiting": lambda one: not one["verified"]}.get(state)
    counts = {"all": len(rows), "verified": sum(one["verified"] for one in rows), "waiting": sum(not one["verified"] for one in rows)}
    return page(request, "powers", {"powers": [one for one in rows if chosen is None or chosen(one)], "counts": counts, "state": state if chosen else "", "tab": "powers", **days})


@audience(Audience.STAFF, "consult")
def power(request: HttpRequest, code: str) -> HttpResponse:
    """One power, its articles, who confirmed them, and what is still from memory."""
    return _power(request, code)


@audience(Audience.STAFF, "confirm-law", methods=("POST",))
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm the articles from memory that a text holds. The file is kept whole."""
    sent = request.FILES.get("text")
    try:
        if sent is None:
            raise WrongUse("请选择条文全文的文件", code="no-such-file")
        if (sent.size or 0) > _LARGEST:
            raise WrongUse("文件超过 5 MB。请只交这一件文件的全文，Markdown 或纯文本", code="too-large")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / ("全文" + (Path(sent.name or "").suffix[:8] or ".txt"))
            path.write_bytes(b"".join(sent.chunks()))
            done = law.confirm(code, path, officer=access.officer_of(who(request)), actor=who(request).actor, post=who(request).entry["post"], keep_text=False)
    except NotFound as error:
        raise Http404 from error
    except (Refusal, WrongUse) as trouble:
        return _power(request, code, trouble=trouble)
    return HttpResponseRedirect(f"{reverse('power', args=[code])}?done={'verified' if done['verified'] else 'part'}")


@audience(Audience.STAFF, "consult")
def templates(request: HttpRequest) -> HttpResponse:
    """Every version of every letter's template, and which one is used today."""
    return page(request, "letter_templates", {"templates": law.letters.listed(business_day.today()), "tab": "templates"})


@audience(Audience.STAFF, "consult")
def template(request: HttpRequest, number: int) -> HttpResponse:
    """The text of one version."""
    found = next((one for one in law.letters.listed(business_day.today()) if one["template"] == number), None)
    if found is None:
        raise Http404
    return page(request, "letter_template", {"template": found, "source": law.letters.source(number), "tab": "templates"})


def _power(request: HttpRequest, code: str, *, trouble: Exception | None = None) -> HttpResponse:
    days = _days(request)
    found = next((one for one in law.powers(on=days["on"]) if one["code"] == code), None)
    if found is None:
        raise Http404
    context: dict[str, Any] = {"power": found, "waiting": law.waiting(code), "confirmations": law.confirmations(code), "procedure": law.procedures().get(found["procedure"])}
    context |= {
        "touches": [subjects.Kind(kind).label for kind in found["may_touch"]],
        "may_confirm": who(request).may("confirm-law"),
        "done": request.GET.get("done", ""),
        "trouble": trouble,
        "tab": "powers",
        **days,
    }
    return page(request, "power", context, status=getattr(trouble, "http_status", 422) if trouble else 200)


def _days(request: HttpRequest) -> dict[str, Any]:
    today = business_day.today()
    return {"on": day(request.GET.get("on")) or today, "today": today}


def _short(text: str) -> str:
    if len(text) > _LONGEST or "\x00" in text:
        raise Http404
    return text
