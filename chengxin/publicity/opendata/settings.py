"""数据开放口径: formats, licence and how long editions are offered; a district says its own under ``open_data`` in its file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from chengxin.access import api as access

#: The formats of each item: ending of the file and its media type.
FORMATS: dict[str, str] = {"csv": "text/csv", "jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet"}
PACKAGE = "datapackage.json"
_OURS: dict[str, dict[str, Any]] = {
    "licence": {"name": "CC-BY-4.0", "title": "知识共享 署名 4.0 国际许可协议", "path": "https://creativecommons.org/licenses/by/4.0/deed.zh-hans", "mark": "ours"},
    "keep": {"days": 31, "mark": "ours"},
}


@dataclass(frozen=True)
class Licence:
    """许可: under which terms the files may be used. ``ours``: the district has not decided yet, this is what the product proposes."""

    name: str
    title: str
    path: str
    ours: bool


def licence() -> Licence:
    """What the district says, else ours."""
    said = _said("licence")
    return Licence(said["name"], said["title"], said["path"], said.get("mark") == "ours")


def keep_days() -> int:
    """How many days an edition is offered after its own."""
    return int(_said("keep")["days"])


def folder() -> Path:
    """Where the files lie: one folder a day, in it one for the edition that is offered."""
    return Path(settings.HOME.path) / "opendata"


def _said(part: str) -> dict[str, Any]:
    return (access.district().get("open_data") or {}).get(part) or _OURS[part]
