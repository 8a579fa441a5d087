"""What the pages of articles share: whose article it is, who acts, how a text is shown at the desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.desk.guard import of_my_organ, who
from chengxin.ground.api import NotFound
from chengxin.publicity import api as publicity

articles = publicity.articles


def mine(request: HttpRequest, number: int) -> dict[str, Any]:
    """An article of one's own organ. Raises Http404 likewise for another's and for what does not exist."""
    try:
        found = articles.article(number)
    except NotFound:
        found = None
    return of_my_organ(request, found, found["organ"] if found else None)


def by(request: HttpRequest) -> publicity.articles.By:
    """Who acts. Raises Refusal where their post is none of an officer."""
    return articles.By(access.officer_of(who(request)).pk, who(request).entry)


def html(body: str, number: int | None, files: list[dict[str, Any]]) -> str:
    """The text as readers will see it, with pictures from the desk."""
    return articles.html(body, files=files, at=lambda kind, file: reverse("article-file", args=[number or 0, file]))
