"""缺号询问: numbers that did not come are asked about; the organ answers what they are. A gap proves nothing."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.respond import page, said
from chengxin.governance import api as governance
from chengxin.ground.api import Audience, NotFound, WrongUse, audience, business_day


@audience(Audience.STAFF, "see-duties")
def gaps(request: HttpRequest) -> HttpResponse:
    """What one's organ was asked, the open ones first, by their day."""
    asking = who(request)
    found = governance.gaps.asks(asking.post.organ, on=business_day.today(), limit=200) if asking.post else []
    return page(request, "governing/gaps", {"gaps": found, "today": business_day.today(), "may_answer": asking.may("answer-duties"), "done": request.GET.get("done", "")})


@audience(Audience.STAFF, "answer-duties", methods=("GET", "HEAD", "POST"))
def gap(request: HttpRequest, number: int) -> HttpResponse:
    """One question and its answer. Another organ's is not there."""
    asking = who(request)
    found = next((one for one in governance.gaps.asks(asking.post.organ, on=business_day.today(), limit=100_000) if one["id"] == number), None) if asking.post else None
    if found is None or asking.post is None:
        raise Http404
    typed = said(request)
    context = {"gap": found, "outcomes": governance.OUTCOMES, "said": typed.said, "kept": typed}
    if request.method == "POST":
        try:
            governance.gaps.answer(
                number, request.POST.get("outcome", ""), request.POST.get("text", ""), organ=asking.post.organ, on=business_day.today(), actor=asking.actor, post=asking.post.title
            )
            return HttpResponseRedirect(f"{reverse('gaps')}?done=answered")
        except NotFound as error:
            raise Http404 from error
        except WrongUse as trouble:
            return page(request, "governing/gap", context | {"trouble": trouble}, status=422)
    return page(request, "governing/gap", context)
