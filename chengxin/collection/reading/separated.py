"""分隔文本: CSV and its kin as one table: which separator, which quotation marks, where the header is, and its rows."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import BinaryIO

import pyarrow.compute as pc

from chengxin.collection.reading import heading, quick, suspicion
from chengxin.collection.reading.careful import Dialect, Quote, Record, records
from chengxin.collection.reading.encoding import Encoding, blocks, encoding_of
from chengxin.collection.reading.limits import Limits
from chengxin.collection.reading.longness import Longness
from chengxin.collection.reading.shortness import Shortness
from chengxin.collection.reading.table import Fault, Heading, Raw, Recognise, raw_of

SEPARATORS = (",", "\t", ";", "|")
#: Marks of a Chinese keyboard, believed only where the header cannot be read otherwise.
_WIDE_SEPARATORS = ("，", "；", "｜", "、")
_OTHER_QUOTES = (Quote("“", "”"), Quote("＂", "＂"), Quote("'", "'"), Quote("”", "”"), Quote("‘", "’"))
#: What texts may be quoted with where the header needs no marks; the second is what databases write.
_AS_NEEDED = (Quote("'", "'"), Quote(escape="\\"), Quote("“", "”"))


class Separated:
    """One text file as a table."""

    kind = "csv"

    def __init__(self, opened: Callable[[], BinaryIO], name: str, recognise: Recognise | None, limits: Limits) -> None:
        self.opened, self.name, self.limits = opened, name, limits
        with opened() as stream:
            self.encoding: Encoding = encoding_of(stream)
            first = next(blocks(stream, self.encoding, Counter(), limits), b"")
        head = first.decode("utf-8")
        self.dialect, self.heading, self.body = _found(head, recognise, limits)
        limits.check_columns(len(self.heading.cells))
        self.dialect.width = len(self.heading.cells)
        self.line_end = "\r\n" if "\r\n" in head else "\r" if "\r" in head and "\n" not in head else "\n"
        self.counts: Counter[str] = Counter()

    def told(self) -> dict[str, object]:
        """Quotation marks and line ends where they are not the usual ones, lines in another encoding, NULs, short and longer rows."""
        told: dict[str, object] = {"line_end": self.line_end} | dict(self.counts)
        if self.dialect.quote != Quote():
            told["quote"] = self.dialect.quote.opens
        if self.dialect.quote.escape:
            told["escape"] = self.dialect.quote.escape
        return told

    def raws(self) -> Iterator[Raw]:
        """The rows below the header, a block at a time."""
        self.counts.clear()
        with self.opened() as stream:
            rest, skip, shorter, longer = b"", self.body, Shortness(self.heading), Longness(self.heading)
            for block in blocks(stream, self.encoding, self.counts, self.limits):
                if skip:
                    block, skip = block[skip:], max(0, skip - len(block))
                raw, rest = self._read(rest + block if rest else block, shorter, longer, final=False)
                yield raw
            if rest or longer.holds:
                yield self._read(rest, shorter, longer, final=True)[0]
        if longer.taken:
            self.counts["longer_rows"] = longer.taken

    def _read(self, block: bytes, shorter: Shortness, longer: Longness, *, final: bool) -> tuple[Raw, bytes]:
        width = self.dialect.width
        broken = longer.holds or suspicion.is_suspicious(block)
        scientific = longer.holds or (b"+" in block and (b"E+" in block or b"e+" in block))
        if not longer.holds and self.dialect.quote == Quote() and (columns := quick.columns(block, self.dialect.separator, width)):
            shorter.passed(quick.lines(block), blank_end=shorter.width > 0 and pc.any(pc.equal(pc.binary_length(columns[shorter.width - 1]), 0)).as_py())
            longer.passed(len(columns[0]))
            return Raw(columns, broken=broken, scientific=scientific), b""
        text, end = block.decode("utf-8"), 0
        rows: list[Record] = []
        for record in records(text, self.dialect, final=final, longest=self.limits.cell):
            begin, end = end, record.end
            torn = shorter.is_torn(record.cells, cut_off=end == len(text) and not text.endswith(("\n", "\r")))
            if not record.cells:
                continue
            if not record.fault and self._has_mark_left_over(record.cells, text[begin:end]):
                self.counts["marks_left_over"] += 1
            if torn:
                record.fault = record.fault or "row-short"
            elif torn is False and not record.fault:
                self.counts["short_rows"] += 1
            rows.append(record)
        rows = longer.settled(rows, final=final)
        raw = raw_of([row.cells for row in rows], width, {index: [Fault(row.fault)] for index, row in enumerate(rows) if row.fault})
        raw.broken, raw.scientific = broken, scientific
        return raw, text[end:].encode()

    def _has_mark_left_over(self, cells: list[str], line: str) -> bool:
        """Whether one of ``cells``, none of them in quotation, has a mark without its fellow: 48" may be meant."""
        mark = self.dialect.quote.opens
        return mark in line and line.rstrip("\r\n") == self.dialect.separator.join(cells) and any(cell.count(mark) % 2 for cell in cells)


def _found(head: str, recognise: Recognise | None, limits: Limits) -> tuple[Dialect, Heading, int]:
    """The dialect whose header names most elements, its header, and where the rows below begin, in bytes."""
    usual = [Dialect(mark) for mark in SEPARATORS]
    tries = list(usual)
    if recognise:
        tries += [Dialect(mark) for mark in _WIDE_SEPARATORS]
        tries += [Dialect(mark, quote) for quote in _OTHER_QUOTES for mark in (*SEPARATORS, *_WIDE_SEPARATORS)]
    best: tuple[int, Dialect, Heading, list[Record]] | None = None
    for number, dialect in enumerate(tries):
        if best and best[0] >= 2 and number >= len(usual):
            break  # what is usual reads well
        leading = _leading(head, dialect, limits)
        found, count = heading.find([record.cells for record in leading], recognise)
        if recognise is None:
            count = len(found.cells)
        if best is None or (count, found.sideways) > (best[0], best[2].sideways):
            best = count, dialect, found, leading
    assert best is not None
    if best[0] == 0 and not best[2].sideways:  # nothing is recognised: the separator that cuts the first line into most cells
        told = [(dialect, _leading(head, dialect, limits)) for dialect in usual]
        dialect, leading = max(told, key=lambda pair: len(heading.find([record.cells for record in pair[1]], None)[0].cells))
        best = 0, dialect, heading.find([record.cells for record in leading], None)[0], leading
    _, dialect, found, leading = best
    if recognise and best[0] >= 2:
        dialect, leading = _fitting(head, dialect, leading, found, limits)
    return dialect, found, len(head[: leading[found.rows - 1].end].encode())


def _fitting(head: str, dialect: Dialect, leading: list[Record], found: Heading, limits: Limits) -> tuple[Dialect, list[Record]]:
    """The dialect, or one with other quotation marks where it leaves fewer of the first rows torn: a header seldom needs marks."""

    def torn(rows: list[Record]) -> int:
        return sum(bool(row.cells) and (row.fault is not None or len(row.cells) > len(found.cells)) for row in rows[found.rows :])

    best = torn(leading)
    if best == 0:
        return dialect, leading
    header = leading[found.rows - 1].end
    for quote in _AS_NEEDED:
        other = Dialect(dialect.separator, quote)
        rows = _leading(head, other, limits)
        same_header = len(rows) >= found.rows and rows[found.rows - 1].end == header
        believed = quote.escape + dialect.quote.opens in head if quote.escape else not any(cell.startswith(dialect.quote.opens) for row in rows for cell in row.cells)
        if same_header and believed and (count := torn(rows)) < best:
            best, dialect, leading = count, other, rows
    return dialect, leading


def _leading(head: str, dialect: Dialect, limits: Limits) -> list[Record]:
    leading = list(islice(records(head, dialect, final=True, longest=limits.cell), heading.LEADING + 1))
    for record in leading:
        if len(record.cells) > limits.columns:
            limits.check_columns(sum(bool(cell.strip()) for cell in record.cells))
    return leading
