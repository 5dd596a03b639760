"""A small service (0.02 reports a minute, x30), alone and with others' evidence; the idle tick.

Pooled: a service of four such components, which all fail. Delay to ``problem`` by the states, at
the default budget.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.detect.worlds.minute import HORIZON, make, struck
from bench.world import MONDAY, WEEK, block
from marsad.nouns.block import Block
from marsad.nouns.series import Series
from marsad.nouns.verdict import Verdict
from marsad.sense.sense import Sense

PARTS = 4
RATIO = 30.0


@dataclass(frozen=True)
class Small:
    """Delay of small services."""

    what: str
    outages: int
    declared: float
    median: float


def measure(seed: int, weeks: int = 4, times: int = 4) -> list[Small]:
    """Alone, and pooled; ``times`` outages of each service."""
    delays = {"alone": list[float](), "four components": list[float]()}
    for turn in range(times):
        world = make("clean", 0.02, weeks * WEEK + 1440, seed + turn)
        rng = np.random.default_rng([seed, 9, turn])
        onset = weeks * WEEK + int(rng.integers(0, 1200))
        counts = world.counts[:, : onset + HORIZON].copy()
        counts[:, onset:] = struck(world, onset, RATIO, HORIZON, rng)
        services = len(counts)
        delays["alone"] += _delays(counts, [Series(f"s{s}") for s in range(services)], onset)
        whole = counts.reshape(-1, PARTS, counts.shape[1])
        rows = np.concatenate([whole.sum(axis=1), counts])
        names = [Series(f"s{w}") for w in range(len(whole))]
        names += [Series(f"s{s // PARTS}", "component", f"c{s % PARTS}") for s in range(services)]
        delays["four components"] += _delays(rows, names, onset)
    return [
        Small(what, len(d), float(np.isfinite(d).mean()), float(np.median(d)))
        for what, d in delays.items()
    ]


def _delays(counts: NDArray[np.int32], series: list[Series], onset: int) -> list[float]:
    sense = Sense()
    sense.watch(series)
    said: list[Verdict] = []
    for at in range(0, counts.shape[1], WEEK):
        said += sense.advance(block(MONDAY + at, counts[:, at : at + WEEK].T))[0]
    services = {one.service for one in series}
    first = dict.fromkeys(services, np.inf)
    for v in said:
        if v.state == "problem" and v.minute >= MONDAY + onset:
            first[v.service] = min(first[v.service], v.minute + 1 - MONDAY - onset)
    return list(first.values())


def tick(
    seed: int, series: int = 1_000_000, reports: int = 25_000, parts: int = 49
) -> tuple[float, float]:
    """Seconds of processor time of one minute's tick over mostly idle series, and series a service.

    Every service has a whole row and its parts; reports of a minute fall on a few of them.
    """
    rng = np.random.default_rng(seed)
    services = series // (parts + 1)
    sense = Sense()
    names = [Series(f"s{n}") for n in range(services)]
    names += [Series(f"s{n}", "country", f"c{p}") for n in range(services) for p in range(parts)]
    sense.watch(names)
    popular = 1.0 / np.arange(1, services + 1)
    took: list[float] = []
    for minute in range(6):
        hit = rng.choice(services, reports, p=popular / popular.sum())
        part = services + hit * parts + rng.integers(0, parts, reports)
        rows, counts = np.unique(np.concatenate([hit, part]), return_counts=True)
        offsets = np.array([0, len(rows)], np.int64)
        some = rows.astype(np.int32), counts.astype(np.int32), np.ones(1, np.bool_)
        one = Block(MONDAY + minute, 1, offsets, *some)
        begin = time.process_time()
        sense.advance(one)
        took.append(time.process_time() - begin)
    return float(np.median(took[2:])), parts + 1
