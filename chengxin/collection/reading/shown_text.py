"""显示文字: what a cell of an .ods shows, which stands beside what it holds (ODF 1.3 part 3, 19.387 and 6.1.1)."""

import datetime as dt
import html
import re
from dataclasses import dataclass

from chengxin.collection.reading.display_format import AROUND, Unclear, in_yuan, signed

_SHOWN = re.compile(rb"<text:p\b[^<>]*(?:/>|>(.*?)</text:p>)", re.DOTALL)
_VALUED = re.compile(rb'\boffice:value-type="(?:float|currency|percentage|date)"')
_TAG = re.compile(rb"<[^<>]*>")
_NUMBER = re.compile(r"(?:0|[1-9]\d*)?(?:\.\d*)?(?:E[+\-]?\d+)?", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")
_MOMENT = re.compile(rb'\boffice:date-value="[^"]*T(?!00:00:00)')
_HOUR = re.compile(r"\d\s*[:时点]")


@dataclass(frozen=True)
class ShownText:
    """显示文字: the words of one cell."""

    text: str

    def shown(self, value: object, *, unit: str = "") -> str | None:
        """What the cell shows; None where it is the value itself, in the ``unit`` of its column at most. Raises Unclear."""
        if isinstance(value, dt.date):
            return self._day(value)
        if isinstance(value, bool | str) or not isinstance(value, int | float):
            return None
        if not self.text.strip():
            if value:
                raise Unclear
            return ""
        if value and in_yuan(self.text, unit):
            raise Unclear
        plain = _plain(self.text)
        if _NUMBER.fullmatch(plain) or (unit and _NUMBER.fullmatch(plain.removesuffix(unit).strip(AROUND))):
            return None
        return self.text.strip()

    def _day(self, value: dt.date) -> str | None:
        if len(_FIGURES.findall(self.text)) < 3 and self.text.strip() and not re.search("[A-Za-z]", self.text):
            return self.text.strip()
        moment = isinstance(value, dt.datetime) and value.time() != dt.time()
        return f"{value.year:04}/{value.month:02}/{value.day:02}" if moment and not _HOUR.search(self.text) else None


def of_cell(tag: bytes, content: bytes) -> ShownText | None:
    """What a cell with ``tag`` and the ``content`` behind it shows; None where it holds neither a number nor a day, or shows that alone."""
    if not _VALUED.search(tag) or not (found := _SHOWN.match(content)):
        return None
    text = html.unescape(_TAG.sub(b"", found.group(1) or b"").decode("utf-8", "replace"))
    if b'"date"' in tag:
        return None if len(_FIGURES.findall(text)) > 2 and not _MOMENT.search(tag) else ShownText(text)
    return None if text.strip() and _NUMBER.fullmatch(_plain(text)) and not signed(text) else ShownText(text)


def _plain(text: str) -> str:
    return text.replace(",", "").strip(AROUND)
