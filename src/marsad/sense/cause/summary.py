"""What is kept of a window once it is closed; those of a run of windows become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marsad.sense.cause import gather
from marsad.sense.cause import sums as at
from marsad.sense.cause.distinct import estimate
from marsad.sense.cause.gather import PLACES, Open

BUSY_SHARE, BUSY_LEAST = 1 / 512, 16
"""A client with this share of a window's requests, and as many, is kept whatever its hash."""
ALL = 1 << 64


@dataclass(frozen=True, slots=True)
class Clients:
    """Single clients in order of hash; each stands for ``weight`` of its like."""

    key: NDArray[np.uint64]
    urls: NDArray[np.uint64]
    agents: NDArray[np.uint64]
    count: NDArray[np.int64]
    pages: NDArray[np.int64]
    errors: NDArray[np.int64]
    first: NDArray[np.int64]
    """When first seen, seconds since 1970."""
    sure: NDArray[np.bool_]
    """Kept because it is busy."""
    limit: int
    """Hashes up to here were kept, of 2 ** 64."""

    @property
    def weight(self) -> NDArray[np.float64]:
        return np.where(self.sure, 1.0, ALL / (self.limit + 1))


@dataclass(frozen=True, slots=True)
class Summary:
    """A run of windows, from ``start`` to ``end`` (instants)."""

    start: int
    end: int
    sums: NDArray[np.float64]
    hist: NDArray[np.float64]
    sets: NDArray[np.uint8]
    clients: Clients

    @property
    def requests(self) -> float:
        return float(self.sums[at.REQUESTS])

    @property
    def seconds(self) -> float:
        return (self.end - self.start) / 1000.0

    def share(self, which: int, among: int = at.REQUESTS) -> float:
        """One sum as a share of another; 0 of nothing."""
        return float(self.sums[which] / max(self.sums[among], 1e-9))

    def distinct(self, which: int) -> float:
        return estimate(self.sets[which])


def summary(window: Open, start: int, end: int) -> Summary:
    """The window that is to be closed, copied."""
    sums, hist, sets = window.sums.copy(), window.hist.copy(), window.sets.copy()
    return Summary(start, end, sums, hist, sets, _clients(window))


def _clients(window: Open) -> Clients:
    who, what, limit = window.who, window.what, int(window.dial[gather.LIMIT])
    least = max(BUSY_LEAST, window.sums[at.REQUESTS] * BUSY_SHARE)
    kept = who[:, gather.KEY] != 0
    kept[PLACES:] &= what[PLACES:, gather.COUNT] >= least
    places = np.flatnonzero(kept)
    places = places[np.argsort(who[places, gather.KEY])]
    who, what = who[places], what[places]
    busy = (places >= PLACES) | (what[:, gather.COUNT] >= least)
    key, urls, agents = np.ascontiguousarray(who.T)
    count, pages, errors, first = np.ascontiguousarray(what.T)
    return Clients(key, urls, agents, count, pages, errors, first, busy, limit)


def together(parts: Sequence[Summary]) -> Summary:
    """Windows in order of time, at least one, as one."""
    if len(parts) == 1:
        return parts[0]
    return Summary(
        parts[0].start,
        parts[-1].end,
        np.sum([part.sums for part in parts], axis=0),
        np.sum([part.hist for part in parts], axis=0),
        np.max([part.sets for part in parts], axis=0),
        _union([part.clients for part in parts]),
    )


def _union(parts: Sequence[Clients]) -> Clients:
    """Each client once; the lowest limit of all holds for all but the busy ones."""
    limit = min(part.limit for part in parts)
    key = np.concatenate([part.key for part in parts])
    if not len(key):
        return parts[0]
    order = np.argsort(key, kind="stable")
    key = key[order]
    begins = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])

    def folded(name: str, fold: np.ufunc) -> NDArray[Any]:
        column = np.concatenate([getattr(part, name) for part in parts])[order]
        return fold.reduceat(column, begins)

    sure: NDArray[np.bool_] = folded("sure", np.logical_or)
    kept = sure | (key[begins] <= np.uint64(limit))
    return Clients(
        key[begins][kept],
        folded("urls", np.bitwise_or)[kept],
        folded("agents", np.bitwise_or)[kept],
        folded("count", np.add)[kept],
        folded("pages", np.add)[kept],
        folded("errors", np.add)[kept],
        folded("first", np.minimum)[kept],
        sure[kept],
        limit,
    )
