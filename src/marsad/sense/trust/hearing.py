"""From the signs of a service's reports to what they say of its case."""

from __future__ import annotations

from marsad.sense.case import Case
from marsad.sense.trust.book import Recent
from marsad.sense.trust.campaign import campaign
from marsad.sense.trust.heard import SILENT, Heard
from marsad.sense.trust.signs import signs
from marsad.sense.tuning import Tuning
from marsad.sense.ward import Facts, Ward


def hear(
    recent: Recent, ward: Ward, facts: Facts, case: Case | None, tuning: Tuning, step: int
) -> Heard:
    """What counts without reports (imported ones) come to is nothing."""
    if not any(recent.sums):
        return SILENT
    reasons = signs(recent, ward, case)
    wave = campaign(recent, ward, facts, step, tuning.threshold(step))
    if wave is None:
        return Heard(reasons)
    return Heard((wave.reason, *reasons), wave.holds_back)
