"""Forms of a page, as a browser would send them: where to, and every field with what stands in it or could."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

_PLAIN = {"date": "2026-11-20", "number": "1", "email": "a@example.com", "search": "天津", "password": "x"}


@dataclass
class Form:
    """One form: ``said`` is what it holds or a likely word for what is empty; ``files`` are fields for files."""

    action: str
    method: str
    said: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self, at: str) -> None:
        super().__init__(convert_charrefs=True)
        self.at, self.found, self.open, self.area, self.select = at, [], None, None, None

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        name = said.get("name", "")
        if tag == "form":
            self.open = Form(urljoin(self.at, said.get("action", "") or self.at), said.get("method", "get").lower())
            self.found.append(self.open)
        elif not self.open:
            return
        elif tag == "input" and name:
            kind = said.get("type", "text")
            if kind == "file":
                self.open.files.append(name)
            elif kind in ("checkbox", "radio"):
                self.open.said.setdefault(name, said.get("value", "on"))
            else:
                self.open.said[name] = said.get("value") or ("" if kind == "hidden" else _PLAIN.get(kind, "试写一句话"))
        elif tag == "button" and name:
            self.open.said.setdefault(name, said.get("value", ""))
        elif tag == "textarea" and name:
            self.area, self.open.said[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and said.get("value") and (self.select not in self.open.said or "selected" in said):
            self.open.said[self.select] = said["value"]

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None
        elif tag == "textarea" and self.open and self.area:
            self.open.said[self.area] = self.open.said[self.area].strip() or "试写一段话"
            self.area = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data):
        if self.area and self.open:
            self.open.said[self.area] += data


def forms(page: str, at: str) -> list[Form]:
    """The forms of ``page``, which was got from ``at``."""
    reader = _Forms(at)
    reader.feed(page)
    return reader.found
