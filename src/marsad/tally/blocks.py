"""Blocks for sense from plain arrays: what the tally closes, and what replay brings.

Everything here is vectorised: no Python work per minute or per count.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.block import Block

Integers = NDArray[np.integer[Any]]


def spread(reports: Integers, step: int) -> NDArray[np.int64]:
    """Bins of ``step`` minutes as minutes, evenly and in whole reports; every bin keeps its sum.

    >>> spread(np.array([5, 0]), 3).tolist()
    [1, 2, 2, 0, 0, 0]
    """
    if step == 1:
        return reports.astype(np.int64)
    reached = reports.astype(np.int64)[:, None] * np.arange(step + 1) // step
    return np.diff(reached, axis=1).ravel()


def block_from_dense(
    counts: Integers, first: int, step: int = 1, observed: NDArray[np.bool_] | None = None
) -> Block:
    """A block from a matrix of counts, shape (bins, series), series in the order of the rows."""
    bins, series = int(counts.shape[0]), int(counts.shape[1])
    flat = np.ascontiguousarray(counts).ravel()
    filled = np.flatnonzero(flat)
    edges: NDArray[np.int64] = np.arange(bins + 1, dtype=np.int64) * series
    values = flat if len(filled) == len(flat) else flat[filled]
    return Block(
        first=first,
        step=step,
        offsets=np.searchsorted(filled, edges).astype(np.int64),
        rows=(filled % max(series, 1)).astype(np.int32),
        counts=values.astype(np.int32),
        observed=np.ones(bins, np.bool_) if observed is None else observed,
    )


def block_from_sparse(
    bins: Integers,
    rows: Integers,
    counts: Integers,
    first: int,
    observed: NDArray[np.bool_],
    step: int = 1,
) -> Block:
    """A block from counts in any order; ``bins`` says in which bin of ``observed`` each one lies.

    Counts of the same bin and row are added up, zeros left out.
    """
    width = int(rows.max()) + 1 if len(rows) else 1
    keys = bins.astype(np.int64) * width + rows
    order = np.argsort(keys, kind="stable")
    keys, weights = keys[order], counts[order].astype(np.int64)
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    sums = np.add.reduceat(weights, starts) if len(starts) else weights
    kept = sums > 0
    keys, sums = keys[starts][kept], np.minimum(sums[kept], np.iinfo(np.int32).max)
    return Block(
        first=first,
        step=step,
        offsets=np.searchsorted(keys, np.arange(len(observed) + 1) * width).astype(np.int64),
        rows=(keys % width).astype(np.int32),
        counts=sums.astype(np.int32),
        observed=observed,
    )
