"""The only place that reads the clock."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Where ``now`` comes from."""

    speed: float

    def now(self) -> int:
        """The present instant (ms since the epoch, UTC)."""
        ...


class WallClock:
    """The machine's clock, never running backwards within a process."""

    speed = 1.0

    def __init__(self) -> None:
        self._last = 0

    def now(self) -> int:
        self._last = max(self._last, time.time_ns() // 1_000_000)
        return self._last


class SwiftClock:
    """A clock that starts at a chosen instant and runs many times as fast (for demonstrations)."""

    def __init__(self, start: int, speed: float) -> None:
        self.speed = speed
        self._start = start
        self._origin = time.monotonic()

    def now(self) -> int:
        return self._start + int((time.monotonic() - self._origin) * 1000 * self.speed)
