"""文件种类: what a file is, told by its content and never by its name, and what is taken for which purpose.

Originals of batches are tables; attachments are documents and pictures. The limits are ours and stand in
``data/file_kinds.csv``. A name that says something else than the content is refused by :func:`agree`.
"""

import csv
import functools
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from chengxin.ground.errors import WrongUse

HEAD = 1 << 16
_ENDINGS = {
    "text": (".csv", ".tsv", ".txt", ".json", ".xml"), "xlsx": (".xlsx", ".xlsm", ".xlsb", ".et"), "xls": (".xls", ".et"), "ods": (".ods",), "pdf": (".pdf",), "jpeg": (".jpg", ".jpeg"),
    "png": (".png",), "ofd": (".ofd",), "docx": (".docx",),
}  # fmt: skip
_STARTS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"))
_ZIP_PARTS = (("OFD.xml", "ofd"), ("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsx"), ("word/document.xml", "docx"))


class Purpose(StrEnum):
    """用途: what a file is kept for."""

    ORIGINAL = "original"
    ATTACHMENT = "attachment"


PURPOSES = {Purpose.ORIGINAL: "报送文件", Purpose.ATTACHMENT: "附件"}


@dataclass(frozen=True)
class FileKind:
    """文件种类: a kind taken for a purpose, with the most bytes it may have."""

    kind: str
    name: str
    largest: int


@functools.cache
def taken_for(purpose: Purpose) -> dict[str, FileKind]:
    """The kinds taken for ``purpose``."""
    with (Path(__file__).parent / "data" / "file_kinds.csv").open(encoding="utf-8", newline="") as stream:
        return {row["kind"]: FileKind(row["kind"], row["name"], int(row["largest_mb"]) << 20) for row in csv.DictReader(stream) if row["purpose"] == purpose}


def kind_of(path: Path) -> str | None:
    """What the file at ``path`` is by its content; None where it is nothing we know."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    return "text" if _is_text(head) else None


def examine(path: Path, purpose: Purpose, *, size: int | None = None) -> FileKind:
    """The kind of the file at ``path``, if it is taken for ``purpose``. Raises WrongUse (``file-kind``, ``file-too-large``, ``file-empty``)."""
    size = path.stat().st_size if size is None else size
    if size == 0:
        raise WrongUse("文件是空的", code="file-empty")
    taken = taken_for(purpose)
    found = taken.get(kind_of(path) or "")
    if found is None:
        raise WrongUse(f"按内容看，这不是{PURPOSES[purpose]}可用的文件；可用的有：{'、'.join(kind.name for kind in taken.values())}", code="file-kind")
    if size > found.largest:
        raise WrongUse(f"文件有 {_told(size)}，{found.name}最大 {_told(found.largest)}", code="file-too-large")
    return found


def agree(kind: FileKind, name: str) -> None:
    """Raises WrongUse (``file-name-differs``) where the ending of ``name`` belongs to another kind; no ending says nothing."""
    ending = Path(name).suffix.lower()
    if ending and ending not in _ENDINGS[kind.kind]:
        raise WrongUse(f"文件名以 {ending} 结尾，内容却是{kind.name}，请核对", code="file-name-differs")


def _kind_of_zip(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100 and b"opendocument.spreadsheet" in archive.read("mimetype"):
                return "ods"
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return None
    return next((kind for part, kind in _ZIP_PARTS if part in names), None)


def _is_text(head: bytes) -> bool:
    """No zero byte and decodable as UTF-8 or GB18030, or UTF-16 with its mark; a character cut at the end does not count."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in head:
        return False
    for encoding, longest in (("utf-8", 3), ("gb18030", 3)):
        for cut in range(longest + 1):
            try:
                head[: len(head) - cut].decode(encoding)
                return True
            except UnicodeDecodeError:
                if len(head) < HEAD:
                    break
    return False


def _told(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB"
