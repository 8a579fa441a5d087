"""人员与岗位: who holds which post; registering, appointing by two, deputies, handing over."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.desk.guard import number as numbered
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.respond import day, page
from chengxin.ground.api import Audience, Refusal, audience, business_day

_FORM = ("GET", "HEAD", "POST")


def _by(request: HttpRequest) -> access.staffing.By:
    me = who(request)
    return access.staffing.By(me.person, me.actor, me.entry["post"], me.entry["organ"])


@audience(Audience.STAFF, "see-people")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, and what waits for a second person."""
    waiting = [one | {"mine": who(request).person in (one["proposed_by_id"], one["person_id"])} for one in access.staffing.waiting()]
    found = access.staffing.people()
    for one in found:
        one["posts"] = [post | {"role": access.roles.ROLES[post["role"]]} for post in one["posts"]]
    return page(request, "people", {"people": found, "waiting": waiting, "may_approve": who(request).may("approve-appointment"), "may_appoint": who(request).may("appoint"), "tab": "people", "done": request.GET.get("done", "")})  # fmt: skip


@audience(Audience.STAFF, "see-people")
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One person and all their appointments."""
    may = {"may_appoint": who(request).may("appoint"), "may_hand_over": who(request).may("hand-over"), "may_approve": who(request).may("approve-appointment")}
    found = access.staffing.person(number)
    for one in found["appointments"]:
        one["mine"] = who(request).person in (one["proposed_by_id"], one["person_id"])
    return page(request, "person", {"person": found, "tab": "people", "done": request.GET.get("done", ""), **may})


@audience(Audience.STAFF, "appoint", methods=_FORM)
def new_person(request: HttpRequest) -> HttpResponse:
    """Register somebody. Their first appointment is proposed on the next page."""
    if request.method != "POST":
        return page(request, "new_person", {"tab": "people"})
    name, login = request.POST.get("name", ""), request.POST.get("login", "")
    try:
        made = access.staffing.register_person(name, login, by=_by(request))
    except Refusal as refusal:
        return page(request, "new_person", {"tab": "people", "name": name[:80], "login": login[:40], "trouble": refusal}, status=422)
    return HttpResponseRedirect(reverse("appoint", args=[made.person_id]))


@audience(Audience.STAFF, "appoint", methods=_FORM)
def appoint(request: HttpRequest, number: int) -> HttpResponse:
    """Propose a post for somebody, or that they stand in for its holder."""
    context: dict[str, Any] = {"person": access.staffing.person(number), "posts": access.staffing.posts(), "tab": "people", "today": business_day.today(), "said": request.POST}
    if request.method != "POST":
        return page(request, "appoint", context)
    try:
        _propose(request, number, context["posts"])
    except Refusal as refusal:
        return page(request, "appoint", context | {"trouble": refusal}, status=422)
    return HttpResponseRedirect(f"{reverse('person', args=[number])}?done=proposed")


def _propose(request: HttpRequest, person: int, posts: list[dict[str, Any]]) -> None:
    chosen = next((post for post in posts if post["id"] == numbered(request.POST.get("post"))), None)
    begins, ends = day(request.POST.get("begins_on")), day(request.POST.get("ends_on"))
    if chosen is None or begins is None or (request.POST.get("ends_on") and ends is None):
        raise Refusal(["incomplete"], "请选择岗位，日期写作 2026-11-25 的样子")
    stands_for = chosen["appointment"] if request.POST.get("kind") == "deputy" else None
    if request.POST.get("kind") == "deputy" and stands_for is None:
        raise Refusal(["not-a-deputy"], "这个岗位今天没有任职人，不能代理")
    access.staffing.appoint(person, chosen["id"], begins_on=begins, ends_on=ends, reason=request.POST.get("reason", ""), stands_for=stands_for, by=_by(request))


@audience(Audience.STAFF, "approve-appointment", methods=("POST",))
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Approve or reject what another administrator proposed."""
    approved = request.POST.get("approved")
    if approved not in ("yes", "no"):
        raise Http404
    code = access.staffing.decide(number, approved=approved == "yes", reason=request.POST.get("reason", ""), by=_by(request))
    if code is None:
        return HttpResponseRedirect(f"{reverse('people')}?done={'approved' if approved == 'yes' else 'rejected'}")
    return page(request, "activation", {"code": code, "tab": "people"})


@audience(Audience.STAFF, "hand-over", methods=_FORM)
def hand_over(request: HttpRequest, number: int) -> HttpResponse:
    """The last day somebody holds a post, and who takes over."""
    found = next((one for one in access.staffing.appointments(number) if one["approved"] and one["last_day"] is None), None)
    if found is None:
        raise Http404
    others = [one for one in access.staffing.people() if one["id"] != found["person_id"]]
    context = {"appointment": found, "people": others, "tab": "people", "today": business_day.today(), "said": request.POST}
    if request.method != "POST":
        return page(request, "hand_over", context)
    last = day(request.POST.get("last_day")) if request.POST.get("when") != "now" else business_day.today() - dt.timedelta(days=1)
    try:
        if last is None:
            raise Refusal(["incomplete"], "请写明最后一日，写作 2026-11-25 的样子")
        access.staffing.hand_over(number, last_day=last, to=numbered(request.POST.get("to")), open_matters=request.POST.get("open_matters", ""), by=_by(request))
    except Refusal as refusal:
        return page(request, "hand_over", context | {"trouble": refusal}, status=422)
    return HttpResponseRedirect(f"{reverse('person', args=[found['person_id']])}?done=handed")


@audience(Audience.STAFF, "appoint", methods=_FORM)
def posts(request: HttpRequest) -> HttpResponse:
    """All posts, and a form for a new one."""
    shown = [post | {"role": access.roles.ROLES[post["role"]]} for post in access.staffing.posts()]
    context: dict[str, Any] = {"posts": shown, "organs": access.staffing.organs(), "roles": access.roles.POST_ROLES, "tab": "posts", "today": business_day.today(), "said": request.POST, "done": request.GET.get("done", "")}  # fmt: skip
    if request.method != "POST":
        return page(request, "posts", context)
    organ = next((one for one in context["organs"] if one.pk == numbered(request.POST.get("organ"))), None)
    begins = day(request.POST.get("begins_on"))
    try:
        if organ is None or begins is None:
            raise Refusal(["incomplete"], "请选择机关和角色，日期写作 2026-11-25 的样子")
        access.staffing.make_post(organ, role=request.POST.get("role", ""), title=request.POST.get("title", ""), begins_on=begins, by=_by(request))
    except Refusal as refusal:
        return page(request, "posts", context | {"trouble": refusal}, status=422)
    return HttpResponseRedirect(f"{reverse('posts')}?done=post")


@audience(Audience.STAFF, "see-people")
def roles(request: HttpRequest) -> HttpResponse:
    """What each role may do: the table itself."""
    shown = [(role, [act for act in access.roles.ACTS.values() if act.code in role.acts and act.code not in ("read-public", "sign-in")]) for role in access.roles.ROLES.values()]
    return page(request, "roles", {"roles": shown, "tab": "roles"})
