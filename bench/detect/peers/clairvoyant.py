"""The limit: a CUSUM that knows the true mean of every bin, the dispersion and the outage's size.

Page 1954; for a step it is exactly minimax optimal (Moustakides 1986, Annals of Statistics
14:1379).
"""

from __future__ import annotations

import math

import numpy as np

from bench.detect.peers.peer import Floats, Past
from marsad.sense.compiled import compiled


@compiled
def log_ratio(x: float, low: float, high: float, phi: float) -> float:
    """Log NB1(x; high, phi) / NB1(x; low, phi), the Poisson one where phi is 1."""
    if phi <= 1.0001:
        return x * math.log(high / low) - (high - low)
    size = 1.0 / (phi - 1.0)
    a, b = high * size, low * size
    cost = (a - b) * math.log(phi)
    if x <= 24.0:
        product = 1.0
        for j in range(int(x)):
            product *= (a + j) / (b + j)
        return math.log(product) - cost
    return math.lgamma(x + a) - math.lgamma(a) - math.lgamma(x + b) + math.lgamma(b) - cost


@compiled
def cusum(counts: Floats, mean: Floats, phi: float, ratio: float) -> Floats:
    """The CUSUM after every bin, from zero."""
    out = np.zeros(len(counts))
    w = 0.0
    for t in range(len(counts)):
        w = max(0.0, w + log_ratio(counts[t], mean[t], ratio * mean[t], phi))
        out[t] = w
    return out


class Clairvoyant:
    """Its threshold is measured like everyone's; nobody could run it."""

    name = "clairvoyant CUSUM"
    step = 1
    native: float | None = None

    def __init__(self, bins_a_day: int = 1440) -> None:
        self.reach = 2 * bins_a_day

    def scores(self, past: Past, begin: int) -> Floats:
        since = max(0, begin - self.reach)
        run = cusum(past.counts[since:], past.mean[since:], past.phi, past.ratio)
        return run[begin - since :]
