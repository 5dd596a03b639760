"""EARS C1, C2 and C3 of the CDC: seven bins of the past, the latest two left out by C2 and C3.

Hutwagner, Thompson, Seeman & Treadwell 2003, Journal of Urban Health 80:i89; formulas as in R's
``surveillance::earsC``: C1 and C2 are standardised counts (alarm at 3.09), C3 is the sum of the
excesses of three C2 over 1 (alarm at 1.96). The standard deviation is at least 1: kinder than R,
where a quiet past makes it zero.
"""

from __future__ import annotations

import math

import numpy as np

from bench.detect.peers.peer import Floats, Past
from marsad.sense.compiled import compiled


@compiled
def standardised(y: Floats, gap: int) -> Floats:
    """(count - mean) / sd of the seven bins before, ``gap`` bins off; 0 where too few are known."""
    out = np.zeros(len(y))
    for i in range(7 + gap, len(y)):
        mean = square = 0.0
        for j in range(i - 7 - gap, i - gap):
            mean += y[j] / 7.0
        for j in range(i - 7 - gap, i - gap):
            square += (y[j] - mean) ** 2
        out[i] = (y[i] - mean) / max(math.sqrt(square / 6.0), 1.0)
    return out


def c3(y: Floats) -> Floats:
    """Sum over three bins of the excess of C2 over 1."""
    over = np.maximum(0.0, standardised(y, 2) - 1.0)
    over[1:] += np.maximum(0.0, standardised(y, 2) - 1.0)[:-1]
    over[2:] += np.maximum(0.0, standardised(y, 2) - 1.0)[:-2]
    return over


def binned(counts: Floats, width: int) -> Floats:
    """Sums of ``width`` bins; what is left over at the end is left out."""
    n = len(counts) // width
    return counts[: n * width].reshape(n, width).sum(axis=1)


class Ears:
    """C1, C2 or C3 on sums of ``step`` bins."""

    def __init__(self, number: int, step: int = 5) -> None:
        self.name = f"EARS C{number}"
        self.step = step
        self.native: float | None = 1.96 if number == 3 else 3.09
        self.reach = 12 * step
        self._number = number

    def scores(self, past: Past, begin: int) -> Floats:
        since = max(0, begin - self.reach)
        y = binned(past.counts[since:], self.step)
        all_of = c3(y) if self._number == 3 else standardised(y, 0 if self._number == 1 else 2)
        return all_of[(begin - since) // self.step :]
