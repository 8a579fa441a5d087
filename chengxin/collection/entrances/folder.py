"""目录: a folder of this machine (or mounted on it) as an entrance."""

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from chengxin.collection.entrances.place import DONE, FAILED, IN, PlaceAway, Seen, pieces

_DAY = 86400
_RECEIPT = ".receipt.json"


class Folder:
    """目录: ``in``, ``done`` and ``failed`` under one path; made where missing, but the path itself must be there."""

    def __init__(self, path: Path, *, receipts: str | None = None) -> None:
        self.path, self.receipts = path, receipts
        if not path.is_dir():
            raise PlaceAway(f"目录 {path} 不存在或不可达")
        try:
            for part in (IN, DONE, FAILED, *([receipts] if receipts else [])):
                (path / part).mkdir(exist_ok=True)
        except OSError as error:
            raise PlaceAway(f"目录 {path} 不可写：{error.strerror}") from error

    def look(self) -> list[Seen]:
        """Everything in ``in``, by name; links are not followed."""
        found = []
        try:
            with os.scandir(self.path / IN) as entries:
                for entry in entries:
                    try:
                        told = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue  # gone between listing and looking
                    found.append(Seen(entry.name, told.st_size, told.st_mtime_ns, _kind(told.st_mode)))
        except OSError as error:
            raise PlaceAway(f"目录 {self.path / IN} 无法读取：{error.strerror}") from error
        return sorted(found, key=lambda seen: seen.name)

    @contextmanager
    def opened(self, seen: Seen) -> Iterator[IO[bytes]]:
        """Not through a link, not a pipe that took its place."""
        handle = os.open(self.path / IN / seen.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), seen.name)
            yield stream

    def unchanged(self, seen: Seen) -> bool:
        """By kind, size and time."""
        try:
            now = (self.path / IN / seen.name).lstat()
        except OSError:
            return False
        return (_kind(now.st_mode), now.st_size, now.st_mtime_ns) == ("file", seen.size, seen.modified)

    def put(self, folder: str, name: str, content: IO[bytes]) -> None:
        """Written beside, made durable, then renamed."""
        target = self.path / folder / name
        draft = target.with_name(f".{name[:60]}.{os.getpid()}.tmp")
        try:
            with draft.open("wb") as sink:
                for piece in pieces(content):
                    sink.write(piece)
                sink.flush()
                os.fsync(sink.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        self._sync(folder)

    def taken(self, folder: str, name: str) -> bool:
        """Whether the name is in use."""
        return os.path.lexists(self.path / folder / name)

    def move(self, name: str, folder: str, as_name: str) -> None:
        """A rename inside one file system."""
        (self.path / IN / name).rename(self.path / folder / as_name)
        self._sync(IN)
        self._sync(folder)

    def remove(self, name: str) -> None:
        """Without complaint where it is gone."""
        (self.path / IN / name).unlink(missing_ok=True)

    def sweep(self, days: int) -> int:
        """Files that have a receipt, and their returned rows; receipts stay. The time of the move counts, not that of writing."""
        told = self.path / (self.receipts or DONE)
        answered = {path.name.removesuffix(_RECEIPT) for path in told.iterdir() if path.name.endswith(_RECEIPT)}
        old = time.time() - days * _DAY
        swept = [path for path in (self.path / DONE).iterdir() if path.name in answered]
        swept += [path for path in told.iterdir() if path.name.rpartition(".returned.")[0] in answered]
        swept = [path for path in swept if path.is_file() and not path.is_symlink() and path.stat().st_ctime < old]
        for path in swept:
            path.unlink(missing_ok=True)
        return len(swept)

    def _sync(self, folder: str) -> None:
        handle = os.open(self.path / folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno != errno.EINVAL:  # a network file system that knows no such thing
                raise
        finally:
            os.close(handle)


def _kind(mode: int) -> str:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISLNK(mode):
        return "link"
    return "folder" if stat.S_ISDIR(mode) else "other"
