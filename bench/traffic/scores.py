"""How good probabilities are: AUC, accuracy, calibration, with intervals."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


def auc(score: NDArray, positive: NDArray) -> float:
    """Chance that a positive scores above a negative (Mann and Whitney 1947); ties count half."""
    order = np.argsort(score, kind="stable")
    _, begins, counts = np.unique(score[order], return_index=True, return_counts=True)
    rank = np.empty(len(score))
    rank[order] = np.repeat(begins + (counts + 1) / 2.0, counts)
    n, m = int(positive.sum()), int((~positive).sum())
    if not n or not m:
        return float("nan")
    return float((rank[positive].sum() - n * (n + 1) / 2) / (n * m))


def ece(chance: NDArray, right: NDArray, bins: int = 10) -> float:
    """Expected calibration error: mean distance of what was said from what came true, over ten
    equal bins of what was said (Naeini, Cooper, Hauskrecht 2015).
    """
    where = np.minimum((chance * bins).astype(int), bins - 1)
    gaps = [abs(chance[where == b].mean() - right[where == b].mean()) * (where == b).mean()
            for b in np.unique(where)]  # fmt: skip
    return float(sum(gaps))


def reliability(chance: NDArray, right: NDArray) -> list[tuple[str, int, float, float]]:
    """Range said, how often, mean said, share that came true."""
    edges = [0.2, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001]
    rows = []
    for low, high in pairwise(edges):
        which = (chance >= low) & (chance < high)
        if which.any():
            said, true = float(chance[which].mean()), float(right[which].mean())
            rows.append((f"{low:.2f} to {min(high, 1):.2f}", int(which.sum()), said, true))
    return rows


def interval(right: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    if not of:
        return (0.0, 1.0)
    z, p = 1.96, right / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * np.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return (max(float(middle - half), 0.0), min(float(middle + half), 1.0))


def around(score: NDArray, positive: NDArray, rounds: int = 200) -> tuple[float, float]:
    """95 % interval of the AUC, by drawing scenarios again (bootstrap)."""
    rng = np.random.default_rng(1)
    n = len(score)
    drawn = [rng.integers(0, n, n) for _ in range(rounds)]
    values = [auc(score[d], positive[d]) for d in drawn]
    return (float(np.nanpercentile(values, 2.5)), float(np.nanpercentile(values, 97.5)))
