"""Poisson-FOCuS: every window and every size at once, by functional pruning.

Ward, Dilillo, Eckley & Fearnhead 2024, "Poisson-FOCuS: an efficient online method for detecting
count bursts with application to gamma ray burst detection", JASA 119. The start points that can
still win are the corners of the convex hull of the cumulative sums: blocks of rising ratio.
Counts and expected ones (Marsad's) are divided by a dispersion estimated from the past.
"""

from __future__ import annotations

import math

import numpy as np

from bench.detect.peers.peer import Floats, Past
from marsad.sense.compiled import compiled


@compiled
def _gain(x: float, lam: float) -> float:
    return x * math.log(x / lam) - x + lam if x > lam else 0.0


@compiled
def focus(counts: Floats, mean: Floats) -> Floats:
    """Max over windows that end now of the Poisson log-likelihood ratio for an increase (nats)."""
    n = len(counts)
    out = np.zeros(n)
    xs, lams = np.zeros(n + 1), np.zeros(n + 1)
    top = 0
    for t in range(n):
        x, lam = counts[t], mean[t]
        while top > 0 and xs[top - 1] * lam >= x * lams[top - 1]:
            top -= 1
            x += xs[top]
            lam += lams[top]
        if top > 0 or x > lam:
            xs[top], lams[top] = x, lam
            top += 1
        sum_x = sum_lam = best = 0.0
        for j in range(top - 1, -1, -1):
            sum_x += xs[j]
            sum_lam += lams[j]
            best = max(best, _gain(sum_x, sum_lam))
        out[t] = best
    return out


def spread(counts: Floats, mean: Floats) -> float:
    """Variance over mean by moments, at least 1; 60 expected reports' worth of belief in 1.3."""
    if not len(counts) or mean.sum() <= 0:
        return 1.3
    return max(1.0, float(np.sum((counts - mean) ** 2) + 1.3 * 60) / float(mean.sum() + 60))


class Focus:
    """The statistic; its authors alarm at 5 sigma, which is 12.5 nats."""

    name = "FOCuS"
    step = 1
    native: float | None = 12.5

    def __init__(self, bins_a_day: int = 1440) -> None:
        self.reach = 7 * bins_a_day

    def scores(self, past: Past, begin: int) -> Floats:
        since = max(0, begin - self.reach)
        x, mean = past.counts[since:], np.maximum(past.usual[since:], 1e-4)
        phi = spread(x[: begin - since], mean[: begin - since])
        return focus(x / phi, mean / phi)[begin - since :]
