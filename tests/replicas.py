"""A replica beside a site of a story: started as an operator starts it, read as a reader reads it, compared table by table."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg

from chengxin.site import postgres
from chengxin.site.home import Home
from chengxin.site.replicated import REPLICATED
from tests.waiting import PATIENCE, eventually

DAY = "2026-11-24"


class Replica:
    """``chengxin replica`` of a site, in the site's own home."""

    def __init__(self, site) -> None:
        self.site, self.home = site, site.home / "replica"
        self.port = site.port + 10
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Until its public site answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "chengxin.site.cli", "replica"], env=self.site.environment(CHENGXIN_TODAY=DAY), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.process.poll() is None, self.process.stderr.read()
            try:
                if self.read("/health")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the replica did not start")

    def stop(self, sign: int = signal.SIGINT) -> None:
        """As Ctrl-C would, or by another signal."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(sign)
            self.process.wait(PATIENCE)
        if self.process:
            self.process.stderr.close()
        self.process = None

    def read(self, path: str) -> tuple[int, str]:
        """Status and text of an answer."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def health(self) -> dict:
        """What it says of itself."""
        return json.loads(self.read("/health")[1])

    def run(self, *words: str) -> subprocess.CompletedProcess:
        """``chengxin replica …`` to its end, whatever the code."""
        return subprocess.run([sys.executable, "-m", "chengxin.site.cli", "replica", *words], env=self.site.environment(), capture_output=True, text=True)

    def connect(self, role: str = "superuser") -> psycopg.Connection:
        """To the copy."""
        return psycopg.connect(**postgres.connection(Home(self.home), role), autocommit=True)

    def connect_main(self, role: str = "superuser") -> psycopg.Connection:
        """To the site's own database."""
        return psycopg.connect(**postgres.connection(Home(self.site.home), role), autocommit=True)

    def differing(self) -> list[str]:
        """The replicated tables whose rows are not the same on both; all of them while a database is away."""
        try:
            with self.connect_main() as main, self.connect() as own:
                return [part.table for part in REPLICATED if hashed(main, part) != hashed(own, part)]
        except psycopg.OperationalError:
            return ["…"]

    def agrees(self) -> bool:
        """Whether both come to hold the same."""
        return eventually(lambda: not self.differing(), pause=0.2)


def hashed(raw: psycopg.Connection, part) -> tuple[int, str]:
    """How many rows a table has, and a digest of them all, by the columns that a replica gets."""
    columns = ", ".join(f'"{column}"' for column in part.columns) or "*"
    return raw.execute(
        f"SELECT count(*), md5(coalesce(string_agg(md5(x::text), '' ORDER BY md5(x::text) COLLATE \"C\"), '')) FROM (SELECT {columns} FROM chengxin.{part.table}) x"
    ).fetchone()


def bytes_of(folder: Path) -> bytes:
    """Every file of a folder, one after the other."""
    return b"\0".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and os.access(path, os.R_OK))
