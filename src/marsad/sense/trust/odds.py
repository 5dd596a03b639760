"""How much more likely a count is in an outage of any size than in a usual time."""

from __future__ import annotations

import math
from collections.abc import Sequence

from marsad.sense.columns import BANK

LEAST_SPREAD = 1.05
"""Dispersion below which nobody is known to be."""


def odds(x: float, usual: float, spread: float) -> float:
    """Log of the mean, over the bank's ratios M, of NB1(x; M usual) / NB1(x; usual).

    In nats, both of dispersion ``spread``. Its exponential has a mean of one where nothing is
    wrong, and so has that of any mixture.
    """
    f = max(spread, LEAST_SPREAD) - 1.0
    size, cost = usual / f, usual * math.log1p(f) / f
    ground = math.lgamma(x + size) - math.lgamma(size)
    return log_mean(
        [
            math.lgamma(x + m * size) - math.lgamma(m * size) - ground - (m - 1.0) * cost
            for m in BANK
        ]
    )


def log_mean(logs: Sequence[float]) -> float:
    """Log of the mean of the exponentials."""
    return log_sum(logs, [1.0 / len(logs)] * len(logs))


def log_sum(logs: Sequence[float], weights: Sequence[float]) -> float:
    """Log of the weighted sum of the exponentials."""
    top = max(logs)
    return top + math.log(
        sum(w * math.exp(each - top) for w, each in zip(weights, logs, strict=True))
    )
