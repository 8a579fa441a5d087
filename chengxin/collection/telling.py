"""读取说明的话: what was taken for granted in reading a file, as sentences for the organ."""

from collections.abc import Mapping

from chengxin.collection import odd_organs

_KINDS = {"csv": "分隔文本", "xlsx": "Excel 工作簿", "xls": "旧式 Excel 工作簿", "ods": "ODS 表格", "json": "JSON", "jsonl": "JSON Lines", "html": "网页表格", "zip": "压缩包"}
_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "带标记的 UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16", "utf-16-le": "没有标记的 UTF-16", "utf-16-be": "没有标记的 UTF-16"}
_SEPARATORS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线", "，": "全角逗号", "；": "全角分号", "｜": "全角竖线", "、": "顿号"}


def sentences(notes: Mapping, findings: Mapping[str, int] | None = None) -> list[str]:
    """One sentence for each thing that was taken for granted."""
    told = []
    kind = _KINDS.get(notes.get("kind", "csv"), "")
    if encoding := notes.get("encoding"):
        name = _ENCODINGS.get(encoding, encoding)
        how = f"按{_set_off(kind)}读取，编码为{' ' if name.isascii() else ''}{name}"
        told.append(how + (f"，以{_SEPARATORS.get(notes['separator'], notes['separator'])}分隔。" if notes.get("separator") else "。"))
    elif kind:
        told.append(f"按{_set_off(kind)}读取。")
    if notes.get("quote"):
        told.append(f"以“{notes['quote']}”为引号" + (f"，其中的引号前有“{notes['escape']}”。" if notes.get("escape") else "。"))
    if tables := [name for name in notes.get("tables", ()) if name]:
        told.append(f"数据取自：{'、'.join(tables)}。" + ("各表列名相同，行号相连。" if len(tables) > 1 else ""))
    if left := notes.get("tables_left"):
        told.append(f"没有可对应的列名或没有数据，未读：{'、'.join(left)}。")
    if beside := notes.get("files_left"):
        told.append(f"压缩包里不是表格的文件，未读：{'、'.join(beside)}。请核对其中没有要报的数据。")
    if above := notes.get("above_header"):
        told.append(f"列名上方的文字不是数据，未读：{'；'.join(above)}。")
    if wrapped := notes.get("wrapped_in"):
        told.append(f"数据取自“{wrapped}”之下的数组。")
    counted = {
        "merged_cells": "合并单元格 {} 处，按每一行都是同一个值读取。",
        "as_shown": "有 {} 格显示的内容由数字格式补全（如文书号的前后文字、单位、前面的零），按显示的内容读取。",
        "hidden_rows": "有 {} 行被隐藏，与其他行一样读取。",
        "hidden_columns": "有 {} 列被隐藏，与其他列一样读取。",
        "short_rows": "有 {} 行的格数少于列名，缺的格按空白收下，请核对是否断行或少了分隔符。",
        "marks_left_over": "有 {} 行的格内有不成对的引号，按原样收下，请核对是否是导出时多出来的。",
        "rows_elsewhere": "按文件里写的总数，还有 {} 行不在这份文件里，像是分页导出的一页，请核对其余各页。",
        "nul_characters": "去掉了 {} 个空字符。",
        "lines_in_utf_8": "有 {} 行的编码与全文不同，是 UTF-8，已分别读取。",
        "lines_in_gb18030": "有 {} 行的编码与全文不同，是 GB18030，已分别读取。",
        "lines_broken": "有 {} 行含不能识别的字符，已退回。",
    }
    told += [sentence.format(notes[name]) for name, sentence in counted.items() if notes.get(name)]
    if alike := notes.get("alike"):
        told.append(f"列名或表名也像是“{'”“'.join(alike)}”的，请核对是否报错了数据源。")
    if nameless := notes.get("nameless_columns"):
        told.append(f"第 {'、'.join(map(str, nameless))} 列有内容而没有列名，未并入。")
    if unknown := notes.get("unknown_columns"):
        told.append(f"不认识的列：{'、'.join(unknown)}，未并入。")
    if left_out := notes.get("values_left_out"):
        told.append(f"这份文件没有的列，更正后不再有值：{'、'.join(f'{name} {count} 条' for name, count in left_out.items())}。如不是要删去，请补上这一列再报。")
    if moved := notes.get("values_moved"):
        told.append(
            f"更正后的值多是同批另一条记录原先的值：{'、'.join(f'{name} {count} 条' for name, count in moved.items())}。像是这些列上下错开了行，请核对；如是更正以前错开的行，无需处理。"
        )
    if folded := notes.get("folded"):
        told.append(f"书写归一（空格、全角、日期写法等）：{'、'.join(f'{name} {count} 格' for name, count in folded.items())}。")
    told += odd_organs.sentences(notes.get("odd_organs", {}))
    if sender := notes.get("sender_unknown"):
        told.append(f"报送机关 {sender} 不在本区机关名录里。")
    return told


def _set_off(word: str) -> str:
    """A word within Chinese text, with a blank where it begins or ends in Latin letters."""
    return f"{' ' if word[:1].isascii() else ''}{word}{' ' if word[-1:].isascii() else ''}"
