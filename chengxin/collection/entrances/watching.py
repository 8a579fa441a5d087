"""值守: one round of every entrance. An entrance in trouble is told and stops none of the others."""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import connection

from chengxin.collection.entrances import consignments
from chengxin.collection.entrances.definitions import Entrance, FileEntrance, entrances
from chengxin.collection.entrances.folder import Folder
from chengxin.collection.entrances.place import PlaceAway
from chengxin.collection.entrances.taking import Taking, Told
from chengxin.ground.api import NotFound, WrongUse


class Watching:
    """值守: remembers between rounds what was seen, so that a file that stands still is taken without a pause."""

    def __init__(self, *, actor: str, wait: Callable[[float], None] = time.sleep) -> None:
        self.actor, self.wait = actor, wait
        self._seen: dict[str, dict[str, str]] = {}
        self.fault: Exception | None = None  # the first error that is our own

    def round(self, *, today: dt.date, only: str | None = None) -> list[Told]:
        """One round of all entrances, or of one. Raises WrongUse for a configuration that cannot be read, NotFound for an unknown name."""
        known = entrances()
        if only is not None:
            known = [entry for entry in known if entry.name == only] or _unknown(only, known)
        told: list[Told] = []
        for entry in known:
            told += self._one(entry, today)
        return told

    def _one(self, entry: Entrance, today: dt.date) -> list[Told]:
        connection.close_if_unusable_or_obsolete()
        try:
            with consignments.alone(entry.name) as got:
                if not got:
                    return [_about(entry, "busy", "另一个进程正在收取")]
                return self._take(entry, today)
        except PlaceAway as error:
            return [_about(entry, "away", str(error))]
        except (NotFound, WrongUse) as error:
            return [_about(entry, "waiting", f"配置有误：{error}")]
        except Exception as error:  # a fault at one entrance must not close the others; the command raises the first at its end
            self.fault = self.fault or error
            return [_about(entry, "fault", f"程序出错（{type(error).__name__}），已跳过，其余入口照常")]

    def _take(self, entry: Entrance, today: dt.date) -> list[Told]:
        if not isinstance(entry, FileEntrance):
            from chengxin.collection.entrances.table import take_rows

            return take_rows(entry, today=today, actor=self.actor)
        if entry.kind == "folder":
            return self._at(entry, Folder(Path(entry.where), receipts=entry.receipts), today)
        from chengxin.collection.entrances.sftp import signed_in

        with signed_in(entry) as place:
            return self._at(entry, place, today)

    def _at(self, entry: FileEntrance, place, today: dt.date) -> list[Told]:
        return Taking(entry, place, today, self.actor, self._seen.setdefault(entry.name, {}), self.wait).round()


def _unknown(only: str, known: Sequence[Entrance]) -> list[Entrance]:
    raise NotFound(f"没有入口“{only}”，现有：{'、'.join(entry.name for entry in known) or '无'}")


def _about(entry: Entrance, state: str, message: str) -> Told:
    return {"entrance": entry.name, "name": "", "state": state, "message": message}
