"""存放: a disk or a database without room, and a file that is no longer what it was, are told as such; nothing of it is kept."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg.errors
from django.db import OperationalError

from chengxin.ground.api import WrongUse, files, wording


@contextmanager
def disk_may_be_full() -> Iterator[None]:
    """Turn a full disk, or one that cannot be written, into WrongUse (``disk-full``), and a file that changed into ``file-changed``."""
    told = wording.Sentence.of("存放数据的磁盘已满或不能写入，本次没有写入任何内容。请维护人员腾出空间后再报")
    try:
        yield
    except files.FileDamaged as error:
        from chengxin.collection import reading  # late, as in actions

        raise reading.changed() from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG):
            raise WrongUse(told, code="disk-full") from error
        raise
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.DiskFull):
            raise WrongUse(told, code="disk-full") from error
        raise
