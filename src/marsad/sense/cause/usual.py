"""What a service's requests usually look like, learned from its own past outside episodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from marsad.sense.cause import sums as at
from marsad.sense.cause.measure import Measures, measured
from marsad.sense.cause.summary import Summary, together

MEMORY = 8
"""Blocks of past that weigh in."""
HISTORY = 5.0
"""Blocks whose mix of agents, networks and pages weighs in, as their number of requests."""


@dataclass(slots=True)
class Curve:
    """How a number of distinct things grows with what they are counted over: a power law."""

    short: tuple[float, float] = (0.0, 0.0)
    """(over, distinct) of a window, and of a block."""
    long: tuple[float, float] = (0.0, 0.0)

    def at(self, over: float) -> float:
        """Distinct things expected."""
        (x0, y0), (x1, y1) = self.short, self.long
        if min(x1, y1, over) <= 0.0:
            return 0.0
        slope = 1.0
        if min(x0, y0) > 0.0 and x1 > 1.2 * x0:
            slope = float(np.clip(np.log(y1 / y0) / np.log(x1 / x0), 0.0, 1.0))
        return y1 * (over / x1) ** (slope if over < x1 else min(slope, 0.9))

    def learn(self, short: tuple[float, float], long: tuple[float, float], part: float) -> None:
        self.short = _nearer(self.short, short, part)
        self.long = _nearer(self.long, long, part)


def _nearer(old: tuple[float, float], new: tuple[float, float], part: float) -> tuple[float, float]:
    return (old[0] + part * (new[0] - old[0]), old[1] + part * (new[1] - old[1]))


@dataclass(slots=True)
class Usual:
    """Averages over the last blocks; ``blocks`` says how many have been learned."""

    blocks: int = 0
    measures: Measures = field(default_factory=Measures)
    hist: NDArray[np.float64] = field(default_factory=lambda: np.zeros(at.BUCKETS))
    new_rate: float = 0.0
    """New clients per second."""
    clients: Curve = field(default_factory=Curve)
    urls: Curve = field(default_factory=Curve)
    """By seconds; by requests."""

    def learn(self, windows: Sequence[Summary]) -> None:
        """Take in a block: windows with requests, in order, without an episode."""
        block = together(windows)
        part = max(1.0 / (self.blocks + 1), 1.0 / MEMORY)
        half = block.start + (block.end - block.start) // 2
        now = measured(block, half)
        old = np.array(self.measures)
        self.measures = Measures(*(old + part * (np.array(now) - old)).tolist())
        self.hist = self.hist * (1.0 - 1.0 / HISTORY) + block.hist
        self._grow(windows, now, part)
        late = [window for window in windows if window.start >= half] or windows[-1:]
        fresh = measured(together(late), late[0].start)
        seconds = (block.end - late[0].start) / 1000.0
        self.new_rate += part * (fresh.new / max(seconds, 1e-3) - self.new_rate)
        self.blocks += 1

    def _grow(self, windows: Sequence[Summary], now: Measures, part: float) -> None:
        step = float(np.mean([window.seconds for window in windows]))
        many = now.seconds / step
        people = sum(float(window.clients.weight.sum()) for window in windows) / many
        pages = sum(window.distinct(at.URL_SET) for window in windows) / len(windows)
        asked = now.requests / len(windows)
        self.clients.learn((step, people), (now.seconds, now.clients), part)
        self.urls.learn((asked, pages), (now.requests, now.urls), part)
