"""Multinomial logistic regression with a penalty, and its temperature; numpy only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.traffic.examples import NAMES, Row
from bench.traffic.families import FAMILIES
from marsad.nouns.traffic import CAUSES

RIDGE = 0.4
"""Penalty on squared points, for a total weight of rows of 1,000 a cause; of 0.08, 0.25, 0.7 and 2
the logarithmic loss on services left out of training was least around it.
"""
PRIOR = {"mixed": 0.7}
"""Weight of causes and families that isn't 1: a fault is more often alone than mixed."""


@dataclass(frozen=True)
class Table:
    """Rows as arrays: traits split into above and below, a one in front."""

    x: NDArray[np.float64]
    y: NDArray[np.int64]
    weight: NDArray[np.float64]
    rows: list[Row]

    def only(self, which: NDArray[np.bool_]) -> Table:
        rows = [row for row, kept in zip(self.rows, which, strict=True) if kept]
        return Table(self.x[which], self.y[which], self.weight[which], rows)


def table(rows: Sequence[Row]) -> Table:
    """Causes weigh the same but for ``PRIOR``, and families within their cause; a family that is
    seldom noticed weighs as much less.
    """
    seen = [row for row in rows if row.weighed is not None]
    raw = np.array([row.weighed for row in seen])
    x = np.c_[np.ones(len(seen)), np.maximum(raw, 0), np.maximum(-raw, 0)]
    y = np.array([CAUSES.index(row.cause) for row in seen])
    looks = Counter(row.family for row in rows)
    in_cause = Counter(FAMILIES[name].cause if name in FAMILIES else "normal" for name in looks)
    weight = [
        1000.0 * PRIOR.get(row.cause, 1.0) * PRIOR.get(row.family, 1.0)
        / looks[row.family] / in_cause[row.cause]
        for row in seen
    ]  # fmt: skip
    return Table(x, y, np.array(weight), seen)


def fitted(
    made: Table, begin: NDArray | None = None, ridge: float = RIDGE, rounds: int = 25
) -> NDArray[np.float64]:
    """Points, shape (1 + 2 * traits, causes): Newton steps until they are small."""
    n, k = made.x.shape[1], len(CAUSES)
    points = np.zeros((n, k)) if begin is None else begin.copy()
    penalty = np.full(n, ridge)
    penalty[0] = 1e-3
    truth = np.eye(k)[made.y]
    for _ in range(rounds):
        p = chances(made.x @ points)
        gradient = made.x.T @ ((p - truth) * made.weight[:, None]) + penalty[:, None] * points
        curve = np.zeros((n, k, n, k))
        for a in range(k):
            for b in range(a, k):
                w = made.weight * p[:, a] * ((a == b) - p[:, b])
                curve[:, a, :, b] = curve[:, b, :, a] = (made.x * w[:, None]).T @ made.x
            curve[:, a, :, a] += np.diag(penalty)
        step = np.linalg.solve(curve.reshape(n * k, n * k), gradient.reshape(-1)).reshape(n, k)
        size = np.abs(step).max()
        points -= step * min(1.0, 2.0 / size)
        if size < 1e-2:
            break
    return points


def chances(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def calibrated(
    scores: NDArray, y: NDArray, weight: NDArray, rounds: int = 4000
) -> tuple[float, NDArray]:
    """What scores are divided by, and then moved by, so that their logarithmic loss is least
    (temperature and vector scaling, Guo et al. 2017); causes that ``y`` lacks aren't moved,
    and the others by nothing on average.
    """
    cold, shift, truth = 0.0, np.zeros(len(CAUSES)), np.eye(len(CAUSES))[y]
    there, part = truth.any(axis=0), weight / weight.sum()
    for _ in range(rounds):
        wrong = (chances(scores * np.exp(cold) + shift) - truth) * part[:, None]
        cold -= 0.1 * float((wrong * scores).sum()) * np.exp(cold) / np.abs(scores).mean()
        shift -= 0.3 * there * (wrong.sum(axis=0) + 1e-3 * shift)
        shift -= there * shift.sum() / there.sum()
    return float(np.exp(-cold)), shift


def without_each(
    made: Table, folds: Sequence[set[str]], begin: NDArray
) -> list[NDArray[np.float64]]:
    """For each fold, points trained without the families in it, from those of all."""
    families = np.array([row.family for row in made.rows])
    return [fitted(made.only(~np.isin(families, list(fold))), begin) for fold in folds]


def left_out(
    cards: Sequence[NDArray], folds: Sequence[set[str]], test: Table
) -> tuple[NDArray, NDArray]:
    """Scores of those rows of ``test`` whose family a fold leaves out, by the fold's points; and
    which rows those are.
    """
    scores, done = np.zeros((len(test.y), len(CAUSES))), np.zeros(len(test.y), bool)
    tested = np.array([row.family for row in test.rows])
    for points, fold in zip(cards, folds, strict=True):
        which = np.isin(tested, list(fold))
        scores[which] = test.x[which] @ points
        done |= which
    return scores, done


def card(points: NDArray, heat: float, shift: NDArray) -> dict:
    """As the package keeps it."""
    n, moved = len(NAMES), points.copy()
    moved[0] += heat * shift
    rounded = np.round(moved, 3)
    return {
        "start": rounded[0].tolist(),
        "more": {name: rounded[1 + i].tolist() for i, name in enumerate(NAMES)},
        "less": {name: rounded[1 + n + i].tolist() for i, name in enumerate(NAMES)
                 if rounded[1 + n + i].any()},
        "temperature": round(heat, 3),
    }  # fmt: skip
