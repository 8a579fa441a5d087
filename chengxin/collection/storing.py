"""存放: a disk or a database without room is told as such, and nothing of the file is kept."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg.errors
from django.db import OperationalError

from chengxin.ground.api import WrongUse


@contextmanager
def disk_may_be_full() -> Iterator[None]:
    """Turn a full disk, or one that cannot be written, into WrongUse (``disk-full``)."""
    told = "存放数据的磁盘已满或不能写入，本次没有写入任何内容。请维护人员腾出空间后再报"
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG):
            raise WrongUse(told, code="disk-full") from error
        raise
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.DiskFull):
            raise WrongUse(told, code="disk-full") from error
        raise
