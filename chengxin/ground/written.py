"""定义文件: YAML as data, by libyaml where it is there: the same answers, ten times as fast."""

import functools
from pathlib import Path
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parsed(text: str) -> Any:
    """``text`` as data. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=LOADER)


def kept(path: Path) -> Any:
    """The data of a file that many ask for, parsed once as long as it is not changed. Not to be changed by those who ask."""
    found = path.stat()
    return _kept(path, found.st_mtime_ns, found.st_size)


@functools.lru_cache(maxsize=8)
def _kept(path: Path, changed: int, size: int) -> Any:
    return parsed(path.read_text(encoding="utf-8"))
