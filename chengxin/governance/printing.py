"""通报的样式: a bulletin on paper in official form, and as a workbook. What is printed is what was kept, never reckoned here."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.governance.settings import days, settings
from chengxin.law import api as law

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_TEMPLATE = Path(__file__).with_name("bulletin.typ")
_COLUMNS = ("单位", "应报", "按时", "迟报", "未报", "退回", "迟报率", "按时报送率")
_LEVELS = {"field": "字段", "record": "记录", "dataset": "整批", "history": "历次"}
_LATE_SHARE = 0.5  # above it a unit is named, after the provincial bulletins (S40)
_MARKS = {"M": "待核实", "ours": "本平台设定"}


def title_of(begins: dt.date, ends: dt.date, *, version: int = 1) -> str:
    """What a bulletin is called."""
    month = begins.day == 1 and (ends + dt.timedelta(days=1)).day == 1 and ends.month == begins.month and ends.year == begins.year
    span = (
        f"{begins.year}年{begins.month}月"
        if month
        else f"{begins.year}年{begins.month}月{begins.day}日至{f'{ends.year}年' if ends.year != begins.year else ''}{ends.month}月{ends.day}日"
    )
    return f"关于{span}信用信息报送情况的通报" + (f"（第{version}版）" if version > 1 else "")


def pdf(told: Mapping[str, Any], *, on: dt.date, number: str, version: int = 1, reason: str = "") -> bytes:
    """The bulletin in official form. ``number``: 〔2026〕第3期, or that it is a draft."""
    begins, ends = (dt.date.fromisoformat(told[name]) for name in ("from", "to"))
    total, through = told["total"], dt.date.fromisoformat(told["through"])
    rows = [
        [one["organ"], *(str(one[name]) for name in ("due", "in_time", "late", "missing", "refused")), share(one["rates"]["late_rate"]), share(one["rates"]["on_time"])]
        for one in told["organs"]
        if _tells(one)
    ]
    data = {
        "opening": [f"现将{_day(begins)}至{_day(through)}各单位信用信息报送情况通报如下。数字截至{_day(dt.date.fromisoformat(told['known_on']))}。" + (f"本版替代以前各版。缘由：{reason}" if reason else "")],
        "summary": _summary(told), "columns": list(_COLUMNS), "rows": rows, "named": _named(told), "gaps": [f"{one['organ']}：{one['numbers']}（{one['item']}）" for one in told.get("gaps", [])],
        "remarks": [line for one in told["organs"] for line in _remarks(one)], "notes": notes(provisional=told["provisional"]), "total": total["due"],
    }  # fmt: skip
    return law.official_document(
        _TEMPLATE.read_text(encoding="utf-8"), title=title_of(begins, ends, version=version), sender=access.district()["keeper"], number=number, addressee="各有关单位", on=on, data=data
    )  # fmt: skip


def workbook(told: Mapping[str, Any], *, title: str = "") -> bytes:
    """The same figures as a workbook: organs, items, files by cycle, findings, how it was counted."""
    import xlsxwriter

    store = io.BytesIO()
    book = xlsxwriter.Workbook(store, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    named = title or title_of(dt.date.fromisoformat(told["from"]), dt.date.fromisoformat(told["to"]))
    book.set_properties({"title": named, "created": dt.datetime.fromisoformat(told["known_on"])})
    counts = {"due": "应报", "in_time": "按时", "late": "迟报", "excused": "其中不计责任", "late_5": "迟1至5个工作日", "late_20": "迟6至20个工作日", "late_more": "迟20个工作日以上", "latest": "最长迟报工作日",
              "missing": "未报", "accepted": "接收", "accepted_late": "接收中迟报", "corrected": "更正", "refused": "退回", "kernel_refused": "公示审查不通过"}  # fmt: skip
    rates = {code: one["name"] for code, one in settings()["rates"].items()}
    organs = [
        [one["organ"], *(one[name] for name in counts), *(one["rates"][name] for name in rates), "、".join(catalogue.item(item).name for item in one["zero"])]
        for one in told["organs"]
    ]
    _sheet(book, "各单位", ["单位", *counts.values(), *rates.values(), "零报送条目"], organs, shares=range(1 + len(counts), 1 + len(counts) + len(rates)))
    items = [[one["organ"], line["name"], *(line[name] for name in counts), *(line["rates"][name] for name in rates)] for one in told["organs"] for line in one["items"]]
    _sheet(book, "各条目", ["单位", "条目", *counts.values(), *rates.values()], items, shares=range(2 + len(counts), 2 + len(counts) + len(rates)))
    states = {"in-time": "按时", "late": "迟报", "missing": "未报", "waiting": "未到期"}
    files = [
        [one["organ"], sent["name"], sent["begins_on"], sent["ends_on"], sent["due_on"], states[sent["state"]], sent["came_on"] or "", sent["late_by"]]
        for one in told["organs"]
        for sent in one["deliveries"]["list"]
    ]
    _sheet(book, "按周期报送", ["单位", "条目", "起", "止", "期限", "情况", "收到日", "迟报工作日"], files)
    quality = [[one["organ"], _LEVELS[level], found["applies"], found["fails"], found["rate"]] for one in told["organs"] for level, found in one["quality"].items()]
    _sheet(book, "数据质量", ["单位", "检查层级", "检查次数", "发现次数", "合格率"], quality, shares=[4])
    codes = [[one["organ"], code, count] for one in told["organs"] for code, count in one["refused_codes"].items()]
    _sheet(book, "退回和不予公示", ["单位", "代码", "件数"], codes)
    _sheet(book, "统计口径", ["口径"], [[named], *([line] for line in notes(provisional=told["provisional"]))], widths=[120])
    book.close()
    return store.getvalue()


def notes(*, provisional: bool) -> list[str]:
    """How it was counted, each rate with its mark."""
    lines = [
        "应报：决定自作出之日起的报送期限（工作日）在本期届满，或者在本期按时报来的。按时报来的计入报来的那一期，其余计入期限届满的那一期，每件只计一次。",
        "迟报：期限届满之后才报来的。未报：案卷台账申报的决定件数多于报来件数的部分，或者单位答复确有漏报的；文号不连续本身不计为未报。",
        f"迟报和未报的可在收到通报稿后 {days('answer_days')} 个工作日内说明；信用办认可的，列为不计责任的迟报。",
        *(f"{one['name']}＝{one['formula']}{_mark(one['mark'])}。" for one in settings()["rates"].values()),
    ]
    return [*lines, "有的工作日按暂定的日历计算，官方安排公布后重新计算。"] if provisional else lines


def _mark(mark: str) -> str:
    return f"（{_MARKS[mark]}）" if mark in _MARKS else ""


def share(value: float | None) -> str:
    """A rate as it is printed: 12.50%, or a dash of nothing."""
    return "—" if value is None else f"{value * 100:.2f}%"


def _summary(told: Mapping[str, Any]) -> list[str]:
    total = told["total"]
    lines = [
        f"本期应报 {total['due']} 件，按时 {total['in_time']} 件，迟报 {total['late']} 件，未报 {total['missing']} 件，按时报送率 {share(total['rates']['on_time'])}。",
        f"本期新接收 {total['accepted']} 件，其中迟报 {total['accepted_late']} 件，迟报率 {share(total['rates']['late_rate'])}；更正 {total['corrected']} 件，退回 {total['refused']} 行，数据合规率 {share(total['rates']['compliance'])}；公示审查不通过 {total['kernel_refused']} 件。",
    ]
    sent = total["deliveries"]
    if sent["due"]:
        lines.append(f"按周期报送的文件到期 {sent['due']} 期，按时 {sent['in_time']} 期，迟报 {sent['late']} 期，未报 {sent['missing']} 期。")
    return lines


def _named(told: Mapping[str, Any]) -> list[str]:
    """Who is named, and for what."""
    lines = []
    for one in told["organs"]:
        found = []
        if one["missing"]:
            found.append(f"未报 {one['missing']} 件")
        rate = one["rates"]["late_rate"]
        if rate is not None and rate > _LATE_SHARE:
            found.append(f"迟报率 {share(rate)}")
        if one["zero"]:
            found.append(f"零报送：{'、'.join(catalogue.item(item).name for item in one['zero'])}")
        if one["deliveries"]["missing"]:
            found.append(f"按周期应报的文件 {one['deliveries']['missing']} 期未报")
        if found:
            lines.append(f"{one['organ']}：{'；'.join(found)}。")
    return lines


def _remarks(one: Mapping[str, Any]) -> list[str]:
    return [
        f"{one['organ']}说明：{said['text']}" + (f" 答复：{said['answer']}" if said["answer"] else "") + (f"（{said['excused']} 件不计责任）" if said["excused"] else "")
        for said in one.get("remarks", [])
    ]


def _tells(one: Mapping[str, Any]) -> bool:
    return any(one[name] for name in ("due", "refused", "accepted_owed"))


def _day(on: dt.date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _sheet(book: "Workbook", name: str, head: Sequence[str], rows: Sequence[Sequence[Any]], *, shares: Sequence[int] | range = (), widths: Sequence[int] = ()) -> None:
    sheet = book.add_worksheet(name)
    bold, percent = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#e8f0f6"}), book.add_format({"num_format": "0.00%"})
    for column, label in enumerate(head):
        sheet.write_string(0, column, label, bold)
        sheet.set_column(column, column, widths[column] if widths else 34 if label == "单位" else 20 if label in ("条目", "零报送条目") else 12)
    for place, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, str):
                sheet.write_string(place, column, value)
            else:
                sheet.write_number(place, column, value, percent if column in shares else None)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


__all__ = ["notes", "pdf", "share", "title_of", "workbook"]
