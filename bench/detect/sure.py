"""The weights of the certainty, learned from outages of all kinds in worlds of many rates.

    .venv/bin/python -m bench.detect.sure [--seed N]

Other worlds than those the certainty is judged in: bases of 0.01 to 50 a minute, sizes of 1.3 to
200 times, ramps of 0 to 40 minutes, plateaus of 5 to 300, half-lives of 0 to 120, all log-uniform;
a third of the services wobble. A service-year has six outages, as the detector supposes.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bench.detect import ours
from bench.detect.peers.peer import Floats
from bench.detect.tail import YEAR
from bench.detect.worlds.minute import wobbling
from bench.world import DAY, MONDAY, WEEK, nb1
from marsad.nouns.verdict import Span, Verdict
from marsad.sense import judge
from marsad.sense.case import Case
from marsad.sense.certainty import MOST
from marsad.sense.sense import Sense
from marsad.sense.tuning import Tuning
from marsad.sense.ward import Facts, Ward

SERVICES, LEARN, QUIET, BRANCHES, PLAYED = 60, 3 * WEEK, 5 * WEEK, 6, 720
OUTAGES_A_YEAR = 6.0
THEORY, PRIOR, CASES = np.array([0.0, 1.0, 1.0]), 0.5, 300.0
"""The weights by theory, their standard deviation, and how many cases the minutes stand for."""


def means(rng: np.random.Generator) -> Floats:
    """Usual rates (services, minutes): a day, a weekend, and for some a slow wobble."""
    t = np.arange(LEARN + QUIET)
    out = np.empty((SERVICES, len(t)))
    for s in range(SERVICES):
        day = rng.uniform(0.3, 1.0) * np.cos(2 * np.pi * (t / DAY - rng.uniform()))
        day = day + np.where(t // DAY % 7 >= 5, rng.uniform(-0.3, 0.1), 0.0)
        out[s] = math.exp(rng.uniform(math.log(0.01), math.log(50.0))) * np.exp(day)
        if s % 3 == 0:
            out[s] *= wobbling(rng.standard_normal(len(t)), rng.uniform(0.02, 0.1), 120.0)
    return out


def course(rng: np.random.Generator) -> tuple[Floats, int]:
    """Share of the peak's excess by minute, and when it falls under a tenth."""
    t = np.arange(PLAYED, dtype=float)
    ramp = 40.0 * rng.uniform() ** 2
    plateau = math.exp(rng.uniform(math.log(5.0), math.log(300.0)))
    half = math.exp(rng.uniform(math.log(2.0), math.log(120.0)))
    share = np.minimum(1.0, (t + 1.0) / max(ramp, 1.0))
    share = share * 0.5 ** (np.maximum(0.0, t - ramp - plateau) / half)
    return share, round(ramp + plateau + half * math.log2(10.0))


def told(seed: int) -> NDArray[np.float64]:
    """Rows: nats over the threshold, over, runs, weight."""
    rng = np.random.default_rng([seed, 31])
    usual, seen = means(rng), Seen()
    phi = rng.choice([1.0, 1.2, 1.5, 2.0], SERVICES)
    counts = np.stack([nb1(usual[s], float(phi[s]), rng) for s in range(SERVICES)])
    sense = Sense()
    ours.watch(sense, SERVICES)
    ours.advance(sense, counts[:, :LEARN], 0, countries=False)
    cuts = [LEARN + QUIET * b // BRANCHES for b in range(BRANCHES + 1)]
    rows: list[tuple[float, ...]] = []
    weight = OUTAGES_A_YEAR * QUIET / YEAR / BRANCHES
    for a, b in pairwise(cuts):
        rows += _branch(sense.to_bytes(), usual[:, a:], counts[:, a:], phi, a, weight, rng)
        with seen as said:
            ours.advance(sense, counts[:, a:b], a, countries=False)
        rows += [(*features, 0.0, 1.0) for _, features in said]
    return np.array(rows)


def _branch(
    saved: bytes,
    usual: Floats,
    counts: Floats,
    phi: Floats,
    at: int,
    weight: float,
    rng: np.random.Generator,
) -> list[tuple[float, ...]]:
    """Every service fails after half an hour."""
    begin, ends = 30, dict[str, int]()
    played = counts[:, : begin + PLAYED].astype(np.int32)
    for s in range(SERVICES):
        share, over = course(rng)
        size = math.exp(rng.uniform(math.log(0.3), math.log(200.0)))
        share = share[: played.shape[1] - begin]
        more = size * usual[s, begin : begin + len(share)] * share
        played[s, begin:] += nb1(more, float(phi[s]), rng)
        ends[f"service-{s:03}"] = MONDAY + at + begin + over
    sense, seen = Sense.from_bytes(saved), Seen()
    with seen as said:
        ours.advance(sense, played, at, countries=False)
    since = MONDAY + at + begin
    return [
        (*features, float(v.minute < ends[v.service]), weight)
        for v, features in said
        if v.minute >= since
    ]


class Seen:
    """What the judge knew when it gave a verdict."""

    def __enter__(self) -> list[tuple[Verdict, tuple[float, float]]]:
        said: list[tuple[Verdict, tuple[float, float]]] = []
        self._plain = plain = judge.verdict

        def verdict(
            ward: Ward,
            facts: Facts,
            minute: int,
            case: Case,
            nats: float,
            ended: Span | None,
            tuning: Tuning,
            step: int,
        ) -> Verdict:
            one = plain(ward, facts, minute, case, nats, ended, tuning, step)
            if one.state != "ok":
                level = nats if case.problem_since < 0 else case.best
                said.append((one, (level - tuning.threshold(step), case.over)))
            return one

        judge.verdict = verdict
        return said

    def __exit__(self, *_: object) -> None:
        judge.verdict = self._plain


def design(rows: Floats) -> Floats:
    """What the odds are a weighted sum of."""
    more = np.minimum(rows[:, 0], MOST)
    return np.stack([np.ones(len(rows)), np.minimum(more, 0), np.maximum(more, 0)], axis=1)


def fit(rows: Floats) -> Floats:
    """Weights of the greatest posterior, by gradient ascent on what ran.

    Beforehand a nat is worth a nat, give or take PRIOR: minutes of one outage are no independent
    witnesses, and few false ones reach far over the threshold.
    """
    x, over, runs, weight = design(rows), rows[:, 1], rows[:, 2], rows[:, 3] / rows[:, 3].sum()
    w = THEORY.copy()
    for _ in range(4000):
        real = 1.0 / (1.0 + np.exp(-(x @ w + math.log(OUTAGES_A_YEAR))))
        p = np.clip(real * (1.0 - over), 1e-6, 1.0 - 1e-6)
        slope = weight * real * (1.0 - real) * (1.0 - over) * (runs - p) / (p * (1.0 - p))
        w += 0.3 * (x.T @ slope - (w - THEORY) / (CASES * PRIOR**2))
    return w


def main(words: Sequence[str] | None = None) -> int:
    """Fit on some seeds, and print the weights."""
    parser = argparse.ArgumentParser("python -m bench.detect.sure", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", type=int, default=5)
    wanted = parser.parse_args(words)
    rows = np.concatenate([told(1000 * wanted.seed + i) for i in range(wanted.worlds)])
    print("SHIFT, BELOW, ABOVE =", ", ".join(f"{v:.2f}" for v in fit(rows)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
