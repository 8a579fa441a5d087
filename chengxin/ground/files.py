"""文件库: originals in one store by digest, each encrypted under a key of its own.

The content lies under ``$CHENGXIN_HOME/files``; the wrapped key lies in the database. Deleting the
key makes the content unreadable, also in every backup of the folder. A file is on disk, whole,
before the transaction that names it commits; a crash in between leaves an unnamed file that the
next storing of the same bytes takes over.
"""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from chengxin.ground import digests, keys
from chengxin.ground.models import FileKey, StoredFile

_CHUNK = 1 << 20


def digest_of(path: Path) -> tuple[str, int]:
    """Digest and size in bytes of the file at ``path``."""
    hasher, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            hasher.update(chunk)
            size += len(chunk)
    return f"{digests.DIGEST}:{hasher.hexdigest()}", size


def store(path: Path, digest: str, size: int) -> StoredFile:
    """Keep the file at ``path``, whose digest is ``digest``; call inside the transaction that refers to it."""
    known = StoredFile.objects.filter(digest=digest).first()
    if known:
        return known
    key = digests.new_key()
    target = _place(digest)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_suffix(f".{os.getpid()}.part")
    try:
        with path.open("rb") as source, partial.open("wb") as sink:
            partial.chmod(0o600)
            _seal_stream(key, source, sink)
            sink.flush()
            os.fsync(sink.fileno())
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    stored = StoredFile.objects.create(digest=digest, size=size, cipher=digests.CIPHER)
    FileKey.objects.create(file=stored, wrapped=digests.encrypt(keys.file_key(), key, context=digest.encode()))
    return stored


def key_of(digest: str) -> bytes | None:
    """The key of a stored file, or None once it has been erased."""
    wrapped = FileKey.objects.filter(file__digest=digest).values_list("wrapped", flat=True).first()
    if wrapped is None:
        return None
    return digests.decrypt(keys.file_key(), bytes(wrapped), context=digest.encode())


def content(digest: str) -> bytes | None:
    """The original bytes, or None once the key has been erased."""
    key = key_of(digest)
    if key is None:
        return None
    plain = bytearray()
    with _place(digest).open("rb") as source:
        index = 0
        while head := source.read(4):
            sealed = source.read(int.from_bytes(head, "big"))
            plain += digests.decrypt(key, sealed, context=index.to_bytes(8, "big"))
            index += 1
    return bytes(plain)


def _seal_stream(key: bytes, source: BinaryIO, sink: BinaryIO) -> None:
    index = 0
    while chunk := source.read(_CHUNK):
        sealed = digests.encrypt(key, chunk, context=index.to_bytes(8, "big"))
        sink.write(len(sealed).to_bytes(4, "big") + sealed)
        index += 1


def _place(digest: str) -> Path:
    name = digest.partition(":")[2]
    return Path(settings.HOME.files) / name[:2] / name[2:]
