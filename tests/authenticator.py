"""An authenticator for tests: makes passkeys and answers challenges as the standard says, or as an attacker would like."""

import base64
import hashlib
import json

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Authenticator:
    """One key for one site; ``count`` grows with each signature, as its owner's does."""

    def __init__(self, *, site: str = "localhost", origin: str = "https://localhost", number: bytes = b"authenticator-one", verified: bool = True) -> None:
        self.site, self.origin, self.number, self.verified, self.count = site, origin, number, verified, 0
        self.key = ec.generate_private_key(ec.SECP256R1())

    def makes(self, options: str) -> str:
        """The answer to a question for a new passkey."""
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        data = self._data(ATTESTED) + bytes(16) + len(self.number).to_bytes(2, "big") + self.number + public
        said = {"clientDataJSON": text(self._client("webauthn.create", options)), "attestationObject": text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}))}
        return self._told(said)

    def answers(self, options: str) -> str:
        """The answer to a challenge."""
        self.count += 1
        client, data = self._client("webauthn.get", options), self._data()
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._told({"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature)})

    def _client(self, kind: str, options: str) -> bytes:
        return json.dumps({"type": kind, "challenge": json.loads(options)["challenge"], "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verified else 0) | more
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _told(self, response: dict[str, str]) -> str:
        return json.dumps({"id": text(self.number), "rawId": text(self.number), "type": "public-key", "clientExtensionResults": {}, "response": response})
