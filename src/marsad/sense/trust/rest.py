"""What is left of a crowd when the groups that stand out most are taken away."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]


def rest(counts: Column, weights: Column, budget: float) -> Column:
    """Counts left when any groups that weigh ``budget`` together are taken away.

    ``counts`` has shape (groups,), or (rows, groups) for several crowds; ``weights`` (groups,).

    The least that may be left, groups being divisible: largest count for its weight first, the
    last one in part (Dantzig 1957). So whoever sends for groups that weigh no more than
    ``budget`` adds nothing: without them no more is left than the others sent. Weights are > 0.
    """
    order = np.argsort(-counts / weights, axis=-1, kind="stable")
    n, w = np.take_along_axis(counts, order, axis=-1), weights[order]
    before = np.cumsum(w, axis=-1) - w
    taken = np.clip((budget - before) / w, 0.0, 1.0)
    return np.sum(n * (1.0 - taken), axis=-1)
