"""Entrances for tests: their configuration, and a round as the worker makes it."""

import datetime as dt
from pathlib import Path

import yaml
from django.conf import settings

from tests.district import District

TODAY = dt.date(2026, 5, 15)


class Gate:
    """The entrances of a district of the tests."""

    def __init__(self, district: District, monkeypatch, *entries: dict) -> None:
        from chengxin.collection import api as collection

        self.district, self.waits = district, []
        path = Path(district.folder) / "entrances.yaml"
        path.write_text(yaml.safe_dump({"entrances": list(entries)}, allow_unicode=True), encoding="utf-8")
        monkeypatch.setattr(settings, "ENTRANCES_FILE", str(path))
        self.watching = collection.Watching(actor="测试", wait=self._wait)
        self.meanwhile = lambda: None

    def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.meanwhile()

    def round(self, today: dt.date = TODAY) -> list[dict]:
        """One round; a fault of ours is raised."""
        with self.district.side("worker"):
            told = self.watching.round(today=today)
        if self.watching.fault:
            fault, self.watching.fault = self.watching.fault, None
            raise fault
        return told

    def states(self) -> list[tuple[str, str]]:
        """Name and state of what a round tells."""
        return [(one["name"], one["state"]) for one in self.round()]


def penalties(folder: Path, **more: object) -> dict:
    """A folder entrance of the emergency bureau."""
    return {"name": "应急局", "kind": "folder", "source": "penalties", "organ": "区应急局", "where": str(folder), "pause": 1} | more
