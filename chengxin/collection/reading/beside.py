"""附带文件: what lies beside the tables of an archive and holds no row of them: a scan, a letter, a note how to read them.

It is left aside and told. Whatever may hold rows is not: it is read, or the archive is refused.
"""

from typing import BinaryIO

from chengxin.collection.reading.table import Part, Recognise

_NOTES = (".txt", ".md", ".markdown", ".nfo")
_LONGEST = 64 << 10  # a note is short
_SEPARATORS = ",\t;|，；｜、"


def may_be_note(part: Part, recognise: Recognise) -> bool:
    """Whether an entry is a text that is called as notes are and has no name of a column."""
    name = part.name.lower()
    return part.kind == "csv" and (name.endswith(_NOTES) or name.startswith("readme")) and not any(recognise(cell) for cell in part.heading.cells)


def is_note(spool: BinaryIO, *, cells: int) -> bool:
    """Whether such a text, beside tables of so many ``cells``, is short and has no line with half as many: such a line may be a row without its header."""
    spool.seek(0)
    raw = spool.read(_LONGEST + 1)
    if len(raw) > _LONGEST:
        return False
    texts = [raw.decode(encoding, "replace") for encoding in ("utf-8", "gb18030", "utf-16")]
    return all(2 * (line.count(mark) + 1) < max(cells, 4) for text in texts for line in text.splitlines() for mark in _SEPARATORS)
