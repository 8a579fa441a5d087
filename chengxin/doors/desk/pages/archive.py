"""档案: everything on file about a subject as it held on one day and was known on another, and what changed between two such settings."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.catalogue import api as catalogue
from chengxin.doors.desk import purposes
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.respond import day, page
from chengxin.doors.desk.pages.speaking import rests_on
from chengxin.ground.api import Audience, Refusal, TermLine, audience, audit, business_day
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects

EARLIEST = dt.date(2000, 1, 1)
SHOWN = 50  # records of one item on a page
_CHANGES = {"new": "新增", "gone": "不再成立", "corrected": "更正", "withdrawn": "撤回"}


@dataclass(frozen=True)
class Setting:
    """时点: the day of facts and the day of knowledge."""

    as_of: dt.date
    known_on: dt.date


@audience(Audience.STAFF, "search-records", methods=("GET", "HEAD", "POST"))
def archive(request: HttpRequest, number: int) -> HttpResponse:
    """The archive of a subject. A natural person's opens with the purpose it was searched for, and is not there without."""
    subject = subjects.Subject.objects.filter(pk=number).first()
    if subject is None:
        raise Http404
    purpose, today = purposes.carried(request, number), business_day.today()
    is_person = subject.kind == subjects.Kind.PERSON
    if is_person and purpose is None:
        if "why" in request.GET:
            return HttpResponseRedirect(f"{reverse('search-person')}?expired=yes")
        raise Http404
    if request.method == "POST":
        return _with_purpose(request, subject)
    now = Setting(_within(request.GET.get("as_of"), today), _within(request.GET.get("known_on"), today))
    then = Setting(_within(request.GET.get("as_of_2"), today), _within(request.GET.get("known_on_2"), today)) if request.GET.get("compare") else None
    told = _person(request, number, purpose, now, then) if purpose and is_person else _firm(request, number, purpose, now, then)
    days = [one["held_on"] for one in told["records"] if one["held_on"]]
    own = records.among_own([one["id"] for one in told["records"]], organ=post.organ) if (post := who(request).post) and who(request).may("speak-of-record") else set()
    withdrawn = records.withdrawals_of([one["id"] for one in told["records"] if one["withdrawn_on"]])
    context = told | {
        "subject": subject, "kind": subjects.KIND_LABELS[subject.kind], "is_person": is_person, "purpose": purpose, "usual": purposes.USUAL, "now": now, "then": then, "today": today,
        "earliest": EARLIEST, "groups": _groups([one | {"withdrawal": withdrawn.get(one["id"])} for one in told["records"]], whole=request.GET.get("item", "")), "changes": list(_changes(told["before"], told["records"])) if then else [],
        "odd": _odd(request, today), "first_known": subject.first_received_on, "first_fact": max(min([*days, subject.first_received_on]), EARLIEST), "own": own,
        "kept": f"?{urlencode({name: value for name, value in request.GET.items() if name != 'item'})}",
    }  # fmt: skip
    return page(request, "archive", context)


@audience(Audience.STAFF, "search-records")
def withdrawal(request: HttpRequest, number: int, record: int) -> HttpResponse:
    """The file a withdrawal rests on, from the archive it stands in; of a natural person's by the purpose the archive was opened for."""
    one = records.Record.objects.filter(pk=record, subject=number).first()
    purpose = purposes.carried(request, number)
    if one is None or one.of_person and purpose is None:
        raise Http404
    return rests_on(request, one, purpose=purpose.words if purpose else "")


def _with_purpose(request: HttpRequest, subject: subjects.Subject) -> HttpResponse:
    try:
        words = purposes.stated(request)
    except Refusal as refusal:
        return page(request, "purpose", {"trouble": refusal, "usual": purposes.USUAL, "subject": subject}, status=422)
    return HttpResponseRedirect(f"{reverse('archive', args=[subject.pk])}?{urlencode({'why': purposes.sealed(request, subject.pk, words)})}")


def _person(request: HttpRequest, number: int, purpose: purposes.Purpose, now: Setting, then: Setting | None) -> dict[str, Any]:
    look = audit.commit_look(subject=number, purpose=purpose.words, reference="archive", fields=["*"], **who(request).entry)
    before = (then.as_of, then.known_on) if then else None
    found = records.of_person(number, look=look, masked=False, as_of=now.as_of, known_on=now.known_on, before=before)
    identity = found["identity"]
    return {
        "name": identity.get("name", ""),
        "identity": identity.get("identity", ""),
        "records": found["records"],
        "before": found.get("before", []),
        "lines": [],
        "names": [],
        "status": None,
    }


def _firm(request: HttpRequest, number: int, purpose: purposes.Purpose | None, now: Setting, then: Setting | None) -> dict[str, Any]:
    if purpose:
        audit.commit_look(act="read", subject=number, purpose=purpose.words, reference="archive", fields=["*"], **who(request).entry)
    masked = purpose is None
    names = [one["name"] for one in subjects.names_of(number)]
    return {
        "name": subjects.current_name(number), "identity": "", "status": records.register_status(number), "names": list(dict.fromkeys(names)), "lines": _adverse(publicity.lines_of(number), business_day.today()),
        "records": records.archive(number, as_of=now.as_of, known_on=now.known_on, masked=masked),
        "before": records.archive(number, as_of=then.as_of, known_on=then.known_on, masked=masked) if then else [],
    }  # fmt: skip


def _adverse(lines: Iterable[dict[str, Any]], today: dt.date) -> list[dict[str, Any]]:
    """What weighs on the subject now: why, by which article, until when, from when it can be repaired."""
    shown = []
    for line in lines:
        if line["nature"] == "adverse":
            told = dict(_values(line["item"], line["fields"]))
            ends, repair = line["term_ends"], line["earliest_repair"]
            drawn = {"term_line": TermLine.of(line["public_from"], ends, repair, today), "today": today, "ends_first": bool(repair and ends < repair)}
            shown.append(line | drawn | {"why": next((told[name] for name in ("违法行为类型", "违法事实", "列入事由") if told.get(name)), line["item_name"])})
    return shown


def _groups(found: list[dict[str, Any]], *, whole: str) -> list[dict[str, Any]]:
    """The records by item, adverse items first, each with its values under their names; long items cut unless asked for whole."""
    by_item: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        by_item.setdefault(one["item_id"], []).append(one)
    order = sorted(by_item, key=lambda code: (catalogue.item(code).nature != "adverse", catalogue.item(code).name))
    return [_group(code, by_item[code], whole=code == whole) for code in order]


def _group(code: str, found: list[dict[str, Any]], *, whole: bool) -> dict[str, Any]:
    newest = sorted(found, key=lambda one: (one["held_on"] or dt.date.min, one["id"]), reverse=True)
    shown = newest if whole else newest[:SHOWN]
    item = catalogue.item(code)
    return {
        "code": code,
        "name": item.name,
        "adverse": any(item.weighs(one["values"]) for one in found),
        "count": len(found),
        "cut": len(shown) < len(found),
        "records": [one | {"told": _values(code, one["values"])} for one in shown],
    }


def _changes(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """What is different at the second setting: records that came or went, versions that were corrected, withdrawals."""
    old, new = {one["id"]: one for one in before}, {one["id"]: one for one in after}
    for number in sorted(old.keys() | new.keys()):
        was, now = old.get(number), new.get(number)
        one = now or was
        assert one is not None
        told: dict[str, Any] = {"record": one, "item": catalogue.item(one["item_id"]).name, "cells": []}
        if was is None or now is None:
            yield told | {"kind": _CHANGES["new" if was is None else "gone"]}
        elif was["version"] != now["version"]:
            yield told | {"kind": _CHANGES["corrected"], "cells": _cells(one["item_id"], was["values"], now["values"])}
        elif was["withdrawn_on"] != now["withdrawn_on"]:
            yield told | {"kind": _CHANGES["withdrawn"]}


def _cells(item: str, was: dict[str, str], now: dict[str, str]) -> list[tuple[str, str, str]]:
    a, b = dict(_values(item, was)), dict(_values(item, now))
    return [(name, a.get(name, "—"), b.get(name, "—")) for name in dict.fromkeys([*a, *b]) if a.get(name) != b.get(name)]


def _values(item: str, values: dict[str, str]) -> list[tuple[str, str]]:
    """The values under their names in the catalogue's order, as people read them."""
    elements = {element.code: element for version in catalogue.item(item).versions for element in version.elements}
    return [(element.name, catalogue.readable(values[code], element)) for code, element in elements.items() if values.get(code)]


def _odd(request: HttpRequest, today: dt.date) -> list[str]:
    """The days of the address that are none, or none that can be known: another one is shown, and the page says so."""
    asked = ("as_of", "known_on", "as_of_2", "known_on_2") if request.GET.get("compare") else ("as_of", "known_on")
    return [text[:20] for name in asked if (text := request.GET.get(name, "").strip()) and day(text) != _within(text, today)]


def _within(text: str | None, today: dt.date) -> dt.date:
    """A day from a slider or a field; today where it is none or lies outside what can be known."""
    found = day(text) or today
    return min(max(found, EARLIEST), today)
