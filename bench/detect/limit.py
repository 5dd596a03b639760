"""How well anybody could tell the end of an outage: the Cramér-Rao bound.

One plateau and one exponential decline, by counts of known usual rate and dispersion. What isn't
known is the minute at which the decline begins and, where ``known`` is false, the peak and the
half-life too; of the half-life a log-uniform prior of 5 to 120 minutes is. An unbiased estimator
with normal errors of that bound's size is taken for the best there can be.
"""

from __future__ import annotations

import math

import numpy as np

from bench.detect.peers.peer import Floats

PRIOR = math.log(120.0 / 5.0) ** 2 / 12.0
"""Variance of the log of the half-life."""
NEAR = 10.0


def share_near(
    usual: Floats, ratio: float, phi: float, plateau: int, half: float, *, known: bool
) -> float:
    """Chance that the best estimate of the end lies within ten minutes of it.

    ``usual`` rates by minute, from the plateau's beginning on.
    """
    past = np.maximum(0.0, np.arange(len(usual)) + 0.5 - plateau)
    more = (ratio - 1.0) * usual * 0.5 ** (past / half)
    begins = np.where(past > 0.0, more * math.log(2.0) / half, 0.0)
    slopes = np.stack([begins, more, more * past * math.log(2.0) / half])
    told = (slopes / (phi * (usual + more))) @ slopes.T
    told[2, 2] += 1.0 / PRIOR
    towards = np.array([1.0, 0.0, half * math.log2(10.0)])
    n = 1 if known else 3
    variance = float(towards[:n] @ np.linalg.solve(told[:n, :n], towards[:n]))
    return math.erf(NEAR / math.sqrt(2.0 * variance))
