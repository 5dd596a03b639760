"""How sure: the statistic as a probability that a real outage runs now.

At the threshold a service has ``false_alarms`` false and ``real_outages`` real declarations a
year, so the odds there are their ratio. Below it each nat is worth its face; above it, half,
because the counts' noise in the wild is heavier than the model's. A service without a past is
believed less, and evidence of recovery lowers the probability that it runs *now*.
"""

from __future__ import annotations

import math

from marsad.sense.tuning import Tuning


def certainty(statistic: float, tuning: Tuning, step: int, *, cold: float, gone: float) -> float:
    """Probability (0-1) that an outage runs now.

    ``statistic`` in nats; ``cold`` from 1 (no past) to 0; ``gone`` in nats for the end.
    """
    over = statistic - tuning.threshold(step)
    worth = min(over, 0.5 * over, 6.0)
    odds = math.log(tuning.real_outages / tuning.false_alarms) + worth - 1.5 * cold
    begun = 1.0 / (1.0 + math.exp(-odds))
    return round(min(0.999, begun) * (1.0 - gone), 4)
