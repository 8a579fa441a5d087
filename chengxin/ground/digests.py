"""摘要、鉴别码与加密: every digest, MAC and cipher of the house, each under the name of its algorithm.

A stored value begins with that name (``sha256:…``, ``hmac-sm3:…``; sealed bytes with a mark and a number).
Writing follows the setting (``algorithms``: 国际 or 国密), reading the stored name, so that old and new
values live side by side. One thing cannot: a MAC is a key by which people are looked up, so an instance
keeps the MAC it was born with; starting with another is refused (ruling 132).

What SQL computes by itself (salted digests of the history, the day's seal) is SHA-256 and named so.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as keyed
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from chengxin.ground.algorithms import CIPHERS, DIGESTS, MACS, Suite

_NONCE_BYTES = 12
_TAG_BYTES = 16
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {"sha256": hashes.SHA256, "sm3": hashes.SM3}
# Sealed bytes begin with this mark and the cipher's number. Those sealed before there was a mark are AES-256-GCM
# and begin with a random nonce; one that happens to look like a mark is told apart by its tag.
_MARK = b"\x00CX"
_NUMBERS = {1: "aes-256-gcm", 2: "sm4-gcm"}
_NUMBER_OF = {name: number for number, name in _NUMBERS.items()}


class Hasher(Protocol):
    """摘要器: takes bytes piece by piece, gives ``name:hex`` at the end."""

    def update(self, data: bytes) -> None:
        """Take the next piece."""

    def named(self) -> str:
        """The digest of everything taken, under its name. Once only."""


class _Hasher:
    def __init__(self, name: str) -> None:
        self._name, self._hash = name, hashes.Hash(_HASHES[name]())
        self.update = self._hash.update

    def named(self) -> str:
        return f"{self._name}:{self._hash.finalize().hex()}"


def suite() -> Suite:
    """What new values are written with."""
    return settings.ALGORITHMS


def hasher(name: str | None = None) -> Hasher:
    """A digest to be fed piece by piece; by the setting unless named. Raises ValueError for an unknown name."""
    name = name or suite().digest
    if name not in DIGESTS:
        raise ValueError(f"unknown digest {name}")
    return _Hasher(name)


def digest(data: bytes, *, name: str | None = None) -> str:
    """Digest of ``data`` as ``sha256:<hex>`` or ``sm3:<hex>``; by the setting unless named."""
    made = hasher(name)
    made.update(data)
    return made.named()


def every_digest(data: bytes) -> list[str]:
    """The digests of ``data`` under every algorithm known, to look up what may have been stored under another setting."""
    return [digest(data, name=name) for name in DIGESTS]


def matches(stored: str, data: bytes) -> bool:
    """Whether ``stored`` is the digest of ``data`` under the algorithm it names."""
    name = stored.partition(":")[0]
    return name in DIGESTS and hmac.compare_digest(stored, digest(data, name=name))


def kept_or_new(stored: str | None, data: bytes) -> str:
    """``stored`` where it still is the digest of ``data``, else a new one: what is on file does not change with the setting."""
    return stored if stored and matches(stored, data) else digest(data)


def mac(key: bytes, text: str, *, name: str | None = None) -> str:
    """Keyed digest of ``text`` as ``hmac-sha256:<hex>`` or ``hmac-sm3:<hex>``; used to look up what is stored encrypted."""
    name = name or suite().mac
    if name not in MACS:
        raise ValueError(f"unknown MAC {name}")
    made = keyed.HMAC(key, _HASHES[name.removeprefix("hmac-")]())
    made.update(text.encode())
    return f"{name}:{made.finalize().hex()}"


def new_key() -> bytes:
    """A fresh 256-bit key. A cipher with shorter keys derives its own from it."""
    return os.urandom(32)


def seal(cipher: str, key: bytes, plain: bytes, *, context: bytes = b"") -> bytes:
    """``plain`` sealed by the named cipher: nonce, ciphertext and tag, without a mark, for stores that keep the name themselves."""
    nonce = os.urandom(_NONCE_BYTES)
    if cipher == "aes-256-gcm":
        return nonce + AESGCM(key).encrypt(nonce, plain, context)
    sealing = _sm4(cipher, key, modes.GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(context)
    return nonce + sealing.update(plain) + sealing.finalize() + sealing.tag


def unseal(cipher: str, key: bytes, sealed: bytes, *, context: bytes = b"") -> bytes:
    """The plain text of :func:`seal`. Raises ``InvalidTag`` where it was changed."""
    if len(sealed) < _NONCE_BYTES + _TAG_BYTES:
        raise InvalidTag
    nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    if cipher == "aes-256-gcm":
        return AESGCM(key).decrypt(nonce, body, context)
    opening = _sm4(cipher, key, modes.GCM(nonce, body[-_TAG_BYTES:])).decryptor()
    opening.authenticate_additional_data(context)
    return opening.update(body[:-_TAG_BYTES]) + opening.finalize()


def encrypt(key: bytes, plain: bytes, *, context: bytes = b"") -> bytes:
    """``plain`` sealed under ``key`` by the cipher of the setting, which the bytes name; ``context`` must be given again to open it."""
    cipher = suite().cipher
    mark = _MARK + bytes([_NUMBER_OF[cipher]])
    return mark + seal(cipher, key, plain, context=mark + context)


def decrypt(key: bytes, sealed: bytes, *, context: bytes = b"") -> bytes:
    """The plain text of :func:`encrypt`, also of bytes sealed before they named their cipher. Raises ``InvalidTag`` where they were changed."""
    mark, body = sealed[: len(_MARK) + 1], sealed[len(_MARK) + 1 :]
    if mark.startswith(_MARK) and mark[-1] in _NUMBERS:
        try:
            return unseal(_NUMBERS[mark[-1]], key, body, context=mark + context)
        except InvalidTag:
            pass
    return unseal("aes-256-gcm", key, sealed, context=context)


def seal_text(key: bytes, text: str) -> str:
    """``text`` sealed under ``key`` as ``<cipher>:<base64>``, to be stored among other texts."""
    cipher = suite().cipher
    return f"{cipher}:{base64.b64encode(seal(cipher, key, text.encode(), context=b'text')).decode()}"


def is_sealed(text: object) -> bool:
    """Whether a stored value was made by :func:`seal_text`."""
    return isinstance(text, str) and text.partition(":")[0] in CIPHERS and ":" in text


def open_text(key: bytes, sealed: str) -> str:
    """The plain text of :func:`seal_text`."""
    cipher, _, body = sealed.partition(":")
    return unseal(cipher, key, base64.b64decode(body), context=b"text").decode()


def hmac_blocks(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer key blocks of HMAC-SHA256, so that SQL can check a seal with ``sha256()`` alone."""
    if len(key) > 64:
        key = bytes.fromhex(digest(key, name="sha256").partition(":")[2])
    padded = key.ljust(64, b"\0")
    return bytes(b ^ 0x36 for b in padded), bytes(b ^ 0x5C for b in padded)


def _sm4(cipher: str, key: bytes, mode: modes.GCM) -> Cipher:
    """SM4 (GB/T 32907) has keys of 128 bit: derived from ours, so that one key never serves two ciphers."""
    if cipher != "sm4-gcm":
        raise ValueError(f"unknown cipher {cipher}")
    derived = bytes.fromhex(mac(key, "sm4-gcm key", name="hmac-sm3").partition(":")[2])[:16]
    return Cipher(algorithms.SM4(derived), mode)


def sha256_of_each(texts: Any) -> list[str]:
    """The digests of many texts (arrow strings), as the database's own ``sha256`` writes them; for rows by the million."""
    digest = hashlib.sha256
    return [f"sha256:{digest(text).hexdigest()}" for text in texts.cast("binary").to_pylist()]


def raw_hash(name: str) -> Callable[[bytes], bytes]:
    """The named digest as a function of bytes to bytes, for hashes by the million. Raises ValueError for an unknown name."""
    if name == "sha256":
        sha256 = hashlib.sha256
        return lambda data: sha256(data).digest()
    if name not in DIGESTS:
        raise ValueError(f"unknown digest {name}")
    made, of = _HASHES[name], hashes.Hash

    def hashed(data: bytes) -> bytes:
        running = of(made())
        running.update(data)
        return running.finalize()

    return hashed
