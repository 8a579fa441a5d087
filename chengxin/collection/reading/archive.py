"""压缩包: entries unpacked by what they really hold, never by what they claim; into unnamed files, so that their names reach no folder."""

import errno
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from chengxin.collection.reading.limits import Limits
from chengxin.ground.api import WrongUse, wording

_said = wording.Sentence.of

#: What the standard library raises over a damaged archive.
DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, KeyError, IndexError, ValueError, RuntimeError, NotImplementedError, EOFError, OSError)
_STEP = 1 << 20
#: What programs leave beside the files of a folder: entries of these folders, of these names, and with such beginnings of a name.
_LEFT_BY_PROGRAMS = re.compile(r"(?:^|/)(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*|~\$[^/]*)$", re.IGNORECASE)


def entries(archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    """The files in ``archive``. Raises WrongUse where they are too many, too large, or under a password."""
    found = [info for info in archive.infolist() if not info.is_dir() and not _LEFT_BY_PROGRAMS.search(info.filename.replace("\\", "/"))]
    if not found:
        raise WrongUse("压缩包是空的", code="empty-file")
    if len(found) > limits.entries:
        raise WrongUse(_said("压缩包里有 %(count)s 份文件，超过 %(most)s 份的上限", count=len(found), most=limits.entries), code="too-many-entries")
    check_sizes(found, limits)
    return found


def check_sizes(found: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Raise WrongUse where what the archive declares is more than allowed."""
    if any(info.flag_bits & 1 for info in found):
        raise WrongUse("压缩包设有密码，请取消密码后再报", code="password-protected")
    limits.check_unpacked(sum(info.file_size for info in found), sum(info.compress_size for info in found))


def unpacked(stream: BinaryIO, info: zipfile.ZipInfo, limits: Limits) -> Iterator[bytes]:
    """The bytes of one entry, counted as they come. Raises WrongUse where they are more than declared or allowed."""
    stream.seek(info.header_offset)
    head = stream.read(30)
    if len(head) < 30 or head[:4] != b"PK\x03\x04" or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged()
    name = stream.read(int.from_bytes(head[26:28], "little"))
    if name.decode("utf-8" if info.flag_bits & 0x800 else "cp437", "replace") != info.orig_filename:  # one of the two is damaged
        raise _damaged()
    stream.seek(int.from_bytes(head[28:30], "little"), 1)
    inflate = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
    left, size, checksum = info.compress_size, 0, 0
    while left > 0:
        data = stream.read(min(_STEP, left))
        if not data:
            raise _damaged()
        left -= len(data)
        while data:
            try:
                piece = inflate.decompress(data, _STEP) if inflate else data
            except zlib.error:
                raise _damaged() from None
            data = inflate.unconsumed_tail if inflate else b""
            size += len(piece)
            checksum = zlib.crc32(piece, checksum)
            limits.check_unpacked(size, info.compress_size)
            if size > info.file_size:
                raise WrongUse("压缩包里的文件比它自己声明的大，整份文件未收", code="expansion-too-large")
            yield piece
            if inflate and not piece and not data:
                break
    if size != info.file_size or checksum != info.CRC:
        raise _damaged()


def spooled(stream: BinaryIO, info: zipfile.ZipInfo, limits: Limits) -> BinaryIO:
    """One entry as a file without a name."""
    target = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - the part that reads it keeps it open
    for piece in unpacked(stream, info, limits):
        target.write(piece)
    target.seek(0)
    return target


@contextmanager
def damage_is_told() -> Iterator[None]:
    """Turn what a damaged archive raises into WrongUse; a full disk stays one."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise _damaged() from None
    except DAMAGE:
        raise _damaged() from None


def shown(name: str) -> str:
    """An entry's name as it is shown: without folders, unprintable characters and undue length."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return "".join(character for character in last if character.isprintable())[:60] or "未命名"


def name_of(info: zipfile.ZipInfo) -> str:
    """An entry's name in the encoding it was written in: Windows of a Chinese office writes GB18030 without saying so."""
    if info.flag_bits & 0x800:
        return shown(info.filename)
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return shown(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return shown(info.filename)


def _damaged() -> WrongUse:
    return WrongUse("文件不完整或已损坏（像是没有传完的 .xlsx 或 ZIP），请重新导出后再报", code="damaged-file")
