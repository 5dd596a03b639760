"""How long somebody must send on quiet days to be taken for a quarter of a service's users."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.trust.world import Stream, honest, joined, national, told
from bench.world import DAY, MONDAY
from marsad.sense.trust.trust import Trust

PAST, MOST = 30, 60
"""Days the crowd was learned for before he began, and at most watched for."""
TIMES = 10
"""As many networks as the users have between them, he sends from each day."""
HIS = 210_000


def days(base: float, seed: int) -> int:
    """Days at ``base`` usual reports in five minutes; nobody ever suspects him."""
    users, rng, trust = national(), np.random.default_rng([seed, round(base * 10), 7]), Trust()
    for day in range(PAST + MOST):
        stream = honest(users, np.full((DAY, 1), base / 5.0), rng)
        if day >= PAST:
            stream = joined(stream, _his(round(TIMES * base / 5.0 * DAY), rng))
        first = MONDAY + day * DAY
        # Lessons are of hours: all of one in its first minute is the same lesson.
        stream = replace(stream, bins=stream.bins // 60 * 60)
        block = told(stream, first, DAY, 1)[2]
        for number in range(0, DAY, 60):
            trust.take(block, number)
        weights = trust.weights(0)
        if float(weights.shares[weights.groups == HIS].sum()) >= 0.25:
            return day - PAST + 1
    return MOST


def _his(many: int, rng: np.random.Generator) -> Stream:
    bins, none = np.sort(rng.integers(0, DAY, many)), np.zeros(many, np.int64)
    return Stream(bins, none, none + HIS, rng.integers(0, 20_000, many))
