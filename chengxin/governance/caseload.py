"""案卷台账: an organ states how many decisions of an item it took in a month: by a file of three columns, or line by line."""

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from chengxin.catalogue import api as catalogue
from chengxin.governance.models import Caseload
from chengxin.governance.settings import cycles, terms
from chengxin.ground.api import WrongUse, audit, database

COLUMNS = {"条目": "item", "item": "item", "月份": "month", "month": "month", "件数": "decided", "决定件数": "decided", "decided": "decided"}
LARGEST, UNPACKED = 1 << 20, 20 << 20
MOST_LINES = 2_000
MOST = 10_000_000
_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?")


@dataclass(frozen=True)
class Stated:
    """申报行: one line."""

    item: str
    month: dt.date
    decided: int


def items() -> dict[str, str]:
    """条目 that an organ may state decisions of: code to name."""
    return {code: item.name for code, item in catalogue.items().items() if code in terms() or code in cycles()}


def read(content: bytes) -> list[Stated]:
    """The lines of a file (CSV in UTF-8 or GB18030, or XLSX). Raises WrongUse that tells every fault by line, and takes nothing then."""
    if len(content) > LARGEST:
        raise WrongUse("台账文件不超过 1 MB", code="too-large")
    table = _sheet(content) if content[:2] == b"PK" else _separated(content)
    if not table or not any(any(row) for row in table):
        raise WrongUse("文件是空的。第一行写列名：条目、月份、件数", code="empty-file")
    places = {COLUMNS[name.strip()]: place for place, name in enumerate(table[0]) if name.strip() in COLUMNS}
    if lacking := [name for name, code in (("条目", "item"), ("月份", "month"), ("件数", "decided")) if code not in places]:
        raise WrongUse(f"缺少列：{'、'.join(lacking)}。第一行写列名：条目、月份、件数", code="missing-column")
    body = [(line, row) for line, row in enumerate(table[1:], 2) if any(cell.strip() for cell in row)]
    if len(body) > MOST_LINES:
        raise WrongUse(f"台账一次至多 {MOST_LINES:,} 行", code="too-large")
    found, faults = [], []
    for line, row in body:
        try:
            found.append(stated(*(row[places[code]] if places[code] < len(row) else "" for code in ("item", "month", "decided"))))
        except WrongUse as fault:
            faults.append((line, str(fault)))
    if faults:
        more = f"\n另有 {len(faults) - 20} 行有误" if len(faults) > 20 else ""
        raise WrongUse("\n".join(f"第 {line} 行：{fault}" for line, fault in faults[:20]) + more, code="bad-lines")
    if not found:
        raise WrongUse("只有列名，没有一行台账", code="empty-file")
    return found


def stated(item: str, month: str, decided: str) -> Stated:
    """One line from its words. Raises WrongUse."""
    known = items()
    code = item.strip() if item.strip() in known else next((code for code, name in known.items() if name == item.strip()), "")
    if not code:
        raise WrongUse(f"没有条目“{item.strip()}”，可填：{'、'.join(list(known.values())[:4])}……")
    told = _MONTH.fullmatch(month.strip().split(" ")[0].removesuffix("-01") if re.fullmatch(r"\d{4}-\d\d-01.*", month.strip()) else month.strip())
    if told is None or not 1 <= int(told[2]) <= 12 or int(told[1]) < 2004:
        raise WrongUse(f"月份写作 2026-11，现为“{month.strip()}”")
    number = decided.strip().removesuffix(".0")
    if not re.fullmatch(r"\d{1,8}", number) or int(number) > MOST:
        raise WrongUse(f"件数应为不小于 0 的整数，现为“{decided.strip()}”")
    return Stated(code, dt.date(int(told[1]), int(told[2]), 1), int(number))


def state(organ: int, lines: list[Stated], *, on: dt.date, actor: str, post: str = "") -> int:
    """Put down what an organ states, all or nothing; how many lines say something new. Raises WrongUse for a month to come."""
    if early := [one for one in lines if one.month > on]:
        raise WrongUse(f"{early[0].month:%Y-%m} 还没有到，不能申报")
    known = {(one["item"], one["month"]): one["decided"] for one in of_organ(organ)}
    fresh = [one for one in dict.fromkeys(lines) if known.get((one.item, one.month)) != one.decided]
    if not fresh:
        return 0
    with transaction.atomic():
        Caseload.objects.bulk_create(Caseload(organ_id=organ, item_id=one.item, month=one.month, decided=one.decided, stated_on=on, actor=actor) for one in fresh)
        audit.record_act("state-caseload", actor=actor, post=post, organ=organ, reference=f"caseload:{len(fresh)}")
    return len(fresh)


def of_organ(organ: int, *, since: dt.date | None = None) -> list[dict[str, Any]]:
    """What stands of an organ's statements: the latest of each item and month, the latest month first."""
    found = database.fetch(
        """SELECT DISTINCT ON (month, item_id) item_id AS item, month, decided, stated_on, actor FROM governance_caseload
        WHERE organ_id = %s AND month >= coalesce(%s, DATE '2004-01-01') ORDER BY month DESC, item_id, id DESC""",
        [organ, since],
    )
    return [one | {"name": catalogue.item(one["item"]).name} for one in found]


def reported(since: dt.date, *, on: dt.date, organ: int | None = None) -> dict[tuple[int, str, dt.date], int]:
    """How many decisions of each month since then came until a day, by organ, item and month."""
    found = database.fetch("SELECT * FROM governance_reported(%s, %s, %s::text[], %s)", [since, on, list(terms()), organ])
    return {(one["organ"], one["item"], one["month"]): one["reported"] for one in found}


def _separated(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise WrongUse("文件不是文字表格，请存为 CSV（UTF-8 或 GB18030）或者 XLSX", code="unreadable-file")
    head = text.splitlines()[0] if text.strip() else ""
    separator = max((",", "\t", ";", "，"), key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise WrongUse("文件不是文字表格，请存为 CSV 或者 XLSX", code="unreadable-file") from error


def _sheet(content: bytes) -> list[list[str]]:
    import python_calamine

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > UNPACKED:
                raise WrongUse("工作簿展开后过大", code="too-large")
        rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(nrows=MOST_LINES + 2)
    except WrongUse:
        raise
    except Exception as error:  # the library has an exception a format
        raise WrongUse("读不懂这个工作簿，请另存为 XLSX 或者 CSV", code="unreadable-file") from error
    return [[cell.strftime("%Y-%m") if isinstance(cell, dt.date) else str(cell) for cell in row] for row in rows]


def read_path(path: Path) -> list[Stated]:
    """The lines of a file that is named at the command line. Raises WrongUse."""
    try:
        return read(path.read_bytes())
    except OSError as error:
        raise WrongUse(f"读不到文件 {path}：{error.strerror}", code="unreadable-file") from error
