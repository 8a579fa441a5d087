"""读取说明的话: what was taken for granted in reading a file, as sentences for the organ."""

from collections.abc import Mapping

from chengxin.collection import odd_organs
from chengxin.ground.api import wording

_KINDS = {"csv": "分隔文本", "xlsx": "Excel 工作簿", "xls": "旧式 Excel 工作簿", "ods": "ODS 表格", "json": "JSON", "jsonl": "JSON Lines", "html": "网页表格", "zip": "压缩包"}
_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "带标记的 UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16", "utf-16-le": "没有标记的 UTF-16", "utf-16-be": "没有标记的 UTF-16"}
_SEPARATORS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线", "，": "全角逗号", "；": "全角分号", "｜": "全角竖线", "、": "顿号"}
_COUNTED = {
    "merged_cells": "合并单元格 %(count)s 处，按每一行都是同一个值读取。",
    "as_shown": "有 %(count)s 格显示的内容由数字格式补全（如文书号的前后文字、单位、前面的零），按显示的内容读取。",
    "hidden_rows": "有 %(count)s 行被隐藏，与其他行一样读取。",
    "hidden_columns": "有 %(count)s 列被隐藏，与其他列一样读取。",
    "short_rows": "有 %(count)s 行的格数少于列名，缺的格按空白收下，请核对是否断行或少了分隔符。",
    "longer_rows": "有 %(count)s 行的行尾比列名多出空白的格，其他行没有，多出的格未读，请核对是否格内的分隔符没有加引号。",
    "marks_left_over": "有 %(count)s 行的格内有不成对的引号，按原样收下，请核对是否是导出时多出来的。",
    "rows_elsewhere": "按文件里写的总数，还有 %(count)s 行不在这份文件里，像是分页导出的一页，请核对其余各页。",
    "nul_characters": "去掉了 %(count)s 个空字符。",
    "lines_in_utf_8": "有 %(count)s 行的编码与全文不同，是 UTF-8，已分别读取。",
    "lines_in_gb18030": "有 %(count)s 行的编码与全文不同，是 GB18030，已分别读取。",
    "lines_broken": "有 %(count)s 行含不能识别的字符，已退回。",
}
_said = wording.Sentence.of


def sentences(notes: Mapping, findings: Mapping[str, int] | None = None) -> list[str]:
    """One sentence for each thing that was taken for granted; each can be said in another language (``wording.worded``)."""
    told: list[str] = []
    kind = wording.Term(_set_off(_KINDS.get(notes.get("kind", "csv"), "")))
    if encoding := notes.get("encoding"):
        name = _ENCODINGS.get(encoding, encoding)
        words = {"kind": kind, "encoding": wording.Term(f" {name}" if name.isascii() else name)}
        if notes.get("separator"):
            mark = wording.Term(_SEPARATORS.get(notes["separator"], notes["separator"]))
            told.append(_said("按%(kind)s读取，编码为%(encoding)s，以%(separator)s分隔。", **words, separator=mark))
        else:
            told.append(_said("按%(kind)s读取，编码为%(encoding)s。", **words))
    elif kind:
        told.append(_said("按%(kind)s读取。", kind=kind))
    if notes.get("quote") and notes.get("escape"):
        told.append(_said("以“%(quote)s”为引号，其中的引号前有“%(escape)s”。", quote=notes["quote"], escape=notes["escape"]))
    elif notes.get("quote"):
        told.append(_said("以“%(quote)s”为引号。", quote=notes["quote"]))
    if before := notes.get("came_before"):
        told.append(_said("这份文件曾作为第 %(batch)s 批收过，此后有记录变动，已重新读取。", batch=str(before)))
    if tables := [name for name in notes.get("tables", ()) if name]:
        told.append(_said("数据取自：%(names)s。各表列名相同，行号相连。" if len(tables) > 1 else "数据取自：%(names)s。", names="、".join(tables)))
    if left := notes.get("tables_left"):
        told.append(_said("没有可对应的列名或没有数据，未读：%(names)s。", names="、".join(left)))
    told += [_said("“%(table)s”是%(source)s的表，没有收进本批；请把这份文件也报到%(source)s，已报的无需处理。", **one) for one in notes.get("tables_elsewhere", ())]
    if beside := notes.get("files_left"):
        told.append(_said("压缩包里不是表格的文件，未读：%(names)s。请核对其中没有要报的数据。", names="、".join(beside)))
    if above := notes.get("above_header"):
        told.append(_said("列名上方的文字不是数据，未读：%(text)s。", text="；".join(above)))
    if wrapped := notes.get("wrapped_in"):
        told.append(_said("数据取自“%(name)s”之下的数组。", name=wrapped))
    told += [_said(sentence, count=notes[name]) for name, sentence in _COUNTED.items() if notes.get(name)]
    if alike := notes.get("alike"):
        told.append(_said("列名或表名也像是“%(names)s”的，请核对是否报错了数据源。", names="”“".join(alike)))
    if nameless := notes.get("nameless_columns"):
        told.append(_said("第 %(places)s 列有内容而没有列名，未并入。", places="、".join(map(str, nameless))))
    if unknown := notes.get("unknown_columns"):
        told.append(_said("不认识的列：%(names)s，未并入。", names="、".join(unknown)))
    if left_out := notes.get("values_left_out"):
        told.append(_said("这份文件没有的列，更正后不再有值：%(counts)s。如不是要删去，请补上这一列再报。", counts=_counts(left_out, "条")))
    if moved := notes.get("values_moved"):
        told.append(_said("更正后的值多是同批另一条记录原先的值：%(counts)s。像是这些列上下错开了行，请核对；如是更正以前错开的行，无需处理。", counts=_counts(moved, "条")))
    if folded := notes.get("folded"):
        told.append(_said("书写归一（空格、全角、日期写法等）：%(counts)s。", counts=_counts(folded, "格")))
    told += odd_organs.sentences(notes.get("odd_organs", {}))
    if sender := notes.get("sender_unknown"):
        told.append(_said("报送机关 %(name)s 不在本区机关名录里。", name=sender))
    return told


def _counts(counted: Mapping[str, int], unit: str) -> str:
    return "、".join(f"{name} {count} {unit}" for name, count in counted.items())


def _set_off(word: str) -> str:
    """A word within Chinese text, with a blank where it begins or ends in Latin letters."""
    return f"{' ' if word[:1].isascii() else ''}{word}{' ' if word[-1:].isascii() else ''}"
