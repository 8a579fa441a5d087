"""机关: which organ a row means that names its organ and tells no code, as the tables of 2015 to 2017 do (ruling 510).

The one organ that the register knows by that name, or by that alias where none has the name; those of the district file
come first. Where the sender is known, a row may name it or one the register does not know, as those that are abolished.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from chengxin.collection.checks.words import ORGAN_OTHER
from chengxin.subjects.api import RegisteredOrgan


class NamedOrgans:
    """按名称认机关: the register as the rows of one file are held against it. ``places``: what may be left out before the name of the sender."""

    def __init__(self, register: Iterable[RegisteredOrgan], sender: RegisteredOrgan | None, places: Sequence[str] = ()) -> None:
        self._sender, self._own = sender, _own_names(sender, places) if sender else frozenset()
        self._by_name: dict[str, list[RegisteredOrgan]] = {}
        self._by_alias: dict[str, list[RegisteredOrgan]] = {}
        for organ in register:
            self._by_name.setdefault(_plain(organ.name), []).append(organ)
            for alias in {_plain(alias) for alias in organ.aliases}:
                self._by_alias.setdefault(alias, []).append(organ)

    def told(self, names: Any) -> tuple[pa.Array, pa.Array]:
        """Of each name the key of its organ, blank where there is none, and how it stands with it; asked once per distinct name."""
        encoded = names.dictionary_encode()
        answers = [self._told(name) for name in encoded.dictionary.to_pylist()]
        return tuple(pa.array([answer[n] for answer in answers], pa.string()).take(encoded.indices) for n in (0, 1))  # type: ignore[return-value]

    def _told(self, written: str) -> tuple[str, str]:
        name = _plain(written)
        meant = self._by_name.get(name) or self._by_alias.get(name) or []
        if self._sender:
            other = meant and name not in self._own
            return ("", ORGAN_OTHER) if other else (self._sender.key, "")
        meant = [organ for organ in meant if organ.in_district_file] or meant
        if len(meant) == 1:
            return meant[0].key, ""
        return (f"#={hashlib.sha256(name.encode()).hexdigest()[:16]}" if name else ""), ""


def _own_names(organ: RegisteredOrgan, places: Sequence[str]) -> frozenset[str]:
    """Its name, its aliases, and its name without the place it is of."""
    name = _plain(organ.name)
    return frozenset({name, *(_plain(alias) for alias in organ.aliases), *(name.removeprefix(_plain(place)) for place in places)})


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
