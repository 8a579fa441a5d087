"""待办种类 of governance: files that fall due, decisions that are lacking, numbers that are asked about, drafts to answer, bulletins to issue, stale columns."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chengxin.access import api as access
from chengxin.doors.desk.work import Piece, Waiting, waits
from chengxin.governance import api as governance

_AHEAD = 10  # calendar days a duty is shown before its day


@waits("duties", _("报送期限"), act="see-duties")
def due(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """报送期限: files of a cycle that have not come."""
    if who.post is None:
        return Waiting(0, ())
    found = governance.waiting(today, who.post.organ, ahead=_AHEAD)
    pieces = [
        Piece(f"{one['name']}：{one['begins_on']:%Y-%m-%d} 至 {one['ends_on']:%m-%d} 的数据待报送", reverse("duties"), one["due_on"], "没有数据的，请在案卷台账里报 0 件")
        for one in found[:limit]
    ]
    return Waiting(len(found), pieces, reverse("duties"))


@waits("shortfalls", _("台账差数"), act="answer-duties")
def lacking(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """台账差数: months of which more decisions were stated than came."""
    if who.post is None:
        return Waiting(0, ())
    found = governance.shortfalls(today, who.post.organ)
    pieces = [
        Piece(
            f"{one['name']}：{one['month']:%Y-%m} 台账 {one['stated']} 件，已报 {one['reported']} 件，还差 {one['stated'] - one['reported']} 件",
            reverse("duties"),
            one["due_on"],
            "请补报，台账有误的请重新申报",
        )
        for one in found[:limit]
    ]
    return Waiting(len(found), pieces, reverse("duties"))


@waits("number-gaps", _("缺号询问"), act="answer-duties")
def asked(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """缺号询问: numbers that did not come, in time still, or to be answered."""
    if who.post is None:
        return Waiting(0, ())
    found = governance.gaps.asks(who.post.organ, on=today, open_only=True)
    pieces = [Piece(f"{one['numbers']} 没有收到", reverse("gap", args=[one["id"]]), one["due_on"], f"{one['name']}；请补报，或者说明情况", "说明") for one in found[:limit]]
    return Waiting(len(found), pieces, reverse("gaps"))


@waits("bulletin-drafts", _("通报稿"), act="answer-duties")
def drafts(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """通报稿: drafts that say something of one's organ, which it has not answered, until their day."""
    if who.post is None:
        return Waiting(0, ())
    found = []
    for one in governance.open_drafts():
        line = next((line for line in one.figures["organs"] if line["id"] == who.post.organ), None)
        if line and today <= one.answer_by and governance.concerns(line) and not governance.remarks(one.pk, organ=who.post.organ):
            found.append(
                Piece(governance.title_of(one.begins_on, one.ends_on, version=one.version), reverse("bulletin", args=[one.pk]), one.answer_by, "数字涉及本机关，可以说明", "说明")
            )
    return Waiting(len(found), found[:limit], reverse("bulletins"))


@waits("bulletins-to-issue", _("待印发的通报"), act="issue-bulletin")
def to_issue(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """待印发: drafts whose time for remarks is over, and remarks that wait for an answer."""
    found = []
    for one in governance.open_drafts():
        unanswered = sum(said["answer"] is None for said in governance.remarks(one.pk))
        title = governance.title_of(one.begins_on, one.ends_on, version=one.version)
        if unanswered:
            found.append(Piece(title, reverse("bulletin", args=[one.pk]), None, f"{unanswered} 条说明待答复", "答复"))
        elif today > one.answer_by:
            found.append(Piece(title, reverse("bulletin", args=[one.pk]), None, "说明期限已到，可以印发", "印发"))
    return Waiting(len(found), found[:limit], reverse("bulletins"))


@waits("stale-columns", _("久未更新的栏目"), act="issue-bulletin")
def stale(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """久未更新的栏目."""
    found = governance.stale(today)
    pieces = [
        Piece(
            f"“{one['name']}”栏目已有 {one['days']} 天没有更新",
            f"{reverse('articles')}?column={one['code']}" if one["kind"] == "column" else reverse("duties"),
            None,
            f"最近一次更新在 {one['last']:%Y-%m-%d}" if one["last"] else "还没有发过一篇",
        )
        for one in found[:limit]
    ]
    return Waiting(len(found), pieces, reverse("duties"))
