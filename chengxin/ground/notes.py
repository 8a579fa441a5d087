"""签名文本: signed notes of C2SP (signed-note) and what witnesses add to them (tlog-cosignature, Ed25519). Pure.

A note is a text that ends in a new line, an empty line, and lines ``— name base64(key hash, signature)``.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chengxin.ground.errors import WrongUse

ED25519, COSIGNATURE = 1, 4  # kinds of key: signs the text; signs that it saw the text at a time
LARGEST = 1 << 20
_MOST_SIGNATURES = 100
_HASH, _TIME, _SIGNATURE = 4, 8, 64
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True)
class Signature:
    """签名行: whose, by which key, and the bytes."""

    name: str
    hash: bytes
    made: bytes

    def __str__(self) -> str:
        return f"— {self.name} {base64.b64encode(self.hash + self.made).decode()}\n"


@dataclass(frozen=True)
class PublicKey:
    """公钥: what a reader needs to know a signer by, written ``name+hash+key`` (vkey)."""

    name: str
    raw: bytes
    kind: int = ED25519

    @property
    def hash(self) -> bytes:
        """The four bytes that name the key in a signature."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.raw).digest()[:_HASH]

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(bytes([self.kind]) + self.raw).decode()}"

    @classmethod
    def parse(cls, text: str) -> "PublicKey":
        """A key as written. Raises WrongUse."""
        name, _, rest = text.strip().partition("+")
        claimed, _, encoded = rest.partition("+")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raw = b""
        key = cls(name, raw[1:], raw[0] if raw else ED25519)
        if not name or any(character.isspace() for character in name) or len(raw) != 33 or key.kind not in (ED25519, COSIGNATURE) or key.hash.hex() != claimed:
            raise WrongUse("公钥应写作“名称+8 位十六进制+Base64”（Ed25519），请原样复制", code="bad-key")
        return key

    def made(self, name: str, signature: bytes, body: str) -> bool:
        """Whether this key made ``signature`` (with its key hash before it) under ``body``."""
        if name != self.name or signature[:_HASH] != self.hash:
            return False
        told, proof = body.encode(), signature[_HASH:]
        if self.kind == COSIGNATURE:
            if len(proof) != _TIME + _SIGNATURE:
                return False
            told, proof = _seen(int.from_bytes(proof[:_TIME]), body), proof[_TIME:]
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(proof, told)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Note:
    """签名文本: its text, and whoever signed."""

    body: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.body}\n{''.join(str(one) for one in self.signatures)}"

    def signers(self, keys: Iterable[PublicKey]) -> list[PublicKey]:
        """Which of ``keys`` signed; none where one of them is named by a signature that is not its own."""
        found = []
        for key in keys:
            for one in self.signatures:
                if (one.name, one.hash) == (key.name, key.hash):
                    if not key.made(one.name, one.hash + one.made, self.body):
                        return []
                    found.append(key)
                    break
        return found

    def also(self, *more: Signature) -> "Note":
        """The note with more signatures under it."""
        return Note(self.body, (*self.signatures, *more))


@dataclass(frozen=True)
class Signer:
    """签名者: a name and the seed of its key."""

    name: str
    seed: bytes
    kind: int = ED25519

    def public(self) -> PublicKey:
        """What others know it by."""
        return PublicKey(self.name, self._private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw), self.kind)

    def sign(self, body: str) -> Signature:
        """The line under ``body``."""
        return Signature(self.name, self.public().hash, self._private().sign(body.encode()))

    def cosign(self, body: str, *, at: int) -> Signature:
        """The line by which it says that at that second (since 1970) ``body`` was the newest it had seen of the log."""
        return Signature(self.name, self.public().hash, at.to_bytes(_TIME) + self._private().sign(_seen(at, body)))

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def parse(text: str) -> Note:
    """A note. Raises ValueError where the text is none."""
    if len(text) > LARGEST or any(character < " " and character != "\n" for character in text):
        raise ValueError("too long, or control characters")
    body, blank, signed = text.rpartition("\n\n")
    if not blank or not signed.endswith("\n") or not body:
        raise ValueError("no signatures under an empty line")
    lines = signed.removesuffix("\n").split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise ValueError("too many signatures")
    found = []
    for line in lines:
        match = _LINE.fullmatch(line)
        raw = base64.b64decode(match.group(2), validate=True) if match else b""
        if not match or len(raw) <= _HASH:
            raise ValueError(f"no signature: {line[:80]}")
        found.append(Signature(match.group(1), raw[:_HASH], raw[_HASH:]))
    return Note(body + "\n", tuple(found))


def _seen(at: int, body: str) -> bytes:
    return f"cosignature/v1\ntime {at}\n{body}".encode()
