"""Articles for tests: two officers of the credit office and one of another organ; each thing is done by the room's own functions."""

import io
import struct
import zlib
from dataclasses import dataclass

from chengxin.access import api as access
from chengxin.ground.api import business_day
from chengxin.publicity import api as publicity
from tests.desk import administrators, appointed, key_of
from tests.district import District

articles = publicity.articles


@dataclass
class Newsroom:
    """The credit office's writers."""

    district: District

    def by(self, login: str):
        """As whom somebody acts."""
        who = access.sessions.seen(key_of(login))
        assert who is not None and who.officer is not None
        return articles.By(who.officer, who.entry)

    def written(self, title: str = "信用修复不收费", body: str = "到期自动终止公示。", *, column: str = "knowledge", login: str = "writer", **more) -> int:
        """A draft."""
        return articles.open_article(column, articles.Text(title, body, **more), by=self.by(login), on=business_day.today())

    def sent(self, *words, login: str = "writer", **more) -> int:
        """One that waits for review."""
        number = self.written(*words, login=login, **more)
        articles.submit(number, self.read(number), by=self.by(login), on=business_day.today())
        return number

    def out(self, *words, confirmed=(), **more) -> int:
        """One that another published."""
        number = self.sent(*words, **more)
        self.publish(number, confirmed=confirmed)
        return number

    def publish(self, number: int, *, login: str = "second", confirmed=()) -> None:
        """By the other officer."""
        articles.publish(number, self.read(number), confirmed=confirmed, by=self.by(login), on=business_day.today())

    def read(self, number: int) -> int:
        """The last act of an article."""
        return articles.article(number)["number"]

    def attach(self, number: int, name: str, content: bytes, *, alt: str = "", login: str = "writer") -> int:
        """A file for an article."""
        return articles.attach(number, name, io.BytesIO(content), alt=alt, by=self.by(login))


def newsroom(district: District) -> Newsroom:
    """As the worker: the people; then the desk's role acts."""
    both = administrators()
    for login, role, organ in (
        ("writer", "credit-office", "区发改委"),
        ("second", "credit-office", "区发改委"),
        ("third", "credit-office", "区应急局"),
        ("clerk", "clerk", "区发改委"),
    ):
        appointed(login, role, both, organ=organ, name=f"某{login}")
    district.become("desk")
    return Newsroom(district)


def png(width: int = 40, height: int = 30) -> bytes:
    """A picture made by hand, with a text that a camera could have left in it."""
    rows = b"".join(b"\x00" + b"".join(bytes((x * 5 % 256, y * 7 % 256, 90)) for x in range(width)) for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"tEXt", b"Comment\x00taken at 39.16,117.21")
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def pdf(extra: bytes = b"") -> bytes:
    """The least that is a PDF."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n" + extra + b"trailer<</Root 1 0 R>>\n%%EOF\n"
