"""场所: what a folder and an SFTP server have in common: files that can be seen, opened, put and moved."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO, Protocol

IN, DONE, FAILED = "in", "done", "failed"
#: Names that are not final: what editors, browsers and transfer programs write to until a file is whole.
_NOT_FINAL = re.compile(r"^[.~]|~$|\.(tmp|temp|part|partial|filepart|crdownload|download|swp|lock|writing|inprogress)$", re.IGNORECASE)
#: What we or the sender put beside a file.
_BESIDE = re.compile(r"\.(receipt\.json|returned\.[a-z]+|ok)$", re.IGNORECASE)


class PlaceAway(Exception):
    """场所不可达: the folder or server is not there now; its message says why. Told, and tried again."""


@dataclass(frozen=True)
class Seen:
    """A thing in the folder ``in`` at one moment; ``kind`` is file, link, folder or other."""

    name: str
    size: int
    modified: int
    kind: str = "file"

    @property
    def mark(self) -> str:
        """What tells this file from a later one of the same name."""
        return f"{self.modified}:{self.size}"


class Place(Protocol):
    """场所: one folder with ``in``, ``done`` and ``failed``. Every method raises PlaceAway or OSError."""

    def look(self) -> list[Seen]:
        """Everything in ``in``, by name."""

    def opened(self, seen: Seen) -> AbstractContextManager[IO[bytes]]:
        """The bytes of a file."""

    def unchanged(self, seen: Seen) -> bool:
        """Whether the file of that name is still the one seen."""

    def put(self, folder: str, name: str, content: IO[bytes]) -> None:
        """A file under ``folder``, whole at once; one of that name is replaced."""

    def taken(self, folder: str, name: str) -> bool:
        """Whether a name is in use under ``folder``."""

    def move(self, name: str, folder: str, as_name: str) -> None:
        """Move a file out of ``in``."""

    def remove(self, name: str) -> None:
        """Remove a file of ``in``, if it is there."""

    def sweep(self, days: int) -> int:
        """Remove what has lain in ``done`` for longer, with its returned rows but not its receipt; returns how many files."""


def not_final(name: str) -> bool:
    """Whether a name says that the file is still being written."""
    return bool(_NOT_FINAL.search(name))


def beside(name: str) -> bool:
    """Whether a name is that of a receipt, of returned rows, or of a mark that a file is whole."""
    return bool(_BESIDE.search(name))


def in_words(name: str) -> str:
    """A name that can be stored and printed, whatever bytes it is made of."""
    raw = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return _printable(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _printable(raw.decode("utf-8", "replace"))


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """A stream in pieces of a megabyte."""
    while piece := stream.read(1 << 20):
        yield piece
