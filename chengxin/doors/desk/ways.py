"""导航: the ways in the side of the desk, one line each, shown to whom its act is open.

A new page adds one line in the place where people look for it. ``label`` is Chinese and translated like the words of templates
(``tools/messages.py``); ``icon`` is a name of the kept set (``look.icon``).
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengxin.access import api as access

#: The groups in their order; the first has no heading.
GROUPS: dict[str, str | Promise] = {"work": "", "consult": _("查阅"), "keep": _("管理"), "own": _("本人")}


@dataclass(frozen=True)
class Way:
    """导航项: an act, the route it leads to, its words, its icon and its group. ``under``: other routes of the same place."""

    act: str
    route: str
    label: str | Promise
    icon: str
    group: str
    under: tuple[str, ...] = ()


WAYS = (
    Way("start-page", "start", _("今日工作"), "inbox", "work", ("work", "record", "withdraw", "hold")),
    Way("send-batch", "upload", _("报送"), "upload", "work", ("sent",)),
    Way("send-batch", "batches", _("批次"), "layers", "work", ("batch", "mend", "give-up", "revoke", "twins")),
    Way("see-odd-organs", "odd-organs", _("名录外机关"), "landmark", "work"),
    Way("see-work", "cases", _("案件"), "folder-open", "work", ("case", "case-open")),
    Way("see-work", "letters", _("文书"), "file-text", "work", ("letter-serve",)),
    Way("see-duties", "duties", _("报送任务"), "list-checks", "work", ("caseload", "gaps", "gap")),
    Way("see-duties", "bulletins", _("通报"), "megaphone", "work", ("bulletin", "bulletin-draft", "bulletin-remark", "bulletin-reply", "bulletin-issue")),
    Way("write-article", "articles", _("资讯"), "newspaper", "work", ("article", "article-new", "article-edit", "article-attach", "article-send", "article-decide")),
    Way("answer-request", "questions", _("答复疑问"), "message-circle-question-mark", "work", ("question",)),
    Way("serve-counter", "window", _("窗口代办"), "concierge-bell", "work", ("visit", "visit-ask", "visit-mandate", "visit-account", "visit-principal")),
    Way("search-records", "search", _("检索"), "search", "consult", ("search-person", "archive")),
    Way("consult", "desk-catalogue", _("资源目录"), "book-marked", "consult",
        ("catalogue-proposals", "catalogue-proposal", "desk-catalogue-item", "catalogue-compare", "catalogue-propose", "catalogue-approve")),
    Way("consult", "law", _("法律依据"), "scale", "consult", ("powers", "power", "confirm-power", "letter-templates", "letter-template", "law-instrument", "law-article")),
    Way("consult", "mandates", _("公示授权"), "stamp", "consult"),
    Way("see-people", "people", _("人员与岗位"), "users", "keep", ("person", "posts", "roles", "new-person", "appoint", "hand-over", "decide")),
    Way("read-audit", "audit", _("审计"), "shield-check", "keep", ("audit-verify", "audit-checkpoint")),
    Way("see-health", "system", _("系统"), "activity", "keep"),
    Way("own-account", "account", _("我的账户"), "user-round", "own", ("password", "factor", "codes", "new-passkey", "add-passkey", "staff-mail")),
)  # fmt: skip


def ways(who: access.Who | None, current: str) -> list[tuple[str | Promise, list[dict[str, object]]]]:
    """The groups that hold something for ``who``, each with its ways; the one of the route ``current`` is marked."""
    if who is None or not who.whole:
        return []
    open_to = [way for way in WAYS if who.may(way.act)]
    shown = [(name, [_shown(way, current) for way in open_to if way.group == group]) for group, name in GROUPS.items()]
    return [(name, found) for name, found in shown if found]


def _shown(way: Way, current: str) -> dict[str, object]:
    return {"to": reverse(way.route), "label": way.label, "icon": way.icon, "here": current == way.route, "within": current in way.under}
