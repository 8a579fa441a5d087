"""签名密钥: which key signs now, and how the next one takes over. A key is a file of the home, for its owner's eyes only."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import transaction

from chengxin.ground.api import WrongUse, audit, database, keys, merkle, notes, written
from chengxin.publicity.ledger.sealing import lock, place, seal, sha256


def signer(number: int, origin: str) -> notes.Signer:
    """The key ``number`` of the log ``origin``."""
    return notes.Signer(origin, keys.signing_seed(_file(number)))


def current() -> notes.Signer:
    """The key that signs now. Raises WrongUse where its file is gone or is another: it is not made anew behind everybody's back."""
    (row,) = database.fetch("SELECT k.number, k.key, g.origin FROM publicity_ledgerkey k, publicity_ledgerlog g ORDER BY k.number DESC LIMIT 1")
    if not keys.has_secret(_file(row["number"])) or str((found := signer(row["number"], row["origin"])).public()) != row["key"]:
        raise WrongUse(f"公示留痕的签名密钥文件 secrets/{_file(row['number'])} 不在，或者不是原来的那一个。请从备份中放回", code="ledger-key-lost")
    return found


def born() -> bool:
    """Whether the log has begun."""
    return bool(database.fetch_value("SELECT EXISTS (SELECT 1 FROM publicity_ledgerkey)"))


def begin() -> None:
    """The first leaf names the first key. Called under the lock of the ledger, in its transaction."""
    seed = keys.signing_seed(_file(1))
    origin = (
        settings.LEDGER_ORIGIN or f"chengxin.publicity/{written.kept(Path(settings.DISTRICT_FILE))['code']}/{hashlib.sha256(notes.Signer('', seed).public().raw).hexdigest()[:16]}"
    )
    _take_over(0, merkle.Range(), 1, origin, [notes.Signer(origin, seed)])


def rotate(*, actor: str, lost: bool = False) -> dict[str, object]:
    """更换密钥: a new key takes over. The old one signs the checkpoint that covers the new one's leaf, and the new one signs with it; then its file goes.

    ``lost``: the old one cannot sign; that is seen for ever by whoever verifies.
    """
    with transaction.atomic():
        lock()
        if not born():
            begin()
        (last,) = database.fetch("SELECT k.number, k.key, g.origin FROM publicity_ledgerkey k, publicity_ledgerlog g ORDER BY k.number DESC LIMIT 1")
        signers = [] if lost else [current()]
        number = last["number"] + 1
        if keys.has_secret(_file(number)):  # a rotation that was cut off: nobody knows that key
            keys.destroy_secret(_file(number))
        audit.record_act("rotate-ledger-key", actor=actor, reference=f"ledger-key:{number}")
        size, grown = place()
        new = signer(number, last["origin"])
        _take_over(size, grown, number, last["origin"], [*signers, new])
    for gone in range(1, number):
        keys.destroy_secret(_file(gone))
    return {"number": number, "key": str(new.public()), "old_key": last["key"], "size": size + 1}


def _take_over(size: int, grown: merkle.Range, number: int, origin: str, signers: list[notes.Signer]) -> None:
    leaf = database.fetch_value("SELECT publicity_ledger_key(%s, %s, %s, %s)", [size, number, origin, str(signers[-1].public())])
    seal(merkle.grow(grown, [bytes(leaf)], sha256), origin, signers)


def _file(number: int) -> str:
    return f"ledger-{number}"
