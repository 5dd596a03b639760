"""How much later an outage is told where somebody has long been adding reports, slowly.

Two clean weeks are learned, then three in which an attacker adds to the counts, so that what is
usual grows and a later outage hides in it; then an outage of so many times the true usual strikes
at one in the afternoon, or where the attacker was at work, and the attacker goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.world import DAY, MONDAY, WEEK, Outage, block, nb1, struck, usual
from marsad.nouns.series import Series
from marsad.sense.sense import Sense

HORIZON = 165
PHI = 1.3
SERIES = 40
Means = NDArray[np.float64]


def _steadily(mean: Means) -> Means:
    """One usual more, from the first day on."""
    return np.broadcast_to(mean.mean(axis=0), mean.shape).copy()


def _hourly(mean: Means) -> Means:
    """One per cent more an hour, until the usual is tripled."""
    hours = np.arange(len(mean))[:, None] // 60
    return mean.mean(axis=0) * np.minimum(1.01**hours - 1.0, 2.0)


def _weekly(mean: Means) -> Means:
    """Twice as many after a week, four times after two, eight times after three."""
    weeks = np.arange(len(mean))[:, None] / WEEK
    return mean * (2.0**weeks - 1.0)


def _nightly(mean: Means) -> Means:
    """Five usuals more in six hours of each night, when the outage comes too."""
    night = np.arange(len(mean))[:, None] % DAY < 360
    return 5.0 * mean.mean(axis=0) * night


def _none(mean: Means) -> Means:
    return np.zeros_like(mean)


@dataclass(frozen=True)
class Poison:
    """Reports that an attacker adds, and the minute of the day of the outage they are to hide."""

    name: str
    added: Callable[[Means], Means]
    strikes: int = 780


POISONS = (
    Poison("nobody adds", _none),
    Poison("1x the usual, always", _steadily),
    Poison("1 % more an hour, up to 2x", _hourly),
    Poison("doubling every week", _weekly),
    Poison("nobody adds, at night", _none, 180),
    Poison("5x the usual, at night", _nightly, 180),
)


@dataclass(frozen=True)
class Delay:
    """Mean delay in minutes, a missed outage counted as ``HORIZON``, and the share missed."""

    poison: str
    base: float
    ratio: float
    mean: float
    missed: float


def delays(base: float, ratios: tuple[float, ...], seed: int = 1) -> Iterator[Delay]:
    """Every poison at one base rate (reports a minute)."""
    for poison in POISONS:
        rng = np.random.default_rng([seed, round(base * 100)])
        mean = usual(base, SERIES, 5 * WEEK + DAY, rng)
        counts = nb1(mean, PHI, rng)
        counts[2 * WEEK :] += nb1(poison.added(mean[2 * WEEK :]), PHI, rng)
        sense = Sense()
        sense.watch([Series(f"s{i:02}") for i in range(SERIES)])
        sense.advance(block(MONDAY, counts[: 5 * WEEK]))
        ready, day = sense.to_bytes(), slice(5 * WEEK, 5 * WEEK + DAY)
        for ratio in ratios:
            took = _delay(ready, counts[day].copy(), mean[day], poison.strikes, ratio, rng)
            missed = float((took >= HORIZON).mean())
            yield Delay(poison.name, base, ratio, float(took.mean()), missed)


def _delay(
    ready: bytes,
    counts: NDArray[np.int32],
    mean: Means,
    at: int,
    ratio: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    first = MONDAY + 5 * WEEK
    for i in range(SERIES):
        struck(counts, mean, i, Outage(at, ratio), PHI, rng)
    took = np.full(SERIES, float(HORIZON))
    for verdict in Sense.from_bytes(ready).advance(block(first, counts))[0]:
        since, i = verdict.minute + 1 - first - at, int(verdict.service[1:])
        if verdict.state == "problem" and since > 0:
            took[i] = min(took[i], since)
    return took
