"""Downdetector's published method: quarters of an hour against the mean at that time of day.

downdetector.com's methodology page: an incident is shown when reports are significantly above the
typical volume for that time of day; bins of 15 minutes, a baseline of up to a year. What
"significantly" means isn't published: here excess / sqrt(baseline + 1).
"""

from __future__ import annotations

import numpy as np

from bench.detect.peers.ears import binned
from bench.detect.peers.peer import Floats, Past

WHOLE_PAST = 366


class Downdetector:
    """``quarter`` is how many bins of the data a quarter of an hour has."""

    name = "Downdetector's method"
    native: float | None = None

    def __init__(self, quarter: int = 15) -> None:
        self.step = quarter
        self.reach = WHOLE_PAST * 96 * quarter

    def scores(self, past: Past, begin: int) -> Floats:
        y = binned(past.counts, self.step)
        days = np.concatenate([y, np.zeros(-len(y) % 96)]).reshape(-1, 96)
        before = np.cumsum(days, axis=0) - days
        usual = (before / np.maximum(np.arange(len(days)), 1)[:, None]).ravel()[: len(y)]
        return ((y - usual) / np.sqrt(usual + 1.0))[begin // self.step :]
