"""The private server comes and goes with those who use it, and comes back from any death."""

import os
import signal
import stat
import subprocess
from pathlib import Path

import psutil
import psycopg
import pytest

from chengxin.ground.errors import WrongUse
from chengxin.site import postgres
from chengxin.site.home import Home
from chengxin.site.server import Server
from tests.site.conftest import go, up
from tests.waiting import eventually


def pid(home):
    found = Server(home).postmaster()
    return found.pid if found else None


def connect(home, role="superuser", **changes):
    return psycopg.connect(**{**postgres.connection(home, role, database="postgres"), **changes}, autocommit=True)


def test_a_command_starts_the_server_and_the_last_one_stops_it(home, user):
    first = up(user())
    began = pid(home)
    second = up(user())
    go(first)
    assert pid(home) == began
    go(second)
    assert pid(home) is None


def test_many_first_starts_at_once_make_one_server(home, user):
    users = [user() for _ in range(4)]
    for each in users:
        up(each)
    assert {entry.name for entry in home.postgres.iterdir() if entry.is_dir()} == {"data"}
    for each in users:
        go(each)
    assert pid(home) is None


def test_a_killed_user_holds_nothing(home, user):
    killed = up(user())
    killed.kill()
    killed.wait()
    left = pid(home)
    assert left, "nobody was there to stop it"
    other = up(user())
    assert pid(home) == left
    go(other)
    assert pid(home) is None


def test_serve_keeps_the_server_and_leaves_it_to_commands_still_at_work(home, user):
    serve = up(user("serve"))
    go(up(user()))
    assert pid(home), "a command never stops what serve started"
    command = up(user())
    go(serve)
    assert pid(home), "a command was still at work"
    go(command)
    assert pid(home) is None


def test_serve_that_adopts_a_left_server_stops_it(home, user):
    killed = up(user("serve"))
    killed.kill()
    killed.wait()
    left = pid(home)
    serve = up(user("serve"))
    assert pid(home) == left
    go(serve)
    assert pid(home) is None


def test_a_killed_server_comes_back_with_what_was_committed(home, user):
    with postgres.running(home):
        with connect(home) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        os.kill(pid(home), signal.SIGKILL)
        assert eventually(lambda: not postgres.alive(home))
        postgres.revive(home)
        with connect(home) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    assert pid(home) is None


def test_a_server_killed_in_the_middle_of_work_does_not_block_the_next(home):
    with postgres.running(home):
        busy = connect(home)
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1000000000)")
        os.kill(pid(home), signal.SIGKILL)
        assert eventually(lambda: not postgres.alive(home))  # the kernel takes a moment; its worker goes on without it
        postgres.revive(home)
        with connect(home) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        busy.close()


def test_recovery_that_stumbles_over_a_given_up_unlogged_table_is_tried_again(home):
    """What an abort leaves while the server dies: the main file stays until a checkpoint, its init fork is gone, the log makes the fork again."""
    with postgres.running(home, as_="serve"):
        with connect(home) as raw:
            raw.execute("CHECKPOINT")
            raw.execute("CREATE UNLOGGED TABLE given_up (n integer)")
            path = Path(home.postgres / "data" / raw.execute("SELECT pg_relation_filepath('given_up')").fetchone()[0])
            raw.execute("CREATE TABLE kept (n integer)")  # its commit takes the log to the disk
        head = psutil.Process(pid(home))
        for process in [head, *head.children()]:
            process.kill()
        path.with_name(path.name + "_init").unlink()
        assert path.exists()
        assert eventually(lambda: pid(home) is None)
        postgres.revive(home)
        assert "File exists" in Server(home).log.read_text()  # it did stumble
        with connect(home) as raw:
            assert raw.execute("SELECT count(*) FROM kept").fetchone()[0] == 0


def test_a_pid_file_whose_number_now_belongs_to_another_program(home):
    with postgres.running(home):
        pass
    other = subprocess.Popen(["sleep", "60"])
    try:
        (home.postgres / "data" / "postmaster.pid").write_text(f"{other.pid}\n{home.postgres / 'data'}\n1\n5432\n{Server(home).socket}\n\n\nready\n")
        with postgres.running(home):
            assert pid(home) not in (None, other.pid)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_an_unfinished_data_folder_is_swept_away(home):
    half = home.postgres / "data.new-1-abcd"
    (half / "base").mkdir(parents=True)
    (home.postgres / "password-1-abcd").write_text("x")
    with postgres.running(home):
        assert not half.exists() and not (home.postgres / "password-1-abcd").exists()


def test_a_moved_home_still_knows_its_server(home, user, tmp_path):
    with postgres.running(home):
        began, old = pid(home), home.path
        moved = old.with_name(old.name + "m")
        old.rename(moved)
        try:
            assert pid(Home(moved)) == began
        finally:
            moved.rename(old)


def test_only_a_private_socket_and_only_passwords(home):
    with postgres.running(home):
        server = Server(home)
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
        assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
        with connect(home) as connection:
            assert connection.execute("SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256' OR type <> 'local'").fetchone() == (0,)
            assert connection.execute("SELECT current_setting('listen_addresses')").fetchone() == ("",)
            assert connection.execute("SELECT bool_and(rolpassword LIKE 'SCRAM-SHA-256$%') FROM pg_authid WHERE rolcanlogin").fetchone() == (True,)
        with pytest.raises(psycopg.OperationalError, match="password"):
            connect(home, password="wrong")
        without = {key: value for key, value in postgres.connection(home, "superuser", database="postgres").items() if key != "password"}
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(**without)


def test_no_value_reaches_the_log(home):
    with postgres.running(home), connect(home) as connection:
        connection.execute("CREATE TABLE person (number text UNIQUE)")
        for statement in ("INSERT INTO person VALUES ('secret-value'), ('secret-value')", "SELECT 'secret-value'::int", "SELECT nothing FROM person WHERE number = 'secret-value'"):
            with pytest.raises(psycopg.Error):
                connection.execute(statement)
    assert "secret-value" not in Server(home).log.read_text()


def test_a_long_path_gets_a_private_socket_folder_elsewhere(home):
    long = Home(home.path / ("long" * 20) / ("path" * 10))
    long.make()
    server = Server(long)
    try:
        with postgres.running(long):
            assert server.socket.parent == Path("/tmp") and stat.S_IMODE(server.socket.stat().st_mode) == 0o700
            with connect(long) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
        server.socket.rmdir()


def test_an_outside_server_is_neither_started_nor_stopped(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://own%40er:p%3Aw@db.example:6432/credit?sslmode=require")
    with postgres.running(home):
        assert pid(home) is None
    assert postgres.connection(home, "owner") == {"host": "db.example", "port": 6432, "dbname": "credit", "user": "own@er", "password": "p:w", "sslmode": "require"}
    assert postgres.connection(home, "public")["user"] == "credit_public"
    assert postgres.connection(home, "public")["sslmode"] == "require"


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgresql://host/db", "postgresql://u@host", "postgresql://u@host:x/db"])
def test_an_address_that_cannot_be_read_is_wrong_use(url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(WrongUse, match="DATABASE_URL"):
        postgres.outside()
