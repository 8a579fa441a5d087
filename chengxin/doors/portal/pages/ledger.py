"""公示留痕: what the public ledger is and how to check it; one line's place in it; whether what somebody holds was published and stands."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from chengxin.doors.portal.pages.respond import not_for_robots, page
from chengxin.ground.api import Audience, NotFound, WrongUse, audience
from chengxin.publicity import api as publicity

ledger = publicity.ledger


@dataclass(frozen=True)
class Asked:
    """所问: what was typed or sent, and what is wrong with it."""

    line: str = ""
    code: str = ""
    text: str = ""
    trouble: str = ""


@audience(Audience.PUBLIC)
def ledger_home(request: HttpRequest) -> HttpResponse:
    """What the ledger is, its newest checkpoint, its keys, and how to verify it."""
    try:
        now = ledger.newest()
    except NotFound:
        now = None
    return page(request, "ledger", {"now": now, "keys": ledger.key_list(), "seen": ledger.seen(), "prefix": request.build_absolute_uri("/ledger")})


@audience(Audience.PUBLIC)
def ledger_line(request: HttpRequest, number: int) -> HttpResponse:
    """核验本条记录: the place of a line that is public now, its proof, and whether it holds."""
    receipt = _receipt(number)
    told: dict[str, Any] = {"number": number, "receipt": receipt}
    if receipt:
        told |= {"holds": ledger.holds(receipt), "size": ledger.newest().head.size, "entry": _entry(receipt), "code": _grouped(receipt["salt"])}
        told["last_day"] = ledger.last_day(receipt["told"])
    return not_for_robots(_unlisted(page(request, "ledger_line", told)), [told.get("last_day")])


@audience(Audience.PUBLIC, methods=("GET", "HEAD", "POST"))
def ledger_check(request: HttpRequest) -> HttpResponse:
    """核验回执: a receipt, or the number and the code of a printed page. Nothing is kept of what is sent."""
    if request.method != "POST":
        return _unlisted(page(request, "ledger_check", {"asked": Asked(), "found": None}))
    asked = Asked(line=request.POST.get("line", "")[:40].strip(), code=request.POST.get("code", "")[:200].strip(), text=_sent(request))
    try:
        found = _by_receipt(asked.text) if asked.text else _by_code(asked.line, asked.code)
    except WrongUse as error:
        trouble = _("这不是公示回执。请整份粘贴或者上传“核验本条公示”页下载的文件，不要改动。") if error.code == "no-receipt" else str(error)
        return _unlisted(page(request, "ledger_check", {"asked": Asked(asked.line, asked.code, asked.text, trouble), "found": None}, status=400))
    return _unlisted(page(request, "ledger_check", {"asked": asked, "found": found}))


def _by_receipt(text: str) -> dict[str, Any]:
    """What a receipt proves, by itself and in our log."""
    receipt = ledger.opened(text)
    line = ledger.line_of(receipt["told"])
    try:
        holds = ledger.holds(receipt)
    except (WrongUse, ValueError):
        holds = False
    standing = ledger.about(line or 0, ledger.salt_of(receipt["salt"]) or b"", receipt["told"])
    whole = bool(standing and standing.matches and standing.leaf == receipt["leaf"])
    return {"standing": standing, "proven": holds, "whole": whole, "line": line, "fields": _fields(receipt["told"]) if whole else []}


def _by_code(line: str, code: str) -> dict[str, Any]:
    """What a number and a code from a printed page tell."""
    salt = ledger.salt_of(code)
    if not line and not code:
        raise WrongUse(_("请粘贴或上传公示回执，或者填写公示编号和核验码。"))
    if not (line.isascii() and line.isdigit() and len(line) < 19):
        raise WrongUse(_("公示编号应为一串数字，印在核验页上。"))
    if salt is None:
        raise WrongUse(_("核验码应为 32 位数字和字母 a 至 f，印在核验页上；空格可以省略。"))
    return {"standing": ledger.about(int(line), salt), "proven": None, "whole": None, "line": int(line), "fields": []}


def _fields(told: str) -> list[tuple[str, str, str]]:
    """What a text that we did publish says, under its labels."""
    said = dict(line.split(" ", 1) for line in told.split("\n") if " " in line)
    return publicity.labelled(said["item"], json.loads(said["fields"]))


def _sent(request: HttpRequest) -> str:
    """The receipt as pasted, or as a file."""
    if (file := request.FILES.get("file")) is not None:
        return file.read(publicity.ledger.LONGEST).decode("utf-8", "replace").strip() or " "
    return request.POST.get("receipt", "")[: publicity.ledger.LONGEST].strip()


def _receipt(number: int) -> dict[str, Any] | None:
    try:
        return ledger.receipt(number)
    except NotFound as error:
        raise Http404 from error


def _entry(receipt: dict[str, Any]) -> str:
    return ledger.entry_of(receipt)


def _grouped(code: str) -> str:
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
