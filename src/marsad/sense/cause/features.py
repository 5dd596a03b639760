"""What an episode's requests look like beside the service's usual ones: a number a trait.

Where the usual is known, a share is that of what came on top of it: usual traffic is taken away
from both sides of the fraction, so that twice and fifty times as many requests of one kind look
alike. Where it isn't, the share is that of all requests.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from marsad.sense.cause.measure import Measures, measured
from marsad.sense.cause.summary import Summary, together
from marsad.sense.cause.usual import Usual

LEAST_ON_TOP = 0.3
"""Part of the requests that is taken to have come on top, at least: no share grows more than by
its inverse."""
FEW = 30.0
"""Requests at which a trait weighs half of what it does with many."""
PRIOR = 40.0
"""Requests in the usual mix added before mixes are compared: few requests differ by chance."""


class Point(NamedTuple):
    """A trait: its value, the usual one (NaN: unknown), and the number that is weighed, which is
    0 where the trait says nothing.
    """

    value: float
    usual: float
    weighed: float


class Look:
    """An episode so far (``windows``, in order, not empty) beside the usual."""

    def __init__(
        self,
        windows: Sequence[Summary],
        usual: Usual | None,
        rate: float,
        onset: int,
        capacity: float,
        scatter: float = 1.0,
        before: float = 0.0,
    ) -> None:
        self.windows, self.usual, self.capacity = windows, usual, capacity
        self.before = before
        """Requests of the window before the first."""
        self.run = together(windows)
        self.onset, self.now = onset, measured(self.run, onset)
        self.was = usual.measures if usual else Measures()
        self.expected = rate * self.now.seconds if usual else 0.0
        """Requests that the usual rate would have brought."""
        requests = max(self.now.requests, 1e-9)
        self.top = max(requests - self.expected, LEAST_ON_TOP * requests)
        self.trust = requests / (requests + FEW)
        self.noise = math.sqrt(scatter * max(self.expected, 0.0))
        """Standard deviation of the usual number; ``scatter``: multiples of Poisson's variance."""
        excess = max(requests - self.expected, 0.0)
        self.rise = max(excess - self.noise, 0.0) / max(self.expected, 1e-9)
        """Excess that chance doesn't explain, as a multiple of the usual."""
        self.added = self.trust
        """How much what came on top weighs: nothing where nothing came."""
        if usual:
            self.added = excess / (excess + FEW + 2.0 * self.noise)

    @property
    def late(self) -> bool:
        """Whether the episode had begun before: ``windows`` are the last minutes of it."""
        first = self.windows[0]
        return first.start > self.onset + (first.end - first.start)

    def above(self, value: float, usual: float) -> float:
        """The mean of what came on top, of the mean of all and the usual mean."""
        if not self.usual:
            return value
        return usual + (value - usual) * self.now.requests / max(self.top, 1e-9)

    def share(self, name: str, told: str = "") -> Point:
        """A share among requests; 0 weighed where less than half say (``told``)."""
        value, usual = getattr(self.now, name), getattr(self.was, name)
        if told and max(getattr(self.now, told), getattr(self.was, told)) < 0.5:
            return Point(value, usual if self.usual else math.nan, 0.0)
        value = min(max(self.above(value, usual), 0.0), 1.0)
        return self.point(value, usual)

    def point(self, value: float, usual: float, least: float = -1.0, most: float = 1.0) -> Point:
        """A trait of what came on top."""
        if not self.usual:
            return Point(value, math.nan, min(max(value, least), most) * self.added)
        return Point(value, usual, min(max(value - usual, least), most) * self.added)

    def mix(self, where: slice) -> NDArray[np.float64]:
        """What came on top, by bucket."""
        counts = self.run.hist[where]
        if not self.usual:
            return counts
        usual = self.usual.hist[where]
        usual = usual / max(float(usual.sum()), 1e-9)
        return np.maximum(counts - self.expected * usual, 0.0) + 1e-9 * usual

    def distance(self, where: slice) -> float:
        """Jensen-Shannon divergence of what came on top from the usual mix (Lin 1991), 0 to 1."""
        if not self.usual or not self.usual.hist[where].any():
            return 0.0
        usual = self.usual.hist[where] / self.usual.hist[where].sum()
        counts = self.mix(where)
        prior = PRIOR + 2.0 * self.noise
        return divergence((counts + prior * usual) / (counts.sum() + prior), usual)

    def ratio(self, value: float, usual: float, least: float, most: float) -> float:
        """Weighed logarithm of a ratio."""
        log = math.log(max(value, 1e-9) / max(usual, 1e-9))
        return min(max(log, least), most) * self.trust


def divergence(p: NDArray[np.float64], q: NDArray[np.float64]) -> float:
    """Jensen-Shannon, in bits.

    >>> divergence(np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    1.0
    """
    middle = (p + q) / 2
    return max(_bits(middle) - (_bits(p) + _bits(q)) / 2, 0.0)


def _bits(p: NDArray[np.float64]) -> float:
    some = p[p > 0]
    return float(-(some * np.log2(some)).sum())


TRACES: dict[str, Callable[[Look], Point]] = {}
"""How each trait is seen, by its code."""


def trace(name: str) -> Callable[[Callable[[Look], Point]], Callable[[Look], Point]]:
    """Register how a trait is seen."""

    def kept(function: Callable[[Look], Point]) -> Callable[[Look], Point]:
        TRACES[name] = function
        return function

    return kept


def look(features: Look) -> dict[str, Point]:
    """Every trait of the episode so far."""
    return {name: seen(features) for name, seen in TRACES.items()}


SHARES: Final = {
    "hosting_share": ("hosting", "placed"),
    "page_ratio": ("pages", ""),
    "query_share": ("queries", ""),
    "referrer_share": ("linked", ""),
    "own_referrer": ("own", ""),
    "write_share": ("writes", ""),
    "top_share": ("top_share", "known"),
    "repetition": ("repetition", "known"),
}
"""Traits that are a share of requests, and what the log must tell for it."""
