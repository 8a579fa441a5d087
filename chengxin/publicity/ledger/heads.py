"""检查点: the head of the ledger as a C2SP checkpoint: origin, size, root, under signatures. Pure."""

import base64
import binascii
from dataclasses import dataclass

from chengxin.ground.api import WrongUse, notes


@dataclass(frozen=True)
class Head:
    """检查点: what a checkpoint says."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class Signed:
    """签名的检查点: a head and the note it came in."""

    head: Head
    note: notes.Note

    def signers(self, keys: list[notes.PublicKey]) -> list[notes.PublicKey]:
        """Which of ``keys`` signed it."""
        return self.note.signers(keys)


def parse(text: str) -> Signed:
    """A checkpoint; lines after the first three are other people's. Raises WrongUse."""
    try:
        note = notes.parse(text)
        origin, size, root, *_ = note.body.split("\n")
        head = Head(origin, int(size), base64.b64decode(root, validate=True))
        sound = bool(origin) and size == str(head.size) and head.size >= 0 and len(head.root) == 32
    except (ValueError, binascii.Error):
        sound = False
    if not sound:
        raise WrongUse("这不是检查点：应为来源、条数、根摘要各一行，空一行后为签名", code="bad-checkpoint")
    return Signed(head, note)


def parse_all(text: str) -> list[Signed]:
    """Every checkpoint of a text that holds one after the other. Raises WrongUse where one is none."""
    lines = text.replace("\r\n", "\n").split("\n")
    found: list[Signed] = []
    part: list[str] = []
    for line in [*lines, ""]:
        if part and part[-1].startswith("— ") and not line.startswith("— "):  # the signatures are over
            found.append(parse("\n".join(part) + "\n"))
            part = []
        if part or line:
            part.append(line)
    if part and any(part):
        found.append(parse("\n".join(part) + "\n"))
    if not found:
        raise WrongUse("没有找到检查点", code="bad-checkpoint")
    return found
