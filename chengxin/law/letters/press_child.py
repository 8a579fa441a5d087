"""排版进程: sets one document after another for ``press.py``. Standard library and Typst only.

It holds no database, no key and no file of the instance: what it may see is an empty folder with the frame,
and the fonts. It cannot open a socket, write a file or start a process; the parent ends it when it takes
too long. Messages both ways: four bytes of length, then JSON or the bytes of the document.
"""

import ctypes
import functools
import json
import os
import resource
import struct
import sys
from typing import BinaryIO

MEMORY = 2 << 30
# The system calls that leave the process, by machine: socket, connect, execve, execveat, fork, vfork, ptrace.
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CALLS = {"x86_64": (41, 42, 59, 322, 57, 58, 101), "aarch64": (198, 203, 221, 281, 117)}


def main() -> int:
    """Serve until the parent closes the pipe."""
    settings = json.loads(sys.argv[1])
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=settings["fonts"])
    root = settings["root"]

    @functools.lru_cache(maxsize=32)
    def compiler_of(name: str):
        return typst.Compiler(f"{root}/{name}", root=root, font_paths=fonts, ignore_system_fonts=True, package_path=root, package_cache_path=root)

    confine()
    into, out = sys.stdin.buffer, sys.stdout.buffer
    while (asked := receive(into)) is not None:
        answer = set_one(compiler_of, typst, json.loads(asked))
        send(out, json.dumps({"ok": not isinstance(answer, dict), **(answer if isinstance(answer, dict) else {})}, ensure_ascii=False).encode())
        if not isinstance(answer, dict):
            send(out, struct.pack("<I", len(answer)))
            for part in answer:
                send(out, part)
    return 0


def set_one(compiler_of, typst, asked: dict):
    """What the template told and the document, as a list of byte strings (one a page for PNG), or what is wrong with it."""
    try:
        compiler = compiler_of(asked["name"])
        made = compiler.compile(
            format=asked["format"],
            ppi=asked.get("ppi"),
            sys_inputs={"data": asked["data"]},
            timestamp=asked["timestamp"],
            pdf_standards=["a-3u"] if asked["format"] == "pdf" else [],
        )
        told = json.loads(compiler.query("<told>", field="value")) if asked["query"] else []
    except typst.TypstError as error:
        return {"message": error.message, "diagnostic": error.diagnostic, "hints": list(error.hints)}
    pages = made if isinstance(made, list) else [made]
    return [json.dumps(told).encode(), *pages]


def confine() -> None:
    """Nothing more than memory and the pipe from here on."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    machine = os.uname().machine
    if sys.platform != "linux" or machine not in _CALLS:
        return
    load, jump, answer = 0x20, 0x15, 0x06
    calls = _CALLS[machine]
    steps = [(load, 0, 0, 4), (jump, 0, len(calls) + 2, _AUDIT_ARCH[machine]), (load, 0, 0, 0)]
    steps += [(jump, len(calls) - at, 0, call) for at, call in enumerate(calls)]
    steps += [(answer, 0, 0, 0x7FFF0000), (answer, 0, 0, 0x00050001)]  # allow; else “not permitted”
    code = b"".join(struct.pack("<HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("<HxxxxxxQ", len(steps), ctypes.addressof(buffer))
    held = ctypes.create_string_buffer(program, len(program))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) == 0:  # PR_SET_NO_NEW_PRIVS
        libc.prctl(22, 2, ctypes.c_void_p(ctypes.addressof(held)), 0, 0)  # PR_SET_SECCOMP, a filter


def receive(stream: BinaryIO) -> bytes | None:
    """The next message, or None at the end."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack("<I", head)
    return stream.read(length)


def send(stream: BinaryIO, message: bytes) -> None:
    """One message."""
    stream.write(struct.pack("<I", len(message)) + message)
    stream.flush()


if __name__ == "__main__":
    sys.exit(main())
