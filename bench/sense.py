"""Measure the detector beside its limit: ``python bench/sense.py [--seed N] [--world restless]``.

Prints the speed of a backtest, of a tick over a million mostly idle series and the bytes each
takes; then, for a few cells of the minute world (``world.py``), false alarms a series-year at a
budget of one and the restricted mean delay (a missed outage counts 165 minutes) beside that of the
clairvoyant CUSUM, which knows rate, dispersion and size and is the limit (Moustakides 1986).
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from world import DAY, MONDAY, WEEK, Outage, block, nb1, struck, usual

from marsad.nouns.block import Block
from marsad.nouns.series import Series
from marsad.sense.sense import Sense
from marsad.sense.tuning import YEAR_MINUTES, Tuning

HORIZON = 165
CELLS = ((0.02, 30.0), (0.2, 10.0), (2.0, 3.0), (20.0, 2.0))
PHI = 1.3
RUNS = 5


@dataclass(frozen=True)
class Cell:
    """What one base rate and size gave."""

    false_alarms: float
    ours: float
    clairvoyant: float


def services(n: int) -> list[Series]:
    """So many services without parts."""
    return [Series(f"s{i:04}") for i in range(n)]


def declared(sense: Sense, counts: NDArray[np.int32], first: int) -> list[tuple[int, int]]:
    """(service, minutes since ``first``) of every declaration."""
    out: list[tuple[int, int]] = []
    running: set[str] = set()
    for verdict in sense.advance(block(first, counts))[0]:
        if verdict.state == "problem" and verdict.service not in running:
            out.append((int(verdict.service[1:]), verdict.minute + 1 - first))
        if verdict.state in ("problem", "recovering"):
            running.add(verdict.service)
        else:
            running.discard(verdict.service)
    return out


def clairvoyant(
    counts: NDArray[np.int32], mean: NDArray[np.float64], ratio: float, phi: float
) -> NDArray[np.float64]:
    """CUSUM statistic, shape (minutes, series), knowing everything but when."""
    gain = np.zeros(counts.shape)
    f = phi - 1.0
    cost = (ratio - 1.0) * mean / f * np.log(phi)
    for j in range(int(counts.max())):
        more = np.log((ratio * mean / f + j) / (mean / f + j))
        gain += np.where(counts > j, more, 0.0)
    gain -= cost
    out = np.zeros(counts.shape)
    for t in range(1, len(counts)):
        out[t] = np.maximum(0.0, out[t - 1] + gain[t])
    return out


def threshold_of(null: NDArray[np.float64], per_year: float) -> float:
    """The level that the null statistic passes ``per_year`` times a series-year, at most."""
    years = null.size / YEAR_MINUTES
    highest = np.sort(null.reshape(-1, DAY, null.shape[1]).max(1).ravel())[::-1]
    return float(highest[min(len(highest) - 1, int(per_year * years))])


def measured(
    base: float, ratio: float, weeks: int, seed: int, kind: str = "clean", n: int = 60
) -> Cell:
    """One cell: two weeks of learning, then quiet weeks for false alarms, then outages."""
    rng = np.random.default_rng([seed, int(base * 100)])
    mean = usual(base, n, (2 + weeks) * WEEK, rng, kind)
    counts = nb1(mean, PHI, rng)
    learned = Sense(Tuning())
    learned.watch(services(n))
    learned.advance(block(MONDAY, counts[: 2 * WEEK]))
    ready = learned.to_bytes()
    first = MONDAY + 2 * WEEK
    false = len(declared(learned, counts[2 * WEEK :], first))
    years = n * weeks * WEEK / YEAR_MINUTES
    limit = threshold_of(clairvoyant(counts[2 * WEEK :], mean[2 * WEEK :], ratio, PHI), 1.0)

    stretch = slice(2 * WEEK, 2 * WEEK + 2 * DAY)
    hit, around = counts[stretch].copy(), mean[stretch]
    onsets = rng.integers(60, DAY, n)
    for i in range(n):
        struck(hit, around, i, Outage(int(onsets[i]), ratio), PHI, rng)
    ours = np.full(n, float(HORIZON))
    for i, minute in declared(Sense.from_bytes(ready), hit, first):
        if minute > onsets[i]:
            ours[i] = min(ours[i], minute - onsets[i])
    statistic = clairvoyant(hit, around, ratio, PHI)
    best = np.full(n, float(HORIZON))
    for i in range(n):
        over = np.flatnonzero(statistic[onsets[i] : onsets[i] + HORIZON, i] >= limit)
        best[i] = over[0] + 1 if len(over) else HORIZON
    return Cell(false / years, float(ours.mean()), float(best.mean()))


def backtest(seed: int, base: float) -> float:
    """Series-minutes a second over two weeks of a hundred services, after a first week.

    The median of ``RUNS`` runs from the same bytes, by the processor's clock: others may be at
    work on this machine.
    """
    rng = np.random.default_rng(seed)
    counts = nb1(usual(base, 100, 3 * WEEK, rng), PHI, rng)
    sense = Sense(Tuning())
    sense.watch(services(100))
    sense.advance(block(MONDAY, counts[:WEEK]))
    ready, rest = sense.to_bytes(), block(MONDAY + WEEK, counts[WEEK:])
    took: list[float] = []
    for _ in range(RUNS):
        sense = Sense.from_bytes(ready)
        begin = time.process_time()
        sense.advance(rest)
        took.append(time.process_time() - begin)
    return 100 * 2 * WEEK / float(np.median(took))


def tick(seed: int, total: int = 1_000_000) -> tuple[float, float]:
    """Milliseconds a tick over so many series, forty a service, and bytes a series."""
    rng = np.random.default_rng(seed)
    sense = Sense(Tuning())
    keys = [("", "")] + [("component", f"c{i}") for i in range(8)]
    keys += [("country", f"k{i}") for i in range(31)]
    sense.watch([Series(f"s{i}", by, key) for i in range(total // 40) for by, key in keys])
    took: list[float] = []
    for minute in range(30):
        rows = np.unique(rng.zipf(1.3, 30_000) % total).astype(np.int32)
        offsets = np.array([0, len(rows)], np.int64)
        ones = np.ones(len(rows), np.int32)
        one = Block(MONDAY + minute, 1, offsets, rows, ones, np.ones(1, bool))
        begin = time.perf_counter()
        sense.advance(one)
        took.append(time.perf_counter() - begin)
    return float(np.median(took[5:])) * 1e3, sense.bytes_per_series


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weeks", type=int, default=4, help="quiet weeks for false alarms")
    parser.add_argument("--world", choices=("clean", "restless"), default="clean")
    asked = parser.parse_args()
    for base, _ in CELLS:
        speed = backtest(asked.seed, base)
        print(
            f"backtest, {base} a minute: {speed / 1e6:.1f} M series-minutes/s (one core),"
            f" {1e9 / speed:.0f} ns each"
        )
    ms, size = tick(asked.seed)
    print(f"tick over 1,000,000 mostly idle series: {ms:.1f} ms; {size:.0f} bytes a series")
    print("base  size  false alarms/series-year  mean delay  clairvoyant  ratio")
    for base, ratio in CELLS:
        cell = measured(base, ratio, asked.weeks, asked.seed, asked.world)
        share = cell.ours / cell.clairvoyant
        print(
            f"{base:<5} x{ratio:<4.0f} {cell.false_alarms:>12.2f} {cell.ours:>20.1f}"
            f" {cell.clairvoyant:>12.1f} {share:>8.2f}"
        )


if __name__ == "__main__":
    main()
