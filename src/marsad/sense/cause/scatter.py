"""How much the usual number of requests scatters, in multiples of Poisson's variance.

A visit brings many requests, so a window's number scatters more than single arrivals would; and
visits come in waves, so the number of many windows scatters more than theirs would if they were
independent. Two points of the variance-time curve (Leland, Taqqu, Willinger, Wilson 1994) are
learned; between and beyond them it is a power of time.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

LONG = 6
"""Windows of the curve's second point."""
BELIEF = 6.0
"""Windows that what is assumed at first weighs as much as."""
BURSTS, WAVES = 3.0, 0.006
"""Assumed at first: multiples of Poisson's variance, and square of the coefficient of variation."""
STEADY = 0.002
"""Square of the coefficient of variation that no service stays below."""
KEEP = 1.0 - 1.0 / 240


@dataclass(slots=True)
class Scatter:
    """Sums (decaying) of squared deviations in multiples of the mean, and how many they are."""

    short: float = 0.0
    long: float = 0.0
    windows: float = 0.0
    runs: float = 0.0
    last: deque[float] = field(default_factory=lambda: deque[float](maxlen=LONG))

    def learn(self, requests: float, mean: float) -> None:
        """Take in a usual window, of so many requests where ``mean`` were expected."""
        self.last.append(requests)
        self.short = KEEP * self.short + (requests - mean) ** 2 / mean
        self.windows = KEEP * self.windows + 1.0
        if len(self.last) == LONG:
            self.long = KEEP * self.long + (sum(self.last) - LONG * mean) ** 2 / (LONG * mean)
            self.runs = KEEP * self.runs + 1.0

    def over(self, windows: int, mean: float) -> float:
        """Variance of the number in so many windows, in multiples of Poisson's; at least 1."""
        short = (BELIEF * (BURSTS + WAVES * mean) + self.short) / (BELIEF + self.windows)
        long = BELIEF * (BURSTS + WAVES * mean * LONG / 2) + self.long / LONG
        long /= BELIEF + self.runs / LONG
        power = math.log(max(long / short, 1e-9)) / math.log(LONG)
        return max(short * windows ** min(max(power, 0.0), 1.0), 1.0) + STEADY * mean * windows
