"""消息: what the platform told a subject by itself, and where a copy goes by mail."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.my.pages.respond import me, page, said, subject
from chengxin.ground.api import Audience, Refusal, audience


@audience(Audience.SUBJECT, "see-own")
def messages(request: HttpRequest) -> HttpResponse:
    """The list; opening it is reading it."""
    subject(request)
    with access.agents.acting(me(request).key):
        shown = access.messages.mine()
        if any(one["unread"] for one in shown):
            access.messages.read(through=shown[0]["id"])
    return page(request, "messages", {"messages": shown, "done": request.GET.get("done", "")})


@audience(Audience.SUBJECT, "see-own", methods=("GET", "HEAD", "POST"))
def mail(request: HttpRequest) -> HttpResponse:
    """Where to send mail, and about what."""
    subject(request)
    with access.agents.acting(me(request).key):
        address, kinds = access.messages.wish()
    typed = said(request)
    if typed.said:
        address, kinds = typed.said.get("address", "").strip(), [kind for kind in typed.said.getlist("kinds") if kind in access.messages.KINDS]
    context = {"address": address[:200], "wanted": kinds, "kinds": access.messages.KINDS, "kept": typed}
    if request.method != "POST":
        return page(request, "mail", context)
    try:
        with access.agents.acting(me(request).key):
            access.messages.wish_mail(address, kinds)
    except Refusal as refusal:
        return page(request, "mail", context | {"trouble": refusal}, status=422)
    return HttpResponseRedirect(f"{reverse('messages')}?done=mail")
