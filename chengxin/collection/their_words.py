"""对方用词: what checks found in a batch, said as its file says it: its columns, the unit of its amounts, its own words.

The checks know the catalogue alone, and what they found is kept as they say it; whoever reads it is told by the source as it is now.
"""

from typing import Self

from chengxin.catalogue import api as catalogue
from chengxin.collection.header import called
from chengxin.collection.models import Batch
from chengxin.collection.sources.definitions import Source, sources
from chengxin.collection.sources.mapping import Translation
from chengxin.ground.api import wording

_WORDS = 20


class TheirWords:
    """对方用词 of one batch."""

    def __init__(self, source: Source | None, version: catalogue.ItemVersion | None, header: tuple[str, ...]) -> None:
        self._elements = {element.code: element for element in version.elements} if version else {}
        self._translation = source.translation if source else Translation()
        self._called = called(header, version, source) if source and version else {}

    @classmethod
    def of(cls, batch: Batch) -> Self:
        """Those of a batch; of one whose source is no more, the catalogue's."""
        source = sources().get(batch.source)
        return cls(source, catalogue.item(source.item).version_on(batch.received_on) if source else None, tuple((batch.written_as or {}).get("header", ())))

    def column(self, code: str) -> str:
        """What the column of an element is called: as in the file where that is an alias, else by its Chinese name; any other text as it is."""
        return self._called.get(code) or (self._elements[code].name if code in self._elements else code)

    def message(self, code: str, message: str) -> str:
        """What was found of an element's column: amounts by their unit, and with the words the source translates where only some are taken."""
        element = self._elements.get(code)
        if element is None:
            return message
        unit, words = self._translation.units.get(code), self._translation.values.get(code, {})
        if unit and element.unit:
            message = message.replace(element.unit, unit)
        if not words or element.type not in ("choice", "date"):
            return message
        shown = "、".join(list(filter(None, words))[:_WORDS]) + ("等" if len(words) > _WORDS else "")
        return wording.Several.of([message, wording.Sentence.of("按这份表的用词，也可填：%(words)s", words=shown)])
