"""文件库: originals and attachments in one store by digest, each encrypted under a key of its own.

The content lies under ``$CHENGXIN_HOME/files``; the wrapped key lies in the database. Deleting the key
makes the content unreadable, also in every backup of the folder. Everything streams; no file is whole in
memory. A file is on disk, whole, before the transaction that names it commits. While it is written it
lies in ``files/partial`` under a lock: what a killed process leaves there is unlocked, and the next
storing removes it. A crash between disk and commit leaves an unnamed file, which the next storing of the
same bytes takes over.
"""

import errno
import fcntl
import io
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection

from chengxin.ground import digests, keys
from chengxin.ground.algorithms import DIGESTS
from chengxin.ground.errors import WrongUse
from chengxin.ground.file_kinds import FileKind, Purpose, agree, examine, kind_of, taken_for
from chengxin.ground.models import FileKey, StoredFile

_CHUNK = 1 << 20
_LONGEST_SEALED = _CHUNK + 64
_PARTIAL = "partial"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StoreFull(WrongUse):
    """文件库已满: the disk has no room for the file; nothing of it was kept. Exit code 2, HTTP 507."""

    http_status = 507

    def __init__(self) -> None:
        super().__init__("文件库所在的磁盘空间不足，文件没有存入；请腾出空间后重新提交", code="store-full")


class FileDamaged(Exception):
    """文件损坏: what lies in the store is not what was put there."""


@dataclass(frozen=True)
class Checked:
    """核对结果: one stored file and whether it is intact, erased (its key is gone), missing or damaged."""

    digest: str
    state: str


def digest_of(path: Path) -> tuple[str, int]:
    """Digest and size in bytes of the file at ``path``: the digest it is stored under, or else would be."""
    names = [digests.suite().digest] + [name for name in DIGESTS if name != digests.suite().digest and StoredFile.objects.filter(digest__startswith=f"{name}:").exists()]
    hashers, size = [digests.hasher(name) for name in names], 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            for hasher in hashers:
                hasher.update(chunk)
            size += len(chunk)
    told = [hasher.named() for hasher in hashers]
    known = StoredFile.objects.filter(digest__in=told).values_list("digest", flat=True).first() if len(told) > 1 else None
    return known or told[0], size


def store(path: Path, digest: str, size: int) -> StoredFile:
    """Keep the file at ``path``, whose digest is ``digest``; call inside the transaction that refers to it. Raises StoreFull.

    Whether it is a kind of file we take is asked before, by :func:`examine`.
    """
    with connection.cursor() as cursor:  # whoever stores the same bytes waits, so that file and key belong together
        cursor.execute("SELECT ground_lock_file(%s)", [digest])
    known = StoredFile.objects.filter(digest=digest).first()
    if known and (_place(digest).exists() or not FileKey.objects.filter(file=known).exists()):
        return known
    if known:  # the folder lost what the database names: made good under the same key
        key, cipher = key_of(digest), known.cipher
        assert key is not None
    else:
        key, cipher = digests.new_key(), digests.suite().cipher
    with path.open("rb") as source:
        _put(source, _place(digest), key, cipher, expected=digest)
    if known:
        return known
    stored = StoredFile.objects.create(digest=digest, size=size, cipher=cipher)
    FileKey.objects.create(file=stored, wrapped=digests.encrypt(keys.file_key(), key, context=digest.encode()))
    return stored


@contextmanager
def received(stream: IO[bytes], *, largest: int | None = None) -> Iterator[Path]:
    """A stream as a file that only this process can name, for as long as the block runs, to be examined and stored.

    It has no name on the disk: what it says in clear is gone with the process, also by a kill. Raises
    StoreFull, WrongUse (``file-too-large``).
    """
    size = 0
    try:
        sink = tempfile.TemporaryFile(dir=_partial_folder())  # noqa: SIM115 (closed below, where closing may fail)
    except OSError as error:
        raise _clear(error) from error
    try:
        try:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if largest is not None and size > largest:
                    raise WrongUse(f"文件超过 {largest / (1 << 20):.1f} MB", code="file-too-large")
                sink.write(chunk)
            sink.flush()
        except OSError as error:
            raise _clear(error) from error
        yield Path(f"/proc/self/fd/{sink.fileno()}")
    finally:
        _closed(sink)


def take(stream: IO[bytes], *, purpose: Purpose, name: str = "") -> StoredFile:
    """Examine and keep what comes in by ``stream`` under the file name ``name``; call inside the transaction that refers to it.

    Raises WrongUse where kind, name or size do not fit ``purpose``, StoreFull where the disk is full.
    """
    most = max(kind.largest for kind in taken_for(purpose).values())
    with received(stream, largest=most) as path:
        agree(examine(path, purpose), name)
        return store(path, *digest_of(path))


def key_of(digest: str) -> bytes | None:
    """The key of a stored file, or None once it has been erased."""
    wrapped = FileKey.objects.filter(file__digest=digest).values_list("wrapped", flat=True).first()
    if wrapped is None:
        return None
    return digests.decrypt(keys.file_key(), bytes(wrapped), context=digest.encode())


def chunks(digest: str) -> Iterator[bytes] | None:
    """The original bytes piece by piece, or None once the key has been erased.

    The last step raises FileDamaged where the whole is not what the digest names; so does any step before
    where a piece was changed. Raises FileNotFoundError where the content is gone.
    """
    key = key_of(digest)
    if key is None:
        return None
    cipher = StoredFile.objects.values_list("cipher", flat=True).get(digest=digest)
    return _opened(digest, key, cipher)


def opened(digest: str) -> BinaryIO | None:
    """The original as a stream to be read, or None once the key has been erased. Raises as :func:`chunks`."""
    pieces = chunks(digest)
    return None if pieces is None else io.BufferedReader(Pieces(pieces), _CHUNK)


def content(digest: str) -> bytes | None:
    """The original bytes at once, or None once the key has been erased; for files known to be small."""
    pieces = chunks(digest)
    return None if pieces is None else b"".join(pieces)


def content_under(digest: str, wrapped: bytes, *, cipher: str | None = None) -> bytes:
    """The original bytes, opened by a wrapped key that the caller was given; for files known to be small. Who may not ask the store names the ``cipher`` too."""
    key = digests.decrypt(keys.file_key(), wrapped, context=digest.encode())
    return b"".join(_opened(digest, key, cipher or StoredFile.objects.values_list("cipher", flat=True).get(digest=digest)))


def check() -> Iterator[Checked]:
    """Read every stored file through and compare it with its digest."""
    for digest in StoredFile.objects.order_by("id").values_list("digest", flat=True).iterator():
        yield Checked(digest, _state(digest))


def unnamed() -> list[str]:
    """What lies in the store and no row names: left by a crash before the commit; harmless. What is being written does not count."""
    folder = Path(settings.HOME.files)
    named = {_place(digest) for digest in StoredFile.objects.values_list("digest", flat=True).iterator()}
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path not in named and path.parent != folder / _PARTIAL)


def _state(digest: str) -> str:
    try:
        pieces = chunks(digest)
        if pieces is None:
            return "erased"
        for _ in pieces:
            pass
    except FileNotFoundError:
        return "missing"
    except (FileDamaged, InvalidTag, OSError):
        return "damaged"
    return "intact"


def _opened(digest: str, key: bytes, cipher: str) -> Iterator[bytes]:
    hasher = digests.hasher(digest.partition(":")[0])
    with _place(digest).open("rb") as source:
        index = 0
        while head := source.read(4):
            length = int.from_bytes(head, "big")
            sealed = source.read(length) if length <= _LONGEST_SEALED else b""
            try:
                plain = digests.unseal(cipher, key, sealed, context=index.to_bytes(8, "big"))
            except InvalidTag as error:
                raise FileDamaged(digest) from error
            hasher.update(plain)
            yield plain
            index += 1
    if hasher.named() != digest:
        raise FileDamaged(digest)


class Pieces(io.RawIOBase):
    """Pieces of bytes as a raw stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer) -> int:  # type: ignore[override]
        """Fill ``buffer`` as far as the next piece goes; 0 at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _put(source: IO[bytes], target: Path, key: bytes, cipher: str, *, expected: str) -> None:
    """Seal ``source`` to ``target``: whole and on disk, or not at all. Raises FileDamaged where the bytes are not the expected ones."""
    hasher = digests.hasher(expected.partition(":")[0])
    with _partial() as (sink, path):
        try:
            index = 0
            while chunk := source.read(_CHUNK):
                hasher.update(chunk)
                sealed = digests.seal(cipher, key, chunk, context=index.to_bytes(8, "big"))
                sink.write(len(sealed).to_bytes(4, "big") + sealed)
                index += 1
            sink.flush()
            os.fsync(sink.fileno())
            if hasher.named() != expected:
                raise FileDamaged(f"{expected}: the file changed while it was stored")
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.replace(target)
            for folder in (target.parent, path.parent):
                _sync(folder)
        except OSError as error:
            raise _clear(error) from error


@contextmanager
def _partial() -> Iterator[tuple[BinaryIO, Path]]:
    """A new private file under a lock, gone when the block ends unless it was moved away."""
    try:
        folder = _partial_folder()
        _sweep(folder)
        while True:
            path = folder / uuid.uuid4().hex
            sink = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb")
            fcntl.flock(sink, fcntl.LOCK_EX)
            if os.fstat(sink.fileno()).st_nlink:  # not swept away between its making and its lock
                break
            sink.close()
    except OSError as error:
        raise _clear(error) from error
    try:
        yield sink, path
    finally:
        path.unlink(missing_ok=True)
        _closed(sink)


def _closed(sink: IO[bytes]) -> None:
    """Close a file that is thrown away or moved: what could not be written has been told already."""
    try:
        sink.close()
    except OSError:
        pass


def _partial_folder() -> Path:
    folder = Path(settings.HOME.files) / _PARTIAL
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _sweep(folder: Path) -> None:
    """Remove what a killed process left: files that nobody holds a lock on."""
    for path in folder.iterdir():
        try:
            with path.open("rb") as left:
                fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except (BlockingIOError, FileNotFoundError):
            continue


def _clear(error: OSError) -> Exception:
    return StoreFull() if error.errno in _FULL else error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _place(digest: str) -> Path:
    algorithm, _, name = digest.partition(":")
    folder = Path(settings.HOME.files)
    return (folder if algorithm == "sha256" else folder / algorithm) / name[:2] / name[2:]


__all__ = [
    "Checked",
    "FileDamaged",
    "FileKind",
    "Purpose",
    "StoreFull",
    "agree",
    "check",
    "chunks",
    "content",
    "content_under",
    "digest_of",
    "examine",
    "key_of",
    "kind_of",
    "opened",
    "received",
    "store",
    "take",
    "taken_for",
    "unnamed",
]
