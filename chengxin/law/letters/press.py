"""排版: data and a template become a PDF/A. The same inputs give the same bytes.

Typst runs in a process of its own (``press_child.py``) that is kept and fed one document after another; a
template that does not come to an end, or takes too much, costs that process and nothing else.
"""

import atexit
import datetime as dt
import hashlib
import json
import os
import re
import select
import struct
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from chengxin.ground.api import Refusal, WrongUse

FRAME = Path(__file__).parent / "templates" / "frame.typ"
SECONDS = 20.0
_PLACE = re.compile(r"[┌╭]─ ([^\n]*?):(\d+):(\d+)")


class TemplateFault(WrongUse):
    """模板有误: the template cannot be set; ``details`` holds line and reason. Exit code 2."""

    def __init__(self, faults: list[tuple[int | None, str]]) -> None:
        told = "\n".join(f"第 {line} 行：{reason}" if line else reason for line, reason in faults)
        super().__init__(f"模板有误：\n{told}", code="bad-template", details=[{"line": line, "reason": reason} for line, reason in faults])


@dataclass(frozen=True)
class Printed:
    """One document: its pages or its one PDF, and which obligatory parts the template told."""

    parts: list[bytes]
    told: frozenset[str]

    @property
    def pdf(self) -> bytes:
        """The document as one file."""
        (whole,) = self.parts
        return whole


def frame_digest() -> str:
    """Which layout letters are set in now."""
    return "sha256:" + hashlib.sha256(FRAME.read_bytes()).hexdigest()


def font_folders() -> list[str]:
    """Where fonts are taken from: the instance's own folder first (an office that owns 方正小标宋 or 仿宋 puts them there), then the installed package."""
    import pylopdf_fonts_zh_cn

    own = Path(settings.HOME.path) / "fonts"
    return [*([str(own)] if own.is_dir() else []), str(Path(pylopdf_fonts_zh_cn.__file__).parent)]


def set_document(source: str, data: dict[str, object], *, on: dt.date, form: str = "pdf", ppi: int | None = None) -> Printed:
    """``data`` set by the template ``source``. Raises TemplateFault, and Refusal (``character-unknown``) where no font has a character."""
    noon = dt.datetime(on.year, on.month, on.day, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    asked = {
        "data": json.dumps(data, ensure_ascii=False, sort_keys=True), "timestamp": int(noon.timestamp()), "format": form, "ppi": ppi, "query": form == "pdf",
    }  # fmt: skip
    told, parts = _press().ask(source, asked)
    if told["ok"]:
        return Printed(parts[1:], frozenset(json.loads(parts[0])))
    raise _trouble(told, source)


class _Press:
    """A child process; one document at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._root: tempfile.TemporaryDirectory | None = None

    def ask(self, source: str, asked: dict[str, object]) -> tuple[dict, list[bytes]]:
        """The child's answer. Raises TemplateFault where it took too long or died."""
        with self._lock:
            process = self._running()
            assert process.stdin and process.stdout and self._root
            name = f"{hashlib.sha256(source.encode()).hexdigest()}.typ"
            path = Path(self._root.name) / name
            if not path.exists():
                path.write_text(source, encoding="utf-8")
            message = json.dumps(asked | {"name": name}, ensure_ascii=False).encode()
            try:
                process.stdin.write(struct.pack("<I", len(message)) + message)
                process.stdin.flush()
                told = json.loads(self._receive())
                parts = [self._receive() for _ in range(struct.unpack("<I", self._receive())[0])] if told["ok"] else []
            except (BrokenPipeError, EOFError, TimeoutError) as error:
                slow = isinstance(error, TimeoutError)
                self.close()
                raise TemplateFault([(None, f"排版超过 {SECONDS:.0f} 秒，已停止；请检查是否有不会结束的循环" if slow else "排版进程中止，可能占用了过多内存")]) from error
            except BaseException:
                self.close()  # half an answer would be taken for the next one
                raise
            return told, parts

    def close(self) -> None:
        """End the child and remove its folder."""
        if self._process:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    pipe.close()
            self._process = None
        if self._root:
            self._root.cleanup()
            self._root = None

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process and self._process.poll() is None:
            return self._process
        self.close()
        self._root = tempfile.TemporaryDirectory(prefix="chengxin-press")
        (Path(self._root.name) / "frame.typ").write_bytes(FRAME.read_bytes())
        asked = {"root": self._root.name, "fonts": font_folders()}
        # No proxy answers on port 9: a second wall should the child's machine know no filter of system calls.
        shut = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
        environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry), "LC_ALL": "C.UTF-8", **shut}
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-P", str(Path(__file__).with_name("press_child.py")), json.dumps(asked)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd=self._root.name,
        )  # fmt: skip
        return self._process

    def _receive(self) -> bytes:
        return self._read(struct.unpack("<I", self._read(4))[0])

    def _read(self, length: int) -> bytes:
        assert self._process and self._process.stdout
        handle, got = self._process.stdout.fileno(), b""
        while len(got) < length:
            ready, _, _ = select.select([handle], [], [], SECONDS)
            if not ready:
                raise TimeoutError
            piece = os.read(handle, min(length - len(got), 1 << 20))
            if not piece:
                raise EOFError
            got += piece
        return got


_presses = threading.local()


def _press() -> _Press:
    """This thread's press in this process; a forked child makes its own."""
    if getattr(_presses, "owner", None) != os.getpid():
        _presses.owner, _presses.press = os.getpid(), _Press()
        atexit.register(_presses.press.close)
    return _presses.press


def _trouble(told: dict, source: str) -> Exception:
    message = told["message"]
    if "could not be displayed" in message:
        wanted = "、".join(sorted({f"{c}（U+{ord(c):04X}）" for found in re.findall(r'`"(.+?)"`', message)[:1] for c in found}))
        own = Path(settings.HOME.path) / "fonts"
        return Refusal(["character-unknown"], f"字库中没有字符 {wanted}，文书不能缺字。请把含有该字的字体文件（OTF 或 TTF）放入 {own} 后重试")
    place = _PLACE.search(told["diagnostic"])
    inside = place and "frame.typ" not in place.group(1)
    hints = "".join(f"（提示：{hint}）" for hint in told["hints"])
    return TemplateFault([(int(place.group(2)) if place and inside else None, message + hints)])
