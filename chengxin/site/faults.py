"""自身错误: what is written down when we are at fault, and argparse's complaints in Chinese. Free of Django.

An exception's text may carry a person's values, so the log gets the kind of error, the places in our
code and the database's codes, and nothing else. ``CHENGXIN_DEBUG=1`` shows the developer everything.
"""

import os
import re
import secrets
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

COMPLAINTS = (
    (r"the following arguments are required: (.*)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.*)", r"不认识的参数：\1"),
    (r"argument (\S+): expected one argument", r"参数 \1 后面缺少值"),
    (r"argument (\S+): invalid choice: (\S+) \(choose from (.*)\)", r"参数 \1 的值 \2 不在可选范围：\3"),
    (r"argument (\S+): invalid (\S+) value: (.*)", r"参数 \1 的值无法识别：\3"),
    (r"argument (\S+): (.*)", r"参数 \1：\2"),
)


def record(error: BaseException) -> str:
    """Write down where ``error`` came from, without its text; returns the reference the user is given."""
    reference = f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"
    if os.environ.get("CHENGXIN_DEBUG") == "1":
        traceback.print_exception(error, file=sys.stderr)
    try:
        from chengxin.site.home import Home
        from chengxin.site.server import turn_over

        log = Home.from_env().log / "command.log"
        turn_over(log)
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{reference}\n{without_values(error)}\n")
    except Exception as second:  # the log is a courtesy: its failure must not hide the reference
        print(f"（无法写入日志：{type(second).__name__}）", file=sys.stderr)
    return reference


def without_values(error: BaseException) -> str:
    """The chain of an exception: kinds, database codes, and places in the code; no message, no value."""
    lines: list[str] = []
    for one in chain(error):
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}{_codes(one)}")
        lines += [f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(one.__traceback__)]
    return "\n".join(lines)


def chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and what it came from, the last first."""
    seen: BaseException | None = error
    told: set[int] = set()  # an error raised again while another is handled can stand in a ring
    while seen is not None and id(seen) not in told:
        told.add(id(seen))
        yield seen
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def argparse_in_chinese(message: str) -> str:
    """argparse's complaint in Chinese, or as it is where no pattern fits."""
    for pattern, chinese in COMPLAINTS:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, chinese, message, flags=re.DOTALL)
    return message


def _codes(error: BaseException) -> str:
    known = {"sqlstate": getattr(error, "sqlstate", None), "errno": getattr(error, "errno", None)}
    diagnosis = getattr(error, "diag", None)
    for name in ("constraint_name", "table_name", "column_name", "source_function"):
        known[name] = getattr(diagnosis, name, None)
    text = " ".join(f"{name}={value}" for name, value in known.items() if value)
    return f" [{text}]" if text else ""


def _short(filename: str) -> str:
    package = str(Path(__file__).resolve().parents[2])
    return filename.removeprefix(package + "/")
