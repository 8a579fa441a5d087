"""试开: a workbook is opened by another process first, within a bound of memory.

Its reader is native code that lays out the rectangle around all filled cells; where a forged file makes
that larger than the machine, the process that asked is ended without a word. It must not be ours.
"""

import os
import subprocess
import sys
from typing import BinaryIO

from chengxin.collection.reading.limits import Limits
from chengxin.ground.api import WrongUse

_SECONDS = 600
_PASSWORD, _DAMAGED, _MEMORY = 3, 4, 5
_BOUND = f"""
import resource, sys
memory = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
try:
    exec(sys.argv[2])
except MemoryError:
    sys.exit({_MEMORY})
except BaseException as error:
    locked = type(error).__name__ == "PasswordError" or any(word in str(error).lower() for word in ("password", "encrypted"))
    sys.exit({_PASSWORD} if locked else {_DAMAGED})
"""
_OPENING = """
import io
import python_calamine as calamine
book = calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
for index in range(len(book.sheet_names)):
    book.get_sheet_by_index(index)
"""


def check_opens(stream: BinaryIO, limits: Limits) -> None:
    """Raise WrongUse where the workbook cannot be opened, or not within the memory it may take."""
    run(_OPENING, stream, limits)


def run(work: str, stream: BinaryIO, limits: Limits) -> bytes:
    """What ``work`` of another process writes about the workbook on its standard input. Raises WrongUse where it cannot be opened, or not within the memory it may take."""
    os.lseek(stream.fileno(), 0, os.SEEK_SET)
    memory = (2 * limits.workbook_mb + 1024) << 20
    try:
        ran = subprocess.run(
            [sys.executable, "-I", "-c", _BOUND, str(memory), work], stdin=stream, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_SECONDS, check=False
        )
        done, told = ran.returncode, ran.stdout
    except subprocess.TimeoutExpired:
        done, told = _MEMORY, b""
    if done == _PASSWORD:
        raise WrongUse("文件设有打开密码，请取消密码后再报", code="password-protected")
    if done == _DAMAGED:
        raise WrongUse("文件不完整或已损坏，表格软件打得开的话请另存为新的 .xlsx 再报", code="damaged-file")
    if done != 0:
        raise WrongUse("工作簿展开后大得不像正常的表格，请删去表格以外的内容，或分成几份报送", code="sheet-too-large")
    return told
