"""R's methods in the minute worlds: in bins of five minutes, on a sample of series.

Both are far too slow for more: thresholds are known for twelve false alarms a series-year only. The
NB-GLR is given the true mean, which nobody knows; Farrington-flexible, made for weeks, is given
a week for its year: the same quarter of an hour, three weeks back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from bench.detect.minutes import Sample, delays
from bench.detect.peers import r
from bench.detect.peers.ears import binned
from bench.detect.peers.farrington import farrington_minutes
from bench.detect.peers.glrnb import glrnb_given
from bench.detect.peers.peer import Floats
from bench.detect.rows import Delay
from bench.detect.tail import Tail
from bench.detect.worlds.minute import EACH, HORIZON, KINDS, SIZES, World, make, struck
from bench.world import DAY, WEEK

STEP = 5
RATE = 12.0
Scores = Callable[[Floats, Floats, int], Floats]
"""(counts, true mean: both (series, bins); first bin judged) -> scores."""


@dataclass(frozen=True)
class Method:
    """One of R's."""

    name: str
    scores: Scores
    quiet: int
    """Minutes of quiet past that are judged, after the sample's learning."""
    reach: int
    """Minutes of the past an answer depends on."""
    worlds: tuple[tuple[str, float], ...]


def methods(full: bool) -> list[Method]:
    """What is run; none without R."""
    if not r.present():
        return []
    some = (("clean", 0.2), ("clean", 2.0))
    every = tuple((kind, base) for kind in KINDS for base in SIZES)
    name = "NB-GLR, true mean, 5 min"
    if not full:
        return [Method(name, _glr, 2 * WEEK, DAY, some)]
    slow = Method("Farrington flexible, 5 min", _farrington, 2 * WEEK, 4 * WEEK, some)
    return [Method(name, _glr, 8 * WEEK, DAY, every), slow]


def measure(method: Method, kind: str, base: float, sample: Sample) -> list[Delay]:
    """One method on the first country of one world."""
    sample = replace(sample, quiet=method.quiet, checkpoints=3)
    world = make(kind, base, sample.learn + sample.quiet, sample.seed, EACH)
    tail = Tail(share=0.2)
    for scores in method.scores(*_binned(world, world.counts, 0), sample.learn // STEP):
        tail.add(scores, STEP)
    height = tail.threshold(RATE)
    rng = np.random.default_rng([sample.seed, 6, round(base * 1000)])
    return [_delay(method, world, ratio, sample, height, rng) for ratio in SIZES[base]]


def _delay(
    method: Method,
    world: World,
    ratio: float,
    sample: Sample,
    height: float,
    rng: np.random.Generator,
) -> Delay:
    hits: list[tuple[Floats, int, int]] = []
    for at in sample.instants():
        onset = at + int(rng.integers(0, 60))
        since = max(0, at - method.reach)
        failing = struck(world, onset, ratio, HORIZON, rng)
        counts = np.hstack([world.counts[:, since:onset], failing])
        scores = method.scores(*_binned(world, counts, since), (at - since) // STEP)
        hits += [(row, STEP, onset - at) for row in scores]
    taken = delays(hits, height)
    mean = float(np.minimum(taken, HORIZON).mean()) if np.isfinite(height) else np.nan
    found, median = float(np.isfinite(taken).mean()), float(np.median(taken))
    place = world.kind, world.base, ratio
    return Delay(*place, method.name, RATE, height, found, mean, median)


def _binned(world: World, counts: np.ndarray, since: int) -> tuple[Floats, Floats]:
    mean = world.mean[:, since : since + counts.shape[1]]
    both = [[binned(row.astype(float), STEP) for row in table] for table in (counts, mean)]
    return np.array(both[0]), np.array(both[1])


def _glr(counts: Floats, mean: Floats, first: int) -> Floats:
    # Its variance is mu + alpha mu^2: 1.4 times the mean at the mean rate.
    alpha = 0.4 / max(float(mean.mean()), 1e-3)
    return glrnb_given(counts[:, first:], mean[:, first:], 0, alpha, window=36)


def _farrington(counts: Floats, mean: Floats, first: int) -> Floats:
    return farrington_minutes(counts, first)
