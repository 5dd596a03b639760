"""The only place that reads the clock."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Where ``now`` comes from."""

    def now(self) -> int:
        """The present instant (ms since the epoch, UTC)."""
        ...

    def speed(self) -> float:
        """Times as fast as life this clock runs now."""
        ...


class WallClock:
    """The machine's clock, never running backwards within a process."""

    def __init__(self) -> None:
        self._last = 0

    def now(self) -> int:
        """The present instant."""
        self._last = max(self._last, time.time_ns() // 1_000_000)
        return self._last

    def speed(self) -> float:
        """As fast as life."""
        return 1.0


class SwiftClock:
    """Starts at a chosen instant, runs many times as fast as life until another, then as life does.

    It is for demonstrations: an outage of hours is over in a minute, and the page stays readable.
    It waits where it is told to, so that a slow machine shows the same outage, only slower.
    """

    def __init__(self, start: int, until: int) -> None:
        self._now = float(start)
        self._until = until
        self._speed = 1.0
        self._limit = start
        self._read = time.monotonic()

    def now(self) -> int:
        """The present instant of the demonstration."""
        read = time.monotonic()
        lived = (read - self._read) * 1000 * self.speed()
        self._now = min(self._now + lived, max(self._now, self._limit))
        self._read = read
        return int(self._now)

    def allow(self, instant: int, speed: float) -> None:
        """Let it run up to an instant, this fast, and no further before this is called again."""
        self.now()
        self._limit = instant
        self._speed = speed

    def speed(self) -> float:
        """How fast it runs now."""
        return self._speed if self._now < self._until else 1.0
