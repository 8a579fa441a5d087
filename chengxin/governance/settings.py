"""考核口径: terms, cycles and rates, each with its mark, from data/settings.yaml; a district says its own under ``governance`` in its file."""

import functools
from pathlib import Path
from typing import Any

import yaml

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue

_FILE = Path(__file__).parent / "data" / "settings.yaml"


@functools.cache
def settings() -> dict[str, Any]:
    """All of it; what the district says goes before what ships, key by key."""
    shipped = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    said = access.district().get("governance") or {}
    return shipped | {key: shipped[key] | (value if isinstance(value, dict) else {"value": value}) for key, value in said.items() if key in shipped}


def days(name: str) -> int:
    """A number of days among the settings."""
    return int(settings()[name]["value"])


def terms() -> dict[str, int]:
    """条目 to the working days it is to be reported within."""
    return {code: int(item.cycle["working_days"]) for code, item in catalogue.items().items() if item.cycle.get("working_days")}


def required() -> list[str]:
    """条目 whose term is a duty and not a local aim: 双公示 (S9). Only of these reporting nothing is told of."""
    return [code for code in terms() if catalogue.item(code).cycle.get("mark") == "S9"]


def cycles() -> dict[str, dict[str, Any]]:
    """条目 to its cycle's rule, for items whose providing organs are named."""
    known = settings()["cycles"]
    return {
        code: known[item.cycle["value"]]
        for code, item in catalogue.items().items()
        if item.cycle.get("value") in known and not item.cycle.get("working_days") and item.providers.get("offices")
    }
