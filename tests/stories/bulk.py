"""The public side of a whole district read in bulk: every line, subject, organ, list, file and tile once; of each kind of other view a few.

What is told in other languages, in large type or under filters is the same data through the same code; of each such kind of page
``views`` are read. Everything else that links, maps, feeds and files lead to is read, whatever it is.
"""

import gzip
import html
import http.client
import io
import json
import re
import zipfile
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

import pyarrow.parquet as parquet

from tests.stories.crawling import LINKS, STARTS

_FIGURES = re.compile(r"\d+")
_CODE = re.compile(r"[0-9A-Z]{18}")
_BINARY = (".woff2", ".png", ".ico")


@dataclass
class Answer:
    """What came: its text, whatever it was packed in, and what its headers said."""

    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)


class Reader:
    """An anonymous reader with one connection that stays open."""

    def __init__(self, url: str) -> None:
        self._at = urlsplit(url).netloc
        self._line = http.client.HTTPConnection(self._at, timeout=60)

    def read(self, path: str, **headers: str) -> Answer:
        """One answer; 5xx fails."""
        for again in (True, False):
            try:
                self._line.request("GET", path, headers=headers)
                answer = self._line.getresponse()
                body = answer.read()
                break
            except (http.client.HTTPException, OSError):
                self._line.close()
                if not again:
                    raise
        assert answer.status < 500, (path, answer.status)
        said = {name.lower(): value for name, value in answer.getheaders()}
        if said.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return Answer(answer.status, _text(path, body), said)


def _text(path: str, body: bytes) -> str:
    """What a program would find in it: tables of a workbook, cells of a Parquet file, JSON and pages without their escapes."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if body.startswith(b"PAR1"):
        return json.dumps(parquet.read_table(io.BytesIO(body)).to_pylist(), ensure_ascii=False, default=str)
    text = body.decode("utf-8", errors="replace")
    with suppress(ValueError):
        return json.dumps(json.loads(text), ensure_ascii=False)
    return html.unescape(text) if "<" in text[:200] else text


def kind(path: str) -> str:
    """Of which kind a page is: its address without numbers and names of what it is about."""
    at, _, asked = unquote(path).partition("?")
    return _FIGURES.sub("0", _CODE.sub("C", at)) + ("?" + "&".join(sorted(part.partition("=")[0] for part in asked.split("&"))) if asked else "")


def whole(path: str) -> bool:
    """Whether every page of this kind is read: all but other languages, large type and narrowed lists, whose lines stand elsewhere too."""
    at, _, asked = path.partition("?")
    names = {part.partition("=")[0] for part in asked.split("&") if part}
    return not at.startswith(("/en/", "/large/", "/ledger/line/", "/ledger/receipt/", "/law/", "/en", "/large")) and names <= {"before", "after", "page", "cursor", "item", "size"}


def crawl(url: str, *, more: tuple[str, ...] = (), views: int = 12, most: int = 300_000) -> dict[str, Answer]:
    """Path to answer."""
    reader, host = Reader(url), urlsplit(url).netloc
    seen: set[str] = set()
    waiting: deque[str] = deque()
    taken: Counter[str] = Counter()
    read: dict[str, Answer] = {}

    def found(path: str) -> None:
        if path in seen or path.split("?")[0].endswith(_BINARY):
            return
        seen.add(path)
        if not whole(path):
            taken[kind(path)] += 1
            if taken[kind(path)] > views:
                return
        waiting.append(path)

    for path in (*STARTS, *more):
        found(path)
    while waiting:
        assert len(read) < most, "the site is larger than was thought, or links in a circle"
        path = waiting.popleft()
        read[path] = answer = reader.read(path)
        links = set(LINKS.findall(answer.text))
        for groups in links:
            to = urlsplit(urldefrag(urljoin(url + path, html.unescape(next(filter(None, groups)))))[0])
            if to.scheme in ("http", "https") and to.netloc == host and to.query.count("&") < 3:
                found(quote(unquote(to.path)) + (f"?{to.query}" if to.query else ""))
    for path in _tiles(reader):
        read[path] = reader.read(path)
    return read


def _tiles(reader: Reader) -> list[str]:
    """Every tile and bundle of entries of the public ledger, by its size."""
    size, level, paths = int(reader.read("/ledger/checkpoint").text.splitlines()[1]), 0, []
    while size >> (8 * level):
        count, rest = divmod(size >> (8 * level), 256)
        for at in ("/ledger/tile/0", "/ledger/tile/entries") if level == 0 else (f"/ledger/tile/{level}",):
            paths += [f"{at}/{_place(n)}" for n in range(count)] + ([f"{at}/{_place(count)}.p/{rest}"] if rest else [])
        level += 1
    return paths


def _place(n: int) -> str:
    """x001/234: the places of a tile in threes."""
    parts = [f"{n % 1000:03d}"]
    while n := n // 1000:
        parts.insert(0, f"x{n % 1000:03d}")
    return "/".join(parts)
