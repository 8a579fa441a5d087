"""内存盘: tests keep their files in memory where there is plenty of it: a database is a thousand files, and a disk takes half a millisecond for each.

Whoever sets ``TMPDIR`` keeps what it says. Nothing that tests prove rests on the disk: they kill processes, not the machine.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ENOUGH = 10 << 30  # bytes free in it, and of the machine


def settle() -> None:
    """Let ``tempfile`` and all children keep their files in memory; remove what runs left that did not come to their end."""
    if "TMPDIR" in os.environ or not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK) or min(shutil.disk_usage(_MEMORY).free, _available()) < _ENOUGH:
        return
    for left in _MEMORY.glob("cx[0-9]*-*"):
        if not Path(f"/proc/{left.name[2:].partition('-')[0]}").exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=f"cx{os.getpid()}-", dir=_MEMORY)
    os.environ["TMPDIR"] = tempfile.tempdir = folder  # the workers of a parallel run inherit it
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _available() -> int:
    """Bytes of memory that this machine, or the share of it we are given, can still give."""
    told = [int(line.split()[1]) << 10 for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines() if line.startswith("MemAvailable")]
    for share in (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes")):
        if share.exists() and (most := share.read_text(encoding="ascii").strip()).isdigit():
            told.append(int(most))
    return min(told, default=0)
