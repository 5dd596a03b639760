"""Tokens that the form carries: that its page was read lately, and that it is sent only once.

A *page token* names the minute and the service; all who read one snapshot of a page share it, so a
cache may keep the page. A *ticket* is made for one sender, holds for one post, and is asked for
where the page token is missing or old, or where the sender's network is under suspicion. Neither
says anything about a person.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable
from hashlib import blake2b
from hmac import compare_digest
from typing import NamedTuple

from marsad.intake.salt import DAY_MS
from marsad.intake.used import Used

LIFE_MS = 30 * 60_000
AHEAD_MS = 2 * 60_000
"""How far another process's clock, or ours before it was set, may have been ahead."""
_MAC = 16
_TIME = 6
_NONCE = 8
_LONGEST = 64


class Ticket(NamedTuple):
    """A ticket that is ours, not yet used up."""

    issued: int
    """Instant."""
    nonce: bytes


class Tokens:
    """Makes and knows tokens, signed with BLAKE2b (RFC 7693, keyed) under a key of the day.

    The day's key is derived from ``key``, which stays, so a restart or a second process knows what
    was signed before it. Tickets from before ``now`` are refused: which of them were used, only the
    process knew that was there before.
    """

    def __init__(self, key: bytes, now: int, room: int) -> None:
        self._key = key
        self._used = Used(room, LIFE_MS + AHEAD_MS, now)

    def page(self, service: str, now: int) -> str:
        """The token of a page about a service; changes once a minute. From any thread."""
        issued = (now - now % 60_000).to_bytes(_TIME)
        return text_of(issued + self._mac(b"page", issued, service.encode()))

    def fits(self, token: str, service: str, now: int) -> bool:
        """Whether it is a page token of the service, and of the last half hour."""
        data = bytes_in(token, _TIME + _MAC)
        if data is None:
            return False
        issued, mac = data[:_TIME], data[_TIME:]
        fresh = -AHEAD_MS <= now - int.from_bytes(issued) <= LIFE_MS
        return fresh and compare_digest(mac, self._mac(b"page", issued, service.encode()))

    def ticket(self, service: str, network: bytes, now: int, draw: Callable[[], bytes]) -> str:
        """A ticket for one post about a service from a network; ``draw`` gives random bytes."""
        stamp = now.to_bytes(_TIME) + draw()[:_NONCE]
        return text_of(stamp + self._mac(b"ticket", stamp, network + service.encode()))

    def read(self, token: str, service: str, network: bytes, now: int) -> Ticket | None:
        """The ticket in a text, if it is ours, of this service and network, and still fresh."""
        data = bytes_in(token, _TIME + _NONCE + _MAC)
        if data is None:
            return None
        stamp, mac = data[:-_MAC], data[-_MAC:]
        issued = int.from_bytes(stamp[:_TIME])
        if not -AHEAD_MS <= now - issued <= LIFE_MS:
            return None
        if not compare_digest(mac, self._mac(b"ticket", stamp, network + service.encode())):
            return None
        return Ticket(issued, stamp[_TIME:])

    def use(self, ticket: Ticket, now: int) -> bool:
        """Use a ticket up; False where it was already."""
        return self._used.first(ticket.nonce, ticket.issued, now)

    def _mac(self, kind: bytes, stamp: bytes, bound: bytes) -> bytes:
        day = int.from_bytes(stamp[:_TIME]) // DAY_MS
        key = blake2b(day.to_bytes(4), digest_size=32, key=self._key, person=b"form day").digest()
        return blake2b(stamp + bound, digest_size=_MAC, key=key, person=kind).digest()


def text_of(data: bytes) -> str:
    """Bytes as they stand in addresses and forms (RFC 4648, 5, without padding)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_in(token: str, length: int) -> bytes | None:
    """So many bytes, from the one text that stands for them; None from any other."""
    if len(token) > _LONGEST:
        return None
    try:
        data = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Error, ValueError):
        return None
    # One spelling only: base64 readers pass over strange characters and idle bits.
    return data if len(data) == length and text_of(data) == token else None
