"""查阅目的: why somebody looks, said once and carried sealed from page to page: for one account, one subject, some hours."""

from dataclasses import dataclass

from django.http import HttpRequest

from chengxin.access import api as access
from chengxin.doors.desk.guard import who
from chengxin.ground.api import Refusal

#: What an office usually looks for; said with words of one's own where more is to be said.
USUAL = ("办理行政许可", "行政处罚立案和裁量", "监督检查", "受理异议、修复", "政府采购、招标投标", "资金安排和评优", "核对报送的数据", "答复本人")
LASTS = 8 * 3600


@dataclass(frozen=True)
class Purpose:
    """查阅目的: its words as they are recorded, and how a page carries it on."""

    words: str
    sealed: str


def stated(request: HttpRequest) -> str:
    """The purpose a form states: one of the usual ones, more words, or both. Raises Refusal (``no-purpose``)."""
    usual, more = request.POST.get("purpose", ""), " ".join(request.POST.get("detail", "").split())[:200]
    if usual not in USUAL:
        usual = ""
    if not usual and len(more) < 4:
        raise Refusal(["no-purpose"], "请选择或写明查阅的目的；本人会看到是谁、为什么查阅")
    return "：".join(part for part in (usual, more) if part)


def sealed(request: HttpRequest, subject: int, words: str) -> str:
    """The purpose for the pages of one subject."""
    return access.sealing.sealed("purpose", [who(request).account, subject, words], seconds=LASTS)


def carried(request: HttpRequest, subject: int) -> Purpose | None:
    """The purpose a page was opened with; None where it says none, another's, of another subject, or too long ago."""
    text = request.GET.get("why", "")
    found = access.sealing.opened("purpose", text)
    if not found or found[:2] != [who(request).account, subject]:
        return None
    return Purpose(found[2], text)
