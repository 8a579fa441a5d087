"""打开: a path as it was given: a plain file that can be read, and that does not change while it is read."""

import errno
import os
import stat
import time
from pathlib import Path

from chengxin.collection.reading.limits import Limits
from chengxin.ground.api import WrongUse, files, wording

_said = wording.Sentence.of

_FRESH_NS = 2_000_000_000  # a file written this lately may be written again within one tick of its time stamp


def check_readable(path: Path, limits: Limits) -> None:
    """Raise WrongUse unless ``path`` is a plain file with content that may be read."""
    named = shown(path)
    try:
        found = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            raise WrongUse(_said("%(path)s 是一个链接，它指向的文件不存在", path=named), code="no-such-file") from None
        raise WrongUse(_said("找不到文件：%(path)s", path=named), code="no-such-file") from None
    except (OSError, ValueError) as error:
        raise WrongUse(_said("打不开 %(path)s：%(why)s", path=named[:200], why=_why(error)), code="no-such-file") from None
    if stat.S_ISDIR(found.st_mode):
        raise WrongUse(_said("%(path)s 是文件夹，请指明其中的一份文件", path=named), code="no-such-file")
    if not stat.S_ISREG(found.st_mode):
        raise WrongUse(_said("%(path)s 不是普通文件（可能是管道或设备），请先存成文件", path=named), code="no-such-file")
    if found.st_size == 0:
        raise WrongUse("文件是空的", code="empty-file")
    limits.check_size(found.st_size)
    try:
        with path.open("rb") as stream:
            stream.read(1)
    except OSError as error:
        raise WrongUse(_said("不能读取 %(path)s：%(why)s", path=named, why=_why(error)), code="unreadable-file") from None


def shown(path: Path | str) -> str:
    """A path that can be printed and stored, whatever bytes its name is made of: Chinese archives often unpack to names in GB18030."""
    raw = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return "".join(character for character in raw.decode(encoding) if character.isprintable())
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def trouble(path: Path, error: OSError) -> WrongUse:
    """What went wrong while ``path`` was read, as the clerk is told."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return WrongUse("解压文件所用的磁盘已满，本次没有写入任何内容。请维护人员腾出空间后再报", code="disk-full")
    return WrongUse(_said("读取 %(path)s 时出错：%(why)s", path=shown(path), why=_why(error)), code="unreadable-file")


class Watch:
    """Notices that a file is written, replaced or removed between two moments."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.before = _signature(path)
        self.fresh = time.time_ns() - self.before[2] < _FRESH_NS

    def digest(self) -> tuple[str, int]:
        """Digest and size of the file. Raises WrongUse where it cannot be read to its end."""
        try:
            return files.digest_of(self.path)
        except OSError as error:
            raise trouble(self.path, error) from None

    def glance(self) -> None:
        """Raise WrongUse as soon as the file is seen to change, so that a growing one is not read for ever."""
        try:
            same = _signature(self.path)[:3] == self.before[:3]
        except OSError:
            same = False
        if not same:
            raise changed()

    def check(self, digest: str) -> None:
        """Raise WrongUse where the file is no longer the one of ``digest`` that was there before."""
        try:
            after = _signature(self.path)
            same = after[:3] == self.before[:3] and ((after == self.before and not self.fresh) or files.digest_of(self.path)[0] == digest)
        except OSError:
            same = False
        if not same:
            raise changed()


def changed() -> WrongUse:
    """The file is not the one it was."""
    return WrongUse("文件在读取过程中被改动，本次没有写入任何内容，请等文件写完后再报", code="file-changed")


def _signature(path: Path) -> tuple[tuple[int, int], int, int, int]:
    found = path.stat()
    return (found.st_dev, found.st_ino), found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _why(error: Exception) -> wording.Sentence:
    number = getattr(error, "errno", None)
    if number in (errno.EACCES, errno.EPERM):
        return _said("没有读取权限")
    if number == errno.ENAMETOOLONG:
        return _said("文件名太长")
    if number == errno.ELOOP:
        return _said("链接绕成了圈")
    if number == errno.EIO:
        return _said("磁盘读写出错")
    return _said("系统错误 %(number)s（%(text)s）", number=number, text=os.strerror(number)) if number else _said("路径无效")
