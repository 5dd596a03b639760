"""The adaptive rule of github.com/grafana/promql-anomaly-detection.

On a five-minute rate: band = mean of the last hour + 2 x the mean over 26 hours of the hour's
standard deviation (of hours where it is above half of the mean), at least 1.5 x the mean, and the
same band of a day and of a week ago; an alert needs the rate above it for five minutes. The score
is the least ratio of rate to band over these minutes, so the rule's own threshold is 1.
"""

from __future__ import annotations

import math

import numpy as np

from bench.detect.peers.peer import Floats, Past
from marsad.sense.compiled import compiled

DAY_BACK, WEEK_BACK = 1410, 10050
"""Offsets of the rule (23 h 30 min and 167 h 30 min): the season is centred on now."""


@compiled
def rolling(y: Floats, window: int) -> tuple[Floats, Floats]:
    """Mean and standard deviation over the window that ends here, of what is above zero."""
    mean, sd = np.zeros(len(y)), np.zeros(len(y))
    total = square = n = 0.0
    for t in range(len(y)):
        if y[t] > 0.0:
            total, square, n = total + y[t], square + y[t] * y[t], n + 1.0
        if t >= window and y[t - window] > 0.0:
            gone = y[t - window]
            total, square, n = total - gone, square - gone * gone, n - 1.0
        if n > 0.0:
            mean[t] = total / n
            sd[t] = math.sqrt(max(0.0, square / n - mean[t] * mean[t]))
    return mean, sd


@compiled
def adaptive(rate: Floats, hour: int, long: int, day: int, week: int, hold: int) -> Floats:
    """Least ratio of the rate to the upper band over the last ``hold`` bins."""
    mean, sd = rolling(rate, hour)
    ratio, out = np.zeros(len(rate)), np.zeros(len(rate))
    kept = n = 0.0
    for t in range(len(rate)):
        if sd[t] > 0.5 * mean[t]:
            kept, n = kept + sd[t], n + 1.0
        gone = t - long
        if gone >= 0 and sd[gone] > 0.5 * mean[gone]:
            kept, n = kept - sd[gone], n - 1.0
        band = 1.5 * mean[t]
        if n > 0.5:
            band = max(band, mean[t] + 2.0 * kept / n)
        for back in (day, week):
            if t >= back:
                band = max(band, mean[t - back] + 2.0 * sd[t - back])
        ratio[t] = rate[t] / band if band > 0.0 and rate[t] > 0.0 else 0.0
        least = ratio[t]
        for j in range(1, min(hold, t + 1)):
            least = min(least, ratio[t - j])
        out[t] = least
    return out


class Prometheus:
    """``minutes`` a bin of the data: one or five."""

    name = "Prometheus adaptive"
    step = 1
    native: float | None = 1.0

    def __init__(self, minutes: int = 1) -> None:
        self._minutes = minutes
        self.reach = (WEEK_BACK + 26 * 60 + 120) // minutes

    def scores(self, past: Past, begin: int) -> Floats:
        since = max(0, begin - self.reach)
        x = past.counts[since:]
        width = max(1, 5 // self._minutes)
        total = np.cumsum(np.concatenate([np.zeros(width), x]))
        rate = (total[width:] - total[:-width]) / width
        spans = [max(1, m // self._minutes) for m in (60, 1560, DAY_BACK, WEEK_BACK, 5)]
        return adaptive(rate, *spans)[begin - since :]
