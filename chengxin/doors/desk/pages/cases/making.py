"""案件的文书: made from the draft or the warrant. What is done with a letter after that stands in ``pages/letters.py``."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.doors.desk.pages.cases import shared
from chengxin.doors.desk.pages.cases.acts import at
from chengxin.doors.desk.pages.cases.case import shown
from chengxin.ground.api import Audience, Refusal, WrongUse, audience, business_day
from chengxin.law import api as law


@audience(Audience.STAFF, "serve-letter", methods=("POST",))
def make(request: HttpRequest, number: int) -> HttpResponse:
    """制发: the notice of what is drafted, or the decision of the warrant with its repair notice."""
    seen = shared.mine(request, number)
    try:
        law.cases.make_letter(at(request, seen), request.POST.get("kind", "")[:24], by=shared.by(request), on=business_day.today())
    except (Refusal, WrongUse) as trouble:
        return shown(request, law.cases.read(number), trouble=trouble, status=trouble.http_status)
    return HttpResponseRedirect(f"{reverse('case', args=[number])}?done=letter")
