"""日志行: every log line of every side, one JSON object a line, of fields named in ``FIELDS`` and nothing else. Free of Django.

A log outlives what it tells of. So the text of an error is never written (``faults.without_values``); of libraries only the fixed
words of a message are, never what they put into it; and whatever is left goes through ``masked``, the last defence.
"""

import json
import logging
import os
import re
import sys
import threading
import time
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from chengxin.site.faults import without_values

#: The request that a line belongs to, while one is answered: ``id`` and, once it is known, ``route``.
about: ContextVar[dict[str, Any] | None] = ContextVar("about", default=None)
#: All that a line may say beside time, level, side, logger and event.
FIELDS = ("id", "route", "method", "status", "ms", "bytes", "account", "post", "meter", "job", "seconds", "fault")
LONGEST = 6000  # characters of one value

_MASKS = (
    (re.compile(r"[?&][^\s\"'<>]*"), "?…"),  # a query, wherever an address stands
    (re.compile(r"(?<![0-9A-Za-z])(?:\d[ -]?){16}\d[ -]?[\dXx](?![0-9A-Za-z])"), "[号码]"),  # identity numbers, written together or apart
    (re.compile(r"(?<![0-9A-Za-z])(?:\d[ -]?){14}\d(?![0-9A-Za-z])"), "[号码]"),  # those of the first generation
    (re.compile(r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d){8}(?![0-9A-Za-z])"), "[号码]"),  # mobile telephones
    (re.compile(r"(?<![0-9A-Za-z])0[1-9]\d{1,2}[ -]?\d{7,8}(?![0-9A-Za-z])"), "[号码]"),  # others
    (re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"), "[地址]"),
    (re.compile(r"(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4})+(?![0-9A-Fa-f:])|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{1,4}:){1,6}:(?:[0-9A-Fa-f]{1,4})?"), "[地址]"),
)  # fmt: skip
_WORDS_OF_OTHERS = re.compile(r"[:\n\r'\"(]|=|https?|/\S")  # where the fixed words of a message that was put together elsewhere end


def masked(text: str) -> str:
    """``text`` without what looks like an identity number, a telephone, an address of a machine or a query; and no longer than a line bears."""
    shown = text[:LONGEST]
    for pattern, instead in _MASKS:
        shown = pattern.sub(instead, shown)
    return shown


def event(record: logging.LogRecord) -> str:
    """What happened, in words that hold nobody's values: our own as they are, of others the fixed part alone."""
    if hasattr(record, "action") and isinstance(record.action, str):  # procrastinate: job_success, job_error, …
        return record.action
    template = str(record.msg)
    if record.name.partition(".")[0] == "chengxin":
        return record.getMessage()
    if record.args:
        return template
    return (_WORDS_OF_OTHERS.split(template, maxsplit=1)[0].strip() or record.levelname)[:80]


class Line(logging.Formatter):
    """日志格式: a record as one JSON object; ``plain``: as words, for somebody at a terminal."""

    def __init__(self, *, side: str = "", plain: bool = False) -> None:
        super().__init__()
        self.side, self.plain = side or os.environ.get("CHENGXIN_SIDE", ""), plain

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line = {"time": _moment(record.created), "level": record.levelname.lower(), "side": self.side, "logger": record.name, "event": masked(event(record))} | _told(record)
        if self.plain:
            return " ".join(str(value) for value in line.values() if value not in ("", None))
        return json.dumps(line, ensure_ascii=False, default=lambda other: type(other).__name__)


class JobEnded(logging.Filter):
    """Of the library's many words on a job, that it ended, and how; and all that is a warning."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is told."""
        return record.levelno >= logging.WARNING or str(getattr(record, "action", "")).startswith(("job_success", "job_error", "job_aborted"))


def _told(record: logging.LogRecord) -> dict[str, Any]:
    said: dict[str, Any] = {**(about.get() or {}), **getattr(record, "told", {})}
    job = getattr(record, "job", None)
    if isinstance(job, dict):
        said["job"] = str(job.get("task_name", ""))
        if isinstance(took := getattr(record, "duration", None), int | float):
            said["seconds"] = round(took, 3)
    if record.exc_info and record.exc_info[1] is not None:
        said["fault"] = without_values(record.exc_info[1])
    # Numbers that we give are ours; a word is masked, whoever gave it.
    return {name: said[name] if isinstance(said[name], int | float) else masked(str(said[name])) for name in FIELDS if said.get(name) not in (None, "")}


def _moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds + 8 * 3600)) + f".{int(seconds % 1 * 1000):03d}+08:00"


def configuration(side: str) -> dict[str, Any]:
    """The LOGGING of a side: lines of JSON under ``serve``, words at a terminal."""
    json_lines = os.environ.get("CHENGXIN_LOG") == "lines"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Line, "side": side, "plain": not json_lines}},
        "filters": {"ended": {"()": JobEnded}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "django.request": {"level": "ERROR"},  # what is wrong with a request stands in the line of the request
            "django.security": {"level": "ERROR"},
            **({"procrastinate.worker": {"level": "INFO", "filters": ["ended"]}} if json_lines and side == "worker" else {}),
        },
    }


def take_over() -> None:
    """What nobody caught, and what Python warns of, goes the same way as all else: kinds and places, no text."""
    uncaught = logging.getLogger("chengxin.uncaught")

    def whole(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            uncaught.critical("uncaught", exc_info=(kind, error, trace))

    sys.excepthook = whole
    threading.excepthook = lambda told: None if told.exc_value is None else whole(told.exc_type, told.exc_value, told.exc_traceback)
    sys.unraisablehook = lambda told: None if told.exc_value is None else whole(told.exc_type, told.exc_value, told.exc_traceback)
    logging.captureWarnings(True)
