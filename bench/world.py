"""A small world of reports by the minute, with outages whose time and size are known.

lambda(t) = base x level x shape(minute of week) x own daily shape [x day x wobble], counts NB1.
An outage multiplies the mean by 1 + (ratio - 1) g(t), g a ramp, a plateau and a decay by half-life.
``kind`` "clean" has no disturbance; "restless" adds to each series a factor a day (sd 0.10) and a
slow wobble (sd 0.15, 90 minutes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.block import Block

DAY, WEEK = 1_440, 10_080
MONDAY = 29_456_640 // WEEK * WEEK
"""A minute at which a simulated week may begin."""


@dataclass(frozen=True)
class Outage:
    """One outage of one series."""

    at: int
    ratio: float
    ramp: int = 5
    plateau: int = 60
    half_life: float = 30.0

    def course(self, minutes: int) -> NDArray[np.float64]:
        """Share of the peak's excess in each minute since the onset."""
        t = np.arange(minutes, dtype=float)
        rise = np.minimum(1.0, (t + 1.0) / max(self.ramp, 1))
        tail = np.maximum(0.0, t - self.ramp - self.plateau)
        return rise * 0.5 ** (tail / self.half_life)


def usual(
    base: float, series: int, minutes: int, rng: np.random.Generator, kind: str = "clean"
) -> NDArray[np.float64]:
    """True means, shape (minutes, series)."""
    t = np.arange(minutes)
    phase, one, two = rng.uniform(0, DAY), rng.uniform(0.6, 1.0), rng.uniform(0.1, 0.3)
    daily = one * np.cos(2 * np.pi * (t - phase) / DAY) + two * np.cos(4 * np.pi * t / DAY)
    weekend = np.where((t // DAY) % 7 >= 5, rng.uniform(-0.3, 0.1), 0.0)
    shape = np.exp(daily + weekend)
    shape /= shape[:WEEK].mean()
    level = np.exp(0.25 * rng.standard_normal(series) - 0.03)
    own = np.zeros((DAY, series))
    minute = np.arange(DAY)[:, None]
    for harmonic in (1, 2):
        angle = 2 * np.pi * harmonic * minute / DAY
        own += 0.08 * rng.standard_normal(series) * np.cos(angle)
        own += 0.08 * rng.standard_normal(series) * np.sin(angle)
    mean = base * level * shape[:, None] * np.exp(own)[t % DAY]
    return mean * _restless(minutes, series, rng) if kind == "restless" else mean


def _restless(minutes: int, series: int, rng: np.random.Generator) -> NDArray[np.float64]:
    day = np.exp(0.10 * rng.standard_normal((minutes // DAY + 1, series)) - 0.005)
    fade = np.exp(-10 / 90.0)
    knots = rng.standard_normal((minutes // 10 + 2, series)) * 0.15
    for i in range(1, len(knots)):
        knots[i] = fade * knots[i - 1] + np.sqrt(1 - fade * fade) * knots[i]
    t = np.arange(minutes)
    share = ((t % 10) / 10.0)[:, None]
    wobble = knots[t // 10] * (1 - share) + knots[t // 10 + 1] * share
    return day[t // DAY] * np.exp(wobble - 0.011)


def nb1(mean: NDArray[np.float64], phi: float, rng: np.random.Generator) -> NDArray[np.int32]:
    """Counts of the given means with variance phi times the mean."""
    if phi <= 1.0:
        return rng.poisson(mean).astype(np.int32)
    return rng.poisson(rng.gamma(mean / (phi - 1.0), phi - 1.0)).astype(np.int32)


def struck(
    counts: NDArray[np.int32],
    mean: NDArray[np.float64],
    series: int,
    outage: Outage,
    phi: float,
    rng: np.random.Generator,
) -> None:
    """Add an outage's reports to one series of ``counts``, in place."""
    n = len(counts) - outage.at
    more = mean[outage.at :, series] * (outage.ratio - 1.0) * outage.course(n)
    counts[outage.at :, series] += nb1(more, phi, rng)


def block(first: int, counts: NDArray[np.int32], step: int = 1) -> Block:
    """Dense counts (bins, rows) as a block; every bin observed."""
    bins, rows = np.nonzero(counts)
    offsets = np.searchsorted(bins, np.arange(len(counts) + 1)).astype(np.int64)
    values = counts[bins, rows].astype(np.int32)
    return Block(first, step, offsets, rows.astype(np.int32), values, np.ones(len(counts), bool))
