"""文书种类与送达方式: what kinds of letters and ways of service there are, as data."""

import functools
from dataclasses import dataclass
from pathlib import Path

from chengxin.ground.api import NotFound, written

HERE = Path(__file__).parent


@dataclass(frozen=True)
class LetterKind:
    """文书种类: a kind of letter, its word in the number, and what it must tell. ``reason``: whether the organ's own words must or may stand in it."""

    code: str
    name: str
    title: str
    word: str
    basis: str
    numbered: bool
    must_tell: tuple[str, ...]
    reason: str = ""
    powers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """送达方式: how a letter is served and what proves it."""

    code: str
    name: str
    needs: tuple[str, ...]
    mark: str
    basis: str
    term_days: int | None = None


@functools.cache
def kinds() -> dict[str, LetterKind]:
    """Every kind of letter by its code."""
    return {entry["code"]: LetterKind(**entry | {"must_tell": tuple(entry["must_tell"]), "powers": tuple(entry.get("powers", ()))}) for entry in _read("kinds.yaml")}


@functools.cache
def ways() -> dict[str, Way]:
    """Every way of service by its code."""
    return {entry["code"]: Way(**entry | {"needs": tuple(entry["needs"])}) for entry in _read("ways.yaml")}


def kind(word: str) -> LetterKind:
    """The kind whose code or name is ``word``. Raises NotFound with those there are."""
    for one in kinds().values():
        if word in (one.code, one.name):
            return one
    raise NotFound(f"没有“{word}”这种文书。可用的：{'、'.join(f'{k.code}（{k.name}）' for k in kinds().values())}")


def _read(name: str) -> list[dict]:
    return written.parsed((HERE / name).read_text(encoding="utf-8"))
