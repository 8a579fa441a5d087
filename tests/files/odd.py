"""Odd files, made here: what offices really send, and what nobody should. Each maker writes one file and says what must become of it.

Long because it is a table of files.
"""

import csv
import datetime as dt
import gzip
import io
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import xlsxwriter
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.district import PENALTY_HEADER, penalty_row

NAMES = {
    "CF_XDR_MC": "行政相对人名称", "CF_XDR_LB": "行政相对人类别", "CF_XDR_SHXYM": "统一社会信用代码", "CF_FRDB": "法定代表人", "CF_WSH": "行政处罚决定书文号",
    "CF_WFXW": "违法行为类型", "CF_SY": "违法事实", "CF_YJ": "处罚依据", "CF_CFLB": "处罚类别", "CF_NR": "处罚内容", "CF_NR_FK": "罚款金额", "CF_JDRQ": "处罚决定日期",
    "CF_YXQ": "处罚有效期", "CF_CFJG": "处罚机关", "CF_CFJGDM": "处罚机关统一社会信用代码", "CF_SJLY": "数据来源单位", "CF_SJLYDM": "数据来源单位统一社会信用代码",
}  # fmt: skip
CODES = list(NAMES)
HEADER = list(NAMES.values())


@dataclass(frozen=True)
class Goes:
    """A batch comes of it: accepted and quarantined rows, findings among those counted, notes among those told."""

    accepted: int
    quarantined: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    notes: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Stops:
    """No batch: the error's code, its exit code, and words its message must hold."""

    code: str
    exit_code: int = 2
    words: str = ""


Maker = Callable[[Path], Goes | Stops]
MAKERS: dict[str, Maker] = {}


def odd(name: str) -> Callable[[Maker], Maker]:
    """Registers a maker under what its file is."""

    def register(maker: Maker) -> Maker:
        assert name not in MAKERS
        MAKERS[name] = maker
        return maker

    return register


def cells(**said: str) -> list[str]:
    """A sound row in the order of HEADER."""
    row = penalty_row(**said)
    return [row[code] for code in CODES]


def text(rows: list[list[str]], *, separator: str = ",", end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """Rows as separated text."""
    sink = io.StringIO()
    csv.writer(sink, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    return sink.getvalue()


def table(*rows: list[str], **how) -> str:
    """A header and rows as separated text."""
    return text([HEADER, *rows], **how)


def book(path: Path, *sheets: tuple[str, list[list[object]]]) -> None:
    """An .xlsx of sheets of rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)


# -- nothing in it ---------------------------------------------------------------------------------


@odd("empty.csv")
def _(path):
    path.write_bytes(b"")
    return Stops("empty-file")


@odd("only a mark.csv")
def _(path):
    path.write_bytes(b"\xef\xbb\xbf\r\n\r\n")
    return Stops("no-header")


@odd("header only.csv")
def _(path):
    path.write_text(table(), encoding="utf-8")
    return Goes(0)


@odd("header without a line end.csv")
def _(path):
    path.write_text(table().strip(), encoding="utf-8")
    return Goes(0)


@odd("header and blank lines.csv")
def _(path):
    path.write_text(table() + "\r\n\r\n" + "," * 16 + "\r\n \t, ,\r\n", encoding="utf-8")
    return Goes(0)


@odd("an answer of an interface.json")
def _(path):
    rows = [dict(zip(HEADER, cells(), strict=True)) for _ in range(2)]
    path.write_text(json.dumps({"code": 200, "data": {"total": 2, "list": rows, "page": {"size": 10}}}, ensure_ascii=False), encoding="utf-8")
    return Goes(2, 0, {"rows-elsewhere": 0}, {"wrapped_in": "data.list", "rows_elsewhere": None})


@odd("numbers with exponents.json")
def _(path):
    rows = [dict(zip(CODES, cells(), strict=True)) for _ in range(7)]
    told = json.dumps([row | {"CF_NR_FK": f"={number}="} for number, row in enumerate(rows)], ensure_ascii=False)
    for number, said in enumerate(("5e-05", "5.0E-5", "1.2E3", "-0.0e5", "1e-99999999999999999999", "1.2E+17", "1.2E17")):
        told = told.replace(f'"={number}="', said)
    path.write_text(told, encoding="utf-8")
    return Goes(4, 3, {"fine-not-a-number": 2, "mangled-number": 1})


@odd("one page of an answer.json")
def _(path):
    rows = [dict(zip(HEADER, cells(), strict=True)) for _ in range(2)]
    path.write_text(json.dumps({"code": 0, "data": {"list": rows, "page": {"total_count": "31", "size": 2}}}, ensure_ascii=False), encoding="utf-8")
    return Goes(2, 0, {"rows-elsewhere": 29}, {"rows_elsewhere": 29})


@odd("an answer with two lists.json")
def _(path):
    rows = [dict(zip(HEADER, cells(), strict=True))]
    path.write_text(json.dumps({"data": {"list": rows}, "more": {"list": rows}}, ensure_ascii=False), encoding="utf-8")
    return Stops("several-tables", words="data.list、more.list")


# -- names of columns with more than the name ------------------------------------------------------


@odd("names broken over lines.csv")
def _(path):
    path.write_text(text([[f"{name[:2]}\n{name[2:]}" for name in HEADER], cells()]), encoding="utf-8")
    return Goes(1)


@odd("names marked as a form marks them.csv")
def _(path):
    marks = ("*{}", "{} *", "＊{}（必填）", "{}（选填）", "※{}【必填项】*")
    path.write_text(text([[marks[n % len(marks)].format(name) for n, name in enumerate(HEADER)], cells()]), encoding="utf-8")
    return Goes(1)


@odd("names with their codes.csv")
def _(path):
    both = (f"{name}（{code}）" if n % 2 else f"{code.lower()}[{name}]" for n, (code, name) in enumerate(NAMES.items()))
    path.write_text(text([list(both), cells()]), encoding="utf-8")
    return Goes(1)


@odd("a name with the code of another.csv")
def _(path):
    path.write_text(text([["行政相对人名称（CF_FRDB）", *HEADER[1:]], cells()]), encoding="utf-8")
    return Stops("missing-column", 3, "行政相对人名称")


@odd("a name with and without its mark.csv")
def _(path):
    path.write_text(text([[*HEADER, "*行政相对人名称"], [*cells(), "另一家公司"]]), encoding="utf-8")
    return Stops("duplicate-column", 3, "是同一要素")


@odd("words of programs.csv")
def _(path):
    words = (cells(CF_XDR_MC="NULL"), cells(CF_WSH="#N/A"), cells(CF_SY="\\N"), cells(CF_CFJGDM="null"), cells(CF_FRDB="undefined"), cells(CF_XDR_MC="空白（天津）有限公司"))
    path.write_text(table(*words), encoding="utf-8")
    return Goes(2, 4, {"missing-name": 1, "missing-document-number": 1, "missing-value": 1, "organ-code-missing": 1, "word-of-a-program": 1})


@odd("numbers of documents that were damaged on their way.csv")
def _(path):
    broken = ("津北罚?2026?1号", "津北罚&#12308;2026&#12309;1号", "津北罚\ue0e12026\ue0e21号", "津北罚〔2026〕1号_x000D_", "津北罚〔2026〕1号\n津北罚〔2026〕2号")
    path.write_text(table(*(cells(CF_WSH=number) for number in broken), cells()), encoding="utf-8")
    return Goes(1, 5, {"document-number-damaged": 5})


@odd("cells that a spreadsheet takes for text.csv")
def _(path):
    plain = cells()
    marked = [f'="{cell}"' for cell in plain]
    typed = ("统一社会信用代码", "行政处罚决定书文号", "处罚决定日期", "罚款金额", "处罚类别")
    short = [f"'{cell}" if name in typed else cell for name, cell in zip(HEADER, plain, strict=True)]
    path.write_text("\n".join(",".join(row) for row in (HEADER, plain, marked, short)), encoding="utf-8")
    return Goes(1, 0, {"row-repeated": 2})


@odd("names and codes that changed places.csv")
def _(path):
    header = list(HEADER)
    name, code = HEADER.index("行政相对人名称"), HEADER.index("统一社会信用代码")
    header[name], header[code] = header[code], header[name]
    path.write_text(text([header, cells(), cells()]), encoding="utf-8")
    return Goes(0, 2, {"name-is-number": 2})


@odd("days before the state.csv")
def _(path):
    path.write_text(table(cells(CF_JDRQ="0026/05/12"), cells(CF_JDRQ="1900-01-01"), cells(CF_JDRQ="1949/10/01")), encoding="utf-8")
    return Goes(1, 2, {"date-too-early": 2})


# -- columns ---------------------------------------------------------------------------------------


@odd("missing column.csv")
def _(path):
    path.write_text(text([HEADER[:4] + HEADER[5:], cells()[:4] + cells()[5:]]), encoding="utf-8")
    return Stops("missing-column", 3, "决定书文号")


@odd("unknown column.csv")
def _(path):
    path.write_text(text([[*HEADER, "承办人手机"], [*cells(), "x"]]), encoding="utf-8")
    return Goes(1, findings={"unknown-column": 1}, notes={"unknown_columns": ["承办人手机"]})


@odd("doubled column.csv")
def _(path):
    path.write_text(text([[*HEADER, "处罚决定日期"], [*cells(), "2026/05/12"]]), encoding="utf-8")
    return Stops("duplicate-column", 3, "处罚决定日期")


@odd("another table altogether.csv")
def _(path):
    path.write_text("姓名,工号,部门\r\n张三,1,办公室\r\n", encoding="utf-8")
    return Stops("no-column", 3)


@odd("column without a name that holds data.csv")
def _(path):
    path.write_text(text([[*HEADER[:3], "", *HEADER[3:]], [*cells()[:3], "内部编号7", *cells()[3:]]]), encoding="utf-8")
    return Goes(1, findings={"column-without-name": 1}, notes={"nameless_columns": [4]})


@odd("trailing blank columns and lines.csv")
def _(path):
    path.write_text(text([[*HEADER, *[""] * 200], [*cells(), *[""] * 200], [*[""] * 217], [*[""] * 217]]), encoding="utf-8")
    return Goes(1, notes={"nameless_columns": None})


@odd("a million columns.csv")
def _(path):
    path.write_text(",".join(f"c{number}" for number in range(1_000_000)) + "\n", encoding="utf-8")
    return Stops("too-many-columns")


@odd("column of serial numbers.csv")
def _(path):
    path.write_text(text([["序号", *HEADER], ["1", *cells()], ["2", *cells()]]), encoding="utf-8")
    return Goes(2, notes={"unknown_columns": ["序号"]})


@odd("tab after every name of the header.csv")
def _(path):
    path.write_text(text([[f"{name}\t" for name in HEADER], [f"{cell}\t" for cell in cells()]]), encoding="utf-8")
    return Goes(1, notes={"separator": ","})


@odd("names one below the other.csv")
def _(path):
    path.write_text(text([list(column) for column in zip(HEADER, cells(), cells(), strict=True)]), encoding="utf-8")
    return Stops("sideways-table", words="转置")


@odd("a form about one decision.xlsx")
def _(path):
    book(path, ("登记表", [["行政处罚登记表"], *[[name, said] for name, said in zip(HEADER, cells(), strict=True)]]))
    return Stops("sideways-table", words="转置")


@odd("an answer without rows.json")
def _(path):
    path.write_text(json.dumps({"code": 200, "data": {"total": 0, "list": []}}), encoding="utf-8")
    return Stops("no-rows", words="没有数据")


@odd("codes of the standard as header, lower case and wide.csv")
def _(path):
    path.write_text(text([[code.lower() if number % 2 else "".join(chr(ord(c) + 0xFEE0) for c in code) for number, code in enumerate(CODES)], cells()]), encoding="utf-8")
    return Goes(1)


# -- rows ------------------------------------------------------------------------------------------


@odd("ragged rows.csv")
def _(path):
    path.write_text(text([HEADER, cells(), [*cells(), "多"], [*cells(), "", " "], cells()[:-1], cells()[:5]]), encoding="utf-8")
    return Goes(1, 4, {"ragged": 1, "row-long": 1})  # the short ones lack what is mandatory


WITH_REMARKS = [*HEADER, "备注"]


@odd("a separator is missing in one row.csv")
def _(path):
    whole, moved = [[*cells(), ""] for _ in range(4)], cells(CF_FRDB="")
    moved[5] += moved.pop(6)  # what was two cells is one
    path.write_text(text([WITH_REMARKS, *whole[:2], [*moved, ""], *whole[2:]]), encoding="utf-8")
    return Goes(4, 1, {"row-short": 1})


@odd("a row is broken in two.csv")
def _(path):
    whole, broken = [[*cells(), ""] for _ in range(4)], [*cells(), ""]
    path.write_text(text([WITH_REMARKS, *whole[:2], broken[:7], broken[7:], *whole[2:]]), encoding="utf-8")
    return Goes(4, 2, {"row-short": 2})


@odd("the transfer stopped.csv")
def _(path):
    said = text([WITH_REMARKS, [*cells(), ""], [*cells(), "附件"], cells()[:-1]])
    path.write_text(said.rstrip()[:-3], encoding="utf-8")
    return Goes(2, 1, {"row-short": 1})


@odd("blank cells left out for sixteen rows.csv")
def _(path):
    """As a spreadsheet program writes it: a block of sixteen rows has no last cell anywhere, and what is left at the end neither."""
    rows = [[*cells(), "见附件"], *([*cells(), ""] for _ in range(14)), *(cells() for _ in range(16)), *([*cells(), "甲"] for _ in range(16)), cells(), cells()]
    path.write_text(text([WITH_REMARKS, *rows]), encoding="utf-8")
    return Goes(49, 0, {"row-short": 0, "rows-shorter": 18}, {"short_rows": 18})


@odd("blank cells left out everywhere.csv")
def _(path):
    path.write_text(text([WITH_REMARKS, cells(), [*cells(), "甲"], cells(), [*cells(), "乙"]]), encoding="utf-8")
    return Goes(4, 0, {"row-short": 0, "rows-shorter": 2}, {"short_rows": 2})


@odd("a separator too many in a row with a blank last cell.csv")
def _(path):
    moved = cells(CF_SY="过期食品,货值200元")  # not in quotation: every cell behind it moves by one
    path.write_text("\n".join(",".join(row) for row in (WITH_REMARKS, [*cells(), ""], [*moved, ""], [*cells(), ""])), encoding="utf-8")
    return Goes(2, 1, {"row-long": 1}, {"longer_rows": None})


@odd("such a row where every row ends in a separator.csv")
def _(path):
    rows = [cells(), cells(), cells(CF_SY="过期食品,货值200元", CF_SJLYDM=""), *(cells() for _ in range(30))]
    path.write_text("\n".join([",".join(HEADER), *(",".join(row) + "," for row in rows)]), encoding="utf-8")
    return Goes(32, 1, {"row-long": 1}, {"longer_rows": None})


@odd("every row but one ends in separators.csv")
def _(path):
    path.write_text("\n".join([",".join(HEADER), *(",".join(cells()) + (",," if number != 7 else "") for number in range(20))]), encoding="utf-8")
    return Goes(20, 0, {"row-long": 0, "rows-longer": 19}, {"longer_rows": 19})


@odd("sixteen rows end in a separator.csv")
def _(path):
    """As a spreadsheet program writes it where a cell beside the table holds a blank text."""
    path.write_text("\n".join([",".join(HEADER), *(",".join(cells()) + ("," if 15 <= number < 31 else "") for number in range(40))]), encoding="utf-8")
    return Goes(40, 0, {"row-long": 0, "rows-longer": 16}, {"longer_rows": 16})


@odd("blank cells beside a table.xlsx")
def _(path):
    book = openpyxl.Workbook()
    for row in (HEADER, cells(), [*cells(), "", " "], cells()):
        book.active.append(row)
    book.save(path)
    return Goes(3, 0, {"row-long": 0, "rows-longer": 0})


@odd("texts that another program read in the wrong encoding.csv")
def _(path):
    said = {"CF_XDR_MC": "天津南希置业有限公司", "CF_SY": "经查，当事人未采取有效措施。"}
    garbled = [
        {code: text.encode(written).decode(read, "ignore") for code, text in said.items()} for written, read in (("utf-8", "gb18030"), ("utf-8", "cp1252"), ("gb18030", "latin-1"))
    ]
    sound = [{"CF_XDR_MC": "天津鑫鎏金属制品有限公司"}, {"CF_XDR_MC": "Société Générale (China) 天津分行"}, {}]
    path.write_text(",".join(CODES) + "\n" + table(*(cells(**one) for one in (*garbled, *sound))).partition("\n")[2], encoding="utf-8")
    return Goes(3, 3, {"broken-encoding": 6})


@odd("the same texts in a workbook.xlsx")
def _(path):
    book = openpyxl.Workbook()
    for row in (CODES, cells(CF_XDR_MC="澶╂触鍗楀笇缃笟鏈夐檺鍏徃"), cells(CF_XDR_MC="天津鑫鎏金属制品有限公司")):
        book.active.append(row)
    book.save(path)
    return Goes(1, 1, {"broken-encoding": 1})


@odd("names of columns that another program read in the wrong encoding.csv")
def _(path):
    path.write_text(table(cells()).encode("utf-8").decode("gb18030", "replace"), encoding="utf-8")
    return Stops("no-column", 3, "列名像是乱码")


@odd("unclosed quotation.csv")
def _(path):
    first, broken, last = cells(), cells(), cells()
    broken[6] = '"从未关上的引号'
    path.write_text("\n".join([",".join(HEADER), ",".join(first), ",".join(broken), *[",".join(cells()) for _ in range(30)], ",".join(last)]), encoding="utf-8")
    return Goes(32, 1, {"quote-unclosed": 1})


@odd("unclosed quotation before a sound one.csv")
def _(path):
    broken, sound = cells(), cells()
    broken[6] = '"从未关上的引号'
    sound[6] = '"关上了，的引号"'
    path.write_text("\n".join([",".join(HEADER), ",".join(broken), ",".join(sound), ",".join(cells())]), encoding="utf-8")
    return Goes(2, 1, {"quote-unclosed": 1})


@odd("unclosed quotation in the last row.csv")
def _(path):
    broken = cells()
    broken[6] = '"从未关上的引号'
    path.write_text("\n".join([",".join(HEADER), ",".join(cells()), ",".join(broken)]), encoding="utf-8")
    return Goes(1, 1, {"quote-unclosed": 1})


@odd("text of several lines in quotation.csv")
def _(path):
    path.write_text(table(cells(CF_SY='第一行\r\n第二行，有“引号”和"直引号"\n\n第四行'), cells()), encoding="utf-8")
    return Goes(2)


@odd("quotation that closes inside a cell.csv")
def _(path):
    odd_one = cells()
    odd_one[0] = '"津北"食品公司'
    path.write_text("\n".join([",".join(HEADER), ",".join(odd_one), ",".join(cells(CF_NR='罚款"伍"千元'))]), encoding="utf-8")
    return Goes(1, 1, {"quote-unclear": 1})


@odd("everything in quotation.csv")
def _(path):
    path.write_text(table(cells(CF_SY="有,逗号"), cells(), quoting=csv.QUOTE_ALL), encoding="utf-8")
    return Goes(2)


@odd("curly quotation marks around everything.csv")
def _(path):
    path.write_text("\n".join(",".join(f"“{cell}”" for cell in row) for row in (HEADER, cells(CF_SY="有,逗号"), cells())), encoding="utf-8")
    return Goes(2, notes={"quote": "“"})


@odd("full-width quotation marks around everything.csv")
def _(path):
    path.write_text("\n".join(",".join(f"＂{cell}＂" for cell in row) for row in (HEADER, cells(CF_SY="有,逗号"))), encoding="utf-8")
    return Goes(1, notes={"quote": "＂"})


@odd("single quotation marks around everything.csv")
def _(path):
    path.write_text("\n".join(",".join(f"'{cell}'" for cell in row) for row in (HEADER, cells(CF_SY="有,逗号"))), encoding="utf-8")
    return Goes(1, notes={"quote": "'"})


@odd("single quotation marks only where texts need them.csv")
def _(path):
    path.write_text("\n".join([",".join(HEADER), ",".join(cells(CF_SY="'有,逗号，也有''单引号'''")), ",".join(cells())]), encoding="utf-8")
    return Goes(2, notes={"quote": "'"})


@odd("marks within quotation behind a backslash.csv")
def _(path):
    path.write_text("\n".join([",".join(HEADER), ",".join(cells(CF_SY='"发现\\"过期\\"食品,3袋"')), ",".join(cells())]), encoding="utf-8")
    return Goes(2, notes={"escape": "\\"})


@odd("a blank behind every comma.csv")
def _(path):
    rows = [HEADER, cells(CF_SY='"有,逗号"'), cells(CF_SY='"发现""过期""食品"'), cells()]
    path.write_text("\n".join(", ".join(row) for row in rows), encoding="utf-8")
    return Goes(3, notes={"quote": None})


@odd("a mark left over in a row with quotation.csv")
def _(path):
    rows = [HEADER, cells(CF_SY='"有,逗号"', CF_NR='罚款5000元"'), cells(CF_NR='管径48"，罚款5000元'), cells(CF_SY="'有单引号'")]
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    return Goes(1, 2, {"quote-unclear": 2}, {"marks_left_over": 1})


@odd("a mark left over in a number and in a name.csv")
def _(path):
    path.write_text(table(cells(CF_WSH='津北市监罚〔2026〕8"01号'), cells(CF_XDR_MC='天津市北运宏达商贸有限公司"'), cells(CF_SY='管径48"')), encoding="utf-8")
    return Goes(1, 2, {"mark-left-over": 2})


@odd("a mark left over in a column's name.csv")
def _(path):
    header = [f'"{name}' if name in ("法定代表人", "处罚内容") else name for name in HEADER]
    path.write_text("\n".join(",".join(row) for row in (header, cells(), cells())), encoding="utf-8")
    return Goes(2, 0, {"unknown-column": 0})


@odd("curly quotation marks within texts.csv")
def _(path):
    path.write_text(table(cells(CF_SY="“当事人”称"), cells(CF_SY="’八五’折")), encoding="utf-8")
    return Goes(2, notes={"quote": None})


@odd("full-width commas as separators.csv")
def _(path):
    path.write_text("\n".join("，".join(row) for row in (HEADER, cells(), cells(CF_SY="这里，多一个"))), encoding="utf-8")
    return Goes(1, 1, {"ragged": 1}, {"separator": "，"})


@odd("old Macintosh line ends.csv")
def _(path):
    path.write_bytes(table(cells(), cells(), end="\r").encode())
    return Goes(2)


@odd("mixed line ends.csv")
def _(path):
    lines = [text([row], end="") for row in (HEADER, cells(), cells(), cells())]
    path.write_bytes((lines[0] + "\n" + lines[1] + "\r\n" + lines[2] + "\r" + lines[3]).encode())
    return Goes(3)


@odd("a cell of ten million characters.csv")
def _(path):
    path.write_text(table(cells(), cells(CF_SY="字" * 10_000_000), cells()), encoding="utf-8")
    return Goes(2, 1, {"cell-too-long": 1})


@odd("a line without end.csv")
def _(path):
    with path.open("wb") as stream:
        stream.write(table(cells()).encode())
        for _ in range(120):
            stream.write(b"x" * (1 << 20))
    return Stops("line-too-long")


@odd("NUL characters.csv")
def _(path):
    path.write_bytes(table(cells(), cells()).encode().replace("罚款5000元".encode(), "罚款\0005000元".encode()))
    return Goes(2, notes={"nul_characters": 2})


@odd("end mark of an old system.csv")
def _(path):
    path.write_bytes(table(cells()).encode() + b"\x1a")
    return Goes(1)


@odd("apostrophes before numbers.csv")
def _(path):
    path.write_text(table(cells(CF_XDR_SHXYM="'91120105MA0000001X")), encoding="utf-8")
    return Goes(0, 1)


@odd("formula in a name.csv")
def _(path):
    path.write_text(table(cells(CF_XDR_MC="=cmd|' /C calc'!A0"), cells(CF_XDR_MC="<script>alert(1)</script>", CF_WSH="")), encoding="utf-8")
    return Goes(1, 1)


@odd("numbers mangled by a spreadsheet.csv")
def _(path):
    path.write_text(table(cells(CF_WSH="1.20105E+17"), cells()), encoding="utf-8")
    return Goes(1, 1, {"mangled-number": 1})


# -- what stands around the table ------------------------------------------------------------------


@odd("preamble and footer.csv")
def _(path):
    above = [["天津市河北区行政处罚信息公示表"], ["填报单位：区应急局", "", "填报日期：2026年5月"], []]
    below = [["合计", "", "", "", "2"], ["填表人：王五", "", "审核人：赵六"], ["注：以上数据截至五月底"]]
    path.write_text(text([*above, HEADER, cells(), cells(), *below]), encoding="utf-8")
    return Goes(2, 3, {"footer-row": 3}, {"above_header": ["天津市河北区行政处罚信息公示表", "填报单位：区应急局 填报日期：2026年5月"]})


@odd("subtotals within.csv")
def _(path):
    path.write_text(text([HEADER, cells(), ["小计", *[""] * 16], cells(), ["本页小计", "", "", "", "1"], ["总  计"]]), encoding="utf-8")
    return Goes(2, 3, {"footer-row": 3})


@odd("row that shows how to fill in.csv")
def _(path):
    shown = [cells(CF_XDR_MC="示例：天津某某有限公司"), cells(CF_XDR_MC="（样例）天津某某有限公司"), cells(CF_XDR_MC="例1: 天津某某有限公司"), ["填写示例", *cells()[1:]]]
    sound = [cells(CF_XDR_MC=name) for name in ("示例软件有限公司", "例行检测中心", "范例广告店")]
    path.write_text(text([HEADER, *shown, *sound]), encoding="utf-8")
    return Goes(3, 4, {"example-row": 4})


@odd("names that only begin like totals.csv")
def _(path):
    names = ["总计量检测有限公司", "联系（天津）科技有限公司", "合计", "备注天下文化公司", "第一页书店"]
    path.write_text(text([HEADER, *[cells(CF_XDR_MC=name) for name in names]]), encoding="utf-8")
    return Goes(5, findings={"footer-row": 0})


@odd("register of few columns.csv")
def _(path):
    path.write_text("行政相对人名称,统一社会信用代码\n总计量检测有限公司,x\n", encoding="utf-8")
    return Stops("missing-column", 3)


@odd("line of units under the header.csv")
def _(path):
    path.write_text(text([HEADER, ["单位：万元"], cells()]), encoding="utf-8")
    return Goes(1, 1, {"footer-row": 1})


@odd("amounts in yuan by its own word.csv")
def _(path):
    path.write_text(text([["行政处罚情况表"], ["金额单位：元"], HEADER, cells(CF_NR_FK="5000")]), encoding="utf-8")
    return Stops("amount-unit", 3, "万元")


@odd("header repeated on every printed page.csv")
def _(path):
    path.write_text(text([HEADER, cells(), HEADER, cells(), HEADER]), encoding="utf-8")
    return Goes(2, 2, {"repeated-header": 2})


@odd("another table further down.csv")
def _(path):
    path.write_text(text([HEADER, cells(), [], ["许可情况"], [HEADER[1], HEADER[0], *HEADER[2:]], cells()]), encoding="utf-8")
    return Stops("several-tables", 2, "另一种表头")


@odd("data above the header.csv")
def _(path):
    path.write_text(text([cells(), HEADER, cells()]), encoding="utf-8")
    return Stops("rows-above-header")


@odd("header far down.csv")
def _(path):
    path.write_text("\n" * 40 + table(cells()), encoding="utf-8")
    return Stops("no-header")


@odd("separator declared in the first line.csv")
def _(path):
    path.write_text("sep=;\r\n" + table(cells(), separator=";"), encoding="utf-8")
    return Goes(1, notes={"separator": ";"})


# -- encodings -------------------------------------------------------------------------------------


@odd("UTF-16 without a mark.txt")
def _(path):
    path.write_bytes(table(cells(), cells(), separator="\t").encode("utf-16-le"))
    return Goes(2, notes={"encoding": "utf-16-le", "separator": "\t"})


@odd("UTF-16 big end first without a mark.txt")
def _(path):
    path.write_bytes(table(cells(CF_SY="一" * 20), separator="\t").encode("utf-16-be"))
    return Goes(1, notes={"encoding": "utf-16-be"})


@odd("UTF-16 with a mark.csv")
def _(path):
    path.write_bytes(table(cells(), cells()).encode("utf-16"))
    return Goes(2, notes={"encoding": "utf-16"})


@odd("UTF-32.csv")
def _(path):
    path.write_bytes(table(cells()).encode("utf-32"))
    return Stops("unreadable-encoding")


@odd("GB18030 with characters of its edition of 2022.csv")
def _(path):
    path.write_bytes(table(cells(CF_SY="龴𬭊")).encode("gb18030").replace("龴".encode("gb18030"), b"\xfe\x59"))
    return Goes(1, notes={"encoding": "gb18030"}, findings={"private-use-character": 0})


@odd("one broken line in UTF-8.csv")
def _(path):
    lines = table(*[cells(CF_SY=f"第{n}行的事实") for n in range(6)]).encode().split(b"\r\n")
    lines[3] = lines[3].replace("第2行".encode(), b"\xe7\xac\xff2\xe8\xa1")
    path.write_bytes(b"\r\n".join(lines))
    return Goes(5, 1, {"broken-encoding": 1}, {"lines_broken": 1})


@odd("one broken line in GB18030.csv")
def _(path):
    lines = table(*[cells(CF_SY=f"第{n}行的事实") for n in range(6)]).encode("gb18030").split(b"\r\n")
    lines[3] = lines[3].replace("第2行".encode("gb18030"), b"\xff\xff2")
    path.write_bytes(b"\r\n".join(lines))
    return Goes(5, 1, {"broken-encoding": 1}, {"encoding": "gb18030", "lines_broken": 1})


@odd("UTF-8 with lines in GB18030.csv")
def _(path):
    lines = [text([row]) for row in (HEADER, *[cells() for _ in range(6)])]
    path.write_bytes(b"".join(line.encode("gb18030" if n in (2, 5) else "utf-8") for n, line in enumerate(lines)))
    return Goes(6, notes={"encoding": "utf-8", "lines_in_gb18030": 2})


@odd("GB18030 with lines in UTF-8.csv")
def _(path):
    lines = [text([row]) for row in (HEADER, *[cells() for _ in range(6)])]
    path.write_bytes(b"".join(line.encode("utf-8" if n in (2, 5) else "gb18030") for n, line in enumerate(lines)))
    return Goes(6, notes={"encoding": "gb18030", "lines_in_utf_8": 2})


@odd("characters that were lost before.csv")
def _(path):
    path.write_text(table(cells(), cells(CF_SY="当事人锟斤拷锟斤拷过期"), cells(CF_XDR_MC="天津市北运宏?商贸有限公司"), cells(CF_NR="罚款&nbsp;5000元<br/>")), encoding="utf-8")
    return Goes(3, 1, {"broken-encoding": 1, "character-lost": 1, "markup-left": 1})


@odd("bytes of no encoding.csv")
def _(path):
    path.write_bytes(",".join(CODES).encode() + b"\n" + bytes(range(128, 256)) * 4 + b"\n")
    return Stops("unreadable-encoding", 2, "第 2 行")


# -- spreadsheets ----------------------------------------------------------------------------------


@odd("plain workbook.xlsx")
def _(path):
    rows = [dict(zip(CODES, cells(), strict=True)) for _ in range(2)]
    values = [[dt.date(2026, 5, 12) if code == "CF_JDRQ" else 0.5 if code == "CF_NR_FK" else row[code] for code in CODES] for row in rows]
    book(path, ("Sheet1", [HEADER, *values]))
    return Goes(2, notes={"kind": "xlsx"})


@odd("workbook called csv.csv")
def _(path):
    with path.open("wb") as stream:
        made = openpyxl.Workbook()
        for row in (HEADER, cells()):
            made.active.append(row)
        made.save(stream)
    return Goes(1, notes={"kind": "xlsx"})


@odd("text called xlsx.xlsx")
def _(path):
    path.write_text(table(cells()), encoding="gb18030")
    return Goes(1, notes={"kind": "csv"})


@odd("dates counted from 1904.xlsx")
def _(path):
    with xlsxwriter.Workbook(path, {"date_1904": True}) as made:
        sheet, day = made.add_worksheet(), made.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADER)
        for column, (code, cell) in enumerate(zip(CODES, cells(), strict=True)):
            if code == "CF_JDRQ":
                sheet.write_datetime(1, column, dt.date(2026, 5, 12), day)
            else:
                sheet.write_string(1, column, cell)
    return Goes(1)


@odd("rows and words struck out.xlsx")
def _(path):
    with xlsxwriter.Workbook(path) as made:
        sheet, struck, plain = made.add_worksheet(), made.add_format({"font_strikeout": True}), made.add_format({"bold": True})
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, cells(), plain)
        sheet.write_row(2, 0, cells(), struck)  # taken back by hand
        sheet.write_row(3, 0, cells())
        sheet.write_string(3, CODES.index("CF_NR_FK"), "5", struck)
        sheet.write_row(4, 0, cells())
        sheet.write_rich_string(4, CODES.index("CF_NR"), struck, "警告", plain, "罚款5000元")
        sheet.write_row(5, 0, cells())
        sheet.write_blank(5, len(CODES), None, struck)  # nothing in it to strike
    return Goes(2, 3, {"struck-out": 1, "unclear-cell": 2})


@odd("words and zeros put there by formats.xlsx")
def _(path):
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        form = {code: made.add_format({"num_format": code}) for code in ('"津北市监罚〔2026〕"0"号"', "000000", '0.00"万元"', 'yyyy"年"m"月"d"日"', '@"应急管理局"')}
        number, zeros, amount, day, organ = form.values()
        for row in range(3):
            sheet.write_row(row, 0, cells() if row else HEADER)
        for row in (1, 2):
            sheet.write_number(row, CODES.index("CF_WSH"), 700 + row, zeros if row == 2 else number)
            sheet.write_number(row, CODES.index("CF_NR_FK"), 0.5, amount)
            sheet.write_number(row, CODES.index("CF_JDRQ"), 46154.6, day)
            sheet.write_string(row, CODES.index("CF_CFJG"), "示例市河北区", organ)
    return Goes(2, notes={"as_shown": 6})


@odd("cells that show something else.xlsx")
def _(path):
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for row, (code, value, form) in enumerate(
            [("CF_NR_FK", 5000, '0.00"元"'), ("CF_NR_FK", 50000, '0!.0,"万"'), ("CF_NR_FK", 0.5, ";;;"), ("CF_JDRQ", 46143, 'yyyy"年"m"月"'), ("CF_JDRQ", 46143, 'm"月"d"日"'), ("CF_WSH", "试罚3号", ";;;")], 1
        ):  # fmt: skip
            sheet.write_row(row, 0, cells())
            sheet.write(row, CODES.index(code), value, made.add_format({"num_format": form}))
    return Goes(0, 6, {"fine-not-a-number": 1, "shown-otherwise": 3, "date-text": 2})


@odd("names of elements with a prefix.xlsx")
def _(path):
    with xlsxwriter.Workbook(path) as made:
        sheet, struck = made.add_worksheet(), made.add_format({"font_strikeout": True})
        sheet.write_row(0, 0, HEADER)
        for row in range(1, 4):
            sheet.write_row(row, 0, cells(), struck if row == 3 else None)
        sheet.write_formula(2, CODES.index("CF_SY"), "=NA()", None, "#N/A")
    _rewritten(
        path, lambda data: re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", data).replace(b" xmlns=", b" xmlns:x="), "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
    )
    return Goes(1, 2, {"error-cell": 1, "struck-out": 1})


@odd("rows and cells that do not tell their place.xlsx")
def _(path):
    with xlsxwriter.Workbook(path) as made:
        sheet, struck = made.add_worksheet(), made.add_format({"font_strikeout": True})
        sheet.write_row(0, 0, HEADER)
        for row in range(1, 5):
            sheet.write_row(row, 0, cells(), struck if row == 3 else None)
        sheet.write_formula(2, CODES.index("CF_SY"), "=NA()", None, "#N/A")
        sheet.write_number(4, CODES.index("CF_WSH"), 15, made.add_format({"num_format": '"津北市监罚〔2026〕"0"号"'}))
    _rewritten(path, lambda data: re.sub(rb'<(row|c) r="[A-Z]*\d+"', rb"<\1", data), "xl/worksheets/sheet1.xml")
    return Goes(2, 2, {"error-cell": 1, "struck-out": 1}, {"as_shown": 1})


def _rewritten(path: Path, change: Callable[[bytes], bytes], *parts: str) -> None:
    with zipfile.ZipFile(path) as book:
        held = {info.filename: book.read(info) for info in book.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in held.items():
            book.writestr(name, change(data) if name in parts else data)


@odd("words struck out within their cells.xlsx")
def _(path):
    made = openpyxl.Workbook()
    said = CellRichText([TextBlock(InlineFont(strike=True), "警告"), "罚款5000元"])
    for row in (HEADER, cells(), cells(CF_NR=said)):
        made.active.append(row)
    made.save(path)
    return Goes(1, 1, {"unclear-cell": 1})


def open_document(path: Path, rows: list[list[str]], *, styles: str, style: Callable[[int, int], str]) -> None:
    """An .ods of one sheet whose cells have the style that is told by row and column."""
    told = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell table:style-name="{style(at, column)}" office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for column, cell in enumerate(row)
        )
        + "</table:table-row>"
        for at, row in enumerate(rows)
    )
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "style", "table", "text"))
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
        book.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
            f'<office:body><office:spreadsheet><table:table table:name="表">{told}</table:table></office:spreadsheet></office:body></office:document-content>',
        )


_LINES = "".join(
    f'<style:style style:name="{name}" style:family="table-cell"><style:text-properties style:text-line-through-style="{line}"/></style:style>'
    for name, line in (("ce1", "none"), ("ce2", "solid"))
)


@odd("open document with a style nobody uses.ods")
def _(path):
    open_document(path, [HEADER, cells(), cells()], styles=_LINES, style=lambda row, column: "ce1")
    return Goes(2)


@odd("open document whose cells show more than they hold.ods")
def _(path):
    rows = [cells() for _ in range(8)]
    open_document(path, [HEADER, *rows], styles="", style=lambda row, column: "ce1")
    number, amount, day = (CODES.index(code) for code in ("CF_WSH", "CF_NR_FK", "CF_JDRQ"))
    given = [(number, "float", "41", "津北示罚〔2026〕41号"), (number, "float", "42", "000042"), (amount, "float", "0.5", "0.50万元"), (amount, "float", "5000", "5,000.00元"), (amount, "float", "0.5", ""),
        (day, "date", "2026-05-01", "2026年5月"), (day, "date", "2026-05-12T09:30:00", "2026年5月12日"), (amount, "currency", "0.5", "￥0.50")]  # fmt: skip

    def change(data: bytes) -> bytes:
        whole = data.decode()
        for row, (column, kind, value, shown) in zip(rows, given, strict=True):
            at = "date-value" if kind == "date" else "value"
            before, own, after = whole.partition(escape(row[number]))
            head, tail = before[: before.rindex("<table:table-row>")], before[before.rindex("<table:table-row>") :]
            told = (tail + own + after.partition("</table:table-row>")[0]).split("</table:table-cell>")
            told[column] = f'<table:table-cell office:value-type="{kind}" office:{at}="{value}"><text:p>{shown}</text:p>'
            whole = head + "</table:table-cell>".join(told) + "</table:table-row>" + after.partition("</table:table-row>")[2]
        return whole.encode()

    _rewritten(path, change, "content.xml")
    return Goes(4, 4, {"fine-not-a-number": 1, "shown-otherwise": 2, "date-text": 1}, {"as_shown": 5})


@odd("open document with a row struck out.ods")
def _(path):
    open_document(path, [HEADER, cells(), cells()], styles=_LINES, style=lambda row, column: "ce2" if row == 2 else "ce1")
    return Stops("struck-out", words="删除线")


@odd("codes stored as numbers.xlsx")
def _(path):
    made = cells()
    made[4] = 120105202605120001
    book(path, ("表", [HEADER, cells(), made]))
    return Goes(1, 1, {"mangled-number": 1})


@odd("formulas and cells in error.xlsx")
def _(path):
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for number in range(1, 5):
            for column, cell in enumerate(cells()):
                sheet.write_string(number, column, cell)
        fine, content = HEADER.index("罚款金额"), HEADER.index("处罚内容")
        sheet.write_formula(1, fine, "=1/2", value=0.5)
        sheet.write_formula(2, fine, "=1/0", value="#DIV/0!")
        sheet.write_formula(3, content, '="罚款"&"5000元"', value="罚款5000元")
        sheet.write_formula(4, fine, "=SUM(A1:A2)", value="")
    path.write_bytes(_with_empty_value(path.read_bytes()))
    return Goes(2, 2, {"error-cell": 1, "formula-without-value": 1})


def _with_empty_value(data: bytes) -> bytes:
    """The formula that has no value loses its place for one, as programs write that never reckon."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                for left in (b"<f>SUM(A1:A2)</f><v></v>", b"<f>SUM(A1:A2)</f><v/>", b"<f>SUM(A1:A2)</f><v>0</v>"):
                    content = content.replace(left, b"<f>SUM(A1:A2)</f>")
                content = content.replace(b't="str"><f>SUM', b"><f>SUM")
                assert b"<f>SUM(A1:A2)</f></c>" in content
            new.writestr(info.filename, content)
    return sink.getvalue()


@odd("workbook with macros.xlsm")
def _(path):
    book(path, ("表", [HEADER, cells()]))
    with zipfile.ZipFile(path, "a") as made:
        made.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(100))
    return Goes(1)


@odd("title, heads of groups, merged cells.xlsx")
def _(path):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["天津市河北区行政处罚信息公示表"])
    sheet.append([])
    groups = ["行政相对人", "", "", "", *HEADER[4:]]
    sheet.append(groups)
    sheet.append([*HEADER[:4], *[None] * 13])
    for _ in range(3):
        sheet.append(cells())
    sheet.append(["合  计"])
    sheet.merge_cells("A1:Q1")
    sheet.merge_cells("A3:D3")
    for column in range(5, 18):
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    organ = HEADER.index("处罚机关") + 1
    sheet.merge_cells(start_row=5, end_row=7, start_column=organ, end_column=organ)
    made.save(path)
    return Goes(3, 1, {"footer-row": 1}, {"merged_cells": 1, "above_header": ["天津市河北区行政处罚信息公示表"]})


@odd("two sheets of one table.xlsx")
def _(path):
    book(path, ("一月", [HEADER, cells()]), ("二月", [["二月情况"], HEADER, cells(), cells()]), ("填报说明", [["请逐项填写"]]))
    return Goes(3, notes={"tables": ["一月", "二月"], "tables_left": ["填报说明"]})


@odd("two sheets of different tables.xlsx")
def _(path):
    book(path, ("甲", [HEADER, cells()]), ("乙", [HEADER[:-2], cells()[:-2]]))
    return Stops("several-tables", 2, "乙")


@odd("data on a hidden sheet.xlsx")
def _(path):
    book(path, ("甲", [HEADER, cells()]), ("旧数据", [HEADER, cells()]))
    made = openpyxl.load_workbook(path)
    made["旧数据"].sheet_state = "veryHidden"
    made.save(path)
    return Stops("hidden-sheet", 2, "旧数据")


@odd("cell inserted into a column.xlsx")
def _(path):
    rows = [cells(CF_XDR_MC=f"天津第{place}商贸有限公司") for place in "一二三四五"]
    names = [row[0] for row in rows]
    for row, name in zip([*rows, none := [""] * 17], [*names[:2], "", *names[2:]], strict=True):
        row[0] = name
    book(path, ("Sheet1", [HEADER, *rows, none]))
    return Stops("column-moved", words="第 3 行")


@odd("three cells inserted into two columns.csv")
def _(path):
    rows = [cells() for _ in range(8)] + [[""] * 17 for _ in range(3)]
    for column in (2, 4):
        values = [row[column] for row in rows[:8]]
        for row, value in zip(rows, [values[0], "", "", "", *values[1:]], strict=True):
            row[column] = value
    path.write_text(text([HEADER, *rows]), encoding="utf-8")
    return Stops("column-moved", words="最后 3 行")


@odd("no name, and a remark below.csv")
def _(path):
    path.write_text(text([HEADER, cells(), cells(CF_XDR_MC=""), cells(), ["以上数据由区应急局提供", *[""] * 16]]), encoding="utf-8")
    return Goes(2, 2, {"missing-name": 1})


@odd("no name twice, and a word below.csv")
def _(path):
    path.write_text(text([HEADER, cells(), cells(CF_XDR_MC=""), cells(CF_XDR_MC=""), cells(), ["天津某公司", *[""] * 16]]), encoding="utf-8")
    return Goes(2, 3, {"missing-name": 2})


@odd("hidden rows and columns.xlsx")
def _(path):
    book(path, ("甲", [HEADER, cells(), cells()]))
    made = openpyxl.load_workbook(path)
    made["甲"].row_dimensions[3].hidden = True
    made["甲"].column_dimensions["K"].hidden = True
    made["甲"].column_dimensions["ZZ"].hidden = True  # nothing stands there
    made.save(path)
    return Goes(2, notes={"hidden_rows": 1, "hidden_columns": 1})


@odd("one cell in the last corner.xlsx")
def _(path):
    book(path, ("甲", [HEADER, cells()]))
    made = openpyxl.load_workbook(path)
    made["甲"]["XFD1048576"] = "x"
    made.save(path)
    return Stops("sheet-too-large")


@odd("a cell that says it is in row four thousand million.xlsx")
def _(path):
    book(path, ("甲", [HEADER, cells()]))
    sink = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info).replace(b'r="C2"', b"r='C4294967295'"))
    path.write_bytes(sink.getvalue())
    return Stops("sheet-too-large")


@odd("empty workbook.xlsx")
def _(path):
    book(path, ("甲", []))
    return Stops("empty-file")


@odd("old workbook.xls")
def _(path):
    made = xlwt.Workbook()
    sheet = made.add_sheet("表")
    for number, row in enumerate((HEADER, cells(), cells())):
        for column, cell in enumerate(row):
            if number and HEADER[column] == "处罚决定日期":
                sheet.write(number, column, dt.date(2026, 5, 12), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
            else:
                sheet.write(number, column, cell)
    made.save(str(path))
    return Goes(2, notes={"kind": "xls"})


@odd("old workbook with a cell in error.xls")
def _(path):
    made = xlwt.Workbook()
    sheet = made.add_sheet("表", cell_overwrite_ok=True)
    for number, row in enumerate((HEADER, cells(), cells())):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    sheet.row(2).set_cell_error(3, "#DIV/0!")
    made.save(str(path))
    return Goes(1, 1, {"error-cell": 1})


@odd("old workbook with words struck out and put there by formats.xls")
def _(path):
    made = xlwt.Workbook()
    sheet, struck = made.add_sheet("表", cell_overwrite_ok=True), xlwt.easyxf("font: struck_out on")
    for number, row in enumerate((HEADER, *(cells() for _ in range(7)))):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell, struck) if number == 2 else sheet.write(number, column, cell)
    sheet.row(3).set_cell_rich_text(CODES.index("CF_NR"), [("警告", xlwt.easyfont("struck_out on")), ("罚款5000元", xlwt.easyfont(""))])
    sheet.row(4).set_cell_number(CODES.index("CF_WSH"), 31, xlwt.easyxf(num_format_str='"津北示罚〔2026〕"0"号"'))
    sheet.row(5).set_cell_number(CODES.index("CF_NR_FK"), 5000, xlwt.easyxf(num_format_str='0!.0,"万"'))
    sheet.row(6).set_cell_number(CODES.index("CF_NR_FK"), 0.5, xlwt.easyxf(num_format_str=";;;"))
    sheet.row(7).set_cell_number(CODES.index("CF_WSH"), 32, xlwt.easyxf(num_format_str="000000"))
    sheet.row(1).hidden = sheet.col(2).hidden = True
    made.save(str(path))
    return Goes(3, 4, {"struck-out": 1, "unclear-cell": 1, "shown-otherwise": 2}, {"as_shown": 2, "hidden_rows": 1, "hidden_columns": 1})


@odd("old workbook under a password.xls")
def _(path):
    made = xlwt.Workbook()
    made.add_sheet("表").write(0, 0, "名称")
    plain = made.get_biff_data
    begin = 4 + int.from_bytes(plain()[2:4], "little")  # the first record says what the file is; one that says how it is enciphered follows it
    made.get_biff_data = lambda: plain()[:begin] + b"\x2f\0" + (54).to_bytes(2, "little") + b"\x01\0\x01\0\x01\0" + bytes(range(48)) + plain()[begin:]
    made.save(str(path))
    return Stops("password-protected")


@odd("page saved as a workbook.xls")
def _(path):
    def row(values, tag="td"):
        return "<tr>" + "".join(f"<{tag} x:str>{value.replace('&', '&amp;').replace('<', '&lt;')}</{tag}>" for value in values) + "</tr>"

    lines = [row(HEADER, "th"), row(cells(CF_XDR_MC="A&B<商贸>有限公司")), row(cells())]
    path.write_bytes(
        f"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><style>td {{}}</style><table><tr><td colspan=17>公示表</td></tr>{''.join(lines)}</table></html>".encode("gb18030")
    )
    return Goes(2, notes={"kind": "html", "above_header": ["公示表"]})


def page(rows: list[list[str]], *, head: str = "", after: str = "</table></html>") -> str:
    """Rows as a page, each cell as it stands."""
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<html><meta charset=utf-8>{head}<table>{lines}{after}"


@odd("page that was not wholly sent.xls")
def _(path):
    path.write_text(page([HEADER, cells(), cells()], after=""), encoding="utf-8")
    return Stops("damaged-file", words="没有传完")


@odd("page with a cell too few.xls")
def _(path):
    short = cells()
    del short[4]
    path.write_text(page([HEADER, cells(), short, ["共 2 条"]]), encoding="utf-8")
    return Goes(1, 2, {"row-short": 1, "footer-row": 1})


@odd("page with its columns in a table by themselves.xls")
def _(path):
    path.write_text(page([cells(), cells()], head=page([HEADER], after="</table>")), encoding="utf-8")
    return Stops("several-tables", words="自成一张表格")


@odd("page with words struck out and lists to choose from.xls")
def _(path):
    rows = [cells(CF_CFLB="<select><option>警告<option selected>罚款</select>"), cells(CF_NR="<s>警告</s>罚款5000元"), cells(CF_NR="<strong>罚款</strong>5000元")]
    path.write_text(page([HEADER, *rows]), encoding="utf-8")
    return Goes(1, 2, {"unclear-cell": 2})


@odd("page with several lines in a cell.xls")
def _(path):
    rows = [cells(CF_NR_FK=said) for said in ("<p>0.5</p><p>3</p>", "<div>0.5</div>\n<div>3</div>", "0.5<li>3", "0.5<span style='display:block'>3</span>", "0.5<hr>3")]
    rows += [
        cells(CF_JDRQ="<p>2026/01/0</p><p>5</p>"),
        cells(CF_NR_FK="<div><p> 0.5</p>\n<p>&nbsp;</p></div>"),
        cells(CF_NR_FK="0<p style='display:inline'>.5</p>"),
        cells(CF_NR="<ul><li>警告<li>罚款</ul>"),
    ]
    path.write_text(page([[f"<div>{name}</div>" for name in HEADER], *rows]), encoding="utf-8")
    return Goes(3, 6, {"fine-not-a-number": 5, "date-text": 1})


@odd("page with hidden text.xls")
def _(path):
    hidden = ('style="display:none"', "style='VISIBILITY: hidden'", "hidden", "class=off", "style='mso-hide:all'")
    rows = [cells(CF_NR_FK=f"<span {said}>9</span>0.5") for said in hidden] + [cells(CF_NR_FK="<span hidden>9</span>")]
    sound = (
        "<span hidden> </span>0.5",
        "<span class='off on'>0.5</span>",
        "<span style='visibility:hidden'><b style='visibility:visible'>0.5</b></span>",
        "<i class=print>0.5</i>",
        "<i>0.5</i>",
    )
    rows += [cells(CF_NR_FK=said) for said in sound]
    style = "<style><!-- /* .on */ @media print {.print{display:none} .on{}} .off {color:red; display : none} .on{display:inline!important} td i:hover{display:none} --></style>"
    path.write_text(page([HEADER, *rows], head=style), encoding="utf-8")
    return Goes(5, 6, {"unclear-cell": 6})


@odd("page with a hidden row and hidden columns.xls")
def _(path):
    told = page([[*HEADER, "编号"], [*cells(), "17"], [*cells(), "<b hidden>18</b>"], [*cells(), "19"]])
    told = told.replace("<td>17", "<td hidden>17").replace("<td>法定代表人", "<td hidden>法定代表人").replace("<td>张三", "<td hidden>张三")
    last = told.rindex("<tr>")
    path.write_text(f"{told[:last]}<tr style='display:none'>{told[last + 4 :]}", encoding="utf-8")
    return Goes(3, notes={"hidden_columns": 1, "hidden_rows": 1})


@odd("page with rows and words struck out by its styles.xls")
def _(path):
    def row(values: list[str], of_row: str = "", of_cell: str = "") -> str:
        return f"<tr {of_row}>{''.join(f'<td {of_cell}>{value}</td>' for value in values)}"

    line = "style='text-decoration:line-through'"
    void = [
        row(cells(), line), row(cells(), of_cell=line), row(cells(), "class=xl1", "class=xl1"), row(cells(), "class='void odd'"), row([f"<s>{value}</s>" for value in cells()]),
        row([f"<span style='text-decoration-line: underline line-through'>{value}</span>" for value in cells()]), row(cells(), of_cell="class=cell1"),
    ]  # fmt: skip
    part = [row(cells(CF_NR_FK=f"<span {line}>0.9</span>0.5")), row(cells(CF_NR_FK="<font class=font5>0.9</font>0.5"))]
    sound = [row(cells(), of_cell="class=xl2"), row(cells(), "class=void"), row(cells(CF_NR="<u>罚款</u>5000元"))]
    style = "<style>td{text-decoration:none} .xl1, #x {color:red;text-decoration:line-through;} .xl2{text-decoration:underline} tr.void.odd > td{text-decoration:line-through} td.cell1 {text-decoration-line:line-through} .font5{text-decoration:line-through}</style>"
    path.write_text(f"<html><meta charset=utf-8><table>{row(HEADER)}{''.join(void + part + sound)}</table>{style}</html>", encoding="utf-8")
    return Goes(3, 9, {"struck-out": 7, "unclear-cell": 2})


@odd("page without a table.xls")
def _(path):
    path.write_text("<html><body>请先登录</body></html>", encoding="utf-8")
    return Stops("not-a-table")


@odd("XML of 2003.xls")
def _(path):
    path.write_text('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>', encoding="utf-8")
    return Stops("not-a-table", 2, "另存为")


@odd("XML of 2003 without its first line.xls")
def _(path):
    path.write_text(
        '<!-- 导出 -->\n<ss:Workbook xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><ss:Worksheet/></ss:Workbook>',
        encoding="utf-8",
    )
    return Stops("not-a-table", 2, "XML 表格 2003")


@odd("dump of a database.sql")
def _(path):
    values = ",".join(f"'{value}'" for value in cells())
    path.write_text(f"-- 导出\n/* 行政处罚 */;\nINSERT INTO `cf` ({','.join(CODES)}) VALUES ({values});\n", encoding="utf-8")
    return Stops("not-a-table", 2, "SQL")


@odd("dump of a database that sets itself up first.txt")
def _(path):
    path.write_text("--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\nCREATE TABLE cf (a text);\n", encoding="utf-16")
    return Stops("not-a-table", 2, "SQL")


@odd("table of words that a database knows.csv")
def _(path):
    path.write_text(text([["Set", "Use", *HEADER], ["insert into", "drop table", *cells()]]), encoding="utf-8")
    return Goes(1)


@odd("cut off workbook.xlsx")
def _(path):
    book(path, ("甲", [HEADER, *[cells() for _ in range(200)]]))
    path.write_bytes(path.read_bytes()[:-2000])
    return Stops("damaged-file")


@odd("workbook with a damaged sheet.xlsx")
def _(path):
    book(path, ("甲", [HEADER, *[cells() for _ in range(200)]]))
    sink = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(sink, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, content[: len(content) // 2] if "sheet1" in info.filename else content)
    path.write_bytes(sink.getvalue())
    return Stops("damaged-file")


@odd("workbook under a password.xlsx")
def _(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1000))
    return Stops("password-protected", 2, "取消密码")


@odd("text document.docx")
def _(path):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", "<w/>")
    return Stops("not-a-table")


@odd("bomb called workbook.xlsx")
def _(path):
    book(path, ("甲", [HEADER, cells()]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made, made.open("xl/worksheets/sheet9.xml", "w", force_zip64=True) as sink:
        for _ in range(600):
            sink.write(bytes(1 << 20))
    return Stops("expansion-too-large")


@odd("bomb that lies about its size.xlsx")
def _(path):
    book(path, ("甲", [HEADER, cells()]))
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(300)) + squeeze.flush()
    honest = zlib.compress(b"x")[2:-4]
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/styles2.xml", b"x")
    data = bytearray(path.read_bytes())
    at = data.find(honest, data.find(b"xl/styles2.xml"))
    central = data.rfind(b"PK\x01\x02")
    data[central + 20 : central + 24] = len(packed).to_bytes(4, "little")
    end = data.rfind(b"PK\x05\x06")
    shift = len(packed) - len(honest)
    data[end + 16 : end + 20] = (int.from_bytes(data[end + 16 : end + 20], "little") + shift).to_bytes(4, "little")
    data[at : at + len(honest)] = packed
    path.write_bytes(bytes(data))
    return Stops("expansion-too-large", 2, "声明")


# -- archives --------------------------------------------------------------------------------------


@odd("two tables in an archive.zip")
def _(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("../../一.csv", table(cells()).encode("gb18030"))
        made.writestr("folder/二.csv", table(cells(), separator=";").encode("utf-8"))
        for name in ("__MACOSX/._二.csv", "folder/._二.csv", "folder/~$二.xlsx", "folder\\desktop.ini", "thumbs.db"):
            made.writestr(name, b"\0")
    return Goes(2, notes={"tables": ["一.csv", "二.csv"]})


@odd("table with what lies beside it.zip")
def _(path):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("readme.txt", "本月行政处罚数据，共 1 条，请查收。\r\n联系人：某某，电话 26000000".encode("gb18030"))
        made.writestr("处罚.csv", table(cells()))
        made.writestr("填报说明.MD", "# 说明\n\n- 第一列，第二列\n")
        made.writestr("盖章扫描件.pdf", b"%PDF-1.7 scan")
        made.writestr("照片.jpg", b"\xff\xd8\xff\xe0")
        made.writestr("函.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    names = ["readme.txt", "填报说明.MD", "盖章扫描件.pdf", "照片.jpg", "函.doc"]
    return Goes(1, findings={"files-left": 5}, notes={"files_left": [*names[2:], *names[:2]]})


@odd("table with a text that may be its second half.zip")
def _(path):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("一.csv", table(cells()))
        made.writestr("二.txt", table(cells()).splitlines()[1])
    return Stops("several-tables", 2, "二.txt")


@odd("table with its second half as text.zip")
def _(path):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("二.txt", table(cells()))
        made.writestr("一.csv", table(cells()))
    return Goes(2, findings={"files-left": 0}, notes={"tables": ["二.txt", "一.csv"]})


@odd("texts alone.zip")
def _(path):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("readme.txt", "请查收\n")
        made.writestr("处罚.txt", table(cells()))
    return Goes(1, findings={"files-left": 1})


@odd("scans alone.zip")
def _(path):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("一.pdf", b"%PDF-1.7 scan")
        made.writestr("二.jpg", b"\xff\xd8\xff\xe0")
    return Stops("not-a-table", 2, "一.pdf")


@odd("table with a program.zip")
def _(path):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("一.csv", table(cells()))
        made.writestr("看.exe", b"MZ\x90 not a page")
    return Stops("not-a-table", 2, "看.exe")


@odd("workbook in an archive.zip")
def _(path):
    sink = io.BytesIO()
    made = openpyxl.Workbook()
    for row in (HEADER, cells()):
        made.active.append(row)
    made.save(sink)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("表.xlsx", sink.getvalue())
    return Goes(1)


@odd("different tables in an archive.zip")
def _(path):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("甲.csv", table(cells()))
        made.writestr("乙.csv", text([list(reversed(HEADER)), list(reversed(cells()))]))
    return Stops("several-tables", 2, "乙.csv")


@odd("archive with a figure turned.zip")
def _(path):
    with zipfile.ZipFile(path, "w") as made:  # not compressed: nothing but the sum of the bytes tells
        made.writestr("a.csv", table(cells(CF_NR_FK="0.123456")))
    path.write_bytes(path.read_bytes().replace(b"0.123456", b"9.123456"))
    return Stops("damaged-file")


@odd("archive in an archive.zip")
def _(path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("a.csv", table(cells()))
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("里.zip", inner.getvalue())
    return Stops("nested-archive")


@odd("empty archive.zip")
def _(path):
    with zipfile.ZipFile(path, "w"):
        pass
    return Stops("empty-file")


@odd("bomb.zip")
def _(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made, made.open("a.csv", "w") as sink:
        for _ in range(200):
            sink.write(bytes(1 << 20))
    return Stops("expansion-too-large")


@odd("table packed.csv.gz")
def _(path):
    path.write_bytes(gzip.compress(table(cells()).encode()))
    return Stops("not-a-table", 2, "解压")


# -- JSON ------------------------------------------------------------------------------------------


@odd("array of objects.json")
def _(path):
    path.write_text(
        json.dumps([dict(zip(HEADER, cells(), strict=True)), dict(zip(CODES[::1], cells(), strict=True)) and dict(zip(HEADER, cells(), strict=True))], ensure_ascii=False),
        encoding="utf-8",
    )
    return Goes(2, notes={"kind": "json"})


@odd("array within an object.json")
def _(path):
    path.write_text(json.dumps({"code": 0, "msg": "ok", "data": [dict(zip(CODES, cells(), strict=True)) | {"CF_NR_FK": 0.5}]}), encoding="utf-8")
    return Goes(1, notes={"wrapped_in": "data"})


@odd("lines of objects.jsonl")
def _(path):
    path.write_text("\n".join(json.dumps(dict(zip(CODES, cells(), strict=True)), ensure_ascii=False) for _ in range(3)) + "\n\n", encoding="utf-8")
    return Goes(3, notes={"kind": "jsonl"})


@odd("two lines of objects, the last without its end.jsonl")
def _(path):
    path.write_text("\n".join(json.dumps(dict(zip(CODES, cells(), strict=True)), ensure_ascii=False) for _ in range(2)), encoding="utf-8")
    return Goes(2, notes={"kind": "jsonl"})


@odd("two lines of objects in UTF-16.jsonl")
def _(path):
    path.write_text("\r\n".join(json.dumps(dict(zip(CODES, cells(), strict=True)), ensure_ascii=False) for _ in range(2)), encoding="utf-16")
    return Goes(2, notes={"kind": "jsonl"})


@odd("days with an hour of midnight.json")
def _(path):
    ways = ("2026-05-12T00:00:00", "2026-05-12T00:00:00.000+08:00", "2026-05-12T00:00:00+0800", "2026-05-12T00:00:00Z", "2026-05-11T16:00:00Z", "2026-05-12T00:00:00+09:00")
    path.write_text(json.dumps([dict(zip(CODES, cells(CF_JDRQ=way), strict=True)) for way in ways]), encoding="utf-8")
    return Goes(4, 2, {"date-text": 2})


@odd("a line that is no object.jsonl")
def _(path):
    good = json.dumps(dict(zip(CODES, cells(), strict=True)))
    path.write_text(f"{good}\n{good[:-9]}\n{good}\n", encoding="utf-8")
    return Stops("damaged-file", 2, "第 2 行")


@odd("two arrays.json")
def _(path):
    path.write_text(json.dumps({"a": [dict(zip(CODES, cells(), strict=True))], "b": [dict(zip(CODES, cells(), strict=True))]}), encoding="utf-8")
    return Stops("several-tables")


@odd("nested ten thousand deep.json")
def _(path):
    path.write_text("[" * 10_000 + "]" * 10_000, encoding="utf-8")
    return Stops("not-a-table")


@odd("keys that come twice.json")
def _(path):
    good = json.dumps(dict(zip(CODES, cells(), strict=True)), ensure_ascii=False)
    path.write_text(f'[{good}, {good[:-1]}, "CF_NR": "另一个内容"}}]'.replace("号", "号之一", 1), encoding="utf-8")
    return Goes(1, 1, {"duplicate-key": 1})


@odd("values that are lists.json")
def _(path):
    path.write_text(json.dumps([dict(zip(CODES, cells(), strict=True)) | {"CF_CFLB": ["罚款"], "附件": [1, 2]}, dict(zip(CODES, cells(), strict=True))]), encoding="utf-8")
    return Goes(1, 1, {"nested-value": 1, "unknown-column": 1})


@odd("half characters and NUL.json")
def _(path):
    rows = [dict(zip(CODES, cells(**said), strict=True)) for said in ({"CF_SY": "事实\ud83d"}, {"CF_SY": "事\0实"})]
    path.write_text(json.dumps(rows), encoding="utf-8")
    return Goes(1, 1, {"broken-encoding": 1})


@odd("half characters in a key.json")
def _(path):
    path.write_text(json.dumps([dict(zip(CODES, cells(), strict=True)) | {"\ud83d": "x"}]), encoding="utf-8")
    return Stops("unreadable-encoding")


@odd("array of numbers.json")
def _(path):
    path.write_text("[1, 2]\n", encoding="utf-8")
    return Stops("no-column", 3)


# -- not files of data -----------------------------------------------------------------------------


@odd("document.pdf")
def _(path):
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    return Stops("not-a-table", 2, "PDF")


@odd("scan.png")
def _(path):
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    return Stops("not-a-table", 2, "图片")


@odd("folder.csv")
def _(path):
    path.mkdir()
    return Stops("no-such-file", 2, "文件夹")


@odd(os.fsdecode("名字是另一种编码.csv".encode("gb18030")))
def _(path):
    path.write_text(table(cells()), encoding="utf-8")
    return Goes(1)


@odd(os.fsdecode("没有内容的另一种编码.csv".encode("gb18030")))
def _(path):
    path.mkdir()
    return Stops("no-such-file", 2, "没有内容的另一种编码")


@odd("link to nowhere.csv")
def _(path):
    path.symlink_to(path.with_name("nowhere"))
    return Stops("no-such-file", 2, "链接")


@odd("pipe.csv")
def _(path):
    os.mkfifo(path)
    return Stops("no-such-file", 2, "管道")


assert set(CODES) <= set(PENALTY_HEADER)
