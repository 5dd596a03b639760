"""Which host is the service's own: the one asked for or linked from most, or the one told."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from marsad.watch.traffic.lines import Desk
from marsad.watch.traffic.machine import compiled
from marsad.watch.traffic.urls import host_hash
from marsad.watch.traffic.words import SPARE, Text

ENOUGH = 1000
"""Hosts counted before the answer stays: a flood that forges referrers must not turn it."""


@compiled
def _hash(text: Text, length: int) -> np.uint64:
    return host_hash(text, 0, length)


def hash_of(host: str) -> np.uint64:
    """The hash the readers give a host."""
    read = host.lower().encode()
    return np.uint64(_hash(np.frombuffer(read + bytes(SPARE), np.uint8).copy(), len(read)))


class OwnHost:
    """Tells links from the service itself."""

    def __init__(self, desk: Desk, host: str) -> None:
        self._desk = desk
        self._own = hash_of(host) if host else np.uint64(0)
        self._sure = bool(host)

    def linked(self, hosts: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Which of these hosts of referrers is the service's own."""
        if not self._sure:
            self._own = self._desk.hosts[int(np.argmax(self._desk.seen))]
            self._sure = int(self._desk.seen.sum()) >= ENOUGH
        return (hosts == self._own) & (hosts != 0)
