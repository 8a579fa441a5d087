"""数据库参数: the settings of the private PostgreSQL, fitted to the machine it runs on."""

import os
import stat
from pathlib import Path

MEGABYTE = 1024 * 1024


def parameters(*, access: Path, socket: Path, port: int, title: str) -> dict[str, str]:
    """The lines of ``postgresql.conf``: who may come in and how, sizes fit for this machine, a log without values."""
    buffers = max(32, min(2048, _memory() // MEGABYTE // 8))
    return {
        "hba_file": str(access),
        "listen_addresses": "",
        "port": str(port),
        "unix_socket_directories": f'"{socket}"',
        "unix_socket_permissions": "0700",
        "cluster_name": title,
        "password_encryption": "scram-sha-256",
        "max_connections": "60",
        "shared_buffers": f"{buffers}MB",
        "maintenance_work_mem": f"{min(buffers // 2, 256)}MB",
        "work_mem": "16MB",
        "dynamic_shared_memory_type": "posix" if _shared_memory_usable() else "mmap",
        "max_wal_size": "4GB",
        "wal_compression": "off",
        # For a replica (docs/how-to/second-machine.md): its slot keeps no more of the log than this, so that a dead one cannot fill the disk.
        "wal_level": "logical",
        "max_slot_wal_keep_size": "8GB",
        "wal_retrieve_retry_interval": "500ms",
        "wal_receiver_status_interval": "1s",
        "wal_buffers": f"{min(64, max(4, buffers // 32))}MB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "Asia/Shanghai",
        "log_timezone": "Asia/Shanghai",
        "lc_messages": "C",
        # Values of persons must not get into logs: no statement, no parameter, no detail, no client's error.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_statement": "none",
        "log_min_duration_statement": "-1",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_checkpoints": "off",
        "log_autovacuum_min_duration": "-1",
        "log_line_prefix": "%m [%p] %u ",
    }


def _memory() -> int:
    """Bytes of memory this machine or container may use."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            return min(total, int(Path(limit).read_text()))
        except (OSError, ValueError):
            continue
    return total


def _shared_memory_usable() -> bool:
    """Whether /dev/shm is open to every account and has room (in containers it is often small, or closed)."""
    try:
        found, mode = os.statvfs("/dev/shm"), Path("/dev/shm").stat().st_mode
    except OSError:
        return False
    return bool(mode & stat.S_IWOTH) and found.f_bavail * found.f_frsize > 512 * MEGABYTE
