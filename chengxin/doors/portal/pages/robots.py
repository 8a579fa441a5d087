"""搜索引擎: what robots may read, and the map of it: pages about the site and benign lines. Adverse lines are in no map."""

from collections.abc import Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape

from chengxin.catalogue import api as catalogue
from chengxin.doors.portal.pages.respond import streamed
from chengxin.ground.api import Audience, audience, business_day
from chengxin.law import api as law
from chengxin.publicity.api import dual

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LARGEST = 2**63 // dual.PART - 1


@audience(Audience.PUBLIC)
def robots(request: HttpRequest) -> HttpResponse:
    """Adverse pages are open to robots, for only so can they read that they must not be kept; searches and tables are not for them."""
    shut = [f"Disallow: {language}{path}" for language in ("", "/en", "/large", "/large/en") for path in ("/search", "/*?")]
    lines = ["User-agent: *", *shut, "Disallow: /*.csv", "Disallow: /api/", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@audience(Audience.PUBLIC)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of the parts."""
    parts = [reverse("sitemap-pages"), *(reverse("sitemap-part", args=[number]) for number in dual.parts())]
    return _xml("sitemapindex", (f"<sitemap><loc>{escape(request.build_absolute_uri(part))}</loc></sitemap>" for part in parts))


@audience(Audience.PUBLIC)
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """The pages about the site, the catalogue, the law, and the columns that hold nothing adverse."""
    catalogue.refresh(older_than=60)
    plain = [reverse(name) for name in ("home", "about", "catalogue", "law", "organs")]
    items = [reverse("catalogue-item", args=[code]) for code in sorted(catalogue.items())]
    laws = [reverse("law-instrument", args=[one["code"]]) for one in law.instruments(on=business_day.today())]
    columns = [reverse("column", args=[one.code]) for one in dual.columns() if one.public and not one.adverse]
    return _urls(request, ((path, None) for path in [*plain, *columns, *items, *laws]))


@audience(Audience.PUBLIC)
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One part of the benign lines."""
    found = dual.part(number) if number <= _LARGEST else []
    if not found:
        raise Http404
    return _urls(request, ((reverse("line", args=[line]), on.isoformat()) for line, on in found))


def _urls(request: HttpRequest, pages: Iterable[tuple[str, str | None]]) -> HttpResponse:
    base = request.build_absolute_uri("/").rstrip("/")
    return _xml("urlset", (f"<url><loc>{escape(base + path)}</loc>{f'<lastmod>{on}</lastmod>' if on else ''}</url>" for path, on in pages))


def _xml(root: str, inside: Iterable[str]) -> HttpResponse:
    return streamed(_streamed(root, inside), "application/xml; charset=utf-8")


def _streamed(root: str, inside: Iterable[str]) -> Iterator[str]:
    yield f"{_HEAD}<{root} {_SPACE}>"
    gathered: list[str] = []
    for one in inside:
        gathered.append(one)
        if len(gathered) == 1000:
            yield "".join(gathered)
            gathered = []
    yield "".join(gathered) + f"</{root}>\n"
