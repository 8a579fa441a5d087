"""首页: the search and what people come for first; how much is public, how punctual government is, and what is new."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chengxin.doors.portal.frame import COLUMNS, GUIDE, PUBLICITY
from chengxin.doors.portal.pages.respond import page
from chengxin.governance import api as governance
from chengxin.ground.api import Audience, audience
from chengxin.publicity import api as publicity

NEWEST = 6


@audience(Audience.PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """The first page."""
    columns = COLUMNS
    newest = [one | {"column": columns[one["in_column"]]} for one in publicity.articles.public_list(limit=NEWEST)]
    context = {
        "figures": publicity.figures(), "articles": newest, "punctual": governance.key_figure(),
        "publicity": PUBLICITY.places, "guides": GUIDE.places, "my": settings.MY_ADDRESS,
    }  # fmt: skip
    return page(request, "home", context)
