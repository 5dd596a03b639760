"""What is left of a crowd when the groups that stand out most are taken away."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]


def rest(counts: Column, weights: Column, budget: float) -> float:
    """Counts left of the groups when any of them that weigh ``budget`` together are taken away.

    The least that may be left, groups being divisible: largest count for its weight first, the
    last one in part (Dantzig 1957). So whoever sends for groups that weigh no more than
    ``budget`` adds nothing: without them no more is left than the others sent. Weights are > 0.
    """
    order = np.argsort(-counts / weights, kind="stable")
    n, w = counts[order], weights[order]
    before = np.cumsum(w) - w
    taken = np.clip((budget - before) / w, 0.0, 1.0)
    return float(np.sum(n * (1.0 - taken)))
