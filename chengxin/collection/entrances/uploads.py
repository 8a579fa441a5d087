"""接口送达: what a system of an organ uploads. A web process lays it down sealed and asks the worker to collect it (decision record 0015).

Between the two it lies in ``$CHENGXIN_HOME/inbox``, encrypted piece by piece; what is laid down and never
submitted, or collected already, is removed by the next run.
"""

import errno
import io
import logging
import os
import time
import traceback
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

from chengxin.collection.entrances import consignments, receipts
from chengxin.collection.entrances.models import Consignment, ConsignmentResult
from chengxin.collection.entrances.place import pieces
from chengxin.collection.refusing import told
from chengxin.ground.api import NotFound, Refusal, WrongUse, database, digests, files, keys, wording
from chengxin.subjects import api as subjects

_PIECE = 1 << 20
_LONGEST = _PIECE + 64
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ABANDONED = 86400.0  # seconds after which something laid down and never submitted is removed
log = logging.getLogger(__name__)


class Reused(WrongUse):
    """幂等键重用: the key came before with other content. HTTP 422."""

    http_status = 422

    def __init__(self) -> None:
        super().__init__("这个幂等键（Idempotency-Key）已用于另一份内容，没有收取。新的内容请用新的键", code="idempotency-key-reused")


@dataclass(frozen=True)
class Laid:
    """暂存件: an upload on the disk, sealed, not yet submitted."""

    handle: uuid.UUID
    digest: str
    size: int


@dataclass(frozen=True)
class Upload:
    """接口送达的状态: its handle, whether this request brought it, and its result once there is one."""

    handle: uuid.UUID
    fresh: bool
    result: ConsignmentResult | None

    @property
    def answer(self) -> dict[str, Any] | None:
        """What the sender is told, once there is a result."""
        return receipts.ordered(self.result.answer) if self.result else None

    @property
    def said(self) -> str:
        """The message of the answer, which other languages may say otherwise; nothing while there is no result."""
        return receipts.said(self.result.answer) if self.result else ""


class Laying:
    """暂存: what comes in piece by piece is sealed and kept, or nothing of it is. Raises WrongUse (``file-too-large``, ``empty-file``), StoreFull."""

    def __init__(self, *, largest: int) -> None:
        self._handle, self._largest = uuid.uuid4(), largest
        self._hasher, self._size, self._index, self._buffer = digests.hasher(), 0, 0, bytearray()
        self._path = _inbox() / self._handle.hex
        self._sink = open(self._path, "xb", opener=_private)  # noqa: SIM115 (closed by done or forget)

    def add(self, piece: bytes) -> None:
        """The next piece of any length."""
        self._size += len(piece)
        if self._size > self._largest:
            self.forget()
            raise WrongUse(wording.Sentence.of("文件超过 %(most)s MB，没有收取", most=self._largest >> 20), code="file-too-large")
        self._hasher.update(piece)
        self._buffer += piece
        while len(self._buffer) >= _PIECE:
            self._seal(bytes(self._buffer[:_PIECE]))
            del self._buffer[:_PIECE]

    def done(self) -> Laid:
        """Everything has come: whole and on the disk."""
        if not self._size:
            self.forget()
            raise WrongUse("文件是空的", code="empty-file")
        if self._buffer:
            self._seal(bytes(self._buffer))
        with self._no_half_file():
            self._sink.flush()
            os.fsync(self._sink.fileno())
            self._sink.close()
            _sync(self._path.parent)
        return Laid(self._handle, self._hasher.named(), self._size)

    def forget(self) -> None:
        """Nothing of it is kept."""
        self._path.unlink(missing_ok=True)
        try:
            self._sink.close()
        except OSError:
            pass

    def _seal(self, piece: bytes) -> None:
        sealed = digests.encrypt(keys.file_key(), piece, context=_context(self._handle, self._index))
        self._index += 1
        with self._no_half_file():
            self._sink.write(len(sealed).to_bytes(4, "big") + sealed)

    @contextmanager
    def _no_half_file(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.forget()
            if error.errno in _FULL:
                raise files.StoreFull from error
            raise


def lay_down(stream: IO[bytes], *, largest: int) -> Laid:
    """Keep what comes in by ``stream``, sealed. Raises as :class:`Laying`, and whatever the stream raises."""
    laying = Laying(largest=largest)
    try:
        for piece in pieces(stream):
            laying.add(piece)
    except BaseException:
        laying.forget()
        raise
    return laying.done()


def submit(laid: Laid, *, proof: str, key: str, source: str, file_name: str) -> Upload:
    """Hand an upload to the worker under an idempotency key; the same one again gives what became of the first. Raises Reused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT handle, fresh, same FROM collection_submit(%s, %s, %s, %s, %s, %s, %s)", [proof, laid.handle, key, laid.digest, laid.size, source, file_name])
        handle, fresh, same = cursor.fetchone()
    if not fresh:
        discard(laid)
        if not same:
            raise Reused
    return Upload(handle, fresh, result_of(handle))


def submit_by(laid: Laid, *, session: str, key: str, source: str, file_name: str, mends: tuple[int, Sequence[int] | None] | None = None) -> Upload:
    """The same by a person at the desk, whose session says for which organ. ``mends``: a batch and those of its returned rows (None: all
    that are left) that this sends again. Raises Reused, Refusal (``mended`` where somebody else was first, ``not-allowed``).
    """
    batch, lines = mends or (None, None)
    try:
        with told():
            (row,) = database.fetch(
                "SELECT * FROM collection_submit_by(%s, %s, %s, %s, %s, %s, %s, %s, %s::integer[])",
                [session, laid.handle, key, laid.digest, laid.size, source, file_name, batch, lines if lines is None else list(lines)],
            )
    except Refusal:
        discard(laid)
        raise
    if not row["fresh"]:
        discard(laid)
        if not row["same"]:
            raise Reused
    return Upload(row["handle"], row["fresh"], result_of(row["handle"]))


def discard(laid: Laid) -> None:
    """Remove what was laid down and is not needed."""
    (_inbox() / laid.handle.hex).unlink(missing_ok=True)


def result_of(handle: uuid.UUID) -> ConsignmentResult | None:
    """What became of an upload, None while it waits."""
    return ConsignmentResult.objects.filter(consignment__handle=handle).first()


def upload(handle: uuid.UUID, *, organ: int) -> Upload:
    """An upload of an organ. Raises NotFound, also where it is another's."""
    if not Consignment.objects.filter(handle=handle, organ=organ, entrance=f"http:{organ}").exists():
        raise NotFound("没有这件送达")
    return Upload(handle, False, result_of(handle))


def take_in(*, actor: str) -> int:
    """Collect every upload that waits, oldest first; returns how many got a result."""
    done = 0
    with consignments.alone("http") as got:
        if not got:
            return 0
        for consignment in Consignment.objects.filter(entrance__startswith="http:", result__isnull=True).order_by("id"):
            done += _take(consignment, actor)
        _sweep()
    return done


def _take(consignment: Consignment, actor: str) -> bool:
    path = _inbox() / consignment.handle.hex
    try:
        with io.BufferedReader(_Opened(path, consignment.handle)) as stream, files.received(stream) as plain:
            if files.digest_of(plain)[0] != consignment.digest:
                raise InvalidTag
            consignments.settle(consignment, plain, organ=_organ_word(consignment), actor=actor)
    except consignments.NotNow as error:
        log.warning("upload %s waits: %s", consignment.handle, type(error.__cause__).__name__)
        return False
    except (DatabaseError, files.StoreFull):
        raise
    except (InvalidTag, FileNotFoundError):
        _refused(consignment, "upload-damaged", wording.Sentence.of("暂存的内容已损坏或丢失，请换一个幂等键重新报送"))
    except NotFound as error:
        _refused(consignment, error.code, wording.told(error))
    except Exception as error:  # a fault of ours in one upload must not stand in the way of the others
        log.error(
            "fault in upload %s: %s at %s", consignment.handle, type(error).__name__, "; ".join(f"{f.filename}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)[-4:])
        )
        _refused(consignment, "fault", wording.Sentence.of("程序出错，已记录，编号 %(number)s。请把该编号告诉平台维护人员", number=str(consignment.handle)))
    path.unlink(missing_ok=True)
    consignments.close(consignment)
    return True


def _refused(consignment: Consignment, code: str, message: str) -> None:
    ConsignmentResult.objects.get_or_create(consignment=consignment, defaults={"code": code, "answer": receipts.of_refusal(consignment, code, WrongUse(message))})


def _organ_word(consignment: Consignment) -> str:
    organ = subjects.Organ.objects.select_related("subject").get(subject_id=consignment.organ_id)
    return organ.subject.code or organ.official_name


def _sweep() -> None:
    """Remove what a killed process left: uploads with a result, and those that were never submitted."""
    for path in _inbox().iterdir():
        try:
            handle, age = uuid.UUID(path.name), time.time() - path.stat().st_mtime
        except (ValueError, FileNotFoundError):
            continue
        known = Consignment.objects.filter(handle=handle).values_list("result", flat=True).first()
        submitted = Consignment.objects.filter(handle=handle).exists()
        if known or (not submitted and age > _ABANDONED):
            path.unlink(missing_ok=True)


class _Opened(files.Pieces):
    """The plain bytes of a sealed upload. Raises InvalidTag where it was changed."""

    def __init__(self, path: Path, handle: uuid.UUID) -> None:
        self._source, self._handle = path.open("rb"), handle
        super().__init__(self._read())

    def close(self) -> None:
        self._source.close()
        super().close()

    def _read(self) -> Iterator[bytes]:
        index = 0
        while head := self._source.read(4):
            length = int.from_bytes(head, "big")
            sealed = self._source.read(length) if length <= _LONGEST else b""
            yield digests.decrypt(keys.file_key(), sealed, context=_context(self._handle, index))
            index += 1


def _context(handle: uuid.UUID, index: int) -> bytes:
    return f"upload:{handle}:{index}".encode()


def _inbox() -> Path:
    folder = Path(settings.HOME.path) / "inbox"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, 0o600)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
