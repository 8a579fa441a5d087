"""Everything an anonymous reader can reach by links, maps, feeds and files, read once."""

import html
import json
import re
import urllib.error
import urllib.request
from collections import deque
from contextlib import suppress
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

STARTS = (
    "/", "/en/", "/large/", "/sitemap.xml", "/robots.txt", "/health", "/publicity", "/organs", "/subject", "/catalogue", "/law", "/articles", "/statistics", "/punctuality", "/data", "/ledger", "/ledger/checkpoint",
    "/ledger/keys", "/ledger/tile/0/000", "/ledger/tile/entries/000", "/api/v1/openapi.json", "/api/v1/publicity/columns", "/api/v1/publicity/lines?item=penalty", "/api/v1/publicity/lines?item=confirmation", "/api/v1/publicity/organs",
)  # fmt: skip
LINKS = re.compile(r"""(?:href|src|action)=["']([^"'#][^"']*)["']|<loc>([^<]+)</loc>|<link[^>]*href=["']([^"']+)["']|"(?:url|next|href|page)":\s*"([^"]+)\"""")
_STILL = (".css", ".js", ".woff2", ".png", ".svg", ".ico", ".xlsx")  # the same for everybody, whatever is public


def crawl(url: str, *, more: tuple[str, ...] = (), most: int = 4000) -> dict[str, str]:
    """Path to decoded text of every answer (of any status) that links lead to, from the starts and ``more``; searches are asked once each."""
    host, seen, waiting, read = urlsplit(url).netloc, set(), deque(), {}

    def found(path: str) -> None:
        if path not in seen and not path.split("?")[0].endswith(_STILL):
            seen.add(path)
            waiting.append(path)

    for path in (*STARTS, *more):
        found(path)
    while waiting:
        assert len(read) < most, "the site is larger than was thought, or links in a circle"
        path = waiting.popleft()
        read[path] = body = _text(url + path)
        for groups in LINKS.findall(body):
            to = urlsplit(urldefrag(urljoin(url + path, html.unescape(next(filter(None, groups)))))[0])
            if to.scheme in ("http", "https") and to.netloc == host and to.query.count("&") < 3:
                found(quote(unquote(to.path)) + (f"?{to.query}" if to.query else ""))
    return read


def _text(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            body = answer.read()
    except urllib.error.HTTPError as error:
        assert error.code < 500, (address, error.code)
        body = error.read()
    text = body.decode("utf-8", errors="replace")
    with suppress(ValueError):
        return json.dumps(json.loads(text), ensure_ascii=False)  # a word is to be found as it is written
    return text
