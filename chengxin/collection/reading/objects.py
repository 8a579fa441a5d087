"""JSON: an array of objects, an object that holds one such array (however deep), or JSON Lines, as a table; numbers keep the digits they were written with, without an exponent where none was lost."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from typing import BinaryIO

from chengxin.collection.reading import heading
from chengxin.collection.reading.encoding import blocks, encoding_of
from chengxin.collection.reading.limits import Limits
from chengxin.collection.reading.table import Fault, Heading, Raw, Recognise, raw_of
from chengxin.ground.api import WrongUse, wording

_said = wording.Sentence.of

_ROWS = 20_000
_EXACT = 15  # figures that programs keep of a number
#: What interfaces call the number of all rows beside the list that holds one page of them, without case and underscores.
_TOTALS = {
    "total", "count", "totalcount", "totalelements", "totalrows", "totalnum", "totalsize", "totalrecords", "recordstotal", "recordcount", "总数", "总条数", "总记录数", "记录总数", "数据总数",
}  # fmt: skip


class Object(dict):
    """A JSON object that remembers which of its keys came twice."""

    doubled: tuple[str, ...] = ()


class Objects:
    """One JSON file as a table: its header is every key, in the order of first appearance."""

    def __init__(self, opened: Callable[[], BinaryIO], name: str, recognise: Recognise | None, limits: Limits) -> None:
        self.opened, self.name, self.recognise, self.limits = opened, name, recognise, limits
        with opened() as stream:
            self.encoding = encoding_of(stream)
        self.whole: list[object] | None = None
        self.wrapped, self.missing = "", 0
        self.kind = "jsonl" if self._by_lines() else "json"
        keys: dict[str, None] = {}
        rows = self._read_lines() if self.kind == "jsonl" else iter(self._load())
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict):
                raise WrongUse(_said("JSON 第 %(number)s 项不是对象，应为“[{列名: 值, …}, …]”", number=number), code="not-a-table")
            if not keys.keys() >= row.keys():
                if any(_text(key) != key for key in row):
                    raise WrongUse(_said("JSON 第 %(number)s 项的列名里有不能识别的字符", number=number), code="unreadable-encoding")
                keys.update(dict.fromkeys(row))
                limits.check_columns(len(keys))
        if not keys:
            raise WrongUse("JSON 里没有数据", code="no-header")
        self.heading = Heading(tuple(keys), 0)
        self.counts: Counter[str] = Counter()

    def told(self) -> dict[str, object]:
        """Under which name the array was found, where it was wrapped, and how many rows it says are elsewhere."""
        told: dict[str, object] = {"wrapped_in": heading.told(self.wrapped)} if self.wrapped else {}
        if self.missing:
            told["rows_elsewhere"] = self.missing
        return told | dict(self.counts)

    def raws(self) -> Iterator[Raw]:
        """Every object as a row."""
        self.counts.clear()
        rows = self._read_lines() if self.kind == "jsonl" else iter(self._load())
        keys = self.heading.cells
        while batch := list(islice(rows, _ROWS)):
            texts, faults = [], {}
            for place, row in enumerate(batch):
                assert isinstance(row, Object)
                texts.append([_text(row.get(key)) for key in keys])
                found = [Fault("duplicate-key", keys.index(key)) for key in row.doubled]
                found += [Fault("nested-value", keys.index(key)) for key, value in row.items() if isinstance(value, dict | list) and (not self.recognise or self.recognise(key))]
                if found:
                    faults[place] = found
            yield raw_of(texts, len(keys), faults)

    def _by_lines(self) -> bool:
        """True if the first line is an object by itself and another follows."""
        with self.opened() as stream:
            beginning = b"".join(islice(blocks(stream, self.encoding, Counter(), self.limits), 2))  # a last line without its end is a block by itself
        lines = [line for line in beginning.splitlines() if line.strip()][:2]
        if len(lines) < 2 or not lines[0].lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
            return False
        try:
            json.loads(lines[0])
        except (ValueError, RecursionError):
            return False
        return lines[1].lstrip().startswith(b"{")

    def _text(self) -> bytes:
        with self.opened() as stream:
            data = bytearray()
            for block in blocks(stream, self.encoding, Counter(), self.limits):
                data += block
                if len(data) > self.limits.json_mb << 20:
                    raise WrongUse(_said("JSON 文件超过 %(most)s MB 的上限，请改用 JSON Lines（每行一个对象）或 CSV", most=self.limits.json_mb), code="file-too-large")
        return bytes(data)

    def _load(self) -> list[object]:
        if self.whole is not None:
            return self.whole
        data = _parsed(self._text())
        if isinstance(data, dict):
            arrays = _arrays(data)
            if len(arrays) > 1:
                names = "、".join(heading.told(key) for key in list(arrays)[:5])
                raise WrongUse(_said("JSON 里有 %(count)s 个数组（%(names)s），分不清哪一个是数据", count=len(arrays), names=names), code="several-tables")
            if arrays:
                ((self.wrapped, rows),) = arrays.items()
                self.missing = max(0, _total(data, self.wrapped) - len(rows))
                data = rows
            elif [] in data.values() or any([] in value.values() for value in data.values() if isinstance(value, dict)):
                raise WrongUse("JSON 里的数组是空的，这份文件没有数据", code="no-rows")
            elif any(isinstance(value, dict | list) for value in data.values()):
                raise WrongUse("JSON 里没有由对象组成的数组，应为“[{列名: 值, …}, …]”", code="not-a-table")
            else:
                data = [data]
        if not isinstance(data, list):
            raise WrongUse("JSON 应为“[{列名: 值, …}, …]”", code="not-a-table")
        self.whole = data
        return data

    def _read_lines(self) -> Iterator[object]:
        number, rest = 0, b""
        with self.opened() as stream:
            for block in blocks(stream, self.encoding, Counter(), self.limits):
                lines = (rest + block).split(b"\n")
                rest = lines.pop()
                for line in lines:
                    number += 1
                    if line.strip():
                        yield _parsed(line, number)
            if rest.strip():
                yield _parsed(rest, number + 1)


def _arrays(data: dict[str, object]) -> dict[str, list[object]]:
    """The arrays of objects that lie least deep in an object, by the way to each: ``data.list``."""
    level: dict[str, dict[str, object]] = {"": data}
    while level:
        inside = {f"{way}.{key}".lstrip("."): value for way, one in level.items() for key, value in one.items()}
        if found := {way: value for way, value in inside.items() if isinstance(value, list) and value and all(isinstance(row, dict) for row in value)}:
            return found
        level = {way: value for way, value in inside.items() if isinstance(value, dict)}
    return {}


def _total(data: dict[str, object], way: str) -> int:
    """How many rows an answer says there are in all, beside its list or one step from it; 0 where it does not."""
    around, inside = [data], data
    for key in way.split(".")[:-1]:
        inside = inside[key]  # type: ignore[assignment]
        around.append(inside)
    around += [value for one in tuple(around) for value in one.values() if isinstance(value, dict)]
    told = [str(value) for one in around for key, value in one.items() if key.replace("_", "").lower() in _TOTALS]
    return max((int(text) for text in told if text.isascii() and text.isdigit() and len(text) < 10), default=0)


def _pairs(pairs: list[tuple[str, object]]) -> Object:
    made = Object()
    doubled = []
    for key, value in pairs:
        if key in made and made[key] != value:
            doubled.append(key)
        made.setdefault(key, value)
    if doubled:
        made.doubled = tuple(dict.fromkeys(doubled))
    return made


def _written_out(number: str) -> str:
    """A number without its exponent, as programs write small ones (5e-05). One that is so large, or has a ``+``, may have lost figures and stays as it is."""
    _, _, exponent = number.lower().partition("e")
    if not exponent or "+" in exponent or len(exponent.lstrip("-0")) > 2 or int(exponent) >= _EXACT:
        return number
    return f"{Decimal(number):f}"


def _parsed(data: bytes, line: int | None = None) -> object:
    try:
        return json.loads(data, object_pairs_hook=_pairs, parse_float=_written_out, parse_int=str, parse_constant=str)
    except RecursionError:
        raise WrongUse("JSON 嵌套太深，不是表格", code="not-a-table") from None
    except ValueError as error:
        raise WrongUse(_said("JSON 第 %(line)s 行写法有误，整份文件未收", line=line or getattr(error, "lineno", 1)), code="damaged-file") from None


def _text(value: object) -> str:
    if isinstance(value, str):
        if not value.isascii():  # half of a pair is no character: it becomes U+FFFD, and its row is returned
            value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return value.replace("\0", "")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(json.dumps(value, ensure_ascii=False))
