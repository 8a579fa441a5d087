"""外挂目录: folders outside the package that add items, code sets, sources, checks and instruments (``CHENGXIN_PLUGINS``).

The setting is a list of folders, separated as PATH is. Each may hold ``items/``, ``codesets/``,
``sources/``, ``checks/`` and ``instruments/``; the room that understands a kind asks for its folders here. Read once a
process: a changed folder is seen by the next command.
"""

import os
from pathlib import Path

from chengxin.ground.errors import WrongUse

SETTING = "CHENGXIN_PLUGINS"
KINDS = ("items", "codesets", "sources", "checks", "instruments")


def roots() -> tuple[Path, ...]:
    """The plugin folders as set. Raises WrongUse for one that is not there or holds nothing we know."""
    found = tuple(Path(part).expanduser().resolve() for part in os.environ.get(SETTING, "").split(os.pathsep) if part.strip())
    for root in found:
        if not root.is_dir():
            raise WrongUse(f"{SETTING} 中的目录不存在：{root}。多个目录用“{os.pathsep}”分开", code="no-such-plugin")
        if not any((root / kind).is_dir() for kind in KINDS):
            raise WrongUse(f"{SETTING} 中的目录 {root} 里没有 {'、'.join(KINDS)} 中的任何一个子目录", code="empty-plugin")
    return found


def folders(kind: str) -> list[Path]:
    """The folders of one kind (``items``, ``codesets``, ``sources``, ``checks``, ``instruments``), in the order of the setting."""
    return [root / kind for root in roots() if (root / kind).is_dir()]
