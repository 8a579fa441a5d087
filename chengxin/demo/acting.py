"""演示代班: for a while this process works as another side, so that each thing is done by the role that may do it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.db import connections

from chengxin.site import postgres
from chengxin.site.home import Home

_ALIASES = ("default", "look")


@contextmanager
def acting_as(side: str) -> Iterator[None]:
    """Sign in as ``side`` (desk, worker) instead; back to what it was at the end."""
    before = {alias: (connections[alias].settings_dict["USER"], connections[alias].settings_dict["PASSWORD"]) for alias in _ALIASES}
    parameters = postgres.connection(Home.from_env(), cast(postgres.Role, side))
    _sign_in(dict.fromkeys(_ALIASES, (str(parameters["user"]), str(parameters.get("password", "")))))
    try:
        yield
    finally:
        _sign_in(before)


def _sign_in(as_: dict[str, tuple[str, str]]) -> None:
    for alias, (user, password) in as_.items():
        connections[alias].close()
        connections[alias].settings_dict.update(USER=user, PASSWORD=password)
