"""快读: a block of separated text by columns, where a scan of its bytes proves that it reads as the careful reader would.

Without quotation marks every separator and every line's end ends a cell, and the cells are where these bytes say. With them Arrow's reader reads.

None of this changes what is read: tests/rooms/test_reading.py compares both on hostile texts.
"""

import re

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

_QUOTE, _LF, _CR = 0x22, 0x0A, 0x0D


def columns(block: bytes, separator: str, width: int) -> list[pa.StringArray] | None:
    """The columns of ``block``, or None where only the careful reader can tell."""
    if len(separator) != 1 or not separator.isascii() or width < 2:
        return None
    if block.startswith(b"\xef\xbb\xbf"):
        return None  # Arrow would take it for the mark of a file
    if b"'" in block and re.search(rb"(?:^|[\n%b])'[^\n%b]*'\r?(?:$|[\n%b])" % ((re.escape(separator.encode()),) * 3), block):
        return None  # a cell between single marks
    quotes = b'"' in block
    if not quotes and (cut := _cut(block, ord(separator), width)):
        return cut
    if b"\r" in block and not follow(block, b"\r\n"):
        return None  # a return by itself ends a line, and inside a quotation it does not
    if quotes and not _plainly_quoted(block, ord(separator)):
        return None
    names = [f"{number}" for number in range(width)]
    refused: list[int] = []

    def refuse(row: pacsv.InvalidRow) -> str:
        refused.append(1)
        return "error"

    try:
        table = pacsv.read_csv(
            pa.BufferReader(block),
            pacsv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=names),
            pacsv.ParseOptions(delimiter=separator, quote_char='"' if quotes else False, double_quote=quotes, newlines_in_values=quotes, invalid_row_handler=refuse),
            pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), null_values=[], strings_can_be_null=False, check_utf8=False),
        )
    except pa.ArrowInvalid:
        return None  # a row of another width, or a block without rows
    if quotes and table.num_rows != _lines(block):
        return None  # a quotation runs over several lines: whether it swallows rows is for the careful reader
    return [column.chunk(0) if column.num_chunks == 1 else column.combine_chunks() for column in table.columns]


def _cut(block: bytes, separator: int, width: int) -> list[pa.StringArray] | None:
    """The columns of a block without quotations, or None where a row has another width, a return stands by itself, or there is no row."""
    data = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero((data == separator) | (data == _LF)).astype(np.int32)
    if len(data) and data[-1] != _LF:
        ends = np.append(ends, np.int32(len(data)))
    rows = len(ends) // width
    last = ends[width - 1 :: width]
    if not rows or len(ends) != rows * width or line_ends(block) != rows - (data[-1] != _LF) or (data[last[:-1]] != _LF).any() or (last[-1] < len(data) and data[last[-1]] != _LF):
        return None
    offsets = np.empty(2 * len(ends) + 1, np.int32)  # a cell, what ends it, a cell …
    offsets[0], offsets[1::2], offsets[2::2] = 0, ends, ends + 1
    offsets[-1] = len(data)
    if b"\r" in block:
        returned = (last > 0) & (data[last - 1] == _CR)
        if np.count_nonzero(data == _CR) != np.count_nonzero(returned):
            return None
        offsets[1::2][width - 1 :: width] -= returned
    cells = pa.Array.from_buffers(pa.string(), 2 * len(ends), [None, pa.py_buffer(offsets), pa.py_buffer(block)])
    rows_at = np.arange(rows, dtype=np.int32) * (2 * width)
    return [cells.take(pa.array(rows_at + 2 * column)) for column in range(width)]


def line_ends(block: bytes) -> int:
    """How many lines end in ``block``; counting bytes takes four times as long."""
    return int(np.count_nonzero(np.frombuffer(block, np.uint8) == _LF))


def lines(block: bytes) -> int:
    """How many lines ``block`` holds, blank ones too; the last may lack its end, or have it in a return alone."""
    return line_ends(block) + (bool(block) and not block.endswith(b"\n"))


def follow(block: bytes, sequence: bytes) -> bool:
    """Whether the bytes of ``sequence`` follow everywhere its first one stands. A search for several bytes costs ten times as much."""
    return len(_places(block, sequence)) == np.count_nonzero(np.frombuffer(block, np.uint8) == sequence[0])


def _places(block: bytes, sequence: bytes) -> np.ndarray:
    data = np.frombuffer(block, np.uint8)
    places = np.flatnonzero(data == sequence[0])
    for after, byte in enumerate(sequence[1:], 1):
        places = places[places < len(data) - after]
        places = places[data[places + after] == byte]
    return places


def _plainly_quoted(block: bytes, separator: int) -> bool:
    """Every quotation opens at the beginning of a cell and closes at its end; inside it marks are doubled."""
    data = np.frombuffer(block, np.uint8)
    at = np.flatnonzero(data == _QUOTE)
    if len(at) % 2:
        return False
    opening, closing = at[::2], at[1::2]
    before = data[np.maximum(opening - 1, 0)]
    opens_well = (opening == 0) | (before == separator) | (before == _LF) | (before == _QUOTE)
    after = data[np.minimum(closing + 1, len(data) - 1)]
    closes_well = (closing == len(data) - 1) | (after == separator) | (after == _LF) | (after == _CR) | (after == _QUOTE)
    return bool(opens_well.all() and closes_well.all())


def _lines(block: bytes) -> int:
    """Lines with content."""
    blank = sum(1 for line in _blank_lines(block))
    return lines(block) - blank


def _blank_lines(block: bytes):
    data = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(data == _LF)
    begins = np.concatenate(([0], ends[:-1] + 1)) if len(ends) else np.array([], dtype=np.int64)
    lengths = ends - begins
    with_return = (lengths == 1) & (data[begins] == _CR)
    return np.flatnonzero((lengths == 0) | with_return)
