"""演示常见差错: what goes wrong in real sending: mistakes that return a row, corrections, repeats, parties without a code, one number for two.

Each mistake is one that the checks return; the organ mends most of them and sends the row again with its next file.
"""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

from chengxin.catalogue import api as catalogue
from chengxin.collection import api as collection
from chengxin.demo.world import Row

_NO_CODE = "00000000000000000X"


@dataclass(frozen=True)
class Mistake:
    """A usual mistake: the code of the finding it must bring, whether a row can have it, and how the row looks with it."""

    finding: str
    fits: Callable[[Row, dict[str, str]], bool]
    spoil: Callable[[Row, dict[str, str]], Row]


def _has(role: str) -> Callable[[Row, dict[str, str]], bool]:
    return lambda row, roles: bool(row.get(roles.get(role, ""), "")) and _NO_CODE not in row.values()


def _of_party(row: Row, roles: dict[str, str]) -> bool:
    return _has("subject_code")(row, roles) and roles.get("subject_code") != roles.get("identity") and len(row[roles["subject_code"]]) == 18


def _put(role: str, change: Callable[[str], str]) -> Callable[[Row, dict[str, str]], Row]:
    return lambda row, roles: row | {roles[role]: change(row[roles[role]])}


def _another(character: str) -> str:
    return "7" if character != "7" else "9"


MISTAKES = (
    Mistake("code-check-digit", _of_party, _put("subject_code", lambda code: code[:-1] + _another(code[-1]))),
    Mistake("code-forbidden-letter", _of_party, _put("subject_code", lambda code: code[:11] + "O" + code[12:])),
    Mistake("code-short", _of_party, _put("subject_code", lambda code: code[:-1])),
    Mistake("missing-document-number", _has("document_number"), _put("document_number", lambda number: "")),
    Mistake("date-impossible", _has("held_on"), _put("held_on", lambda day: f"{day[:4]}/02/30")),
    Mistake("identity-check", _has("identity"), _put("identity", lambda number: number[:-1] + _another(number[-1]))),
    Mistake("fine-missing", _has("fine"), _put("fine", lambda fine: "")),
    Mistake("fine-not-a-number", _has("fine"), _put("fine", lambda fine: f"{float(fine) * 10000:.0f}元")),
    Mistake("validity-reversed", lambda row, roles: _has("valid_to")(row, roles) and row[roles["valid_to"]] != "2099/12/31", lambda row, roles: row | {roles["valid_from"]: row[roles["valid_to"]], roles["valid_to"]: row[roles["valid_from"]]}),
)  # fmt: skip


def roles_of(source: str, day: dt.date) -> dict[str, str]:
    """Role to element code of the item a source sends, on a day."""
    return catalogue.item(collection.source(source).item).version_on(day).roles


@dataclass
class Spoiled:
    """A file's rows after the mess: how many must come back, by finding, and what the organ still owes."""

    rows: list[Row]
    findings: dict[str, int]
    owed: list[Row]


def spoil(chance: random.Random, source: str, day: dt.date, rows: list[Row], share: float, *, start: int = 0) -> Spoiled:
    """Some rows with a usual mistake; the kinds take turns from ``start``, so that all of them occur."""
    roles, out = roles_of(source, day), list(rows)
    findings: dict[str, int] = {}
    owed: list[Row] = []
    count = min(len(rows) // 4, max(1, round(len(rows) * share))) if share else 0
    for turn, place in enumerate(sorted(chance.sample(range(len(rows)), count))):
        fitting = [mistake for mistake in MISTAKES if mistake.fits(rows[place], roles)]
        if not fitting:
            continue
        mistake = fitting[(start + turn) % len(fitting)]
        out[place] = mistake.spoil(rows[place], roles)
        findings[mistake.finding] = findings.get(mistake.finding, 0) + 1
        if chance.random() < 0.75 or "identity" in roles:
            owed.append(rows[place])
    return Spoiled(out, findings, owed)


def correction(row: Row) -> Row:
    """A penalty as the organ later corrects it: the fine was wrong, or the wording."""
    if row["CF_NR_FK"]:
        fine = round(float(row["CF_NR_FK"]) * 10000)
        less = max(50, fine // 2)
        return row | {"CF_NR": row["CF_NR"].replace(f"罚款{fine}元", f"罚款{less}元"), "CF_NR_FK": f"{less / 10000:.6f}", "BZ": _noted(row["BZ"], "更正罚款金额")}
    return row | {"CF_SY": row["CF_SY"].replace("证据确凿", "证据充分"), "BZ": _noted(row["BZ"], "更正文字")}


def without_code(row: Row, number: str) -> Row:
    """The same wrong by a stall nobody registered: the filler of seventeen noughts and an X."""
    return row | {"CF_WSH": number, "CF_XDR_MC": "无照经营摊点（演示）", "CF_XDR_LB": "个体工商户", "CF_XDR_SHXYM": _NO_CODE, "CF_FRDB": "", "CF_XDR_ZJLX": "", "CF_XDR_ZJHM": ""}


def _noted(remarks: str, word: str) -> str:
    return f"{remarks}；{word}" if remarks else word
