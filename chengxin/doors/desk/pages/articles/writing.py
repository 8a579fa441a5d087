"""撰写: a form that shows what readers will see and what the check of words found, before anything is stored; pictures and files."""

from typing import IO, Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.doors.desk.guard import number as numbered
from chengxin.doors.desk.pages.articles import shared
from chengxin.doors.desk.pages.articles.shared import articles
from chengxin.doors.desk.pages.respond import day, page
from chengxin.doors.desk.pages.respond import said as typed_in
from chengxin.ground.api import Audience, NotFound, Refusal, WrongUse, audience, business_day
from chengxin.publicity import api as publicity

_FORM = ("GET", "HEAD", "POST")
_FIELDS = ("column", "title", "summary", "body", "origin", "correction", "until")
_EDITED = ("draft", "public", "withdrawn")


@audience(Audience.STAFF, "write-article", methods=_FORM)
def new(request: HttpRequest) -> HttpResponse:
    """A new article. Pictures and files come to it once it is saved."""
    typed = typed_in(request)
    said = {name: typed.said.get(name, "") for name in _FIELDS}
    said["column"] = said["column"] or request.GET.get("column", "")
    context: dict[str, Any] = {"said": said, "columns": articles.COLUMNS.values(), "files": [], "kept": typed, "most": articles.BODY}
    if request.method != "POST":
        return page(request, "articles/write", context)

    def act(text: publicity.articles.Text) -> int:
        return articles.open_article(said["column"], text, by=shared.by(request), on=business_day.today())

    return _answered(request, context, None, _text(said, []), act)


@audience(Audience.STAFF, "write-article", methods=_FORM)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """The next version of an article, from its latest."""
    found = shared.mine(request, number)
    latest, files = articles.versions_of(number)[0], articles.files_of(number)
    typed = typed_in(request)
    if request.method == "POST" or typed.at:
        said = {name: typed.said.get(name, "") for name in _FIELDS} | {"read": typed.said.get("read", "")}
        ticked = [one for one in map(numbered, typed.said.getlist("attached")) if one is not None]
    else:
        said = {name: latest.get(name) or "" for name in _FIELDS} | {"read": found["number"], "until": latest["until"].isoformat() if latest["until"] else "", "correction": ""}
        ticked = latest["files"]
    for one in files:
        one["ticked"] = one["number"] in ticked
    context = {
        "article": found, "said": said, "columns": articles.COLUMNS.values(), "files": files, "kept": typed, "most": articles.BODY, "column": articles.COLUMNS[found["in_column"]],
        "shut": found["stage"] not in _EDITED, "was_public": found["public_from"] is not None, "done": request.GET.get("done", ""),
    }  # fmt: skip
    if request.method != "POST":
        return page(request, "articles/write", context)

    def act(text: publicity.articles.Text) -> int:
        articles.write(number, numbered(said["read"]) or 0, text, by=shared.by(request), on=business_day.today())
        return number

    return _answered(request, context, number, _text(said, [n for n in ticked if any(one["number"] == n and not one["picture"] for one in files)]), act)


@audience(Audience.STAFF, "write-article", methods=("POST",))
def attach(request: HttpRequest, number: int) -> HttpResponse:
    """A picture or file for an article; the form is that of its edit page."""
    shared.mine(request, number)
    sent = request.FILES.get("file")
    try:
        if sent is None:
            raise WrongUse("请先选择一个文件", code="no-file")
        articles.attach(number, sent.name or "", cast(IO[bytes], sent), alt=request.POST.get("alt", ""), by=shared.by(request))
    except (Refusal, WrongUse) as trouble:
        return page(request, "articles/attach", {"article": shared.mine(request, number), "trouble": trouble, "alt": request.POST.get("alt", "")}, status=422)
    return HttpResponseRedirect(f"{reverse('article-edit', args=[number])}?done=attached#files")


@audience(Audience.STAFF, "write-article")
def file(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """The copy of a picture or file, as readers will get it."""
    shared.mine(request, number)
    found = articles.copy_of(number, file)
    response = HttpResponse(found["copy"], content_type=found["media_type"])
    response["X-Content-Type-Options"] = "nosniff"
    if not found["picture"]:
        response["Content-Disposition"] = f'attachment; filename="article-{number}-{file}{articles.ending(found["media_type"])}"'
    return response


def _text(said: dict[str, Any], attached: list[int]) -> publicity.articles.Text:
    return articles.Text(said["title"], said["body"], said["summary"], said["origin"], said["correction"], day(said["until"]), tuple(attached))


def _answered(request: HttpRequest, context: dict[str, Any], number: int | None, text: publicity.articles.Text, act: Any) -> HttpResponse:
    """What was typed is shown and checked, or stored; where it does not fit, each field says why and nothing is lost."""
    wrong: dict[str, str] = {}
    if context["said"]["until"] and text.until is None:
        wrong["until"] = "日期写作 2026-12-31"
    if number is None and context["said"]["column"] not in articles.COLUMNS:
        wrong["column"] = "请选择栏目"
    try:
        plain = articles.fitted(text)
    except WrongUse as error:
        wrong |= cast(dict[str, str], error.details)
        plain = text
    if wrong:
        return page(request, "articles/write", context | {"wrong": wrong}, status=422)
    if request.POST.get("do") == "check":
        found = [one.stored | {"name": articles.LEVELS[one.level]} for one in articles.checked(plain, context["files"])]
        return page(request, "articles/write", context | {"findings": found, "shown": shared.html(plain.body, number, context["files"]), "checked": True})
    try:
        made = act(plain)
    except (Refusal, WrongUse, NotFound) as trouble:
        return page(request, "articles/write", context | {"trouble": trouble}, status=trouble.http_status)
    return HttpResponseRedirect(f"{reverse('article', args=[made])}?done=write")
