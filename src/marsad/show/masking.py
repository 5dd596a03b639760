"""Counts by place as they may be shown: none that could point at a few people."""

from __future__ import annotations

import numpy as np

from marsad.show.shares import PRIVATE


def masked(by: dict[str, list[int]]) -> dict[str, list[int | None]]:
    """Counts by place without any from 1 to 4: None stands for one of those.

    Where just one would be missing in a bin, and so follow from the bin's total, the next smallest
    goes too.
    """
    if not by:
        return {}
    keys = list(by)
    table = np.array([by[key] for key in keys], dtype=np.int64)
    hidden = (table > 0) & (table < PRIVATE)
    lonely = hidden.sum(axis=0) == 1
    left = np.where(hidden | (table == 0), np.iinfo(np.int64).max, table)
    also = left.argmin(axis=0)
    can = left.min(axis=0) < np.iinfo(np.int64).max
    columns = np.flatnonzero(lonely & can)
    hidden[also[columns], columns] = True
    return {
        key: [None if secret else count for count, secret in zip(by[key], row, strict=True)]
        for key, row in zip(keys, hidden.tolist(), strict=True)
    }
