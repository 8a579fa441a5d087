"""读取发现: what reading found about a row, joined to the row that is returned (ruling 151)."""

import re

from chengxin.collection import header
from chengxin.collection.added import BEYOND, FINDINGS
from chengxin.collection.intake import Examined, Returned
from chengxin.collection.messages import OF_READING
from chengxin.collection.reading import Chunk, Fault, Layout
from chengxin.ground.api import digests, identifiers, keys

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")


def explain(outcome: Examined, chunk: Chunk, layout: Layout) -> None:
    """Give the returned rows of ``chunk`` what reading found about them, and their cells beyond the last column.

    Of a row with faults the checks have told only of cells that are not at fault (ruling 500). A row whose cells may have moved is a
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
            found = [_finding(fault, layout) for fault in (*faults, *([Fault("ragged")] if beyond else []))]
            of_checks = [finding for finding in row.findings if finding["code"] != "ragged"]
            row.findings = [*found, *of_checks]
            outcome.findings["ragged"] -= 1
            outcome.findings.update(finding["code"] for finding in row.findings)
    for code in [code for code, count in outcome.findings.items() if count <= 0]:
        del outcome.findings[code]


def check_unit(outcome: Examined, chunk: Chunk, amounts: list[int], units: list[int], layout: Layout) -> None:
    """Raise Refusal where a line below the table, one of units under its header, or a column of units, says yuan: rows in ten thousands are not taken beside it (ruling 153)."""
    names = [layout.header[place] for place in amounts]
    told = {unit for place in units for unit in chunk.columns[place].unique().to_pylist() if unit} if amounts else ()
    below = (row for row in outcome.returned if any(finding["code"] == "footer-row" for finding in row.findings))
    header.check_unit(
        (cell for row in below for cell in row.original.values()), amounts, cells=(*told, *(row.original.get(name, "") for row in outcome.returned for name in names))
    )


def _finding(fault: Fault, layout: Layout) -> dict[str, str]:
    named = ""
    if fault.column is not None:
        named = (layout.codes[fault.column] if layout.codes else None) or layout.header[fault.column]
    return {"code": fault.code, "field": named, "message": OF_READING[fault.code]}


def _mark_person(row: Returned) -> None:
    text = " ".join(row.original.values())
    numbers = [found.upper() for found in _IDENTITY.findall(text) if identifiers.identity_number.check_holds(found.upper())]
    row.of_person = row.of_person or bool(numbers) or "自然人" in text
    if numbers and row.identity_mac is None:
        row.identity_mac = digests.mac(keys.identity_key(), numbers[0])
