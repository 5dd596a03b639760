"""How sure: the probability that a real outage runs now.

Odds = real against false excursions of this height in a year: at the threshold ``real_outages``
against ``false_alarms``, corrected for how long either are talked about. What a nat more is worth
is learned from simulated outages of all kinds (``python -m bench.detect.sure``, which prints the
three weights), not from those the certainty is judged by. The chance that it was an outage is
multiplied with the one that it isn't over, by the decline seen.
"""

from __future__ import annotations

import math

from marsad.sense.tuning import Tuning

SHIFT, BELOW, ABOVE = -1.23, 0.71, 0.36
"""Nats of odds: constant, and for each nat of the statistic below and above the threshold; the mean
of seeds 1 to 4."""
MOST = 12.0
"""Nats over the threshold above which more make no difference."""
COLD = 1.5
"""Nats that a service without a past loses."""


def certainty(
    statistic: float,
    tuning: Tuning,
    step: int,
    *,
    cold: float,
    over: float,
    against: float = 0.0,
) -> float:
    """Probability (0-1) that an outage runs now.

    ``statistic`` in nats; ``cold`` from 1 (no past) to 0; ``over`` the probability that it has
    ended; ``against`` nats that signs other than the number of reports take away.
    """
    more = min(statistic - tuning.threshold(step), MOST)
    odds = math.log(tuning.real_outages / tuning.false_alarms) + SHIFT - COLD * cold - against
    odds += BELOW * min(more, 0.0) + ABOVE * max(more, 0.0)
    return round((1.0 - over) / (1.0 + math.exp(-odds)), 4)
