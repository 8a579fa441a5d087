"""待办种类 of intake: returned rows to mend, files that were not taken, records on hold."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chengxin.access import api as access
from chengxin.collection import api as collection
from chengxin.doors.desk.work import Piece, Waiting, waits
from chengxin.ground.api import days
from chengxin.records import api as records

_LATELY = dt.timedelta(days=30)  # a file that was not taken is told of for so long
SETTLE_WITHIN = 7  # working days (ruling 286)


@waits("returned-rows", _("退回行补正"), act="send-batch")
def returned_rows(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """待补正: batches with returned rows that nobody has mended."""
    if who.post is None:
        return Waiting(0, ())
    count, found = collection.open_batches(who.post.organ, limit=limit)
    pieces = [
        Piece(
            f"第 {one['batch_id']} 批退回 {one['open']} 行待补正",
            reverse("batch", args=[one["batch_id"]]),
            one["due"],
            f"{collection.source_name(one['source'])}，{one['file_name']}",
        )
        for one in found
    ]
    return Waiting(count, pieces, f"{reverse('batches')}?state=to-mend")


@waits("not-taken", _("未收的文件"), act="send-batch")
def not_taken(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """未收的文件: files that were refused whole, and nothing of their source came after."""
    if who.post is None:
        return Waiting(0, ())
    found = collection.not_taken(who.post.organ, since=today - _LATELY, limit=limit)
    pieces = [
        Piece(f"“{one['file_name']}”没有收下，请改正后重报", reverse("sent", args=[one["handle"]]), None, f"{one['source_name']}，{one['received_on']:%m-%d}") for one in found
    ]
    return Waiting(found[0]["total"] if found else 0, pieces)


@waits("on-hold", _("同号暂缓"), act="speak-of-record")
def on_hold(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """同号暂缓: records of one document about different subjects, kept off the shelf until the organ speaks."""
    if who.post is None:
        return Waiting(0, ())
    count, found = records.held_of(who.post.organ, limit=limit)
    pieces = [
        Piece(
            f"“{one['document_number']}”同号，{one['records']} 条记录暂缓公示",
            reverse("hold", args=[one["record"]]),
            days.working_days_after(one["opened_on"], SETTLE_WITHIN).day,
            "请认定是一决定多当事人，还是以其中一条为准",
        )
        for one in found
    ]
    return Waiting(count, pieces)
