"""通行密钥: one's own, registered after a fresh code, named, removed."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.respond import page
from chengxin.ground.api import Audience, audience

_FORM = ("GET", "HEAD", "POST")


def offered(request: HttpRequest) -> bool:
    """Whether passkeys can be used at the address this page is shown under."""
    return access.passkeys.offered(request.get_host())


@audience(Audience.STAFF, "own-account", methods=_FORM, keyed=False)
def new(request: HttpRequest) -> HttpResponse:
    """A fresh code, then the question to the browser."""
    if not offered(request):
        raise Http404
    if request.method != "POST":
        return page(request, "confirm", {"what": "new-passkey"})
    try:
        access.entering.confirm_second(who(request), request.POST.get("code", ""))
    except access.SignInTrouble as trouble:
        return page(request, "confirm", {"what": "new-passkey", "trouble": trouble}, status=trouble.http_status)
    return _question(request)


@audience(Audience.STAFF, "own-account", methods=("POST",))
def add(request: HttpRequest) -> HttpResponse:
    """Keep what the browser made."""
    said = {name: request.POST.get(name, "") for name in ("draft", "answer", "label")}
    try:
        access.passkeys.register(who(request), said["draft"], said["answer"], said["label"])
    except access.SignInTrouble as trouble:
        if trouble.code == "draft-over":
            return page(request, "confirm", {"what": "new-passkey", "trouble": trouble}, status=trouble.http_status)
        return _question(request, trouble=trouble, label=said["label"][:40])
    return HttpResponseRedirect(f"{reverse('account')}?done=passkey")


@audience(Audience.STAFF, "own-account", methods=("POST",))
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove one of one's own. Another's is not there."""
    if not access.passkeys.remove(who(request), number):
        raise Http404
    return HttpResponseRedirect(f"{reverse('account')}?done=passkey-removed")


def _question(request: HttpRequest, *, trouble: access.SignInTrouble | None = None, label: str = "") -> HttpResponse:
    asked = access.passkeys.ask_to_register(who(request), site=access.district()["site_name"])
    return page(request, "passkey", {"asked": asked, "trouble": trouble, "label": label}, status=403 if trouble else 200)
