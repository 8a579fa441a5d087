"""查询: subjects by part of a name or code, ranked and paged. Natural persons are never found here."""

import unicodedata
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from chengxin.doors.portal.pages.respond import page
from chengxin.ground.api import Audience, audience
from chengxin.publicity import api as publicity
from chengxin.subjects import api as subjects

PAGE_SIZE = 20
EXACT_TO = 1000
NEAR_UP_TO = 100  # of more, some are always near, and saying so says nothing
LONGEST = 100


@audience(Audience.PUBLIC)
def search(request: HttpRequest) -> HttpResponse:
    """Found subjects; a whole code leads straight to its page."""
    text = _asked(request.GET.get("q", ""))
    number = _page_number(request.GET.get("page", "1"))
    found = publicity.search(text, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE) if text else publicity.Page(0, [])
    if len(found.subjects) == 1 and number == 1 and found.subjects[0]["code"] == text.upper():
        return redirect("subject", code=found.subjects[0]["code"])
    if text and number > 1 and not found.subjects:  # past the last page, "nothing found" would be untrue
        return redirect(f"{reverse('search')}?{urlencode({'q': text})}")
    names = [one["name"] for one in found.subjects]
    context = {
        "text": text,
        "found": found.subjects,
        "total": found.total,
        "more_than_exact": found.total > EXACT_TO,
        "exact_to": EXACT_TO,
        "number": number,
        "pages": ceil(min(found.total, EXACT_TO) / PAGE_SIZE),
        "before": number - 1 if number > 1 else None,
        "after": number + 1 if found.total > number * PAGE_SIZE and number * PAGE_SIZE < EXACT_TO else None,
        "namesakes": len(names) != len(set(names)),
        "near": any(subjects.near(names)) if found.total <= NEAR_UP_TO else False,
    }
    return page(request, "search", context)


def _asked(raw: str) -> str:
    """What was typed, without what no name holds: control characters, lone surrogates, blanks around."""
    plain = "".join(c for c in raw[: LONGEST * 2] if unicodedata.category(c) not in ("Cc", "Cs"))
    return plain.strip()[:LONGEST]


def _page_number(raw: str) -> int:
    return min(max(int(raw), 1), EXACT_TO // PAGE_SIZE) if raw.isascii() and raw.isdigit() and len(raw) < 5 else 1
