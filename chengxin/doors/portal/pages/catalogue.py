"""资源目录: what is collected, from whom, by which table, on which basis, for anybody to read and take along."""

import datetime as dt
import functools
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.doors.portal.pages.respond import page
from chengxin.ground.api import Audience, NotFound, audience, business_day
from chengxin.law import api as law

FRESH_SECONDS = 60
SCHEMAS = {"frictionless": catalogue.frictionless, "json": catalogue.json_schema, "csvw": catalogue.csvw}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ClassShelf:
    """One class of the national catalogue with the items of ours under it."""

    number: str
    name: str
    editions: tuple[int, ...]
    to_verify: bool
    items: list[dict[str, object]]


@audience(Audience.PUBLIC)
def catalogue_list(request: HttpRequest) -> HttpResponse:
    """All items by class."""
    catalogue.refresh(older_than=FRESH_SECONDS)
    today = business_day.today()
    found = catalogue.items().values()
    shelves = [ClassShelf(c.number, c.name, c.editions, c.source == "M", [_in_list(item, today) for item in items]) for c, items in catalogue.by_class(found)]
    return page(request, "catalogue", {"shelves": shelves, "count": len(found)})


@audience(Audience.PUBLIC)
def catalogue_item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: what is in force today, or the version asked for, with everything that belongs to it."""
    item, version = _asked(request, code)
    today = business_day.today()
    older = [{"version": v, "in_force": v == item.version_on(today), "shown": v == version, "changes": changes} for v, changes in _history(item)]
    names = dict.fromkeys(e.code_set for e in version.elements if e.code_set and e.code_set not in ("USCC", "GS15", "GB11714"))
    day = max(today, version.in_force_from)
    context = {
        "item": item,
        "providers": _providers(item),
        "version": version,
        "elements": [{"element": e, "openness": item.openness_of(e), "must": _must(version, e), "format": catalogue.format_name(e.code_set or "")} for e in version.elements],
        "code_sets": [{"set": catalogue.described(name), "values": catalogue.described(name).on(day)} for name in names],
        "versions": older,
        "articles": law.articles_by_code(item.basis),
        "schemas": sorted(SCHEMAS),
    }
    return page(request, "catalogue_item", context)


@audience(Audience.PUBLIC)
def catalogue_template(request: HttpRequest, code: str) -> HttpResponse:
    """The workbook of an item, of one of its forms where the address says so."""
    item, version = _asked(request, code)
    form = _form(request, version)
    response = HttpResponse(_workbook(item.code, version.version, version.digest, form, max(business_day.today(), version.in_force_from)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{catalogue.file_name(item, version, form)}"'
    response["Cache-Control"] = "no-store"
    return response


@audience(Audience.PUBLIC)
def catalogue_schema(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The item as a schema for programs."""
    if kind not in SCHEMAS:
        raise Http404
    item, version = _asked(request, code)
    response = JsonResponse(SCHEMAS[kind](item, version, _form(request, version)), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Cache-Control"] = "no-store"
    return response


@functools.lru_cache(maxsize=128)
def _workbook(code: str, version: str, digest: str, form: str | None, on: dt.date) -> bytes:
    """Made once a day for each table: anybody may ask for it as often as they like."""
    item = catalogue.item(code)
    return catalogue.template(item, item.version(version), form=form, on=on)


def _asked(request: HttpRequest, code: str) -> tuple[catalogue.Item, catalogue.ItemVersion]:
    catalogue.refresh(older_than=FRESH_SECONDS)
    try:
        item = catalogue.item(code)
        named = request.GET.get("version")
        return item, item.version(named) if named else item.version_on(business_day.today())
    except NotFound as error:
        raise Http404 from error


def _form(request: HttpRequest, version: catalogue.ItemVersion) -> str | None:
    form = request.GET.get("form") or None
    if form is not None and form not in {f.code for f in version.forms}:
        raise Http404
    return form


def _in_list(item: catalogue.Item, today: dt.date) -> dict[str, object]:
    return {
        "code": item.code,
        "name": item.name,
        "providers": _providers(item),
        "cycle": item.cycle,
        "openness": item.openness,
        "elements": len(item.version_on(today).elements),
    }


def _providers(item: catalogue.Item) -> list[str]:
    """The organs that hold the named offices; empty where each row names its organ."""
    offices = access.district()["offices"]
    return [offices[office] for office in item.providers.get("offices", ()) if office in offices]


def _must(version: catalogue.ItemVersion, element: catalogue.Element) -> str:
    if element.condition is None:
        return element.must
    other = next(e.name for e in version.elements if e.code == element.condition.element)
    return f"“{other}”{'不是' if element.condition.negated else '为'}{'、'.join(element.condition.values)}时必填"


def _history(item: catalogue.Item) -> list[tuple[catalogue.ItemVersion, list[str]]]:
    """The versions, the latest first, each with what it changed."""
    pairs = zip(item.versions, item.versions[1:], strict=False)
    told: list[tuple[catalogue.ItemVersion, list[str]]] = [(item.versions[0], [])]
    return [*told, *((after, catalogue.differences(before, after)) for before, after in pairs)][::-1]
