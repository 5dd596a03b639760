"""An authenticator in software, for answers that no honest one gives (WebAuthn level 3, 6)."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """One passkey on P-256; what it says of itself can be changed."""

    def __init__(self, origin: str, party: str) -> None:
        self.origin = origin
        self.party = party
        self.flags = PRESENT | VERIFIED
        self.uses = 0
        self.id = secrets.token_bytes(32)
        self.user = b""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, asked: dict[str, Any]) -> str:
        """The answer to navigator.credentials.create()."""
        self.user = _bytes(asked["user"]["id"])
        point = self._key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        credential = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(key)
        data = self._data(ATTESTED) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", asked["challenge"])
        return self._answer(clientDataJSON=said, attestationObject=attestation)

    def get(self, asked: dict[str, Any]) -> str:
        """The answer to navigator.credentials.get()."""
        said, data = self._said("webauthn.get", asked["challenge"]), self._data(0)
        signature = self._key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=said, authenticatorData=data, signature=signature, userHandle=self.user
        )

    def _data(self, more: int) -> bytes:
        return (
            sha256(self.party.encode()).digest()
            + bytes([self.flags | more])
            + self.uses.to_bytes(4)
        )

    def _said(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _answer(self, **response: bytes) -> str:
        shown = {name: _text(value) for name, value in response.items()}
        name = _text(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": shown})


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
