"""What a command says when its database goes away, is full or takes nobody in: that, and not that the program is at fault. With a real server."""

import psycopg
import pytest
from django.db import OperationalError

from chengxin.site import outages, postgres
from tests.site.test_cli import run


def raised(home, *statements):
    """The error that the last of the statements ends with, as Django hands it on."""
    with psycopg.connect(**postgres.connection(home, "superuser"), autocommit=True) as raw:
        for statement in statements[:-1]:
            with pytest.raises(psycopg.Error):
                raw.execute(statement)
        try:
            try:
                raw.execute(statements[-1])
            except psycopg.Error as first:
                raise OperationalError from first
        except OperationalError as error:
            return error


def saying(state):
    return f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"


END = "SELECT pg_terminate_backend(pg_backend_pid())"


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ((END,), "连接中断"),
        ((END, "SELECT 1"), "连接中断"),
        ((saying("08006"),), "连接中断"),
        ((saying("53100"),), "磁盘已满"),
        ((saying("53300"),), "连接数已满"),
        ((saying("40P01"),), None),
        ((saying("55P03"),), None),
        (("SELECT 1 / 0",), None),
    ],
    ids=["ended", "used after its end", "broken", "no room", "nobody more", "deadlock", "lock", "nothing of the kind"],
)
def test_what_is_told(standing, statements, words):
    told = outages.told(raised(standing, *statements))
    assert told is None if words is None else words in told


def test_an_error_of_ours_is_ours():
    assert outages.told(ValueError("connection")) is None


def test_a_command_says_it_and_the_log_keeps_where(standing, monkeypatch, capsys):
    assert run(monkeypatch, raised(standing, END), "shelf", "--json") == 1
    told = capsys.readouterr()
    assert "连接中断" in told.err and "程序出错" not in told.err and '"launch-failure"' in told.out
    assert "57P01" in (standing.log / "command.log").read_text()
