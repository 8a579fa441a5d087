"""Two public processes that keep pages: with the end of the command that withdraws a record, neither shows it any more."""

import contextlib
import shutil
import subprocess

import psycopg
import pytest

from chengxin.site import postgres
from chengxin.site.home import Home
from chengxin.site.serve import gunicorn
from tests.district import EMERGENCY, penalty_row
from tests.front_ends import free_port
from tests.stories.conftest import FIRM, FIRM_ROW, Site
from tests.waiting import eventually

NUMBER, DAY = "津北试罚〔2026〕8801号", "2026-11-24"


@pytest.fixture
def processes():
    """A site with one penalty, its database held up, and two public processes at ports of their own: read(n, path)."""
    site = Site()
    home = Home(site.home)
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, site.home, ignore_errors=True)
        site.run("collect", "registrations", site.csv("登记.csv", [FIRM_ROW]), "--received", "2026-10-20")
        site.run("collect", "penalties", site.csv("处罚.csv", [penalty_row(CF_WSH=NUMBER, CF_JDRQ="2026/10/12")]), "--received", "2026-10-20")
        site.run("publish", "--on", "2026-10-21")
        stack.enter_context(postgres.running(home))
        readers = []
        for _ in range(2):
            port = free_port()
            process = subprocess.Popen(gunicorn(home, "127.0.0.1", port, processes=1, threads=4), env=site.environment(CHENGXIN_SIDE="public", CHENGXIN_TODAY=DAY))
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
            readers.append(Reader(f"http://127.0.0.1:{port}"))
        assert all(eventually(reader.answers) for reader in readers)
        yield site, home, readers


class Reader(Site):
    """Whoever reads one process."""

    def __init__(self, url: str) -> None:
        self.url = url

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            return self.read("/health")[0] == 200
        return False


def test_what_is_withdrawn_is_nowhere_in_the_next_request_of_either_process(processes):
    site, home, readers = processes
    with psycopg.connect(**postgres.connection(home, "superuser"), autocommit=True, options="-c search_path=chengxin") as raw:
        record, line = raw.execute("SELECT record_id, publication_id FROM publicity_line WHERE document_number = %s", [NUMBER]).fetchone()
        paths = ("/", f"/line/{line}", f"/subject/{FIRM}", "/publicity/penalty", f"/en/line/{line}", f"/large/subject/{FIRM}", f"/api/v1/publicity/lines/{line}")
        before = [{path: reader.read(path) for path in paths} for reader in readers]
        assert all(status == 200 for told in before for status, _ in told.values()) and all(NUMBER in told[f"/line/{line}"][1] for told in before)
        # They do keep them: what changes behind the back of the triggers is not seen.
        raw.execute("SET session_replication_role = replica")
        raw.execute("UPDATE publicity_line SET fields = jsonb_set(fields, '{CF_NR}', '\"罚款9999元\"')")
        assert [{path: reader.read(path) for path in paths} for reader in readers] == before
    site.run("withdraw", str(record), "--kind", "mistake", "--reason", "报错了", "--organ", EMERGENCY[0])
    for reader in readers:
        told = {path: reader.read(path) for path in paths}
        assert [path for path, (_, text) in told.items() if NUMBER in text or "9999" in text] == []
        assert told[f"/line/{line}"][0] == told[f"/en/line/{line}"][0] == told[f"/api/v1/publicity/lines/{line}"][0] == 404
