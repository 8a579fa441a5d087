"""检查点: the head of the log as a signed note (C2SP tlog-checkpoint, signed-note): origin, size, root; then our lines.

``digest`` the algorithm of the log, ``time`` the database's clock, ``snapshot`` which transactions the database had
finished then. Lines of other signers (cosignatures of witnesses) may follow ours and are left alone.
"""

import base64
import binascii
import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from chengxin.ground.algorithms import DIGESTS
from chengxin.ground.errors import WrongUse
from chengxin.ground.notes import PublicKey, Signer

_LEAST = 4 + 64  # bytes of a signature with the hash of its key
_SIGNATURE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+=*)")
_NOTES = re.compile(r"(?:[^\n]+\n)+\n(?:— [^\n]+\n?)+")


@dataclass(frozen=True)
class Checkpoint:
    """检查点: the log's head at a moment."""

    origin: str
    size: int
    root: bytes
    digest: str
    at: dt.datetime
    snapshot: str  # <cluster>/<xmin>:<xmax>:<xip,…>; * in the last place: of those from xmin on nothing is said

    def body(self) -> str:
        """The text that is signed."""
        time = self.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\ndigest {self.digest}\ntime {time}\nsnapshot {self.snapshot}\n"

    def had_finished(self, xact: int) -> bool:
        """Whether the transaction was over, and its entry in sight, when this head was made."""
        xmin, xmax, under_way = _numbers(self.snapshot)
        return xact < xmin or (xact < xmax and under_way is not None and xact not in under_way)

    @property
    def cluster(self) -> str:
        """The database server on which transactions have these numbers."""
        return self.snapshot.partition("/")[0]

    @property
    def next_xact(self) -> int:
        """The first transaction that had not begun."""
        return _numbers(self.snapshot)[1]


@dataclass(frozen=True)
class Note:
    """签名文本: a checkpoint with its signatures, by key name and key hash."""

    checkpoint: Checkpoint
    body: str
    signatures: tuple[tuple[str, bytes], ...]

    def signed_by(self, keys: list["PublicKey"]) -> bool:
        """Whether one of ``keys`` signed it. Signatures of others are nobody's business here."""
        return any(key.made(name, signature, self.body) for name, signature in self.signatures for key in keys)


@dataclass(frozen=True)
class SigningKey:
    """签名密钥: of the instance, from the home's folder of secrets."""

    seed: bytes

    def public(self, name: str) -> PublicKey:
        """Its public part under ``name``."""
        return Signer(name, self.seed).public()

    def sign(self, checkpoint: Checkpoint) -> str:
        """The checkpoint as a note signed under the name of the log's origin."""
        body = checkpoint.body()
        return f"{body}\n{Signer(checkpoint.origin, self.seed).sign(body)}"

    def origin(self) -> str:
        """The name a log born under this key is given."""
        return f"chengxin.audit/{hashlib.sha256(self.public('').raw).hexdigest()[:16]}"


def parse(text: str) -> Note:
    """A note as text. Raises WrongUse where it is none of ours."""
    body, blank, signed = text.replace("\r\n", "\n").partition("\n\n")
    try:
        origin, size, root, *more = body.split("\n")
        said = dict(line.split(" ", 1) for line in more if " " in line)
        time = dt.datetime.strptime(said["time"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=dt.UTC)
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(root, validate=True), said["digest"], time, said["snapshot"])
        xmin, xmax, _ = _numbers(checkpoint.snapshot)
        signatures = tuple((match.group(1), base64.b64decode(match.group(2))) for line in signed.splitlines() if (match := _SIGNATURE.fullmatch(line)))
    except (ValueError, KeyError, binascii.Error):
        raise WrongUse("这不是本平台的检查点：应为来源、条数、根摘要、算法、时间、快照各一行，空一行后为签名", code="bad-checkpoint") from None
    if checkpoint.size < 0 or len(checkpoint.root) != 32 or checkpoint.digest not in DIGESTS or not blank or xmin > xmax or not any(len(one) >= _LEAST for _, one in signatures):
        raise WrongUse("检查点不完整：缺少签名，或其条数、根摘要、算法有误", code="bad-checkpoint")
    return Note(checkpoint, body + "\n", signatures)


def parse_all(text: str) -> list[Note]:
    """Every note of a text that holds one after the other. Raises WrongUse where there is none."""
    whole = text.replace("\r\n", "\n")
    found = [note for match in _NOTES.finditer(whole) if (note := parsed(match.group()))]  # one may be cut off by a kill
    return found or [parse(whole)]


def parsed(text: str) -> Note | None:
    """The note, or None where it is none."""
    try:
        return parse(text)
    except WrongUse:
        return None


def _numbers(snapshot: str) -> tuple[int, int, set[int] | None]:
    xmin, xmax, under_way = snapshot.partition("/")[2].split(":")
    return int(xmin), int(xmax), None if under_way == "*" else {int(xact) for xact in under_way.split(",") if xact}
