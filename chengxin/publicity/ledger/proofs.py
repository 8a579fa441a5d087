"""证明与回执: what the public may read of the ledger, and the receipt of a line, with which anybody can check it elsewhere."""

import base64
import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any

from chengxin.ground.api import NotFound, WrongUse, database, merkle, notes
from chengxin.publicity.ledger import entries
from chengxin.publicity.ledger.heads import Head, Signed, parse
from chengxin.publicity.ledger.sealing import sha256
from chengxin.publicity.ledger.tiles import bytes_of, tree

FORM = "chengxin.publicity/1"
LONGEST = 60_000


@dataclass(frozen=True)
class Newest:
    """最新检查点: as it is served, with its time."""

    signed: Signed
    at: dt.datetime

    @property
    def head(self) -> Head:
        """What it says."""
        return self.signed.head

    @property
    def text(self) -> str:
        """The note."""
        return str(self.signed.note)


@dataclass(frozen=True)
class Standing:
    """回执所证: where what somebody shows stands in the log. ``matches``: the text shown is the one published, to the letter."""

    leaf: int
    matches: bool
    closed_leaf: int | None
    closed_on: dt.date | None
    why: str | None
    told_closed: str | None


def newest(size: int | None = None) -> Newest:
    """The newest checkpoint, or that of a size. Raises NotFound."""
    found = database.fetch("SELECT note, at FROM publicity.ledger_head(%s)", [size])
    if not found:
        raise NotFound("还没有检查点")
    return Newest(parse(found[0]["note"]), found[0]["at"])


def head() -> Head:
    """What the newest checkpoint says. Raises NotFound before the first."""
    return newest().head


def key_list() -> list[dict[str, Any]]:
    """Every key that signs or signed: from which leaf, until which size, and the note by which it took over."""
    return database.fetch("SELECT number, key, leaf, until_size, made_at, note FROM publicity.ledger_keys()")


def inclusion(leaf: int, size: int) -> list[bytes]:
    """The path that proves a leaf in the log of ``size``. Raises NotFound where there are not so many."""
    if not 0 <= leaf < size <= head().size:
        raise NotFound(f"日志没有 {size} 条，或其中没有第 {leaf} 条")
    return merkle.inclusion(leaf, size, tree(size, bytes_of), sha256)


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that the log of ``new`` begins with that of ``old``. Raises NotFound where there are not so many."""
    if not 0 <= old <= new <= head().size:
        raise NotFound(f"日志没有 {new} 条，或者先后颠倒")
    return merkle.consistency(old, new, tree(new, bytes_of), sha256)


def receipt(line: int) -> dict[str, Any] | None:
    """公示回执 of a line that is public now; None while it waits for its place. Raises NotFound."""
    found = database.fetch("SELECT leaf, salt, told FROM publicity.ledger_of_line(%s)", [line]) if 0 < line < 2**63 else []
    if not found:
        raise NotFound("没有这条公示信息")
    row = found[0]
    return made(line, row["leaf"], row["salt"], row["told"]) if row["leaf"] is not None and row["salt"] is not None else None


def made(line: int, leaf: int, salt: bytes, told: str) -> dict[str, Any]:
    """A receipt: the text, its salt, its place, and the proof against the newest checkpoint."""
    now = newest()
    return {
        "format": FORM,
        "origin": now.head.origin,
        "line": line,
        "salt": bytes(salt).hex(),
        "told": told,
        "leaf": leaf,
        "proof": [base64.b64encode(step).decode() for step in inclusion(leaf, now.head.size)],
        "checkpoint": now.text,
        "keys": [row["key"] for row in key_list()],
    }


def holds(told: dict[str, Any]) -> bool:
    """Whether a receipt proves what it says by itself: text, salt, path and root fit, and one of our keys signed."""
    signed = parse(told["checkpoint"])
    entry = entry_of(told).encode()
    path = [base64.b64decode(step, validate=True) for step in told["proof"]]
    own = [notes.PublicKey.parse(row["key"]) for row in key_list()]
    return bool(signed.signers(own)) and merkle.included(told["leaf"], signed.head.size, merkle.leaf(entry, sha256), path, signed.head.root, sha256)


def entry_of(told: dict[str, Any]) -> str:
    """The leaf that a receipt is about, as it stands in the log."""
    return entries.entry(entries.LAID, entries.digest(bytes.fromhex(told["salt"]), told["told"].encode()), None, None).decode()


def last_day(told: str) -> dt.date | None:
    """The last public day that the text of a publication tells; None for a line without one."""
    said = re.search(r"^last day (\d{4}-\d{2}-\d{2})$", told, re.MULTILINE)
    return dt.date.fromisoformat(said.group(1)) if said else None


def opened(text: str) -> dict[str, Any]:
    """A receipt as pasted or sent. Raises WrongUse where it is none."""
    try:
        told = json.loads(text)
        sound = isinstance(told, dict) and told.get("format") == FORM and all(isinstance(told[name], str) for name in ("salt", "told", "checkpoint"))
        sound = sound and type(told["leaf"]) is int and isinstance(told["proof"], list) and all(isinstance(step, str) for step in told["proof"])
        sound = sound and entries.salt_of(told["salt"]) is not None and entries.line_of(told["told"]) is not None and not set("\x00") & set(told["told"])
        if sound:
            told["told"].encode()  # a lone surrogate is no text
    except (ValueError, KeyError, RecursionError):
        sound = False
    if not sound:
        raise WrongUse("这不是公示回执：应为“核验本条记录”页面下载的 JSON 文件，请整份粘贴或者上传，不要改动", code="no-receipt")
    return told


def about(line: int, salt: bytes, told: str | None = None) -> Standing | None:
    """Where a publication stands, for whoever shows its salt (and its text); None where there is nothing that fits."""
    found = database.fetch("SELECT * FROM publicity.ledger_about(%s, %s, %s)", [line, salt, told]) if 0 < line < 2**63 else []
    if not found:
        return None
    row = found[0]
    return Standing(row["leaf"], row["matches"], row["closed_leaf"], row["closed_on"], row["why"], row["told_closed"])


def prove(record: int) -> list[dict[str, Any]]:
    """Every publication of a record with its proof, also of what left the shelf; for whoever may read the record. Newest first."""
    rows = database.fetch(
        f"SELECT p.id AS line, p.laid_on, p.term_ends, c.closed_on, c.why, l.id AS leaf, s.salt, {entries.TOLD} AS told, z.id AS closed_leaf,"
        f" CASE WHEN z.id IS NOT NULL THEN {entries.TOLD_CLOSED} END AS told_closed"
        " FROM publicity_publication p LEFT JOIN publicity_closing c ON c.publication_id = p.id"
        " LEFT JOIN publicity_ledgerleaf l ON l.publication = p.id AND l.kind = 'laid' LEFT JOIN publicity_ledgerleaf z ON z.publication = p.id AND z.kind = 'closed'"
        " LEFT JOIN publicity_ledgereverysalt s ON s.publication = p.id WHERE p.record_id = %s ORDER BY p.id DESC",
        [record],
    )
    size = head().size if rows else 0
    found = []
    for row in rows:
        proof = made(row["line"], row["leaf"], row["salt"], row["told"]) if row["leaf"] is not None and row["salt"] is not None else None
        closed = None
        if row["closed_leaf"] is not None:
            path = inclusion(row["closed_leaf"], size)
            closed = {"leaf": row["closed_leaf"], "told": row["told_closed"] if row["salt"] else None, "proof": [base64.b64encode(step).decode() for step in path]}
        found.append({name: row[name] for name in ("line", "laid_on", "term_ends", "closed_on", "why")} | {"receipt": proof, "closed": closed})
    return found
