"""一篇资讯: as readers will see it, what the check found, its versions and acts, and what may be done with it now."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.doors.desk.guard import number as numbered
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.articles import shared
from chengxin.doors.desk.pages.articles.shared import articles
from chengxin.doors.desk.pages.respond import page
from chengxin.ground.api import Audience, Refusal, WrongUse, audience, business_day

_AUTHORS = ("submit", "take-back", "drop")
_REVIEWERS = ("publish", "return", "withdraw")


@audience(Audience.STAFF, "write-article")
def article(request: HttpRequest, number: int) -> HttpResponse:
    """One article; by ``?version=`` an earlier one."""
    return _shown(request, number)


@audience(Audience.STAFF, "write-article", methods=("POST",))
def send(request: HttpRequest, number: int) -> HttpResponse:
    """送审, 取回, 不用."""
    return _done(request, number, _AUTHORS)


@audience(Audience.STAFF, "review-article", methods=("POST",))
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """公开, 退回, 撤回公开."""
    return _done(request, number, _REVIEWERS)


def _done(request: HttpRequest, number: int, kinds: tuple[str, ...]) -> HttpResponse:
    shared.mine(request, number)
    kind, reason, read, on = request.POST.get("do", ""), request.POST.get("reason", ""), numbered(request.POST.get("read")) or 0, business_day.today()
    try:
        if kind not in kinds:
            raise WrongUse("请选择要办的事")
        by = shared.by(request)
        if kind == "publish":
            articles.publish(number, read, confirmed=request.POST.getlist("confirmed"), by=by, on=on)
        elif kind in ("submit", "take-back"):
            {"submit": articles.submit, "take-back": articles.take_back}[kind](number, read, by=by, on=on)
        else:
            {"return": articles.give_back, "withdraw": articles.withdraw, "drop": articles.drop}[kind](number, read, reason, by=by, on=on)
    except (Refusal, WrongUse) as trouble:
        return _shown(request, number, trouble=trouble)
    return HttpResponseRedirect(f"{reverse('article', args=[number])}?done={kind}")


def _shown(request: HttpRequest, number: int, *, trouble: Refusal | WrongUse | None = None) -> HttpResponse:
    found, versions, acts, files = shared.mine(request, number), articles.versions_of(number), articles.acts_of(number), articles.files_of(number)
    version = next((one for one in versions if one["number"] == numbered(request.GET.get("version"))), versions[0])
    me = who(request)
    since = max((act["number"] for act in acts if act["kind"] == "publish"), default=0)
    touched = any(act["officer"] == me.officer and act["kind"] in ("write", "submit") and act["number"] > since for act in acts)
    latest, stage = version is versions[0], found["stage"]
    reviews, writes = me.may("review-article"), me.may("write-article")
    sender = next((act["officer"] for act in acts if act["kind"] == "submit"), None)
    for act in acts:
        act["name"] = articles.MOVES[act["kind"]].name
    context: dict[str, Any] = {
        "article": found, "version": version, "versions": versions, "acts": acts, "latest": latest, "column": articles.COLUMNS[found["in_column"]], "stage_name": articles.STAGES[stage],
        "files": [one for one in files if one["number"] in version["files"]], "shown": shared.html(version["body"], number, files), "trouble": trouble, "done": request.GET.get("done", ""),
        "findings": [one | {"name": articles.LEVELS[one["level"]]} for one in version["findings"]], "ticked": request.POST.getlist("confirmed"), "reason": request.POST.get("reason", ""),
        "may_write": writes and stage in ("draft", "public", "withdrawn"), "may_submit": writes and latest and stage == "draft", "may_drop": writes and stage == "draft" and found["shown_id"] is None,
        "may_take_back": writes and stage == "review" and sender == me.officer, "may_review": reviews and stage == "review" and latest and not touched,
        "touched": reviews and stage == "review" and touched, "may_withdraw": reviews and found["shown_id"] is not None, "to_mend": any(one["level"] == "mend" for one in version["findings"]),
        "is_shown": version["id"] == found["shown_id"],
    }  # fmt: skip
    return page(request, "articles/article", context, status=trouble.http_status if trouble else 200)
