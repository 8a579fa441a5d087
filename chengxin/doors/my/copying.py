"""信息副本: all that is stored about a subject, for paper and for machines."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from chengxin.access import api as access
from chengxin.doors.my import usage
from chengxin.doors.my.showing import Group, Held
from chengxin.law import api as law

_CHINA = dt.timezone(dt.timedelta(hours=8))


def pdf(acting: access.own.For, told: dict[str, Any], groups: Sequence[Group], letters: Sequence[dict[str, Any]], looks: Sequence[dict[str, Any]], *, on: dt.date) -> bytes:
    """The copy for paper: records as they are now, letters, looks."""
    identity = told["identity"]
    named = "，".join(str(part) for part in (identity.get("name"), identity.get("code") or identity.get("identity")) if part)
    parts = [{"heading": f"{group.name}（{len(group.records)} 条）", "empty": "", "entries": [_entry(held) for held in group.records]} for group in groups]
    parts.append({"heading": f"送达的文书（{len(letters)} 份）", "empty": "没有送达给您的文书。", "entries": [_letter(one) for one in letters]})
    parts.append({"heading": f"谁查阅过（最近 {len(looks)} 次）", "empty": "没有别人查阅过。", "entries": [_look(one) for one in looks]})
    lines = [named, f"截至 {on.isoformat()} 本平台保存的全部信息。本副本只供本人使用，没有文号和印章，不代替任何证明或者文书。"]
    if not groups:
        lines.append("本平台没有保存关于您的信用信息。")
    return law.archive_copy({"title": f"{access.district()['site_name']}：信息副本", "lines": lines, "parts": parts, "foot": f"信息副本，{on.isoformat()}"}, on=on)


def data(acting: access.own.For, told: dict[str, Any], letters: Any, looks: Any, mandates: Any, consents: Any, messages: Any, *, on: dt.date) -> dict[str, Any]:
    """The copy for machines."""
    return {
        "format": "chengxin-copy/1",
        "on": on,
        "subject": {"kind": "person" if told["of_person"] else "organisation", **told["identity"]},
        "records": told["versions"],
        "letters": letters,
        "mandates": [{key: value for key, value in one.items() if key not in ("agent_id", "own")} for one in mandates],
        "consents": [{key: value for key, value in one.items() if key != "receiver_id"} for one in consents],
        "messages": [{key: one[key] for key in ("kind", "title", "reference", "on_day", "recorded_at")} for one in messages],
        **usage.found(looks, further=None),
    }


def _entry(held: Held) -> dict[str, Any]:
    rows = [("来源机关", held.organ), ("文书号", held.document_number), ("事实日", held.held_on), ("收到日", held.received_on)]
    if held.withdrawn_on:
        rows.append(("已撤回", held.withdrawn_on))
    if held.line and held.adverse:
        line = held.line
        rows += [("公示期限", f"{line.public_from} 至 {line.term_ends}"), ("可以修复", line.earliest_repair or "不得提前修复")]
        rows.append(("公示依据", "；".join(f"《{one['instrument']}》{one['label']}" for one in line.articles)))
    rows += [(label, text) for _, label, text in held.fields]
    return {"title": held.title, "weighs": held.adverse and not held.withdrawn_on, "rows": [[label, str(text)] for label, text in rows if text]}


def _letter(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": f"{one['name']} {one['number']}",
        "weighs": False,
        "rows": [["机关", str(one["organ"])], ["日期", str(one["day"])], ["送达", f"{one['served_on']}，{one['way']}"]],
    }


def _look(one: dict[str, Any]) -> dict[str, Any]:
    rows = [["谁", "，".join(part for part in (one["organ"], one["post"]) if part)], ["目的", one["purpose"] or "未注明目的"]]
    if one["asked"]:
        rows += [["您问", one["asked"]], ["答复", one["answer"] or f"应在 {one['due_on']} 前答复"]]
    return {"title": one["at"].astimezone(_CHINA).strftime("%Y-%m-%d %H:%M"), "weighs": False, "rows": rows}
