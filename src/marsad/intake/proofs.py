"""Proof of work, asked for only under suspicion: ALTCHA's protocol, version 2.

https://altcha.org/docs/v2/ - the sender looks for a counter such that PBKDF2 of nonce and counter
begins with a given prefix. All parameters are signed as one JSON text, the time of expiry among
them, so that nothing can be moved from one to the next (the flaw of the first version,
CVE-2025-68113), and a solved challenge is taken once.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Callable
from hashlib import blake2b, pbkdf2_hmac
from hmac import compare_digest, digest

import msgspec

from marsad.intake.used import Used

ALGORITHM = "PBKDF2/SHA-256"
COST = 500
"""Rounds of one try: the server makes one to check what took the sender thousands."""
PREFIX = "000"
"""In hexadecimal: one try in 4,096 begins with it."""
LIFE_MS = 20 * 60_000
_LONGEST = 4_096
_MOST = 2**32 - 1


class Parameters(msgspec.Struct, rename="camel", frozen=True):
    """What is to be solved. Fields stand in the order in which they are signed."""

    algorithm: str
    cost: int
    data: dict[str, str]
    expires_at: int
    """Seconds since 1970."""
    key_length: int
    key_prefix: str
    nonce: str
    salt: str


class Challenge(msgspec.Struct, frozen=True):
    """Parameters, and our signature (HMAC-SHA-256, hexadecimal) of their JSON."""

    parameters: Parameters
    signature: str


class Solution(msgspec.Struct, rename="camel", frozen=True):
    """What was found."""

    counter: int
    derived_key: str


class Payload(msgspec.Struct, frozen=True):
    """What a sender sends, as base64 of JSON."""

    challenge: Challenge
    solution: Solution


_decode = msgspec.json.Decoder(Payload).decode


class Proofs:
    """Makes challenges and checks what is sent for them.

    A challenge is bound to the service and the sender's network; ``key`` signs them. Those made
    before ``now`` are refused: which were solved, only the process before knew.
    """

    def __init__(self, key: bytes, now: int, room: int) -> None:
        self._key = blake2b(key, digest_size=32, person=b"altcha").digest()
        self._used = Used(room, LIFE_MS, now)

    def challenge(
        self, service: str, network: bytes, now: int, draw: Callable[[], bytes]
    ) -> Challenge:
        """A challenge to a sender; ``draw`` gives 16 random bytes."""
        parameters = Parameters(
            ALGORITHM,
            COST,
            {"bound": self._bound(service, network)},
            -(-(now + LIFE_MS) // 1000),
            32,
            PREFIX,
            draw().hex(),
            draw().hex(),
        )
        return Challenge(parameters, self._signature(parameters))

    def holds(self, proof: str, service: str, network: bytes, now: int) -> bool:
        """Whether a sender has solved a challenge of ours; true once for each."""
        payload = _read(proof)
        if payload is None:
            return False
        known, end = payload.challenge.parameters, payload.challenge.parameters.expires_at * 1000
        if known.data.get("bound") != self._bound(service, network) or not now <= end:
            return False
        if not compare_digest(_ascii(payload.challenge.signature), self._signature(known).encode()):
            return False
        return _solves(payload.solution, known) and self._used.first(
            bytes.fromhex(known.nonce), end - LIFE_MS, now
        )

    def _bound(self, service: str, network: bytes) -> str:
        return blake2b(network + service.encode(), digest_size=8, key=self._key).hexdigest()

    def _signature(self, parameters: Parameters) -> str:
        return digest(self._key, canonical(parameters), "sha256").hex()


def canonical(parameters: Parameters) -> bytes:
    """The JSON text that is signed: members in order of their names, no spaces."""
    return msgspec.json.encode(parameters, order="sorted")


def solve(parameters: Parameters) -> Solution:
    """Do the work, as a sender's program does; takes a second or so."""
    nonce, salt = bytes.fromhex(parameters.nonce), bytes.fromhex(parameters.salt)
    for counter in range(_MOST):
        found = _derived(nonce, salt, counter, parameters)
        if found.startswith(parameters.key_prefix):
            return Solution(counter, found)
    raise ValueError("the challenge has no solution")


def _solves(solution: Solution, known: Parameters) -> bool:
    if not 0 <= solution.counter <= _MOST:
        return False
    nonce, salt = bytes.fromhex(known.nonce), bytes.fromhex(known.salt)
    found = _derived(nonce, salt, solution.counter, known)
    return found.startswith(known.key_prefix) and found == solution.derived_key


def _derived(nonce: bytes, salt: bytes, counter: int, known: Parameters) -> str:
    password = nonce + counter.to_bytes(4)
    return pbkdf2_hmac("sha256", password, salt, known.cost, known.key_length).hex()


def _read(proof: str) -> Payload | None:
    if len(proof) > _LONGEST:
        return None
    try:
        return _decode(b64decode(proof, validate=True))
    except (Error, ValueError, msgspec.MsgspecError, RecursionError):
        return None


def _ascii(text: str) -> bytes:
    return text.encode("ascii", "replace")
