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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from chengxin.ground.api import Refusal, WrongUse, digests

FRAME = Path(__file__).parent / "templates" / "frame.typ"
SECONDS = 20.0
_ERROR = re.compile(r"^error: (?P<said>.+?)\n(?:\s*┌─ (?P<file>[^\n]*?):(?P<line>\d+):\d+)?", re.MULTILINE)
# Typst's commonest complaints in Chinese; others are told as they are.
_IN_CHINESE = (
    (re.compile(r'dictionary does not contain key "(.+?)"'), r"数据中没有“\1”，可用的见 docs/how-to/letters.md"),
    (re.compile(r"unknown variable: (\S+)"), r"没有“\1”这个部分或变量"),
    (re.compile(r"unclosed delimiter"), "括号没有配对"),
    (re.compile(r"expected (.+), found (.+)"), r"写法有误：应为 \1，现为 \2"),
    (re.compile(r"expected (.+)"), r"写法有误：应有 \1"),
    (re.compile(r"condition is always true|loop seems to be infinite"), "循环不会结束"),
    (re.compile(r"maximum .* depth exceeded"), "嵌套过深，可能是自己引用自己"),
    (re.compile(r"file not found.*"), "模板不得读取文件"),
)


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
    return digests.digest(FRAME.read_bytes(), name="sha256")


def font_folders() -> list[str]:
    """Where fonts are taken from: the instance's own folder first (an office that owns 方正小标宋 or 仿宋 puts them there), then the installed package."""
    import pylopdf_fonts_zh_cn

    own = Path(settings.HOME.path) / "fonts"
    return [*([str(own)] if own.is_dir() else []), str(Path(pylopdf_fonts_zh_cn.__file__).parent)]


def set_document(source: str, data: dict[str, object], *, on: dt.date, form: str = "pdf", ppi: int | None = None, ask_parts: bool = False) -> Printed:
    """``data`` set by the template ``source``; with ``ask_parts`` also which obligatory parts it told. Raises TemplateFault, and Refusal (``character-unknown``) where no font has a character."""
    noon = dt.datetime(on.year, on.month, on.day, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    asked = {
        "data": json.dumps(data, ensure_ascii=False, sort_keys=True), "timestamp": int(noon.timestamp()), "format": form, "ppi": ppi, "query": ask_parts,
    }  # fmt: skip
    with presses().one() as press:
        told, parts = press.ask(source, asked)
    if told["ok"]:
        return Printed(parts[1:], frozenset(json.loads(parts[0])))
    raise _trouble(told, source)


class _Press:
    """A child process; one document at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._root: tempfile.TemporaryDirectory | None = None

    def ask(self, source: str, asked: dict[str, object]) -> tuple[dict, list[bytes]]:
        """The child's answer. Raises TemplateFault where it took too long or died."""
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


class _Presses:
    """The presses of one process, as many as it has cores and at most four; whoever comes then waits."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._free = threading.Semaphore(min(4, os.cpu_count() or 1))
        self._idle: list[_Press] = []
        atexit.register(self.close)

    @contextmanager
    def one(self) -> Iterator[_Press]:
        """A press of one's own for one document."""
        with self._free:
            try:
                press = self._idle.pop()
            except IndexError:
                press = _Press()
            try:
                yield press
            finally:
                self._idle.append(press)

    def close(self) -> None:
        """End those that are idle; one that still works ends with its pipe."""
        while self._idle:
            press = self._idle.pop()
            if self.owner == os.getpid():  # a forked child leaves its parent's alone
                press.close()


_presses: _Presses | None = None


def presses() -> _Presses:
    """The presses of this process; a forked child makes its own."""
    global _presses
    if _presses is None or _presses.owner != os.getpid():
        _presses = _Presses()
    return _presses


def _trouble(told: dict, source: str) -> Exception:
    message = told["message"]
    if "could not be displayed" in message:
        wanted = "、".join(sorted({f"{c}（U+{ord(c):04X}）" for found in re.findall(r'`"(.+?)"`', message)[:1] for c in found}))
        own = Path(settings.HOME.path) / "fonts"
        return Refusal(["character-unknown"], f"字库中没有字符 {wanted}，文书不能缺字。请把含有该字的字体文件（OTF 或 TTF）放入 {own} 后重试")
    found = [(int(error["line"]) if error["line"] and "frame.typ" not in error["file"] else None, _in_chinese(error["said"])) for error in _ERROR.finditer(told["diagnostic"])]
    return TemplateFault(found or [(None, _in_chinese(message))])


def _in_chinese(said: str) -> str:
    for pattern, words in _IN_CHINESE:
        if pattern.search(said):
            return pattern.sub(words, said)
    return said
