"""A case put into a verdict: state, certainty, reasons, times and parts."""

from __future__ import annotations

import math

from marsad.nouns.minute import instant_of
from marsad.nouns.verdict import Peak, Span, Verdict
from marsad.sense.case import Case
from marsad.sense.certainty import certainty
from marsad.sense.reasons import parts, reasons
from marsad.sense.track import Track
from marsad.sense.tuning import Tuning
from marsad.sense.ward import COUNT, FIRST, USUAL, Facts, Ward


def verdict(
    ward: Ward,
    facts: Facts,
    minute: int,
    case: Case,
    nats: float,
    ended: Span | None,
    tuning: Tuning,
    step: int,
) -> Verdict:
    """What is said of a case at the close of the bin that began at ``minute``."""
    lead, level = case.lead, _level(case, nats)
    age = max(minute - float(facts[lead, FIRST]), 0.0)
    cold = math.exp(-age / tuning.cold_minutes)
    return Verdict(
        service=ward.service,
        component=case.component,
        minute=minute + step - 1,
        state=case.state,
        certainty=_sure(case, level, cold, tuning, step),
        reports=float(facts[lead, COUNT]),
        expected=float(facts[lead, USUAL]),
        excess=case.reports[lead] - case.expected[lead],
        because=reasons(ward, facts, case, level, age, cold, tuning),
        onset=case.onset,
        peak=_peak(case.track),
        ended=ended,
        components=parts(ward, facts, case, 1),
        countries=parts(ward, facts, case, 2),
        symptoms=parts(ward, facts, case, 3),
    )


def _level(case: Case, nats: float) -> float:
    """Nats to be sure by: no more than trust leaves; the highest once there is a problem."""
    return min(nats, case.standing) if case.problem_since < 0 else case.best


def _peak(track: Track) -> Peak:
    usual = track.peak_expected
    return Peak(instant_of(track.peak_at), track.peak + usual, usual)


def _sure(case: Case, level: float, cold: float, tuning: Tuning, step: int) -> float:
    if case.state == "ok":
        return 0.0
    return certainty(level, tuning, step, cold=cold, over=case.over)
