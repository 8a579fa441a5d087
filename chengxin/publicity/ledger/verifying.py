"""核验: the whole ledger made anew from the history of publication, and compared with what is stored and with checkpoints kept elsewhere.

Nothing of the database is believed: texts are made by expressions of ours, digests here. Against somebody who may rewrite
everything in it, only a checkpoint kept elsewhere helps; what came after that is not covered, and the answer says from when.
"""

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from chengxin.ground.api import WrongUse, notes, verification
from chengxin.publicity.ledger import entries, sources
from chengxin.publicity.ledger.heads import Signed, parse
from chengxin.publicity.ledger.sealing import sha256

PART = 16_384
_CHECKED_FIRST = 100
MESSAGES = {
    "publication-missing": "日志中有、公示记录表中没有（被删除）",
    "publication-changed": "公示记录与排入日志时的摘要不符（被改动）",
    "publication-moved": "公示记录不在它排入日志时的位置（被调换次序）",
    "publication-inserted": "公示记录早应在日志中而不在（事后插入）",
    "closing-missing": "日志中有、撤下记录表中没有（被删除）",
    "closing-changed": "撤下记录与排入日志时的摘要不符（被改动）",
    "closing-inserted": "撤下记录早应在日志中而不在（事后插入）",
    "salt-lost": "盐不在，也没有销毁的记录：这一叶不能再核对",
    "shelf-differs": "货架上的公示行与公示记录不符（被改动、混入或者抽走）",
    "log-damaged": "日志自身的序号、节点或检查点前后不符",
    "key-unproven": "签名公钥的接替没有前一把公钥的签名，或者与日志中所写不符",
    "checkpoint-unsigned": "检查点没有所认公钥的签名",
    "log-cut": "日志短于在外保存的检查点（末尾被截去，或数据库恢复到了较早的备份）",
    "history-rewritten": "日志与在外保存的检查点不符（历史被重写，或恢复备份后另行续写）",
    **sources.MESSAGES,
}
_PARTS = f"""
SELECT l.id, l.kind, l.publication, l.digest, l.detail, l.key, s.salt, f.publication IS NOT NULL, CASE WHEN l.kind = 'laid' THEN p.id ELSE c.publication_id END IS NOT NULL,
    CASE WHEN l.kind = 'laid' AND p.id IS NOT NULL THEN convert_to({entries.TOLD}, 'UTF8') WHEN l.kind = 'closed' AND c.publication_id IS NOT NULL THEN convert_to({entries.TOLD_CLOSED}, 'UTF8') END,
    CASE WHEN l.kind = 'closed' THEN (SELECT z.digest FROM chengxin.publicity_ledgerleaf z WHERE z.publication = l.publication AND z.kind = 'laid') END,
    c.number
FROM (SELECT * FROM chengxin.publicity_ledgerleaf x WHERE x.id > %s ORDER BY x.id LIMIT %s) l
LEFT JOIN chengxin.publicity_publication p ON p.id = l.publication AND l.kind = 'laid'
LEFT JOIN chengxin.publicity_closing c ON c.publication_id = l.publication AND l.kind = 'closed'
LEFT JOIN chengxin.publicity_ledgereverysalt s ON s.publication = l.publication
LEFT JOIN chengxin.publicity_ledgerforgotten f ON f.publication = l.publication
ORDER BY l.id
"""
_OUTSIDE_LOG = """
SELECT 'publication-inserted', p.id, p.recorded_at, p.id <= %(publications)s FROM chengxin.publicity_publication p
    WHERE NOT EXISTS (SELECT 1 FROM chengxin.publicity_ledgerleaf l WHERE l.publication = p.id AND l.kind = 'laid')
UNION ALL
SELECT 'closing-inserted', c.publication_id, c.recorded_at, c.number <= %(closings)s FROM chengxin.publicity_closing c
    WHERE NOT EXISTS (SELECT 1 FROM chengxin.publicity_ledgerleaf l WHERE l.publication = c.publication_id AND l.kind = 'closed')
ORDER BY 2
"""
_SHELF = """
SELECT coalesce(l.publication_id, p.id) FROM chengxin.publicity_line l FULL JOIN (
    SELECT x.* FROM chengxin.publicity_publication x WHERE NOT EXISTS (SELECT 1 FROM chengxin.publicity_closing c WHERE c.publication_id = x.id)
) p ON p.id = l.publication_id
WHERE l.publication_id IS NULL OR p.id IS NULL OR (l.record_id, l.item, l.subject_id, l.public_from, l.laid_on, l.fields) IS DISTINCT FROM (p.record_id, p.item, p.subject_id, p.public_from, p.laid_on, p.fields)
    OR l.term_ends IS DISTINCT FROM p.term_ends OR l.warrant IS DISTINCT FROM p.warrant_id OR l.unit_severity <> p.severity
ORDER BY 1
"""


@dataclass
class Report(verification.Report):
    """核验结果 of this log."""

    MESSAGES = MESSAGES
    COUNTED = "leaves"

    leaves: int = 0


class Verifying:
    """一次核验, on a connection of its own that sees one moment. ``keys``: public keys known from outside; else those the log names."""

    def __init__(self, raw: psycopg.Connection, keys: list[notes.PublicKey]) -> None:
        self.raw, self.known, self.report = raw, keys, Report()

    def run(self, outside: list[Signed]) -> Report:
        """Verify everything; ``outside``: checkpoints kept elsewhere."""
        began = time.monotonic()
        self.raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self.raw.execute("SET LOCAL search_path = pg_catalog; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL work_mem = '128MB'")
        self._named: list[tuple[int, str]] = []
        self._read()
        self._nodes()
        self._keys()
        self._heads()
        self._against(sorted(outside, key=lambda one: one.head.size))
        self._beside()
        self.report.leaves = self._tree.size
        self.report.seconds = round(time.monotonic() - began, 3)
        return self.report

    # -- the log against the history ----------------------------------------------------------------

    def _read(self) -> None:
        """Every leaf beside what it is of; the tree is that of the stored leaves."""
        made: list[bytes] = []
        at, last, last_closing, forgotten = 0, 0, 0, 0
        differing: list[tuple[int, int, str, bytes, bytes]] = []
        for place, kind, publication, first, second, key, salt, gone, there, told, laid, number in self._parts():
            if place != at:
                self.report.found("log-damaged", leaf=at, why="序号不连续")
            at = place + 1
            made.append(sha256(b"\0" + entries.entry(kind, first, second, key)))
            if kind == entries.KEY:
                self._named.append((place, key))
                continue
            what = "publication" if kind == entries.LAID else "closing"
            if not there:
                self.report.found(f"{what}-missing", line=publication, leaf=place)
            elif gone or salt is None:
                forgotten += 1
                if not gone:
                    self.report.found("salt-lost", line=publication, leaf=place)
            elif kind == entries.LAID:
                if (now := entries.digest(salt, told)) != first:
                    differing.append((place, publication, "publication", first, now))
            elif entries.digest(salt, told) != second or (laid is not None and entries.mark(salt, laid) != first):
                differing.append((place, publication, "closing", first, entries.mark(salt, laid or b"")))
            if kind == entries.LAID and publication < last:
                self.report.found("publication-moved", line=publication, leaf=place)
            if kind == entries.CLOSED and number is not None and number < last_closing:
                self.report.found("log-damaged", leaf=place, why="撤下记录的次序被调换")
            last, last_closing = (publication, last_closing) if kind == entries.LAID else (last, number or last_closing)
        stored = {first for _, _, _, first, _ in differing}
        for place, publication, what, _, now in differing:
            self.report.found("publication-moved" if now in stored and what == "publication" else f"{what}-changed", line=publication, leaf=place)
        self.report.uncovered["forgotten"] = forgotten
        self._tree = verification.Tree(b"".join(made), sha256)

    def _parts(self) -> Iterator[tuple[Any, ...]]:
        after = -(2**63)
        while rows := self.raw.execute(_PARTS, [after, PART], binary=True).fetchall():
            yield from rows
            after = rows[-1][0]

    def _nodes(self) -> None:
        stored = {(height, index): bytes(hash_) for height, index, hash_ in self.raw.execute("SELECT height, index, hash FROM chengxin.publicity_ledgernode", binary=True)}
        for leaf, why in self._tree.differing(stored, "叶"):
            self.report.found("log-damaged", leaf=leaf, why=why)

    # -- who signed ---------------------------------------------------------------------------------

    def _keys(self) -> None:
        """The keys the log names, each handed over by the one before it."""
        listed = [(leaf, key) for leaf, key in self.raw.execute("SELECT leaf, key FROM chengxin.publicity_ledgerkey ORDER BY number").fetchall()]
        self.keys: list[tuple[int, notes.PublicKey]] = []
        if listed != self._named:
            self.report.found("key-unproven", leaf=self._named[0][0] if self._named else 0, why="公钥表与日志不符")
        for leaf, text in self._named:
            try:
                key = notes.PublicKey.parse(text)
            except WrongUse:
                self.report.found("key-unproven", leaf=leaf, why="不是公钥")
                continue
            row = self.raw.execute("SELECT note FROM chengxin.publicity_ledgercheckpoint WHERE size = %s", [leaf + 1]).fetchone()
            signed = _parsed(row[0]) if row else None
            want = [key, *(one for _, one in self.keys[-1:])]
            if signed is None or len(signed.signers(want)) != len(want):
                self.report.found("key-unproven", leaf=leaf, why="接替时的检查点没有前后两把公钥的签名")
            self.keys.append((leaf, key))
        if self.known and self.keys and not {str(key) for key in self.known} & {str(key) for _, key in self.keys}:
            self.report.found("key-unproven", leaf=0, why="日志中没有所认的公钥")

    def _signing(self, size: int) -> list[notes.PublicKey]:
        """Who signs a checkpoint of that size."""
        return [key for leaf, key in self.keys if leaf < size][-1:]

    def _heads(self) -> None:
        """The checkpoints of the database itself."""
        heads = self.raw.execute("SELECT size, root, note, at FROM chengxin.publicity_ledgercheckpoint ORDER BY size").fetchall()
        suspect = False
        for number, (size, root, text, _) in enumerate(reversed(heads)):
            signed = _parsed(text)
            if signed is None or (signed.head.size, signed.head.root) != (size, root) or self._tree.root(size) != root:
                self.report.found("log-damaged", leaf=size, why=f"{size} 条处的检查点与记录不符")
                suspect = True
            elif (number < _CHECKED_FIRST or suspect) and not signed.signers(self._signing(size)):
                self.report.found("checkpoint-unsigned", leaf=size, why=f"本库 {size} 条处的检查点")
                suspect = True
        last = heads[-1] if heads else None
        if (last[0] if last else 0) != self._tree.size:
            self.report.found("log-damaged", leaf=last[0] if last else 0, why=f"最后的检查点有 {last[0] if last else 0} 条，日志有 {self._tree.size} 条")
        self._at = {size: at for size, _, _, at in heads}
        if last and (signed := _parsed(last[2])):
            self.report.head = {"origin": signed.head.origin, "size": last[0], "root": f"sha256:{signed.head.root.hex()}", "time": last[3]}

    # -- what lies outside --------------------------------------------------------------------------

    def _against(self, outside: list[Signed]) -> None:
        """Checkpoints kept elsewhere: signed by a key of the log, and each the beginning of it."""
        keys = [*self.known, *(key for _, key in self.keys)]
        good = [one for one in outside if one.signers(list({str(key): key for key in keys if key.kind == notes.ED25519}.values()))]
        for one in outside:
            if one not in good:
                self.report.found("checkpoint-unsigned", leaf=one.head.size, why=f"在外保存的 {one.head.size} 条处的检查点")
        agreed = 0
        for one in good:
            size = one.head.size
            if size > self._tree.size:
                self.report.found("log-cut", leaf=self._tree.size, why=f"检查点有 {size} 条，日志只有 {self._tree.size} 条")
            elif self._tree.root(size) != one.head.root:
                self.report.found("history-rewritten", leaf=agreed, why=f"序号 {agreed} 至 {size - 1} 之间有改动")
                break
            else:
                agreed = size
        if not good:
            self.report.uncovered["without_outside"] = self._tree.size
            return
        last = good[-1].head
        self.report.outside = {"origin": last.origin, "size": last.size, "root": f"sha256:{last.root.hex()}", "checkpoints": len(good), "agreed": agreed}
        after = [at for size, at in self._at.items() if size > agreed]
        self.report.uncovered["after_outside"] = {"leaves": max(0, self._tree.size - agreed), "from": min(after, default=None), "to": max(after, default=None)}

    def _beside(self) -> None:
        """What is in the history and not in the log, and what is on the shelf and not so in the history."""
        row = self.raw.execute("SELECT publications, closings FROM chengxin.publicity_ledgerround ORDER BY size DESC LIMIT 1").fetchone()
        waiting: list[dt.datetime] = []
        for code, line, at, late in self.raw.execute(_OUTSIDE_LOG, {"publications": row[0] if row else 0, "closings": row[1] if row else 0}):
            if late:
                self.report.found(code, line=line, leaf=None)
            else:
                waiting.append(at)
        self.report.uncovered["unsequenced"] = {"rows": len(waiting), "from": min(waiting, default=None), "to": max(waiting, default=None)}
        for (line,) in self.raw.execute(_SHELF):
            self.report.found("shelf-differs", line=line, leaf=None)
        for code, statement in sources.CHECKS.items():
            for line, why in self.raw.execute(statement):
                self.report.found(code, line=line, leaf=None, why=why)


def _parsed(text: str) -> Signed | None:
    try:
        return parse(text)
    except WrongUse:
        return None
