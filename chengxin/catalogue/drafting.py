"""提案草稿: an item's latest version as a text to change, one element a line, under a new name and a new day."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import yaml

from chengxin.catalogue.definitions import Item


def draft(item: Item, *, on: dt.date) -> str:
    """The text: it holds the new version only; what is not said stays as on file."""
    latest = item.versions[-1]
    first = max(on, latest.in_force_from) + dt.timedelta(days=1)
    return drafted(item.code, dict(latest.raw) | {"version": f"{first:%Y-%m-%d}", "in_force_from": first})


def drafted(code: str, raw: Mapping[str, Any]) -> str:
    """One version of an item as such a text."""
    lines = [f"item: {code}", "versions:", f'  - version: "{raw["version"]}"', f"    in_force_from: {raw['in_force_from'].isoformat()}"]
    for key in ("source", "note"):
        if raw.get(key):
            lines.append(f"    {key}: {_flow(raw[key])}")
    if raw.get("forms"):
        lines += ["    forms:", *(f"      {code}: {_flow(form)}" for code, form in raw["forms"].items())]
    lines += ["    roles:", *(f"      {role}: {code}" for role, code in raw["roles"].items())]
    lines += ["    elements:", *(f"      - {_flow(element)}" for element in raw["elements"])]
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    """On one line, as the files of items are written."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_flow_style=True, width=100_000).strip().removesuffix("\n...").strip()
