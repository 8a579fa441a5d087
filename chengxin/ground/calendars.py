"""官方节假日安排: the tables of the years as imported, kept with their source; the newest of a year is the one in use.

Importing tells the rooms above (``ground.calendar-imported``), so that each can compute again what it
stored as 暂定 (ruling 5).
"""

import csv
import datetime as dt
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from chengxin.ground import audit, days, digests, outbox
from chengxin.ground.errors import WrongUse
from chengxin.ground.models import CalendarDay, CalendarTable

EVENT = "ground.calendar-imported"
OFF, WORKED = "放假", "上班"
_COLUMNS = {"日期": "day", "day": "day", "类别": "kind", "kind": "kind", "名称": "name", "name": "name"}
_LARGEST = 1 << 20  # a year's table has some forty lines


@dataclass(frozen=True)
class Imported:
    """导入结果: which table of which year is in use now; ``repeated`` where it already was."""

    table: int
    year: int
    off: int
    worked: int
    repeated: bool


def refresh() -> days.Calendar:
    """Renew the calendar of this process from the database and return it; for doors, at the start of a command or job."""
    calendar = days.Calendar(_stored())
    days.use(calendar)
    return calendar


def read(path: Path, *, source: str, year: int | None = None, checked: bool = True) -> days.YearTable:
    """The table in the file at ``path`` (CSV: 日期, 类别 放假 or 上班, 名称). Raises WrongUse with the line and what is wrong.

    ``year`` is the year it arranges, else the one most of its days lie in. ``checked``: every statutory
    holiday of that year must be among the days off.
    """
    rows = _rows(path)
    years = Counter(day.year for day, _, _ in rows.values())
    year = year or years.most_common(1)[0][0]
    if year < days.FIRST_YEAR:
        raise WrongUse(f"{days.FIRST_YEAR} 年以前没有工作日历：{year} 年")
    first, last = dt.date(year - 1, 12, 20), dt.date(year + 1, 1, 10)
    off: dict[dt.date, str] = {}
    worked: dict[dt.date, str] = {}
    for line, (day, kind, name) in rows.items():
        if not first <= day <= last:
            raise WrongUse(f"第 {line} 行：{day.isoformat()} 不在 {year} 年的安排之内", code="calendar-table")
        if kind == WORKED and day.weekday() < 5:
            raise WrongUse(f"第 {line} 行：{day.isoformat()} 不是周末，本来就上班，请核对日期", code="calendar-table")
        if day in off or day in worked:
            raise WrongUse(f"第 {line} 行：{day.isoformat()} 重复", code="calendar-table")
        (worked if kind == WORKED else off)[day] = name
    missing = [f"{day.isoformat()} {name}" for day, name in days.statutory_holidays(year).items() if day not in off]
    if checked and missing:
        raise WrongUse(f"表内缺少 {year} 年的法定节假日：{'、'.join(missing)}。如确有变动，请加 --unchecked", code="calendar-table")
    return days.YearTable(year, off, worked, source)


def import_table(table: days.YearTable, *, actor: str) -> Imported:
    """Store ``table`` as the one in use for its year, renew this process's calendar and tell the rooms above."""
    text = "\n".join([table.source, *(f"{day.isoformat()} {kind} {name}" for kind, told in ((OFF, table.off), (WORKED, table.worked)) for day, name in sorted(told.items()))])
    with transaction.atomic():
        _one_at_a_time()
        latest = CalendarTable.objects.filter(year=table.year).order_by("-id").first()
        repeated = latest is not None and digests.matches(latest.digest, text.encode())
        if not repeated:
            latest = CalendarTable.objects.create(year=table.year, source=table.source, digest=digests.digest(text.encode()))
            CalendarDay.objects.bulk_create(
                CalendarDay(table=latest, day=day, working=working, name=name) for working, told in ((False, table.off), (True, table.worked)) for day, name in told.items()
            )
            audit.record_act("calendar-import", actor=actor, reference=f"calendar:{latest.pk}")
            outbox.emit(EVENT, {"table": latest.pk, "year": table.year})
    assert latest is not None
    refresh()
    return Imported(latest.pk, table.year, len(table.off), len(table.worked), repeated)


def _stored() -> list[days.YearTable]:
    latest = CalendarTable.objects.order_by("year", "-id").distinct("year")
    told: dict[int, tuple[dict[dt.date, str], dict[dt.date, str]]] = {table.pk: ({}, {}) for table in latest}
    for table, working, day, name in CalendarDay.objects.filter(table__in=list(told)).values_list("table", "working", "day", "name"):
        told[table][working][day] = name
    return [days.YearTable(table.year, *told[table.pk], table.source) for table in latest]


def _one_at_a_time() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ground.calendar'))")


def _rows(path: Path) -> dict[int, tuple[dt.date, str, str]]:
    """Line number (the header is line 1) to day, kind and name."""
    reader = csv.reader(io.StringIO(_text(path)))
    header = [_COLUMNS.get(cell.strip().lower(), "") for cell in next(reader, [])]
    if not {"day", "kind"} <= set(header):
        raise WrongUse("第 1 行应为列名：日期,类别,名称", code="calendar-table")
    found = {}
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        found[reader.line_num] = (_day(row.get("day", ""), reader.line_num), _kind(row.get("kind", ""), reader.line_num), row.get("name", "")[:40])
    if not found:
        raise WrongUse("表内没有一天", code="calendar-table")
    return found


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise WrongUse(f"文件 {path} 无法读取：{error.strerror}", code="file-unreadable") from error
    if len(data) > _LARGEST:
        raise WrongUse("文件过大，不像一年的节假日安排", code="calendar-table")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongUse("文件既不是 UTF-8 也不是 GB18030 编码", code="calendar-table")


def _day(text: str, line: int) -> dt.date:
    try:
        if len(text) != 10:
            raise ValueError(text)
        return dt.date.fromisoformat(text.replace("/", "-"))
    except ValueError as error:
        raise WrongUse(f"第 {line} 行：日期应写作 YYYY-MM-DD，现为“{text}”", code="calendar-table") from error


def _kind(text: str, line: int) -> str:
    if text not in (OFF, WORKED):
        raise WrongUse(f"第 {line} 行：类别应为“{OFF}”或“{WORKED}”，现为“{text}”", code="calendar-table")
    return text
