"""资讯: articles by column, one article, its pictures and files, and a feed. What is taken back is gone with the next request."""

import datetime as dt
import functools
import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from chengxin.doors.portal.context import district
from chengxin.doors.portal.frame import COLUMNS
from chengxin.doors.portal.pages.respond import page
from chengxin.ground.api import Audience, NotFound, audience
from chengxin.publicity import api as publicity

articles = publicity.articles
_CHINA = dt.timezone(dt.timedelta(hours=8))
_FEED = 30  # entries


@audience(Audience.PUBLIC)
def listing(request: HttpRequest, column: str = "") -> HttpResponse:
    """The articles of a column, or of all, the newest first; onward by the day and number of the last."""
    found = articles.public_list(column=_column(column), after=_after(request.GET.get("after", "")), limit=articles.PAGE + 1)
    shown = _named(found[: articles.PAGE])
    more = f"{shown[-1]['public_from'].isoformat()}_{shown[-1]['id']}" if len(found) > articles.PAGE else ""
    feed = reverse("articles-feed", args=[column]) if column else reverse("articles-feed-all")
    return page(
        request,
        "articles",
        {"articles": shown, "column": COLUMNS.get(column), "columns": COLUMNS.values(), "more": more, "paged": "after" in request.GET, "feed": feed},
    )


@audience(Audience.PUBLIC)
def article(request: HttpRequest, number: int) -> HttpResponse:
    """One article with its corrections and files."""
    try:
        found = articles.public_article(_there(number))
    except NotFound as error:
        raise Http404 from error
    files = articles.public_files([number])
    linked = [one for one in files if not one["picture"]]
    context = {
        "article": found, "column": COLUMNS[found["in_column"]], "changes": articles.public_changes(number), "files": linked,
        "html": _html(found["version"], found["body"], number, reverse("home"), tuple((one["number"], one["picture"], one["alt"], one["width"], one["height"]) for one in files)),
    }  # fmt: skip
    return page(request, "article", context)


@audience(Audience.PUBLIC)
def file(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """A picture or file of an article that is public. A browser may keep it, but asks each time whether it still may be shown."""
    try:
        found = articles.public_copy(_there(number), _there(file))
    except NotFound as error:
        raise Http404 from error
    mark = f'"{hashlib.sha256(found["copy"]).hexdigest()[:32]}"'
    same = request.headers.get("If-None-Match") == mark
    response = HttpResponse(b"" if same else found["copy"], content_type=found["media_type"], status=304 if same else 200)
    response["ETag"], response["Cache-Control"], response["X-Content-Type-Options"] = mark, "no-cache", "nosniff"
    if not found["picture"]:
        response["Content-Disposition"] = f'attachment; filename="article-{number}-{file}{articles.ending(found["media_type"])}"'
    return response


@audience(Audience.PUBLIC)
def feed(request: HttpRequest, column: str = "") -> HttpResponse:
    """Atom: the newest articles of a column, or of all."""
    found = articles.public_list(column=_column(column), limit=_FEED)
    here, known = district(), articles.COLUMNS.get(column)
    made = Atom1Feed(
        title=f"{here['site_name']} {known.name if known else '资讯'}", link=request.build_absolute_uri(reverse("articles")), description="", language="zh-CN", author_name=here["keeper"],
        feed_url=request.build_absolute_uri(),
    )  # fmt: skip
    for one in found:
        made.add_item(
            title=one["title"], link=request.build_absolute_uri(reverse("article", args=[one["id"]])), description=one["summary"] or one["title"], pubdate=_time(one["public_from"]),
            updateddate=_time(one["shown_on"]), categories=[articles.COLUMNS[one["in_column"]].name],
        )  # fmt: skip
    response = HttpResponse(made.writeString("utf-8"), content_type=made.content_type)
    response["Cache-Control"] = "no-store"
    return response


@functools.lru_cache(maxsize=512)
def _html(version: int, body: str, number: int, home: str, files: tuple[tuple[int, bool, str, int | None, int | None], ...]) -> str:
    """A version's text as HTML. ``home``: whose language and size its addresses are in; a version never changes."""
    known = [{"number": n, "picture": picture, "alt": alt, "width": width, "height": height} for n, picture, alt, width, height in files]
    return articles.html(body, files=known, at=lambda kind, file: reverse("article-file", args=[number, file]))


def _column(code: str) -> str:
    if code and code not in articles.COLUMNS:
        raise Http404
    return code


def _named(rows: list[dict]) -> list[dict]:
    return [one | {"column": COLUMNS[one["in_column"]]} for one in rows]


def _after(text: str) -> tuple[dt.date, int] | None:
    day, _, number = text.partition("_")
    try:
        return dt.date.fromisoformat(day), int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
    except ValueError:
        return None


def _there(number: int) -> int:
    if number >= 2**31:
        raise Http404
    return number


def _time(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), _CHINA)
