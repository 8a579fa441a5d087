"""数据源: a folder with a ``source.yaml`` says which item it brings, how its columns are called, under whose mandate."""

import functools
from dataclasses import dataclass
from pathlib import Path

import yaml

from chengxin.catalogue import api as catalogue
from chengxin.ground.api import NotFound

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Mandate:
    """公示授权 as the source's file words it."""

    power: str
    proposer: str
    approver: str
    statement: str


@dataclass(frozen=True)
class Source:
    """数据源: ``office`` is held by the one organ it comes from (district.yaml), or None where each row names its own."""

    code: str
    name: str
    item: str
    office: str | None
    aliases: dict[str, tuple[str, ...]]
    mandate: Mandate | None


@functools.cache
def sources() -> dict[str, Source]:
    """All sources by code."""
    return {source.code: source for source in (_read(path) for path in sorted(FOLDER.glob("*/source.yaml")))}


def source(code: str) -> Source:
    """The source called ``code``. Raises NotFound."""
    if code not in sources():
        raise NotFound(f"没有数据源“{code}”，现有：{'、'.join(sources())}")
    return sources()[code]


def _read(path: Path) -> Source:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = {e.code for v in catalogue.item(data["item"]).versions for e in v.elements}
    stray = set(data["aliases"]) - known
    if stray:
        raise ValueError(f"{path}: aliases of unknown elements {sorted(stray)}")
    return Source(
        code=data["source"],
        name=data["name"],
        item=data["item"],
        office=data["office"],
        aliases={code: tuple(names) for code, names in data["aliases"].items()},
        mandate=Mandate(**data["mandate"]) if data["mandate"] else None,
    )
