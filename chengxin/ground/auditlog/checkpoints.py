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

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chengxin.ground.algorithms import DIGESTS
from chengxin.ground.errors import WrongUse

_ED25519 = b"\x01"  # the algorithm's number in a key and in its hash (C2SP signed-note)
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
class PublicKey:
    """公钥: what an auditor needs to know us by, written ``name+hash+key``."""

    name: str
    raw: bytes

    @property
    def hash(self) -> bytes:
        """The four bytes that name the key in a signature."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"

    @classmethod
    def parse(cls, text: str) -> "PublicKey":
        """A key as written. Raises WrongUse."""
        name, _, rest = text.strip().partition("+")
        claimed, _, encoded = rest.partition("+")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raw = b""
        key = cls(name, raw[1:])
        if len(raw) != 33 or raw[:1] != _ED25519 or key.hash.hex() != claimed:
            raise WrongUse("公钥应写作“名称+8 位十六进制+Base64”（Ed25519），可由 chengxin audit key 得到", code="bad-key")
        return key

    def made(self, name: str, signature: bytes, body: str) -> bool:
        """Whether this key signed ``body``."""
        if name != self.name or signature[:4] != self.hash:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature[4:], body.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """签名密钥: of the instance, from the home's folder of secrets."""

    seed: bytes

    def public(self, name: str) -> PublicKey:
        """Its public part under ``name``."""
        return PublicKey(name, self._private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, checkpoint: Checkpoint) -> str:
        """The checkpoint as a note signed under the name of the log's origin."""
        body, key = checkpoint.body(), self.public(checkpoint.origin)
        signature = base64.b64encode(key.hash + self._private().sign(body.encode())).decode()
        return f"{body}\n— {key.name} {signature}\n"

    def origin(self) -> str:
        """The name a log born under this key is given."""
        raw = self._private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"chengxin.audit/{hashlib.sha256(raw).hexdigest()[:16]}"

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


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
