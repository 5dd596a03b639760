"""When a client was first seen: a memory of a million clients that a flood cannot wash out.

Four-way sets of tags. A newcomer takes, in this order: an empty place, that of a client not seen
for a day, that of the client that came last; so the past stays and strangers crowd out strangers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marsad.sense.compiled import inlined

SETS, WAYS = 1 << 18, 4
DAY = 86_400


class Seen(NamedTuple):
    """Each shape (SETS * WAYS,); times are seconds since 1970."""

    tag: NDArray[np.uint32]
    first: NDArray[np.uint32]
    last: NDArray[np.uint32]


def nobody() -> Seen:
    """The memory before the first client."""
    return Seen(*(np.zeros(SETS * WAYS, np.uint32) for _ in range(3)))


@inlined
def first_seen(seen: Seen, key: np.uint64, now: np.uint32) -> np.uint32:
    """When the client of this well-mixed hash was first seen (seconds), remembering it."""
    begin = np.int64(key >> np.uint64(46)) * WAYS
    tag = np.uint32(key & np.uint64(0xFFFFFFFF)) | np.uint32(1)
    place, rank = begin, np.int64(-1)
    for i in range(begin, begin + WAYS):
        if seen.tag[i] == tag:
            seen.last[i] = max(seen.last[i], now)
            return seen.first[i]
        old = np.int64(now) - np.int64(seen.last[i])
        claim = (np.int64(1) << 40) + old if old > DAY else np.int64(seen.first[i])
        if seen.tag[i] == 0:
            claim = np.int64(1) << 41
        if claim > rank:
            place, rank = i, claim
    seen.tag[place], seen.first[place], seen.last[place] = tag, now, now
    return now
