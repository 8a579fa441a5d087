"""核验: the whole log computed anew from the entries, and compared with what is stored and with heads kept elsewhere.

Nothing of the database is believed: not its functions (the bytes of an entry are made by an expression of ours), not its
digests. Against somebody who may rewrite everything in it, only a head kept elsewhere helps; what came after that head
is not covered, and the answer says from when to when.
"""

import datetime as dt
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import psycopg
from django.utils.timezone import localtime

from chengxin.ground import digests, merkle, verification
from chengxin.ground.auditlog import encoding
from chengxin.ground.auditlog.checkpoints import Checkpoint, Note, PublicKey, parsed

PART = 16_384
CLOCKS_APART = dt.timedelta(minutes=5)  # an entry's time is taken before its transaction has a number
_CHECKED_FIRST = 100
MESSAGES = {
    "entry-missing": "日志中有序号、留痕表中没有的记录（被删除）",
    "entry-changed": "内容与排入日志时的摘要不符（被改动）",
    "entry-moved": "记录不在它排入日志时的位置（被调换次序）",
    "entry-inserted": "早应排入日志而不在其位的记录（事后插入）",
    "log-damaged": "日志自身的序号、节点或检查点前后不符",
    "log-cut": "日志短于在外保存的检查点（末尾被截去，或数据库恢复到了较早的备份）",
    "history-rewritten": "日志与在外保存的检查点不符（历史被重写，或恢复备份后另行续写）",
    "checkpoint-unsigned": "检查点没有所认公钥的签名",
}
# Entries of neighbouring places lie near each other; so a part of both is read in order and joined.
_PARTS = f"""
WITH l AS MATERIALIZED (
    SELECT x.id, x.entry_id, x.hash FROM chengxin.ground_auditleaf x WHERE x.id > %s ORDER BY x.id LIMIT %s
)
SELECT array_agg(x.id), array_agg(x.entry_id), string_agg(x.hash, ''::bytea), array_agg(x.told) FROM (
    SELECT l.id, l.entry_id, l.hash, CASE WHEN e.id IS NOT NULL THEN {encoding.sql("e")} END AS told
    FROM l LEFT JOIN chengxin.ground_auditentry e
        ON e.id = l.entry_id AND e.id >= (SELECT min(entry_id) FROM l) AND e.id <= (SELECT max(entry_id) FROM l)
) x
"""
_WAITING = """
SELECT e.id, e.xact, e.at FROM chengxin.ground_auditentry e WHERE NOT EXISTS (SELECT 1 FROM chengxin.ground_auditleaf l WHERE l.entry_id = e.id) ORDER BY e.id
"""
_AFTER = """
SELECT l.id, e.id, e.xact, e.at FROM chengxin.ground_auditleaf l JOIN chengxin.ground_auditentry e ON e.id = l.entry_id WHERE l.id >= %s ORDER BY l.id
"""


@dataclass
class Report(verification.Report):
    """核验结果 of this log."""

    MESSAGES = MESSAGES
    COUNTED = "entries"

    entries: int = 0


class Verifying:
    """一次核验, on a connection of its own that sees one moment."""

    def __init__(self, raw: psycopg.Connection, keys: list[PublicKey]) -> None:
        self.raw, self.keys, self.report = raw, keys, Report()

    def run(self, outside: list[Note]) -> Report:
        """Verify everything; ``outside``: heads kept elsewhere, from the smallest."""
        began = time.monotonic()
        self.raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self.raw.execute("SET LOCAL search_path = pg_catalog; SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '128MB'")
        log = self.raw.execute("SELECT origin, digest FROM chengxin.ground_auditlog").fetchone()
        heads = [(size, bytes(root), note) for size, root, note in self.raw.execute("SELECT size, root, note FROM chengxin.ground_auditcheckpoint ORDER BY size").fetchall()]
        self._h = digests.raw_hash(log[1] if log else outside[-1].checkpoint.digest if outside else "sha256")
        self._read()
        self._nodes()
        self._heads(heads)
        self._against(outside)
        self._beyond(heads, outside)
        self.report.entries = self._tree.size
        self.report.seconds = round(time.monotonic() - began, 3)
        return self.report

    # -- the log itself -------------------------------------------------------------------------

    def _read(self) -> None:
        """Every leaf beside its entry; the tree is that of the stored leaves."""
        made: list[bytes] = []
        differing: dict[int, tuple[int, bytes, bytes]] = {}  # place → entry, digest stored, digest of what it says now
        at, h = 0, self._h
        for ids, entries, hashes, texts in self._parts():
            if ids[0] != at or ids[-1] - ids[0] != len(ids) - 1:
                gap = next((at + n for n, one in enumerate(ids) if one != at + n), at)
                self.report.found("log-damaged", leaf=gap, why="序号不连续")
            at = ids[-1] + 1
            now = [h(b"\0" + text) if text is not None else None for text in texts]
            if len(hashes) != len(ids) * merkle.WIDTH:
                self.report.found("log-damaged", leaf=ids[0], why="叶摘要长度有误")
                hashes = b"".join(one or bytes(merkle.WIDTH) for one in now)
            elif None in now or b"".join(now) != hashes:  # type: ignore[arg-type]
                for n, (leaf, entry, one) in enumerate(zip(ids, entries, now, strict=True)):
                    stored = hashes[n * merkle.WIDTH : (n + 1) * merkle.WIDTH]
                    if one is None:
                        self.report.found("entry-missing", entry=entry, leaf=leaf)
                    elif one != stored:
                        differing[leaf] = (entry, stored, one)
            made.append(hashes)
        elsewhere = {stored for _, stored, _ in differing.values()}
        for leaf, (entry, _, now_) in differing.items():
            self.report.found("entry-moved" if now_ in elsewhere else "entry-changed", entry=entry, leaf=leaf)
        self._tree = verification.Tree(b"".join(made), h)

    def _parts(self) -> Iterator[tuple[list[int], list[int], bytes, list[bytes | None]]]:
        """The leaves by parts; the next is fetched while one is hashed."""
        with ThreadPoolExecutor(1) as ahead:
            part = self._part(-(2**63))
            while part is not None:
                waiting = ahead.submit(self._part, part[0][-1])
                yield part
                part = waiting.result()

    def _part(self, after: int) -> tuple[list[int], list[int], bytes, list[bytes | None]] | None:
        row = self.raw.execute(_PARTS, [after, PART], binary=True).fetchone()
        if row is None or row[0] is None:
            return None
        ids, entries, hashes, texts = row
        if any(one >= next_ for one, next_ in pairwise(ids)) and len(hashes) == len(ids) * merkle.WIDTH:  # as a rule they come in order
            order = sorted(range(len(ids)), key=ids.__getitem__)
            hashes = b"".join(hashes[n * merkle.WIDTH : (n + 1) * merkle.WIDTH] for n in order)
            ids, entries, texts = ([column[n] for n in order] for column in (ids, entries, texts))
        return ids, entries, hashes, texts

    def _nodes(self) -> None:
        stored = {(height, index): bytes(hash_) for height, index, hash_ in self.raw.execute("SELECT height, index, hash FROM chengxin.ground_auditnode", binary=True)}
        for leaf, why in self._tree.differing(stored, "记录"):
            self.report.found("log-damaged", leaf=leaf, why=why)

    def _heads(self, heads: list[tuple[int, bytes, str]]) -> None:
        """The heads of the database itself: their roots, and who signed them."""
        roots = {size: self._tree.root(size) for size, _, _ in heads}
        suspect = any(roots[size] != root for size, root, _ in heads)
        for number, (size, root, text) in enumerate(reversed(heads)):
            told = parsed(text)
            if told is None or (told.checkpoint.size, told.checkpoint.root) != (size, root) or roots[size] != root:
                self.report.found("log-damaged", leaf=size, why=f"{size} 条处的检查点与记录不符")
                suspect = True
            elif (number < _CHECKED_FIRST or suspect) and not told.signed_by(self.keys):
                self.report.found("checkpoint-unsigned", leaf=size, why=f"本库 {size} 条处的检查点")
                suspect = True
        if (heads[-1][0] if heads else 0) != self._tree.size:
            self.report.found("log-damaged", leaf=heads[-1][0] if heads else 0, why=f"最后的检查点有 {heads[-1][0] if heads else 0} 条，日志有 {self._tree.size} 条")
        last = parsed(heads[-1][2]) if heads else None
        self.report.head = _told(last.checkpoint) if last else None

    # -- what lies outside ------------------------------------------------------------------------

    def _against(self, outside: list[Note]) -> None:
        """Heads kept elsewhere: signed by us, and each the beginning of the log."""
        good = [note for note in outside if note.signed_by(self.keys)]
        for note in outside:
            if note not in good:
                self.report.found("checkpoint-unsigned", leaf=note.checkpoint.size, why=f"在外保存的 {note.checkpoint.size} 条处的检查点")
        self._kept = good
        if not good:
            return
        agreed = 0
        for note in good:
            size = note.checkpoint.size
            if size > self._tree.size:
                self.report.found("log-cut", leaf=self._tree.size, why=f"检查点有 {size} 条（{_when(note.checkpoint.at)}），日志只有 {self._tree.size} 条")
            elif self._tree.root(size) != note.checkpoint.root:
                self.report.found("history-rewritten", leaf=agreed, why=f"序号 {agreed} 至 {size - 1} 之间有记录被改动（{_when(note.checkpoint.at)} 的检查点不符）")
                break
            else:
                agreed = size
        self.report.outside = _told(good[-1].checkpoint) | {"checkpoints": len(good), "agreed": agreed}

    def _beyond(self, heads: list[tuple[int, bytes, str]], outside: list[Note]) -> None:
        """Entries that no head kept elsewhere covers, and those that have no place yet; among them, those that should have had one long ago."""
        cluster = str(self.raw.execute("SELECT system_identifier FROM pg_control_system()").fetchone()[0])  # type: ignore[index]
        waiting = self.raw.execute(_WAITING).fetchall()
        last = parsed(heads[-1][2]) if heads else None
        for entry, xact, at in waiting:
            if last and last.checkpoint.cluster == cluster and (last.checkpoint.had_finished(xact) or self._too_late(last.checkpoint, xact, at)):
                self.report.found("entry-inserted", entry=entry, leaf=None)
        self.report.uncovered["unsequenced"] = _span([at for *_, at in waiting])
        kept = self._kept[-1].checkpoint if self._kept else None
        if kept is None:
            self.report.uncovered["without_outside"] = self._tree.size
            return
        after = self.raw.execute(_AFTER, [kept.size]).fetchall()
        if kept.cluster == cluster and not self.report.counts["history-rewritten"]:
            for leaf, entry, xact, at in after:
                if kept.had_finished(xact) or self._too_late(kept, xact, at):
                    self.report.found("entry-inserted", entry=entry, leaf=leaf)
        self.report.uncovered["after_outside"] = _span([at for *_, at in after])

    @staticmethod
    def _too_late(head: Checkpoint, xact: int, at: dt.datetime) -> bool:
        """Whether an entry claims a time before ``head`` though its transaction began after it."""
        return xact >= head.next_xact and at < head.at - CLOCKS_APART


def _told(head: Checkpoint) -> dict[str, Any]:
    return {"origin": head.origin, "size": head.size, "time": head.at, "root": f"{head.digest}:{head.root.hex()}"}


def _span(times: list[dt.datetime]) -> dict[str, Any]:
    return {"entries": len(times), "from": min(times, default=None), "to": max(times, default=None)}


def _when(at: dt.datetime) -> str:
    return localtime(at).strftime("%Y-%m-%d %H:%M:%S")
