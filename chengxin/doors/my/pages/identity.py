"""统一身份认证登录: out to the city's identity, and back; and its word, from server to server, that somebody has signed out there."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from chengxin.access import api as access
from chengxin.doors.my.pages.respond import address_of, onward, place
from chengxin.doors.my.pages.signing import again, entered
from chengxin.ground.api import Audience, audience


@audience(Audience.SUBJECT, "sign-in", methods=("POST",), keyed=False)
def leave(request: HttpRequest) -> HttpResponse:
    """Out, by a form of ours: nobody is sent there by a link from elsewhere."""
    try:
        to, cookie = access.identity.leave(back=address_of(request, "identity-back"), to=onward(request))
    except access.SignInTrouble as trouble:
        return again(request, "sign_in", {"next": onward(request), "identity": True}, trouble)
    response = HttpResponseRedirect(to)
    # Lax: it comes along when the issuer sends the browser back.
    access.guarding.set_cookie(response, settings.MY_IDENTITY_COOKIE, cookie, age=access.identity.AWAY, same_site="Lax")
    return response


@audience(Audience.SUBJECT, "sign-in")
def back(request: HttpRequest) -> HttpResponse:
    """Back, with the issuer's answer; it counts once, in the browser that left."""
    answer = {name: request.GET.get(name, "")[:2000] for name in ("code", "state", "iss", "error") if name in request.GET}
    try:
        done = access.identity.arrive(answer, request.COOKIES.get(settings.MY_IDENTITY_COOKIE, ""), place(request))
    except access.SignInTrouble as trouble:
        response = again(request, "sign_in", {"next": reverse("start"), "identity": True}, trouble)
        response.delete_cookie(settings.MY_IDENTITY_COOKIE)
        return response
    response = entered(request, done.key, done.device, to=done.to)
    access.guarding.set_cookie(response, settings.MY_IDENTITY_COOKIE, done.out, age=None, same_site="Lax")
    return response


@csrf_exempt  # no browser sends it and no cookie counts: the issuer's signature does
@audience(Audience.SYSTEM, "sign-out", methods=("POST",), keyed=False)
def ended(request: HttpRequest) -> HttpResponse:
    """后台注销: the issuer's log-out token. 200 where what it means has ended, also where that was nothing; 400 where it is no such token."""
    try:
        access.identity.ended_there(request.POST.get("logout_token", "")[:8000])
    except access.SignInTrouble as trouble:
        answer: HttpResponse = JsonResponse({"error": "invalid_request", "error_description": trouble.code}, status=400)
    else:
        answer = HttpResponse(status=200)
    answer["Cache-Control"] = "no-store"
    return answer
