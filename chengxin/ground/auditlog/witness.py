"""见证: checkpoints leave the machine: into a folder that is mounted from elsewhere, best where nothing can be changed afterwards.

``checkpoint`` holds the newest; ``heads/YYYY-MM-DD`` every one of a day (UTC), one after the other. A newer one never gives
way to an older: where the folder knows of more than the database, the database was put back, and that is told.
"""

import logging
import os
from pathlib import Path

from django.conf import settings

from chengxin.ground import database
from chengxin.ground.auditlog.checkpoints import Note, parse, parse_all
from chengxin.ground.errors import WrongUse

LATEST, HEADS = "checkpoint", "heads"
log = logging.getLogger(__name__)


class Witness:
    """见证目录: a folder, and how far it has been told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._told: Note | None = None

    def tell(self) -> int:
        """Write every checkpoint the folder does not know yet; how many. Raises OSError where it cannot be written, WrongUse where it knows of more than we."""
        told = self._told or self.latest()
        size = told.checkpoint.size if told else 0
        found = database.fetch("SELECT size, at, note FROM ground_auditcheckpoint WHERE size >= %s ORDER BY size", [size])
        if told and (not found or found[0]["size"] != size or parse(found[0]["note"]).checkpoint.root != told.checkpoint.root):
            self._told = None
            raise WrongUse(
                f"见证目录 {self.folder} 中的检查点有 {size} 条，与本库的日志不符：日志被改动，或数据库恢复到了较早的备份。请执行 chengxin audit verify", code="witness-ahead"
            )
        new = found[1:] if told else found
        for head in new:
            day = parse(head["note"]).checkpoint.at.strftime("%Y-%m-%d")
            _append(self.folder / HEADS / day, head["note"] + "\n")
        if new:
            _replace(self.folder / LATEST, new[-1]["note"])
            self._told = parse(new[-1]["note"])
        else:
            self._told = told
        return len(new)

    def latest(self) -> Note | None:
        """The newest checkpoint in the folder. Raises WrongUse where what lies there is none."""
        try:
            return parse((self.folder / LATEST).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None


def witness() -> Witness | None:
    """The folder of the setting CHENGXIN_WITNESS, where there is one."""
    return Witness(Path(settings.WITNESS)) if settings.WITNESS else None


def read(place: Path) -> list[Note]:
    """The checkpoints of a file, or of every file of a folder. Raises WrongUse."""
    try:
        paths = sorted(path for path in place.rglob("*") if path.is_file() and not path.name.startswith(".")) if place.is_dir() else [place]
        notes = [note for path in paths for note in parse_all(path.read_text(encoding="utf-8", errors="replace"))]
    except OSError as error:
        raise WrongUse(f"读不出检查点 {place}：{error.strerror}", code="bad-checkpoint") from None
    if not notes:
        raise WrongUse(f"{place} 中没有检查点", code="bad-checkpoint")
    return sorted(notes, key=lambda note: (note.checkpoint.size, note.checkpoint.at))


def _append(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as sink:
        if sink.tell() and path.read_bytes()[-2:] != b"\n\n":  # what a kill cut off stays apart
            sink.write(b"\n\n")
        sink.write(text.encode())
        sink.flush()
        os.fsync(sink.fileno())


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as sink:
        sink.write(text)
        sink.flush()
        os.fsync(sink.fileno())
    draft.replace(path)
