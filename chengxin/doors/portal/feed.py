"""订阅: Atom feeds. Of an adverse line a feed tells number, organ and days and leads to its page; the name stays on the page, which ends."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as xml

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from chengxin.access import api as access
from chengxin.ground.api import business_day
from chengxin.publicity.api import dual

_ATOM = "http://www.w3.org/2005/Atom"
_ZONE = dt.timezone(dt.timedelta(hours=8))
xml.register_namespace("", _ATOM)


@dataclass(frozen=True)
class Entry:
    """One line in a feed."""

    address: str
    title: str
    summary: str
    on: dt.date
    ends: dt.date | None


@dataclass(frozen=True)
class Feed:
    """A feed with the page it belongs to."""

    request: HttpRequest
    title: str
    page: str
    entries: Sequence[Entry]

    def answer(self) -> HttpResponse:
        """Kept by no cache, as pages are."""
        root = xml.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "zh-CN"})
        here = self.request.build_absolute_uri()
        updated = max((entry.on for entry in self.entries), default=business_day.today())
        _tell(root, id=here, title=self.title, updated=_moment(updated))
        _link(root, here, "self")
        _link(root, self.request.build_absolute_uri(self.page), "alternate")
        author = xml.SubElement(root, f"{{{_ATOM}}}author")
        _tell(author, name=access.district()["keeper"])
        for entry in self.entries:
            one = xml.SubElement(root, f"{{{_ATOM}}}entry")
            _tell(one, id=entry.address, title=entry.title, updated=_moment(entry.on), summary=entry.summary)
            _link(one, entry.address, "alternate")
        response = HttpResponse(b'<?xml version="1.0" encoding="utf-8"?>\n' + xml.tostring(root, encoding="utf-8"), content_type="application/atom+xml; charset=utf-8")
        response["Cache-Control"] = "no-store"
        return response


def entry(request: HttpRequest, row: dual.Row) -> Entry:
    """A line as an entry; the name of whom an adverse one is about is not in it."""
    name = "" if row.adverse else f" · {row.subject_name}"
    ends = f"，公示至 {row.term_ends.isoformat()}" if row.term_ends else ""
    decided = f"{row.held_on.isoformat()} 决定，" if row.held_on else ""
    return Entry(
        address=request.build_absolute_uri(reverse("line", args=[row.id])),
        title=f"{row.document_number or row.item_name}{name}",
        summary=f"{row.organ}，{decided}{row.public_from.isoformat()} 起公示{ends}",
        on=row.laid_on,
        ends=row.term_ends,
    )


def _tell(parent: xml.Element, **said: str) -> None:
    for name, text in said.items():
        xml.SubElement(parent, f"{{{_ATOM}}}{name}").text = _sound(text)


def _link(parent: xml.Element, address: str, rel: str) -> None:
    xml.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "href": _sound(address)})


def _moment(day: dt.date) -> str:
    return dt.datetime.combine(day, dt.time(), _ZONE).isoformat()


def _sound(text: str) -> str:
    """Without the characters that no XML may hold."""
    return "".join(c for c in text if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000")
