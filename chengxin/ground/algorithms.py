"""算法选择: which algorithms new values are written with: 国际, 国密, or three by name. Free of Django.

``CHENGXIN_ALGORITHMS`` chooses. Reading never asks it: every stored value names its algorithm (ruling 32).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from chengxin.ground.errors import WrongUse

VARIABLE = "CHENGXIN_ALGORITHMS"
DIGESTS = ("sha256", "sm3")
MACS = ("hmac-sha256", "hmac-sm3")
CIPHERS = ("aes-256-gcm", "sm4-gcm")


@dataclass(frozen=True)
class Suite:
    """一组算法: the digest, MAC and cipher that new values are written with."""

    digest: str
    mac: str
    cipher: str

    def __str__(self) -> str:
        return ",".join((self.digest, self.mac, self.cipher))


INTERNATIONAL = Suite(DIGESTS[0], MACS[0], CIPHERS[0])
NATIONAL = Suite(DIGESTS[1], MACS[1], CIPHERS[1])
_NAMED = {"": INTERNATIONAL, "国际": INTERNATIONAL, "international": INTERNATIONAL, "国密": NATIONAL, "national": NATIONAL}


def chosen(environ: Mapping[str, str] = os.environ) -> Suite:
    """The suite that the environment asks for; 国际 where it says nothing. Raises WrongUse."""
    said = environ.get(VARIABLE, "").strip()
    if said in _NAMED:
        return _NAMED[said]
    names = [name.strip() for name in said.replace("，", ",").split(",")]
    if len(names) == 3 and all(name in known for name, known in zip(names, (DIGESTS, MACS, CIPHERS), strict=True)):
        return Suite(*names)
    offered = "；".join("、".join(known) for known in (DIGESTS, MACS, CIPHERS))
    raise WrongUse(f"{VARIABLE} 应为“国际”“国密”，或依次写明摘要、鉴别码、加密三种算法并以逗号分隔（{offered}），现为“{said}”", code="bad-algorithms")


def unavailable(suite: Suite) -> list[str]:
    """The algorithms of ``suite`` that the cryptography library of this machine does not offer."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    missing = []
    if "sm3" in (suite.digest, suite.mac.removeprefix("hmac-")):
        try:
            hashes.Hash(hashes.SM3())
        except UnsupportedAlgorithm:
            missing.append("sm3")
    if suite.cipher == "sm4-gcm":
        try:
            Cipher(algorithms.SM4(bytes(16)), modes.GCM(bytes(12))).encryptor()
        except UnsupportedAlgorithm:
            missing.append("sm4-gcm")
    return missing
