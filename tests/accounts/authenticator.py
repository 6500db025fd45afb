"""A small authenticator made of software: it answers as a device does, or wrongly where a test asks for it."""

import hashlib
import json
import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One passkey. `origin` and `host` are where its browser thinks that it is."""

    origin: str
    host: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: os.urandom(32))
    owner: str = ""
    uses: int = 0
    asks_owner: bool = True

    def make(self, options: str, **wrong: Any) -> str:
        """Answer the options of a registration."""
        asked = json.loads(options)
        self.owner = asked["user"]["id"]
        number = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: number.x.to_bytes(32, "big"), -3: number.y.to_bytes(32, "big")}
        key = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        data = self._data(HAS_KEY) + key
        said = {
            "clientDataJSON": b64(self._client_data("webauthn.create", asked["challenge"], wrong)),
            "attestationObject": b64(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._credential(said)

    def answer(self, options: str, **wrong: Any) -> str:
        """Answer the options of a proof."""
        self.uses += 1
        data = self._data()
        client = self._client_data("webauthn.get", json.loads(options)["challenge"], wrong)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        said = {"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature)}
        return self._credential({**said, "userHandle": self.owner})

    def _data(self, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.asks_owner else 0) | more
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _client_data(self, kind: str, asked: str, wrong: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": asked, "origin": self.origin, **wrong}).encode()

    def _credential(self, said: dict[str, str]) -> str:
        name = b64(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said})


def b64(raw: bytes) -> str:
    """Write bytes as browsers do."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
