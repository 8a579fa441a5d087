"""A district for a test: its own database, its sides, and people who walk the real steps."""

import csv
import datetime as dt
import itertools
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections

from chengxin.site import postgres

_NUMBER = itertools.count(1)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
EMERGENCY = ("天津市河北区应急管理局", "11120105MB1F00022J")
MARKET = ("天津市河北区市场监督管理局", "11120105MB1F00010B")
PENALTY_HEADER = (
    "CF_XDR_MC CF_XDR_LB CF_XDR_SHXYM CF_XDR_GSZC CF_XDR_ZZJG CF_XDR_SWDJ CF_XDR_SYDW CF_XDR_SHZZ CF_FRDB CF_FR_ZJLX CF_FR_ZJHM CF_XDR_ZJLX CF_XDR_ZJHM "
    "CF_WSH CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_FK CF_NR_WFFF CF_NR_ZKDX CF_JDRQ CF_YXQ CF_GSJZQ CF_CFJG CF_CFJGDM CF_SJLY CF_SJLYDM BZ"
).split()


def credit_code(stem: str) -> str:
    """A valid unified social credit code from its first seventeen characters."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(stem))
    return stem + ALPHABET[(31 - total % 31) % 31]


def identity_number(stem: str) -> str:
    """A valid identity number from its first seventeen digits."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return stem + "10X98765432"[sum(int(d) * w for d, w in zip(stem, weights, strict=True)) % 11]


def penalty_row(**said: str) -> dict[str, str]:
    """A sound penalty of 北运宏达, changed where the test says so."""
    number = next(_NUMBER)
    row = dict.fromkeys(PENALTY_HEADER, "")
    row |= {
        "CF_XDR_MC": "天津市北运宏达商贸有限公司", "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": credit_code("91120105MA0000001"), "CF_FRDB": "李明",
        "CF_WSH": f"津北试罚〔2026〕{number}号", "CF_WFXW": "经营超过保质期的食品", "CF_SY": "当事人经营超过保质期的食品。", "CF_YJ": "《中华人民共和国食品安全法》",
        "CF_CFLB": "罚款", "CF_NR": "罚款5000元", "CF_NR_FK": "0.500000", "CF_JDRQ": "2026/05/12", "CF_YXQ": "2099/12/31",
        "CF_CFJG": EMERGENCY[0], "CF_CFJGDM": EMERGENCY[1], "CF_SJLY": EMERGENCY[0], "CF_SJLYDM": EMERGENCY[1],
    }  # fmt: skip
    return row | said


class District:
    """One database of its own, a copy of the migrated one (or of ``template``), dropped at the end."""

    def __init__(self, home, *, template: str = postgres.DATABASE) -> None:
        self.home, self.template = home, template
        self.database = f"t{next(_NUMBER)}_{home.path.name}".lower()
        self.folder = Path(home.path) / self.database
        self._files = itertools.count(1)

    def open(self) -> None:
        """Make the database and be its worker."""
        self.folder.mkdir()
        _close()
        with self.connect("superuser", database="postgres") as admin:
            admin.execute(f'CREATE DATABASE "{self.database}" TEMPLATE "{self.template}" OWNER {postgres.role_name("owner")} STRATEGY file_copy')
            for side in postgres.SIDES:
                admin.execute(f'GRANT CONNECT ON DATABASE "{self.database}" TO {postgres.role_name(side)}')
            admin.execute(f'REVOKE ALL ON DATABASE "{self.database}" FROM PUBLIC')
        self.become("worker")

    def leave(self) -> None:
        """Be the worker of the migrated database again; this one stays."""
        _close()
        self._point("worker", postgres.DATABASE)

    def __enter__(self) -> "District":
        self.open()
        return self

    def __exit__(self, *trouble: object) -> None:
        self.leave()
        with self.connect("superuser", database="postgres") as admin:
            admin.execute(f'DROP DATABASE "{self.database}" WITH (FORCE)')

    def connect(self, role: str, *, database: str | None = None, **more: object) -> psycopg.Connection:
        """A connection of its own as ``role``, each statement by itself."""
        parameters = postgres.connection(self.home, role, database=database or self.database)
        return psycopg.connect(**parameters, autocommit=True, **more)

    def become(self, side: str) -> None:
        """Everything Django does from here on is done as this side."""
        _close()
        self._point(side, self.database)

    @contextmanager
    def side(self, side: str):
        """For a while, as another side."""
        before = connections["default"].settings_dict["USER"].rpartition("_")[2]
        self.become(side)
        try:
            yield self
        finally:
            self.become(before)

    def _point(self, side: str, database: str) -> None:
        parameters = postgres.connection(self.home, side, database=database)
        path = "publicity" if side == "public" else "chengxin,publicity"
        for alias in ("default", "look"):
            target = connections[alias].settings_dict
            target.update(NAME=database, USER=parameters["user"], PASSWORD=parameters["password"])
            target["OPTIONS"] = dict(settings.DATABASES["default"]["OPTIONS"], options=f"-c search_path={path}")

    # -- people at work -------------------------------------------------------------------------

    def write(self, rows: list[dict[str, str]], *, header: list[str] | None = None, encoding: str = "utf-8") -> Path:
        """A CSV file of ``rows``."""
        path = self.folder / f"{next(self._files)}.csv"
        header = header or list(rows[0])
        with path.open("w", newline="", encoding=encoding) as stream:
            writer = csv.DictWriter(stream, header)
            writer.writeheader()
            writer.writerows(rows)
        return path

    def collect(self, *rows: dict[str, str], source: str = "penalties", received: str = "2026-05-15", path: Path | None = None) -> dict:
        """The clerk sends rows (or a file), and the rooms above hear of it, as at the command line; returns the figures."""
        from chengxin.collection import api as collection
        from chengxin.ground.api import outbox

        with self.side("worker"):
            figures = collection.collect(source, path or self.write(list(rows)), received=dt.date.fromisoformat(received), actor="测试")
            outbox.deliver()
        return figures

    def publish(self, on: str) -> dict:
        """A run of publication."""
        from chengxin.publicity import api as publicity

        with self.side("worker"):
            return publicity.publish(on=dt.date.fromisoformat(on), actor="测试")

    def shelf(self, on: str, item: str = "penalty") -> dict[str, dict]:
        """What the public sees on a day, by document number."""
        from chengxin.publicity import api as publicity

        return {line["document_number"]: line for line in publicity.shelf(on=dt.date.fromisoformat(on), item=item)}

    def rows(self, sql: str, *parameters: object, role: str = "owner") -> list[tuple]:
        """All rows of a statement."""
        with self.connect(role, options="-c search_path=chengxin,publicity") as raw:
            return raw.execute(sql, parameters).fetchall()

    def value(self, sql: str, *parameters: object, role: str = "owner") -> object:
        """The one value of a statement."""
        with self.connect(role, options="-c search_path=chengxin,publicity") as raw:
            return raw.execute(sql, parameters).fetchone()[0]


def _close() -> None:
    for alias in ("default", "look"):
        connections[alias].close()
