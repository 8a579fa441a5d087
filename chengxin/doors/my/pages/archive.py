"""我的信息: all that is on file about the subject, the letters served to it, and a copy of everything."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from chengxin.access import api as access
from chengxin.doors.my import copying, reading
from chengxin.doors.my.pages.respond import me, page, subject
from chengxin.ground.api import Audience, audience, business_day


@audience(Audience.SUBJECT, "see-own")
def start(request: HttpRequest) -> HttpResponse:
    """The first page: records by item, what weighs first, each with its days and what can be done."""
    subject(request)
    today = business_day.today()
    told, groups = reading.archive(me(request), on=today)
    letters = reading.letters(me(request))
    weighing = [held for group in groups for held in group.records if held.adverse and not held.withdrawn_on]
    public = sum(1 for held in weighing if held.line)
    return page(
        request,
        "start",
        {"identity": told["identity"], "of_person": told["of_person"], "groups": groups, "letters": letters, "weighing": len(weighing), "public": public, "today": today},
    )


@audience(Audience.SUBJECT, "see-own")
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """A letter that was served, as it was printed. Another's is not there."""
    subject(request)
    name, content = reading.letter(me(request), number)
    return _file(content, "application/pdf", f"letter-{number}.pdf", shown=True)


@audience(Audience.SUBJECT, "see-own")
def copy(request: HttpRequest) -> HttpResponse:
    """What a copy holds, and its two forms."""
    subject(request)
    return page(request, "copy")


@audience(Audience.SUBJECT, "see-own")
def copy_pdf(request: HttpRequest) -> HttpResponse:
    """The copy for paper."""
    acting, today = subject(request), business_day.today()
    told, groups = reading.archive(me(request), on=today, purpose="本人取副本")
    looks = _looks(request)
    return _file(copying.pdf(acting, told, groups, reading.letters(me(request)), looks, on=today), "application/pdf", f"copy-{today.isoformat()}.pdf")


@audience(Audience.SUBJECT, "see-own")
def copy_json(request: HttpRequest) -> HttpResponse:
    """The copy for machines: every version of every record."""
    acting, today = subject(request), business_day.today()
    told, _ = reading.archive(me(request), on=today, purpose="本人取副本")
    with access.agents.acting(me(request).key):
        mandates, consents, messages = access.agents.my_mandates(), access.agents.my_consents(), access.messages.mine(limit=500)
    data = copying.data(acting, told, reading.letters(me(request)), _looks(request), mandates, consents, messages, on=today)
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="copy-{today.isoformat()}.json"'
    return response


def _looks(request: HttpRequest) -> list[dict[str, object]]:
    with access.agents.acting(me(request).key):
        return access.questions.my_looks(limit=500)


def _file(content: bytes, kind: str, name: str, *, shown: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'{"inline" if shown else "attachment"}; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
