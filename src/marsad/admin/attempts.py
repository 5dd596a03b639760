"""How often somebody may try to sign in: by network, and by account, without locking anybody out.

Every try counts before its outcome is known, so that a thousand at once are a thousand tries.
"""

from __future__ import annotations

import secrets
from hashlib import blake2b
from typing import NamedTuple

from marsad.intake.limits import Buckets

PER_MINUTE = 10
"""Tries from one network, with whatever name."""
FREE = 5
"""Wrong passwords for a name before the next has to wait,"""
LONGEST_MS = 15 * 60_000
"""and how long at most. It is twice as long with each."""
_FORGOTTEN_MS = 24 * 3_600_000
_ROOM = 4_096


class _Tries(NamedTuple):
    wrong: int
    last: int


class Attempts:
    """Tries are counted under keyed hashes of names, in a table of fixed size: a flood of made-up
    names pushes nothing out, and nobody can look for a name that shares an editor's place.

    A browser that an editor signed in from before is counted apart, so strangers who guess at a
    name don't make that editor wait; nor do they who sign in with a passkey.
    """

    def __init__(self) -> None:
        self._networks = Buckets(PER_MINUTE, _ROOM)
        self._key = secrets.token_bytes(32)
        self._tries: dict[int, _Tries] = {}

    def from_network(self, network: bytes, now: int) -> int:
        """Milliseconds until a network may try again; 0 if it may now, which is a try."""
        return self._networks.take(network, now)

    def at(self, name: str, device: bytes, now: int) -> int:
        """The same for a name, from a browser known by ``device``, or b"" for an unknown one."""
        place = self._place(name, device)
        tries = self._tries.get(place, _Tries(0, 0))
        if now - tries.last > _FORGOTTEN_MS:
            tries = _Tries(0, now)
        wait = tries.last + pause(tries.wrong) - now
        if wait > 0:
            return wait
        self._tries[place] = _Tries(tries.wrong + 1, now)
        return 0

    def forgive(self, name: str, device: bytes) -> None:
        """The try was right: earlier wrong ones count no more."""
        self._tries.pop(self._place(name, device), None)

    def _place(self, name: str, device: bytes) -> int:
        told = name.encode() + b"\0" + device
        return int.from_bytes(blake2b(told, digest_size=8, key=self._key).digest()) % _ROOM


def pause(wrong: int) -> int:
    """Milliseconds to wait after so many wrong passwords in a row.

    >>> [pause(wrong) // 1000 for wrong in (4, 5, 6, 10, 99)]
    [0, 1, 2, 32, 900]
    """
    return min(1000 << min(wrong - FREE, 20), LONGEST_MS) if wrong >= FREE else 0
