"""写出文件: a PDF that a verb writes beside its answer."""

from collections.abc import Callable
from pathlib import Path

from chengxin.ground.api import WrongUse


def written(out: Path, made: bytes | Callable[[], bytes]) -> str:
    """Write the bytes to ``out``, which must be a .pdf in a folder that is there; asked for only then. Raises WrongUse."""
    checked(out)
    out.write_bytes(made() if callable(made) else made)
    return str(out)


def checked(out: Path) -> Path:
    """``out``, where a PDF may be written there. Raises WrongUse."""
    if out.suffix.lower() != ".pdf":
        raise WrongUse(f"文书写作 .pdf 文件，现为“{out.name}”")
    if not out.absolute().parent.is_dir():
        raise WrongUse(f"目录不存在：{out.absolute().parent}")
    return out
