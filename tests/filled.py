"""Districts filled once and copied for each test that starts from the same facts."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.district import District


class _Filled:
    """A district as ``fill`` left it, what ``fill`` told of it, and the stored files that belong to it."""

    def __init__(self, home, fill: Callable[..., Any], words: tuple[object, ...]) -> None:
        self._district = made = District(home)
        made.open()
        try:
            self._told = fill(made, *words)
            digests = {digest.rpartition(":")[2] for (digest,) in made.rows("SELECT digest FROM ground_storedfile")}
            self._files = {path: path.read_bytes() for path in home.files.rglob("*") if path.is_file() and path.parent.name + path.name in digests}
            assert len(self._files) == len(digests)
        finally:
            made.leave()

    @contextmanager
    def copy(self) -> Iterator[Any]:
        with District(self._district.home, template=self._district.database) as own:
            for path, content in self._files.items():  # meanwhile another test may have erased it, or stored the same under another key
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            yield copy.deepcopy(self._told, {id(self._district): own})


_KEPT: dict[tuple[Callable[..., Any], tuple[object, ...]], _Filled] = {}


@contextmanager
def copy_of(home, fill: Callable[..., Any], *words: object) -> Iterator[Any]:
    """What ``fill(district, *words)`` told, of a copy of the district it filled. It is called once in a process.

    What it tells may hold the district, which is then the copy, and must not hold what ends with time, such as a session.
    """
    if (fill, words) not in _KEPT:
        _KEPT[fill, words] = _Filled(home, fill, words)
    with _KEPT[fill, words].copy() as told:
        yield told
