"""密码 for tests: argon2 as the product has it, at a fraction of its cost; and at its whole cost where that is what is tested."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher

_CHEAP = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}
_SHIPPED = {name: getattr(Argon2PasswordHasher, name) for name in _CHEAP}


def make_cheap() -> None:
    """From here on, in this process."""
    _set(_CHEAP)


@contextmanager
def as_shipped() -> Iterator[None]:
    """For a while at the cost that the product pays."""
    _set(_SHIPPED)
    try:
        yield
    finally:
        _set(_CHEAP)


def _set(values: dict[str, int]) -> None:
    for name, value in values.items():
        setattr(Argon2PasswordHasher, name, value)
