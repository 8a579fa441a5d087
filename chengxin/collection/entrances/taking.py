"""收取: every whole file of a place is collected and moved away, with its receipt beside it.

The order is what makes it safe: result (with the batch, one transaction), returned rows, receipt, move,
closing. A step that was cut off is done again by the next run, and each may be done twice.
"""

import datetime as dt
import fnmatch
import io
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from chengxin.collection import queries
from chengxin.collection.entrances import consignments, receipts
from chengxin.collection.entrances.definitions import FileEntrance
from chengxin.collection.entrances.models import Consignment, ConsignmentResult
from chengxin.collection.entrances.place import DONE, FAILED, Place, Seen, beside, in_words, not_final
from chengxin.ground.api import WrongUse, files

Told = dict[str, Any]
_STRANGE = {"link": "是链接，不收取", "folder": "是目录，不收取", "other": "不是普通文件，不收取"}


@dataclass
class Taking:
    """One round at one place. ``pause`` waits between two looks; what was seen in the round before may stand for the first."""

    entrance: FileEntrance
    place: Place
    today: dt.date
    actor: str
    before: dict[str, str]
    wait: Callable[[float], None] = time.sleep

    def round(self) -> list[Told]:
        """Finish what a killed run left, then take what is whole; returns what there is to tell."""
        told = [self._finish(consignment) for consignment in consignments.unclosed(self.entrance.name)]
        whole, strange = self._whole()
        told += [self._tell(seen.name, "ignored", _STRANGE[seen.kind]) for seen in strange]
        told += [self._take(seen) for seen in whole]
        if self.entrance.keep_days:
            self.place.sweep(self.entrance.keep_days)
        return [one for one in told if one]

    def _whole(self) -> tuple[list[Seen], list[Seen]]:
        """The files that are complete, in the order they were written; and what is no file."""
        looked = self.place.look()
        names = {seen.name for seen in looked}
        wanted = [s for s in looked if fnmatch.fnmatchcase(in_words(s.name), self.entrance.pattern) and not not_final(s.name) and not beside(s.name)]
        strange = [s for s in wanted if s.kind != "file"]
        found = [s for s in wanted if s.kind == "file"]
        if self.entrance.whole == "ok":
            found = [s for s in found if f"{s.name}.ok" in names]
        elif self.entrance.whole == "pause" and found:
            found = self._unchanged(found)
        return sorted(found, key=lambda s: (s.modified, s.name)), strange

    def _unchanged(self, found: list[Seen]) -> list[Seen]:
        """Those that stood still: seen the same in the round before, or after a pause."""
        earlier = dict(self.before)
        self.before.clear()
        self.before.update({s.name: s.mark for s in found})
        if any(earlier.get(s.name) != s.mark for s in found):
            self.wait(self.entrance.pause)
            now = {s.name: s.mark for s in self.place.look()}
            found = [s for s in found if now.get(s.name) == s.mark]
        return found

    def _take(self, seen: Seen) -> Told | None:
        name = in_words(seen.name)
        try:
            with self.place.opened(seen) as stream, files.received(stream, largest=self.entrance.largest_mb << 20) as path:
                if not self.place.unchanged(seen):  # written to while it was copied
                    return None
                return self._settle(seen, name, path)
        except FileNotFoundError:
            return None  # changed or taken away since it was seen: the next round sees what is there
        except consignments.NotNow as error:
            return self._tell(seen.name, "waiting", str(error))
        except (ConnectionError, TimeoutError):
            raise  # the place is lost, not the file
        except OSError as error:
            return self._tell(seen.name, "waiting", f"无法读取：{error.strerror or type(error).__name__}")
        except WrongUse as error:
            return self._tell(seen.name, "waiting", str(error))

    def _settle(self, seen: Seen, name: str, path: Path) -> Told | None:
        arrived = consignments.Arrived(self.entrance.name, name[-255:], seen.mark, self.entrance.source, self.entrance.organ, name)
        consignment = consignments.begin(arrived, path, received=self.today)
        result = consignments.settle(consignment, path, organ=self.entrance.organ, actor=self.actor)
        return self._give_back(consignment, result, seen)

    def _finish(self, consignment: Consignment) -> Told | None:
        """A result is there, but its sender may not have been told: the run that collected it died."""
        lying = next((seen for seen in self.place.look() if in_words(seen.name)[-255:] == consignment.name and seen.mark == consignment.mark), None)
        if lying is None:  # moved already, and the receipt went before it
            consignments.close(consignment)
            return None
        return self._give_back(consignment, consignment.result, lying)

    def _give_back(self, consignment: Consignment, result: ConsignmentResult, seen: Seen) -> Told:
        name = seen.name
        folder = DONE if result.batch_id else FAILED
        as_name = self._free(folder, name, consignment)
        beside_it = self.entrance.receipts or folder
        if result.batch_id and result.answer["quarantined"]:
            self._put_returned(result, beside_it, as_name)
        self.place.put(beside_it, f"{as_name}.receipt.json", io.BytesIO(receipts.as_file(result.answer)))
        if self.place.unchanged(seen):  # else another file has its name already and is taken next
            self.place.remove(f"{name}.ok")
            self.place.move(name, folder, as_name)
        consignments.close(consignment)
        return self._tell(name, result.answer["state"], result.answer["message"]) | {"batch": result.batch_id, "folder": folder}

    def _free(self, folder: str, name: str, consignment: Consignment) -> str:
        """Its own name, or one with the consignment's number where an earlier file has it."""
        if not self.place.taken(folder, name):
            return name
        stem, dot, suffix = name.rpartition(".")
        return f"{stem or name}~{consignment.pk}{dot}{suffix if stem else ''}" if dot else f"{name}~{consignment.pk}"

    def _put_returned(self, result: ConsignmentResult, folder: str, as_name: str) -> None:
        """The returned rows in the form they came in, for their own organ. Reading them is a look."""
        assert result.batch_id is not None
        with TemporaryDirectory(prefix="out", dir=settings.HOME.run) as own:
            out = Path(own) / "returned"
            given = queries.give_back(result.batch_id, out, actor=self.actor, purpose="退回报送机关", organ=result.batch.organ_id if result.batch else None)
            with out.open("rb") as stream:
                self.place.put(folder, f"{as_name}.returned.{given['kind']}", stream)

    def _tell(self, name: str, state: str, message: str) -> Told:
        return {"entrance": self.entrance.name, "name": in_words(name), "state": state, "message": message}


def troubles(told: Iterable[Told]) -> int:
    """How many of what was told need somebody's hand."""
    return sum(one["state"] in ("away", "waiting", "fault") for one in told)
