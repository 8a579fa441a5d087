"""What must not come out of a district: gathered from the very files its organs sent, and looked for however it may be written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.stories.oracle import definitions, files, rows
from tests.stories.oracle.covering import half_width, to_street
from tests.stories.oracle.numbers import is_identity

_RUN = re.compile(r"[0-9](?:[\s\u200b-\u200d\u2060\ufeff\-‐‑‒–—―·・•._/]{0,2}[0-9]){10,}(?:[\s\u200b-\u200d\u2060\ufeff\-‐‑‒–—―·・•._/]{0,2}[Xx])?")
_MOBILE = re.compile(r"(?<![0-9A-Za-z.%])(?:\+?86)?1[3-9][0-9]{9}(?![0-9A-Za-z])")
_ADDRESS = re.compile(r"天津市河北区[一-龥]+[0-9]+(?:-[0-9]+)?号(?:[0-9]+号楼[0-9]+门[0-9]+室)?")
_WORD = re.compile(r"[一-龥A-Za-z0-9（）〔〕()-]{4,60}")
_PROVINCES = set("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split())


@dataclass
class Personal:
    """Identity numbers, telephones, houses of individual businesses, and the numbers of documents about natural persons."""

    numbers: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    houses: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    _open: set[str] = field(default_factory=set)  # addresses of organisations

    def gather(self, source: str, content: bytes, received) -> None:
        """From a file as it was sent, whether its rows were taken or returned."""
        of = definitions.sources()[source]
        others: set[str] = set()
        for raw in files.rows(content):
            row = rows.read(of, raw, received)
            for code, value in row.values.items():
                self.numbers.update(window for window in _windows(value) if is_identity(window) and window[:2] in _PROVINCES)
                self.phones.update(_MOBILE.findall(half_width(value)))
                if row.version.elements[code].get("public") == "street" and to_street(value) != value:
                    (self.houses if row.code.startswith("92") else self._open).add(value)
            (self.documents if row.person else others).add(row.of("document_number"))
        self.documents -= others | {""}
        self.houses -= self._open

    def in_text(self, text: str) -> set[str]:
        """Whatever of it stands in a text."""
        plain = half_width(text)
        found = {window for window in _windows(plain) if window in self.numbers or (is_identity(window) and window[:2] in _PROVINCES and "18" <= window[6:8] <= "20")}
        found |= set(_MOBILE.findall(plain))
        squeezed = re.sub(r"[\s\-]", "", plain) if any(phone[:3] in plain for phone in self.phones) else ""
        found |= {phone for phone in self.phones if phone in squeezed}
        return found | self.houses.intersection(_ADDRESS.findall(plain)) | self.documents.intersection(_WORD.findall(text))


def _windows(text: str) -> Iterable[str]:
    """Every eighteen figures in a row, whatever small marks stand between them."""
    for run in _RUN.findall(half_width(text)):
        figures = re.sub(r"[^0-9Xx]", "", run)
        yield from (figures[at : at + 18] for at in range(len(figures) - 17))
