"""How likely each cell's count is for each height of the excess: compiled.

A count of mean m has variance phi m, and in an outage the rate itself strays from bin to bin by a
relative variance ``restless``. Its quasi-likelihood (Wedderburn 1974) is linear in the count,
so logarithms are taken once for each height and not for each cell.
"""

from __future__ import annotations

import math

import numpy as np

from marsad.sense.compiled import inlined, lean
from marsad.sense.record import Column, Table

CAP = 8.0
"""Nats by which one bin may speak for more than there was: it may be a prank."""


@lean
def heights(  # noqa: PLR0913, PLR0917 - arrays go one by one in the inmost loop
    reports: Table,
    bins: Table,
    usual: Table,
    phi: float,
    restless: float,
    low: float,
    ratio: float,
    cap: float,
    slope: Table,
    cost: Table,
    out: Table,
) -> None:
    """Log-likelihoods (cells, 1 + heights) into ``out``.

    Column 0 is no excess, column k one of ``low * exp(ratio * (k - 1))`` times what is usual, for
    who reports is awake at the hours at which others are. ``usual`` is a bin's. No bin
    speaks against more than it counted by more than ``cap`` nats, for it may be a hiccup of ours,
    nor against less by more than CAP. ``slope`` and ``cost`` (1 + heights) are scratch.
    """
    n, many = out.shape
    seen = -1e9
    for i in range(n):
        if abs(usual[i] - seen) > 0.02 * abs(seen):
            seen = usual[i]
            for k in range(many):
                m = seen * (1.0 + (low * math.exp(ratio * (k - 1)) if k > 0 else 0.0))
                slope[k] = math.log(m / (phi + restless * m)) / phi
                cost[k] = math.log(1.0 + restless * m / phi) / restless
        best = 0
        for k in range(many):
            out[i, k] = reports[i] * slope[k] - bins[i] * cost[k] * usual[i] / seen
            best = k if out[i, k] > out[i, best] else best
        top = out[i, best]
        for k in range(many):
            most = (cap if k > best else CAP) * bins[i]
            out[i, k] = max(out[i, k], top - most)


@inlined
def blend(acc: Column, likely: Column, first: int, under: int, part: float) -> None:
    """Add the likelihoods from column ``under`` on to those in ``acc`` from ``first`` on.

    ``part`` is how far heights lie towards the column below. Unsigned places let the loop be
    done several at once: no place can count from the end.
    """
    most, rest = np.uint64(len(acc) - first), 1.0 - part
    a, b, below = np.uint64(first), np.uint64(under), np.uint64(under - 1)
    for k in range(most):
        acc[a + k] += rest * likely[b + k] + part * likely[below + k]


@inlined
def log_sum(logs: Column, first: int, many: int) -> float:
    """Log of the sum of the exponentials of ``logs`` from ``first`` to before ``many``."""
    top, total = -1e300, 0.0
    for k in range(first, many):
        top = max(top, logs[k])
    for k in range(first, many):
        total += math.exp(logs[k] - top)
    return top + math.log(total)
