"""报送模板: the workbook an organ fills in, made from a version: the same bytes for the same version and day.

The first sheet holds the header and nothing else. Examples stand on the second sheet, 填写说明, one element
a row, and no row outside the first sheet names two elements: a reader that looks for the header in every
sheet finds it in the first only, and no example is ever collected (ruling 148).
"""

import datetime as dt
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from chengxin.catalogue.codesets import FORMATS, TO_VERIFY, CodeSet, described, known
from chengxin.catalogue.definitions import Element, Item, ItemVersion

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

LAST_ROW = 1_048_575
_NOTES = ("序号", "列名", "代码", "类型和长度", "必填", "填写规则", "代码集", "公开方式", "出处", "示例（不会被读取）")
_WIDTHS = (6, 34, 18, 14, 12, 48, 26, 30, 8, 26)


def template(item: Item, version: ItemVersion, *, form: str | None = None, on: dt.date) -> bytes:
    """The workbook of a version or of one of its forms, with the code sets that hold on ``on``. Raises NotFound."""
    import xlsxwriter  # only who makes a template needs it

    elements = version.of_form(form)
    store = io.BytesIO()
    book = xlsxwriter.Workbook(store, {"in_memory": True, "strings_to_numbers": False})
    title = _title(item, version, form)
    born = dt.datetime.combine(version.in_force_from, dt.time())
    book.set_properties({"title": title, "subject": item.code, "comments": f"{version.version} {version.digest}", "created": born})
    data, notes, codes = (book.add_worksheet(name) for name in (_sheet_name(item.name), "填写说明", "代码表"))
    ranges = _write_codes(book, codes, elements, on)
    _write_data(book, data, elements, ranges, title)
    _write_notes(book, notes, item, version, elements, title)
    data.activate()
    book.close()
    return store.getvalue()


def file_name(item: Item, version: ItemVersion, form: str | None = None) -> str:
    """What a downloaded template is called."""
    return f"{item.code}-{version.version}{f'-{form}' if form else ''}.xlsx"


def _write_data(book: "Workbook", sheet: "Worksheet", elements: tuple[Element, ...], ranges: dict[str, str], title: str) -> None:
    heads = {
        needed: book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#134e7a" if needed else "#e8f0f6", "font_color": "#ffffff" if needed else "#1b2733"}
        )
        for needed in (True, False)
    }
    cells = {
        "date": book.add_format({"num_format": "yyyy/mm/dd"}),
        "amount": book.add_format({"num_format": "0.######"}),
        "text": book.add_format({"num_format": "@"}),
    }
    sheet.set_row(0, 48)
    for column, element in enumerate(elements):
        sheet.set_column(column, column, _width(element), cells.get(element.type, cells["text"]))
        sheet.write_string(0, column, element.name, heads[element.must == "必填"])
        sheet.write_comment(0, column, "\n".join(_told(element)), {"author": "诚信", "x_scale": 2, "y_scale": 1.6})
        if rule := _validation(element, ranges):
            sheet.data_validation(1, column, LAST_ROW, column, rule)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{title}")
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _write_notes(book: "Workbook", sheet: "Worksheet", item: Item, version: ItemVersion, elements: tuple[Element, ...], title: str) -> None:
    bold, head = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "border": 1, "bg_color": "#e8f0f6", "text_wrap": True})
    cell, quiet = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, title, bold)
    lines = [
        f"条目代码 {item.code}；{version.version} 版自 {version.in_force_from} 起；公开范围：{item.openness}；报送周期：{item.cycle.get('value', '')}。",
        "请在第一张表自第二行起填写，一行一条；不要改动列名，可以删去不用的列。本页的示例不会被读取。",
        "深色列名为必填。出处 S 加编号为见于来源的规则，M 为凭记忆、待核实，ours 为本平台设定；只有见于来源的规则会使一行被退回。",
    ]
    for number, line in enumerate(lines, 1):
        sheet.merge_range(number, 0, number, len(_NOTES) - 1, line, quiet)
    for column, (label, width) in enumerate(zip(_NOTES, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(5, column, label, head)
    for row, element in enumerate(elements, 6):
        values = (str(row - 5), element.name, element.code, element.notation, _must(element), element.rule, _set_told(element), element.masking, element.source, element.example)
        for column, value in enumerate(values):
            sheet.write_string(row, column, value, cell)
    sheet.freeze_panes(6, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(5)


def _write_codes(book: "Workbook", sheet: "Worksheet", elements: tuple[Element, ...], on: dt.date) -> dict[str, str]:
    """Each code set in three columns of the sheet; returns the range of its codes for the drop-downs."""
    head, cell = book.add_format({"bold": True, "bg_color": "#e8f0f6", "border": 1}), book.add_format({"num_format": "@"})
    ranges: dict[str, str] = {}
    names = dict.fromkeys(e.code_set for e in elements if e.code_set and known(e.code_set))
    for number, name in enumerate(names):
        column, values = number * 4, described(name).on(on)
        for offset, label in enumerate((f"取值：{described(name).title}", "取值名称", "取值说明")):
            sheet.write_string(0, column + offset, label, head)
        for row, value in enumerate(values, 1):
            for offset, text in enumerate((value.code, value.name, value.remark)):
                sheet.write_string(row, column + offset, text, cell)
        sheet.set_column(column, column + 1, 24)
        sheet.set_column(column + 2, column + 2, 18)
        letter = _letters(column)
        if values:
            ranges[name] = f"='代码表'!${letter}$2:${letter}${len(values) + 1}"
    sheet.freeze_panes(1, 0)
    return ranges


def _validation(element: Element, ranges: dict[str, str]) -> dict[str, Any] | None:
    title = element.name[:32]
    if element.code_set in ranges:
        strict = not described(element.code_set).open
        return {
            "validate": "list", "source": ranges[element.code_set], "error_type": "stop" if strict else "information",
            "error_title": title, "error_message": "请从列表中选择" if strict else "不在列表中的值请按填写说明注明",
        }  # fmt: skip
    if element.type == "date":
        return {
            "validate": "date", "criteria": "between", "minimum": dt.date(1949, 10, 1), "maximum": dt.date(2099, 12, 31), "error_type": "warning",
            "error_title": title, "error_message": "日期写作 YYYY/MM/DD；没有期限的写 2099/12/31",
        }  # fmt: skip
    if element.longest:
        return {
            "validate": "length", "criteria": "<=", "value": element.longest, "error_type": "warning",
            "error_title": title, "error_message": f"不超过 {element.longest} 个字",
        }  # fmt: skip
    return None


def _told(element: Element) -> Iterable[str]:
    """The lines of a heading's note."""
    yield f"{element.code}  {element.notation}  {_must(element)}"
    if element.rule:
        yield element.rule
    if element.code_set:
        yield f"代码集：{_set_told(element)}"
    if element.unit:
        yield f"单位：{element.unit}"
    if element.sealed:
        yield "证件号码加密存储，不公开"


def _must(element: Element) -> str:
    condition = element.condition
    if condition:
        return f"{condition.element} {'不是' if condition.negated else '为'} {'、'.join(condition.values)} 时必填"
    return element.must + (f"（{TO_VERIFY}）" if element.mandatory == "M" else "")


def _set_told(element: Element) -> str:
    if not element.code_set:
        return ""
    if element.code_set in FORMATS:
        return FORMATS[element.code_set]
    told: CodeSet = described(element.code_set)
    return f"{told.title}" + (f"；多个以“{told.joined}”分隔" if told.joined else "") + (f"（{TO_VERIFY}）" if told.to_verify else "")


def _width(element: Element) -> int:
    if element.type == "date":
        return 13
    return 22 if element.type in ("code", "number") else 32 if element.type == "text" else max(14, min(28, len(element.name) * 2 + 2))


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sheet_name(name: str) -> str:
    return "".join(c for c in name if c not in "[]:*?/\\")[:31]


def _title(item: Item, version: ItemVersion, form: str | None) -> str:
    chosen = next((f for f in version.forms if f.code == form), None)
    return f"{item.name} {version.version} 版" + (f"（{chosen.name}）" if chosen else "")
