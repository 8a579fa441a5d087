"""见证: another instance looks at a log, sees that it only grew, and puts its own signature under its head (C2SP tlog-cosignature).

What it saw last is kept, so that a log that shows it one history and somebody else another is found out as soon as the two
are compared, and one that goes back or turns off is found out here.
"""

import hashlib
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from chengxin.ground.api import Refusal, WrongUse, audit, database, keys, notes, written
from chengxin.publicity.ledger import client, heads
from chengxin.publicity.ledger.heads import Signed

_SECRET = "ledger-witness"


def cosigner() -> notes.Signer:
    """The key by which this instance cosigns; made at first use, and no key of a log."""
    seed = keys.signing_seed(_SECRET)
    code = written.kept(Path(settings.DISTRICT_FILE))["code"]
    name = settings.WITNESS_NAME or f"chengxin.witness/{code}/{hashlib.sha256(notes.Signer('', seed).public().raw).hexdigest()[:16]}"
    return notes.Signer(name, seed, notes.COSIGNATURE)


def witness(address: str, *, actor: str, known: str | None = None) -> dict[str, Any]:
    """见证 the log at ``address`` once. The first time its key must be ``known``, or is taken as it is told.

    Refused with ``split-view`` where it is not the log we saw before, with ``rolled-back`` where it is an earlier one; both heads are in the details.
    """
    log = client.Elsewhere(address)
    signed = log.checkpoint()
    head = signed.head
    before = database.fetch("SELECT size, root, note, keys FROM publicity_ledgerseen WHERE origin = %s ORDER BY size DESC LIMIT 1", [head.origin])
    last = heads.parse(before[0]["note"]) if before else None
    known_keys = [notes.PublicKey.parse(line) for line in before[0]["keys"].split("\n")] if before else _first(log, known)
    if before and known and str(notes.PublicKey.parse(known)) not in {str(key) for key in known_keys}:
        raise WrongUse("这不是先前见证时所认的公钥", code="key-unknown")
    trusted = client.trusted(log, signed, known_keys)
    if not signed.signers(trusted[-1:]):  # a key that has handed over signs no newer heads
        raise WrongUse(f"{head.origin} 的检查点不是现在的公钥签的", code="checkpoint-unsigned")
    try:
        grown = client.consistent(last, signed, log.tree(head)) if last else bool(log.tree(head))
    except client.Damaged:
        grown = False
    if last and head.size < last.head.size:
        raise _refusal("rolled-back", f"{head.origin} 先前有 {last.head.size} 条，现在只有 {head.size} 条：日志被截短或者退回了", last, signed)
    if not grown:
        raise _refusal(
            "split-view", f"{head.origin} 的 {head.size} 条不以先前见证的 {last.head.size if last else 0} 条为开头：历史被改写，或者对不同的人出示了不同的日志", last, signed
        )
    mine = cosigner()
    cosigned = signed.note.also(mine.cosign(signed.note.body, at=int(time.time())))
    with transaction.atomic():
        audit.record_act("witness-ledger", actor=actor, reference=f"size:{head.size}", purpose=head.origin)
        new = database.fetch_value(
            "SELECT publicity_ledger_saw(%s, %s, %s, %s, %s, %s)", [head.origin, head.size, head.root, str(cosigned), "\n".join(str(key) for key in trusted), log.prefix]
        )
    return {
        "origin": head.origin, "size": head.size, "before": last.head.size if last else None, "new": new, "first": not before and not known,
        "log_key": str(trusted[-1]), "witness_key": str(mine.public()), "checkpoint": str(cosigned),
    }  # fmt: skip


def compare(one: str, other: str, *, known: list[str]) -> dict[str, Any]:
    """对照: whether two checkpoints (addresses or files) are of one history. Refused with ``split-view`` where they are not."""
    (a, log_a), (b, log_b) = client.read(one), client.read(other)
    if a.head.origin != b.head.origin:
        raise WrongUse(f"不是同一个日志：{a.head.origin}，{b.head.origin}", code="another-log")
    log = log_b or log_a
    first = [notes.PublicKey.parse(key) for key in known] or _own(a.head.origin) or (_first(log, None) if log else [])
    if not first:
        raise WrongUse(f"不认识 {a.head.origin} 的公钥，请用 --key 写明", code="key-unknown")
    for signed, source in ((a, log_a), (b, log_b)):
        _signed(signed, first, source or log)
    small, large = sorted((a, b), key=lambda signed: signed.head.size)
    trees = [source.tree(signed.head) for signed, source in ((a, log_a), (b, log_b)) if source and signed is large]
    tree = trees[0] if trees else client.own_tree(large.head)
    if small.head.size == large.head.size:
        agreed = small.head.root == large.head.root
    elif tree is None:
        raise WrongUse("两个检查点的条数不同，需要一个网址：条数较多的一个请写日志的网址", code="cannot-compare")
    else:
        agreed = client.consistent(small, large, tree)
    if not agreed:
        raise _refusal("split-view", f"{a.head.origin} 的两个检查点（{small.head.size} 条和 {large.head.size} 条）不是同一段历史：日志分了叉，两份签名就是证据", small, large)
    return {"origin": a.head.origin, "sizes": [a.head.size, b.head.size], "same": a.head == b.head, "signed_by": [str(key) for key in first]}


def _first(log: client.Elsewhere, known: str | None) -> list[notes.PublicKey]:
    """The key to begin with: told by whoever asks, else the log's own first key, taken at its word."""
    if known:
        return [notes.PublicKey.parse(known)]
    listed = log.key_list()
    if not listed:
        raise WrongUse("这个日志没有公布公钥，请用 --key 写明", code="key-unknown")
    return [notes.PublicKey.parse(str(listed[0]["key"]))]


def _own(origin: str) -> list[notes.PublicKey]:
    """Our own keys, and those of logs we witnessed."""
    found = [row["key"] for row in database.fetch("SELECT k.key FROM publicity_ledgerkey k, publicity_ledgerlog g WHERE g.origin = %s ORDER BY k.number", [origin])]
    for row in database.fetch("SELECT keys FROM publicity_ledgerseen WHERE origin = %s ORDER BY size DESC LIMIT 1", [origin]):
        found += row["keys"].split("\n")
    return [notes.PublicKey.parse(key) for key in dict.fromkeys(found)]


def _signed(signed: Signed, keys_: list[notes.PublicKey], log: client.Elsewhere | None) -> None:
    if signed.signers(keys_):
        return
    if log:
        client.trusted(log, signed, keys_)
        return
    raise WrongUse(f"{signed.head.origin} 的检查点没有所认公钥的签名", code="checkpoint-unsigned")


def _refusal(code: str, text: str, before: Signed | None, now: Signed) -> Refusal:
    return Refusal([code], text, details={"before": str(before.note) if before else None, "now": str(now.note)})
