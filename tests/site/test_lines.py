"""日志行: whatever is thrown at them, lines hold no number, no name, no query, no address, and stay lines."""

import json
import logging
import sys
import threading

import pytest

from chengxin.site.observing import lines
from tests.district import identity_number

IDENTITY = identity_number("12010519900101123")
SECRETS = (
    IDENTITY,
    IDENTITY.lower(),
    "120105900101123",
    "13812345678",
    "138 1234 5678",
    "138-1234-5678",
    "+8613812345678",
    "022-26211234",
    "203.0.113.7",
    "2001:db8::7",
    "::ffff:203.0.113.7",
)


def written(record: logging.LogRecord) -> dict:
    text = lines.Line(side="public").format(record)
    assert "\n" not in text
    return json.loads(text)


def record(message: str, *args: object, name: str = "chengxin.x", **more: object) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.WARNING, "x.py", 1, message, args, more.pop("exc_info", None))
    vars(made).update(more)
    return made


@pytest.mark.parametrize("secret", SECRETS)
def test_numbers_are_masked_in_our_own_words_and_in_every_field(secret):
    told = written(record("seen %s, and?", f"甲{secret}乙", told=dict.fromkeys(lines.FIELDS, f"a {secret} b")))
    assert secret not in json.dumps(told) and told["event"].startswith("seen 甲") and "[" in told["route"]


@pytest.mark.parametrize("secret", [*SECRETS, "王芳"])
def test_of_an_error_its_kind_and_place_are_told_and_never_its_text(secret):
    try:
        try:
            raise ValueError(secret)
        except ValueError as first:
            raise KeyError(f"/subject/{secret}?q={secret}") from first
    except KeyError:
        told = written(record("fault", exc_info=sys.exc_info()))
    assert "KeyError" in told["fault"] and "ValueError" in told["fault"] and "test_lines.py" in told["fault"] and secret not in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize(
    ("made", "event"),
    [
        (record("%s: %s", "Not Found", "/search/王芳", name="django.request"), "%s: %s"),
        (record("Invalid request from ip=203.0.113.7: Invalid HTTP request line: 'GET /王芳'", name="gunicorn.error"), "Invalid request from ip"),
        (record("Error handling request %s %s", "GET", "/search?q=王芳", name="gunicorn.error"), "Error handling request %s %s"),
        (record("Invalid HTTP_HOST header: '王芳'.", name="django.security.DisallowedHost"), "Invalid HTTP_HOST header"),
        (record("https://王芳.example", name="elsewhere"), "WARNING"),
        (
            record("Job clock.mail[5](name=王芳) ended", name="procrastinate.worker", action="job_success", job={"task_name": "clock.mail", "args": "王芳"}, duration=0.25),
            "job_success",
        ),
    ],
)
def test_of_a_library_only_the_fixed_words_are_told(made, event):
    told = written(made)
    assert told["event"] == event and "王芳" not in json.dumps(told, ensure_ascii=False)


def test_what_is_no_field_is_not_written():
    told = written(record("request", told={"route": "line", "path": "/line/5", "query": "q=王芳", "ms": 1.5}))
    assert set(told) == {"time", "level", "side", "logger", "event", "route", "ms"}


def test_a_long_text_does_not_make_a_long_line():
    assert len(lines.Line().format(record("x" * 10**6, told={"fault": "y" * 10**6}))) < 4 * lines.LONGEST


def test_codes_of_firms_dates_and_places_in_the_code_stay_readable():
    for text in ("91120105MA00000017", "2026-11-24", "chengxin/publicity/queries.py:123 line", "8T4K2-9QXMP", "batch 1234567"):
        assert lines.masked(text) == text


def test_what_nobody_catches_goes_the_same_way(capsys, monkeypatch):
    for place, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(place, name, getattr(place, name))
    caught: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = caught.append
    logging.getLogger("chengxin.uncaught").addHandler(handler)
    lines.take_over()
    try:
        thread = threading.Thread(target=lambda: int(IDENTITY[:17] + "王芳"))
        thread.start()
        thread.join()
    finally:
        logging.captureWarnings(False)
        logging.getLogger("chengxin.uncaught").removeHandler(handler)
    (one,) = caught
    assert "ValueError" in written(one)["fault"] and "王芳" not in json.dumps(written(one), ensure_ascii=False) and "王芳" not in capsys.readouterr().err
