"""When it began: the CUSUM's last zero, with an interval from what a minute can tell."""

from __future__ import annotations

import math

from marsad.nouns.minute import instant_of
from marsad.nouns.verdict import Span

NATS = 2.3
"""log 10: an instant ten times less likely than the best one bounds the 90 % interval."""


def onset(zero: int, now: int, usual: float, rate: float, phi: float, step: int) -> Span:
    """The onset's estimate and 90 % interval.

    ``zero``: minute since which the winning CUSUM is above zero (its maximum-likelihood change
    point, Hinkley 1970). ``usual`` and ``rate``: reports a minute before and since. The interval
    reaches as far on both sides as it takes a minute's divergence to add up to NATS.
    """
    usual, rate = max(usual, 1e-4), max(rate, 1.05 * max(usual, 1e-4))
    ratio = rate / usual
    before = usual * (ratio - 1.0 - math.log(ratio)) / phi
    after = usual * (ratio * math.log(ratio) - ratio + 1.0) / phi
    early = min(NATS / before, 180.0) + 0.5 * step
    late = min(NATS / after, 180.0) + 0.5 * step
    low, high = zero - early, min(zero + late, float(now))
    return Span(instant_of(zero), round(low * 60_000), max(instant_of(zero), round(high * 60_000)))
