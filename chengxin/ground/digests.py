"""摘要、鉴别码与加密: every digest, MAC and cipher of the house, each under the name of its algorithm.

A stored value begins with that name (``sha256:…``, ``hmac-sha256:…``), so that another algorithm
(国密 among them) is a setting and never a guess about old data.
"""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DIGEST = "sha256"
MAC = "hmac-sha256"
CIPHER = "aes-256-gcm"
_NONCE_BYTES = 12


def digest(data: bytes) -> str:
    """Digest of ``data`` as ``sha256:<hex>``."""
    return f"{DIGEST}:{hashlib.sha256(data).hexdigest()}"


def mac(key: bytes, text: str) -> str:
    """Keyed digest of ``text`` as ``hmac-sha256:<hex>``; used to look up what is stored encrypted."""
    return f"{MAC}:{hmac.new(key, text.encode(), hashlib.sha256).hexdigest()}"


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return AESGCM.generate_key(bit_length=256)


def encrypt(key: bytes, plain: bytes, *, context: bytes = b"") -> bytes:
    """``plain`` sealed under ``key``: nonce and ciphertext; ``context`` must be given again to open it."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def decrypt(key: bytes, sealed: bytes, *, context: bytes = b"") -> bytes:
    """The plain text of :func:`encrypt`. Raises ``InvalidTag`` where it was changed."""
    return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)


def seal_text(key: bytes, text: str) -> str:
    """``text`` sealed under ``key`` as ``aes-256-gcm:<base64>``, to be stored among other texts."""
    return f"{CIPHER}:{base64.b64encode(encrypt(key, text.encode(), context=b'text')).decode()}"


def is_sealed(text: object) -> bool:
    """Whether a stored value was made by :func:`seal_text`."""
    return isinstance(text, str) and text.startswith(f"{CIPHER}:")


def open_text(key: bytes, sealed: str) -> str:
    """The plain text of :func:`seal_text`."""
    return decrypt(key, base64.b64decode(sealed.partition(":")[2]), context=b"text").decode()


def hmac_blocks(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer key blocks of HMAC-SHA256, so that SQL can check a seal with ``sha256()`` alone."""
    if len(key) > 64:
        key = hashlib.sha256(key).digest()
    padded = key.ljust(64, b"\0")
    return bytes(b ^ 0x36 for b in padded), bytes(b ^ 0x5C for b in padded)
