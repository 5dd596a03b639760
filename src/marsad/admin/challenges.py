"""Challenges that a passkey signs: ours by their signature, good for minutes, good once."""

from __future__ import annotations

import secrets
from hashlib import blake2b
from hmac import compare_digest

from marsad.intake.used import Used

LIFE_MS = 5 * 60_000
_TIME, _NONCE, _MAC = 6, 16, 16
_ROOM = 4_096


class Challenges:
    """Made and taken back by one process; nothing is kept of those that nobody answers.

    ``purpose`` says what is being signed for; a session's hash in it binds the challenge to that.
    """

    def __init__(self, now: int) -> None:
        self._key = secrets.token_bytes(32)
        self._used = Used(_ROOM, LIFE_MS, now)

    def make(self, purpose: bytes, now: int) -> bytes:
        """A new one."""
        stamp = now.to_bytes(_TIME) + secrets.token_bytes(_NONCE)
        return stamp + self._mac(stamp, purpose)

    def take(self, challenge: bytes, purpose: bytes, now: int) -> bool:
        """Whether it is ours, for this purpose, fresh, and not taken before."""
        stamp, mac = challenge[:-_MAC], challenge[-_MAC:]
        if len(stamp) != _TIME + _NONCE or not compare_digest(mac, self._mac(stamp, purpose)):
            return False
        issued = int.from_bytes(stamp[:_TIME])
        return 0 <= now - issued <= LIFE_MS and self._used.first(stamp, issued, now)

    def _mac(self, stamp: bytes, purpose: bytes) -> bytes:
        return blake2b(stamp + purpose, digest_size=_MAC, key=self._key).digest()
