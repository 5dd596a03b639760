"""S-H-ESD, Twitter's AnomalyDetection: generalised ESD on what the season and the median leave.

Hochenbaum, Vallis & Kejariwal 2017, arXiv:1704.07706; Rosner 1983, Technometrics 25:165. The season
is the median at each phase (robust STL with a periodic season does nearly that); test statistic
|x - median| / MAD, one-sided upward here: outages raise counts.

``shesd`` is the batch method with its significance level. Online, the newest bin of two weeks is
scored by the first ESD statistic, so a sweep of thresholds is a sweep of the significance level.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from bench.detect.peers.ears import binned
from bench.detect.peers.peer import Floats, Past

MAD = 1.4826
"""Median absolute deviation to standard deviation, for a normal distribution."""


def t_quantile(p: float, freedom: float) -> float:
    """Student's quantile, by the Cornish-Fisher expansion (Abramowitz & Stegun 26.7.5)."""
    z = NormalDist().inv_cdf(p)
    n = max(freedom, 3.0)
    first = (z**3 + z) / (4 * n)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    return z + first + second + third


def critical(n: int, i: int, alpha: float) -> float:
    """Rosner's bound for the i-th (from 1) most deviant of n, one-sided."""
    left = n - i + 1
    t = t_quantile(1 - alpha / left, left - 2)
    return (left - 1) * t / float(np.sqrt((left - 2 + t * t) * left))


def deseasoned(y: Floats, period: int) -> Floats:
    """The series less the median of each phase (of a whole period before it where it is short)."""
    if period < 2 or len(y) < 2 * period:
        return y - np.median(y)
    whole = len(y) // period * period
    season = np.median(y[-whole:].reshape(-1, period), axis=0)
    phase = (np.arange(len(y)) - (len(y) - whole)) % period
    return y - season[phase]


def shesd(y: Floats, period: int, alpha: float = 0.05, most: float = 0.02) -> NDArray[np.int64]:
    """Places of the anomalies upward, at most a share ``most`` of all; a batch method."""
    rest = deseasoned(y, period)
    rest = rest - np.median(rest)
    order = np.argsort(rest, kind="stable")
    found = 0
    for i in range(1, int(most * len(y)) + 1):
        kept = rest[order[: len(y) - i + 1]]
        middle = float(np.median(kept))
        deviation = MAD * float(np.median(np.abs(kept - middle)))
        if deviation <= 0:
            break
        if (kept[-1] - middle) / deviation > critical(len(y), i, alpha):
            found = i
    return np.sort(order[len(y) - found :])


class Shesd:
    """Two weeks of five-minute sums, the season and the spread fitted anew each day."""

    name = "S-H-ESD"

    def __init__(self, step: int = 5, bins_a_day: int = 1440) -> None:
        self.step = step
        self._day = bins_a_day // step
        self.reach = 14 * bins_a_day
        self.native: float | None = critical(14 * self._day, 1, 0.05)

    def scores(self, past: Past, begin: int) -> Floats:
        y = binned(past.counts, self.step)
        first, out = begin // self.step, np.zeros(max(0, len(y) - begin // self.step))
        for at in range(first, len(y), self._day):
            stop = min(at + self._day, len(y))
            out[at - first : stop - first] = self._day_of(
                y[max(0, at - 14 * self._day) : at], y[at:stop]
            )
        return out

    def _day_of(self, known: Floats, new: Floats) -> Floats:
        days = len(known) // self._day
        if days < 2:
            return np.zeros(len(new))
        table = known[-days * self._day :].reshape(days, self._day)
        season = np.median(table, axis=0)
        rest = (table - season).ravel()
        middle = float(np.median(rest))
        deviation = MAD * float(np.median(np.abs(rest - middle)))
        # Where most bins hold the season's own count the MAD is zero; a unit count stands in.
        return (new - season[: len(new)] - middle) / max(deviation, 0.5)
