"""Numbers without gaps: many at once, some taken back, some killed in the middle; the next takes what was given back."""

import os
import random
import signal
import threading

import psycopg
import pytest

from tests import letters as of

LETTERS = 24
THREADS = 8


class Undone(Exception):
    """The test's own: after the number was taken, everything is taken back."""


def at_once(tasks) -> list[BaseException]:
    """Do all tasks in eight threads that start together; what they raised."""
    from django.db import connections

    gate, raised, left = threading.Barrier(THREADS), [], list(tasks)

    def run() -> None:
        gate.wait()
        try:
            while True:
                try:
                    left.pop()()
                except IndexError:
                    return
                except BaseException as error:
                    raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def undone(organ: int) -> None:
    """Takes a number as the desk would and takes it back."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT law_letter_number(%s, 'decision', %s)", [organ, of.DAY.year])
        raise Undone


def killed(district, organ: int) -> None:
    """Takes a number; then its backend is ended from outside."""
    with district.connect("desk", options="-c search_path=chengxin") as raw, district.connect("superuser") as admin:
        try:
            with raw.transaction():
                raw.execute("SELECT law_letter_number(%s, 'decision', %s)", [organ, of.DAY.year])
                admin.execute("SELECT pg_terminate_backend(%s)", [raw.info.backend_pid])
                raw.execute("SELECT 1")
        except psycopg.Error:
            raise Undone from None


def test_no_gap_whoever_comes_at_once_gives_up_or_dies(district, law):
    warrants = of.warrants(district, LETTERS)
    organ = law.warrant(warrants[0])["organ_id"]
    tasks = [lambda warrant=warrant: of.issue(warrant) for warrant in warrants]
    tasks += [lambda: undone(organ)] * 12 + [lambda: killed(district, organ)] * 6
    random.Random(7).shuffle(tasks)
    raised = at_once(tasks)
    assert [error for error in raised if not isinstance(error, Undone)] == []
    assert len(raised) == 18
    for kind in ("decision", "repair-notice"):
        seqs = [int(row["number"].partition("〕")[2].rstrip("号")) for row in law.letters.letters(kind=kind)]
        assert seqs == list(range(1, LETTERS + 1))
    assert law.letters.gaps() == []


def test_a_page_that_cannot_be_made_gives_its_number_back(district, law, monkeypatch):
    from chengxin.ground.api import Refusal

    bad, good = of.warrants(district, CF_XDR_MC="天津𠀀商贸有限公司", CF_XDR_SHXYM=of.credit_code("91120105MA0000005")), of.warrants(district)
    with pytest.raises(Refusal) as raised:
        of.issue(bad[0])
    assert raised.value.codes == ("character-unknown",) and "𠀀（U+20000）" in str(raised.value)
    assert of.issue(good[0])[0].seq == 1
    assert law.letters.gaps() == []


def test_a_killed_process_gives_its_number_back(district, law):
    (warrant,) = of.warrants(district)
    organ = law.warrant(warrant)["organ_id"]
    parameters = {"options": "-c search_path=chengxin"}
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:  # takes a number in an open transaction, says so and waits to be killed
        raw = district.connect("desk", **parameters)
        raw.autocommit = False
        raw.execute("SELECT law_letter_number(%s, 'decision', 2026)", [organ])
        os.write(tell, b"1")
        signal.pause()
        os._exit(0)
    assert os.read(ready, 1) == b"1"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert of.issue(warrant)[0].seq == 1
    assert law.letters.gaps() == []


def test_a_missing_number_would_be_noticed(district, law):
    (warrant,) = of.warrants(district)
    of.issue(warrant)
    with district.connect("superuser", options="-c search_path=chengxin") as raw:
        raw.execute("ALTER TABLE law_lettercounter DISABLE TRIGGER USER")
        raw.execute("UPDATE law_lettercounter SET last = 3 WHERE kind = 'decision'")
    assert [gap["missing"] for gap in law.letters.gaps()] == [[2, 3]]
