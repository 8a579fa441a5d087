"""编码: UTF-8, GB18030 or UTF-16 as the bytes show; a line in another encoding or in none is told, never guessed.

Everything after this file sees UTF-8 in blocks that end at a line's end. What could not be decoded is
U+FFFD there, so that its row is returned (``broken-encoding``).
"""

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa

from chengxin.collection import gb18030
from chengxin.collection.reading.limits import Limits
from chengxin.ground.api import WrongUse, wording

_said = wording.Sentence.of

BLOCK = 12 << 20
_HEAD = 1 << 16
_SAMPLE, _SAMPLE_STEP = 8 << 20, 2 << 20
#: Twelve bytes that are four Chinese characters in UTF-8 and hardly ever occur in GB18030 text.
_UTF8_CHINESE = re.compile(rb"[\xe4-\xe9][\x80-\xbf]{2}" * 4)  # written out: six times as fast as a group
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Encoding:
    """编码: its name as told in the notes, and whether every line is known to be in it."""

    name: str
    clean: bool = False


def encoding_of(stream: BinaryIO) -> Encoding:
    """How the bytes of ``stream`` are encoded. Raises WrongUse where that is not certain."""
    stream.seek(0)
    head = stream.read(_HEAD)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise WrongUse("文件是 UTF-32 编码，请另存为 UTF-8 后再报", code="unreadable-encoding")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16")
    if wide := _wide(head):
        return Encoding(wide)
    name = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    if _begins_in_utf8(stream):
        return Encoding(name)  # the rest is looked at as it is read
    if _valid_utf8(stream):
        return Encoding(name, clean=True)
    seen = _lines_by_encoding(stream)
    foreign = seen["utf-8"] + seen["gb18030"] + seen["both"] + seen["neither"]
    if seen["utf-8"] * 2 >= foreign or (name == "utf-8-sig" and seen["utf-8"]):
        main, certain = name, seen["utf-8"]
    else:
        main, certain = "gb18030", seen["gb18030"] + seen["both"]
    if seen["neither"] * 3 > foreign or not certain:
        raise WrongUse(
            _said("第 %(line)s 行有不能识别的字符，文件应为 UTF-8、GB18030 或 UTF-16，请在表格软件中另存为“CSV UTF-8”后再报", line=seen["first neither"] or 1),
            code="unreadable-encoding",
        )
    return Encoding(main)


def blocks(stream: BinaryIO, encoding: Encoding, told: Counter[str], limits: Limits) -> Iterator[bytes]:
    """The whole of ``stream`` as UTF-8 in blocks that end at a line's end; NULs are taken out and counted."""
    decode = _decoder(encoding, told)
    stream.seek(0)
    rest, first = b"", True
    wide = encoding.name.startswith("utf-16")
    incremental = codecs.getincrementaldecoder(encoding.name)("replace") if wide else None
    while True:
        raw = stream.read(BLOCK)
        final = not raw
        if incremental:
            raw = incremental.decode(raw, final).encode("utf-8", "replace")
        if first and not wide:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        first = False
        if b"\0" in raw:
            told["nul_characters"] += raw.count(b"\0")
            raw = raw.replace(b"\0", b"")
        rest += raw
        cut = len(rest) if final else _line_end(rest)
        if cut:
            piece, rest = rest[:cut], rest[cut:]
            if final and piece.endswith(b"\x1a"):
                piece = piece.rstrip(b"\x1a")
            if piece:
                yield piece if wide else decode(piece)
        if final:
            return
        if len(rest) > max(BLOCK, 8 * limits.cell) * 4:
            raise WrongUse("有一行长得不像表格的一行，文件可能不是表格，或缺少换行", code="line-too-long")


def _line_end(data: bytes) -> int:
    """Where the last line that is certainly complete ends."""
    if found := data.rfind(b"\n") + 1:
        return found
    return data.rfind(b"\r", 0, len(data) - 1) + 1


def _decoder(encoding: Encoding, told: Counter[str]) -> Callable[[bytes], bytes]:
    if encoding.name == "gb18030":
        return lambda block: _from_gb(block, told)
    if encoding.clean:
        return lambda block: block
    return lambda block: block if is_utf8(block) else b"".join(_line_from_utf8(line, told) for line in block.splitlines(keepends=True))


def _from_gb(block: bytes, told: Counter[str]) -> bytes:
    try:
        if not _UTF8_CHINESE.search(block):
            return gb18030.to_utf8(block)
    except UnicodeDecodeError:
        pass
    return b"".join(_line_from_gb(line, told) for line in block.splitlines(keepends=True))


def _line_from_gb(line: bytes, told: Counter[str]) -> bytes:
    kind = _kind(line)
    if kind == "utf-8":
        told["lines_in_utf_8"] += 1
        return line
    if kind == "neither":
        told["lines_broken"] += 1
    return gb18030.to_utf8(line, "replace")


def _line_from_utf8(line: bytes, told: Counter[str]) -> bytes:
    if is_utf8(line):
        return line
    if _kind(line) == "gb18030":
        told["lines_in_gb18030"] += 1
        return gb18030.to_utf8(line)
    told["lines_broken"] += 1
    return line.decode("utf-8", "replace").encode()


def _kind(line: bytes) -> str:
    """ascii, or the one encoding a line certainly is in, or both or neither."""
    if line.isascii():
        return "ascii"
    eight = is_utf8(line)
    try:
        text = line.decode("gb18030")
    except UnicodeDecodeError:
        return "utf-8" if eight else "neither"
    if eight:
        return "utf-8" if _UTF8_CHINESE.search(line) and not _everyday(line) else "both"
    return "gb18030" if _everyday(line) or not _looks_like_utf8(line, text) else "neither"


def _everyday(line: bytes) -> bool:
    """Most double-byte characters are of the everyday kind: signs, or the first level of GB 2312."""
    pairs = everyday = index = 0
    while index < len(line):
        if line[index] < 0x80:
            index += 1
            continue
        pairs += 1
        follows = line[index + 1] if index + 1 < len(line) else 0
        everyday += (0xA1 <= line[index] <= 0xA3 or 0xB0 <= line[index] <= 0xD7) and follows >= 0xA1
        index += 4 if 0x30 <= follows <= 0x39 else 2
    return bool(pairs) and everyday * 10 >= pairs * 7


def _looks_like_utf8(line: bytes, as_gb: str) -> bool:
    """Mostly sound UTF-8: a damaged line of it, not a line of GB18030."""
    read = line.decode("utf-8", "replace")
    sound = sum(character > "\x7f" and character != _REPLACEMENT for character in read)
    return sound > read.count(_REPLACEMENT)


def _lines_by_encoding(stream: BinaryIO) -> Counter[str]:
    seen: Counter[str] = Counter()
    stream.seek(0)
    lines, rest, read = 0, b"", 0
    while raw := stream.read(_SAMPLE_STEP):
        read += len(raw)
        data = rest + raw
        cut = _line_end(data) or len(data)
        data, rest = data[:cut], data[cut:]
        lines = _count_lines(data, seen, lines)
        if read >= _SAMPLE and seen["utf-8"] + seen["gb18030"] + seen["both"] > 100:
            return seen  # enough to know the main encoding; each line is looked at again as it is read
    _count_lines(rest, seen, lines)
    return seen


def _count_lines(data: bytes, seen: Counter[str], lines: int) -> int:
    if not _UTF8_CHINESE.search(data):
        try:
            data.decode("gb18030")
            number = data.count(b"\n") or 1
            seen["both" if is_utf8(data) else "gb18030"] += 0 if data.isascii() else number
            return lines + number
        except UnicodeDecodeError:
            pass
    for line in data.splitlines(keepends=True):
        lines += 1
        kind = _kind(line)
        seen[kind] += 1
        if kind == "neither" and not seen["first neither"]:
            seen["first neither"] = lines
    seen["ascii"] = 0
    return lines


def is_utf8(data: bytes) -> bool:
    """True if ``data`` is sound UTF-8; measured twice as fast as decoding it."""
    ends = pa.array([0, len(data)], pa.int32()).buffers()[1]
    try:
        pa.Array.from_buffers(pa.binary(), 1, [None, ends, pa.py_buffer(data)]).cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


def _begins_in_utf8(stream: BinaryIO) -> bool:
    """A file too long to be read twice, whose beginning is sound UTF-8 and certainly no GB18030."""
    stream.seek(0)
    sample = stream.read(_SAMPLE)
    return len(sample) == _SAMPLE and bool(_UTF8_CHINESE.search(sample)) and is_utf8(sample[: _character_end(sample)])


def _valid_utf8(stream: BinaryIO) -> bool:
    stream.seek(0)
    rest = b""
    while raw := stream.read(BLOCK):
        data = rest + raw if rest else raw
        cut = _character_end(data)
        if not is_utf8(data[:cut] if cut < len(data) else data):
            return False
        rest = data[cut:]
    return is_utf8(rest)


def _character_end(data: bytes) -> int:
    """Where the last whole UTF-8 character ends, looking back at most three bytes."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            return len(data) - back + 1
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(data) if length <= back else len(data) - back
    return len(data)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: read so, the text has plain line ends and separators and no NUL."""
    if b"\0" not in head:
        return None
    head = head[: len(head) // 2 * 2]
    best, plain = None, 0
    for name in ("utf-16-le", "utf-16-be"):
        text = head.decode(name, "replace")
        if "\0" in text or text.count(_REPLACEMENT) > 1 or not ("\n" in text or "\r" in text):
            continue
        found = sum(character < "\x80" for character in text)
        if found > plain and found * 30 > len(text):
            best, plain = name, found
    return best
