"""From the signs of a service's reports to what they say of its case."""

from __future__ import annotations

from marsad.sense.case import Case
from marsad.sense.trust.book import Look
from marsad.sense.trust.campaign import campaign
from marsad.sense.trust.manner import PLAIN, Manner
from marsad.sense.trust.signs import signs
from marsad.sense.tuning import Tuning
from marsad.sense.ward import Facts, Ward


def manner(
    look: Look, ward: Ward, facts: Facts, case: Case | None, tuning: Tuning, step: int
) -> Manner:
    """Nothing is said of counts without reports, as imported ones are."""
    if not any(look.sums):
        return PLAIN
    reasons = signs(look, ward, case)
    wave = campaign(look, ward, facts, step, tuning.threshold(step))
    if wave is None:
        return Manner(reasons)
    return Manner((wave.reason, *reasons), wave.holds_back)
