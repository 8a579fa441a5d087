"""读取发现: what reading found about a row, joined to the row that is returned (ruling 151)."""

import re

from chengxin.collection.intake import Examined, Returned
from chengxin.collection.reading import Chunk, Fault, Layout
from chengxin.collection.reading.table import BEYOND, FINDINGS
from chengxin.ground.api import digests, identifiers, keys

#: Every finding of reading: what the clerk is told.
MESSAGES = {
    "ragged": "这一行的格数多于列名，各格可能错位",
    "broken-encoding": "这一格有不能识别的字符（乱码），请按原件重新填写",
    "quote-unclosed": "这一行的引号没有配对，各格可能错位；引号之后的各行另行读取，未受影响",
    "quote-unclear": "这一行的引号写法有歧义，各格可能错位；格内的引号应写成两个",
    "cell-too-long": "这一格长得不像一格的内容，退回时只列出前 1000 字",
    "mangled-number": "这一格的长数字被表格软件改成了近似值，末几位已经丢失，请把该列设为文本后按原件重新填写",
    "error-cell": "这一格是公式错误（如 #N/A、#DIV/0!），请改为实际的值",
    "formula-without-value": "这一格的公式没有算出值，请在表格软件中打开、重新计算并保存，或直接填写值",
    "footer-row": "这一行像是合计、表尾或说明，不是数据，无需改正；如确是数据，请补全各列",
    "repeated-header": "这一行与列名相同，不是数据，无需改正",
    "duplicate-key": "这一项在同一个对象里出现了两次，而且值不同",
    "nested-value": "这一项的值是数组或对象，应为文字",
}
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")


def explain(outcome: Examined, chunk: Chunk, layout: Layout) -> None:
    """Give the returned rows of ``chunk`` what reading found about them, and their cells beyond the last column.

    What the checks found in cells that cannot be judged is left out. A row whose cells may have moved is a
    natural person's wherever one shows in it, so that reading it is a look and it can be erased.
    """
    for row in outcome.returned:
        row.original.pop(FINDINGS, None)
    if not chunk.faults and not chunk.extra:
        return
    for row in outcome.returned:
        index = row.line - chunk.first_line
        beyond = chunk.extra.get(index, [])
        faults = chunk.faults.get(index, [])
        if not beyond and not faults:
            continue
        row.original.update({f"{BEYOND}{number}": cell for number, cell in enumerate(beyond, 1)})
        _mark_person(row)
        if faults:
            outcome.findings.subtract(finding["code"] for finding in row.findings)
            for finding in row.findings:
                outcome.quality.retract(finding["code"], finding["field"])
            row.findings = [_finding(fault, layout) for fault in (*faults, *([Fault("ragged")] if beyond else []))]
            outcome.findings.update(finding["code"] for finding in row.findings)
    for code in [code for code, count in outcome.findings.items() if count <= 0]:
        del outcome.findings[code]


def _finding(fault: Fault, layout: Layout) -> dict[str, str]:
    named = ""
    if fault.column is not None:
        named = (layout.codes[fault.column] if layout.codes else None) or layout.header[fault.column]
    return {"code": fault.code, "field": named, "message": MESSAGES[fault.code]}


def _mark_person(row: Returned) -> None:
    text = " ".join(row.original.values())
    numbers = [found.upper() for found in _IDENTITY.findall(text) if identifiers.identity_number.check_holds(found.upper())]
    row.of_person = row.of_person or bool(numbers) or "自然人" in text
    if numbers and row.identity_mac is None:
        row.identity_mac = digests.mac(keys.identity_key(), numbers[0])
