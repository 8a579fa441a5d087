"""One real PostgreSQL for the whole run, a fresh district (a database of its own) for each test that asks for one."""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.in_memory import settle

settle()
_HOME = Path(tempfile.mkdtemp(prefix="cx"))
os.environ.update(CHENGXIN_HOME=str(_HOME), CHENGXIN_INSTANCE="test", CHENGXIN_SIDE="worker", DJANGO_SETTINGS_MODULE="chengxin.site.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver keeps an event loop in this thread; our code is synchronous
for leftover in ("CHENGXIN_TODAY", "CHENGXIN_DEMO", "DATABASE_URL", "CHENGXIN_DISTRICT", "CHENGXIN_ALGORITHMS", "CHENGXIN_MASKING"):
    os.environ.pop(leftover, None)
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

from tests.prepared import copy_database, open_home  # noqa: E402

open_home(_HOME)

import django  # noqa: E402

django.setup()

from tests.cheap_passwords import make_cheap  # noqa: E402
from tests.district import District  # noqa: E402
from tests.filled import copy_of  # noqa: E402

make_cheap()
SHARED = Path(__file__).resolve().parents[2] / "shared"


_LONGEST_FIRST = ("stories", "sql", "site", "oidc", "rooms", "files", "rules", "house")


def pytest_collection_modifyitems(config, items):
    """In a parallel run the folders of long files come first, so that at its end no process is left alone with one of them."""
    if hasattr(config, "workerinput"):
        place = {name: number for number, name in enumerate(_LONGEST_FIRST)}
        items.sort(key=lambda item: place.get(item.path.relative_to(Path(__file__).parent).parts[0], len(place)))


@pytest.fixture(autouse=True)
def _no_mail_of_others():
    """What a test finds in the box of sent mail is its own."""
    from django.core import mail

    mail.outbox = []


@pytest.fixture(autouse=True)
def _no_page_of_others():
    """Pages that a test made of its district are given to no other: what a test changes of settings or of the code has no stamp."""
    from django.core.cache import caches

    caches["pages"].clear()


@pytest.fixture(scope="session")
def server():
    """The private PostgreSQL of this run, migrated; nothing else of the machine is touched."""
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    copy_database(_HOME)
    home = Home.from_env()
    with postgres.running(home, as_="command"):
        ready.make_ready(home)
        yield home


@pytest.fixture
def district(server):
    """A district of its own: a copy of the migrated database, as the worker until told otherwise."""
    with District(server) as made:
        yield made


@pytest.fixture
def filled(server):
    """``filled(fill, …)``: what ``fill(district, …)`` returns, about a district of its own that is as ``fill`` leaves it."""
    with ExitStack() as stack:
        yield lambda fill, *words: stack.enter_context(copy_of(server, fill, *words))


@pytest.fixture
def law(district):
    """The room law, asked from the desk."""
    from chengxin.law import api

    district.become("desk")
    return api


@pytest.fixture(scope="session")
def shared_data():
    """The folder of registers and made files; tests that need it skip, visibly, where it is missing."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the folder of shared data is not there")
    return folder
