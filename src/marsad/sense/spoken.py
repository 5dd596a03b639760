"""A case put into a verdict: state, certainty, reasons, times and parts."""

from __future__ import annotations

import math

from marsad.nouns.minute import instant_of
from marsad.nouns.verdict import Peak, Span, Verdict
from marsad.sense.case import Case
from marsad.sense.certainty import certainty
from marsad.sense.reasons import parts, reasons
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
    lead, track = case.lead, case.track
    age = minute - float(facts[lead, FIRST])
    cold = math.exp(-max(age, 0.0) / tuning.cold_minutes)
    level = nats if case.problem_since < 0 else case.best
    sure = certainty(level, tuning, step, cold=cold, over=case.over)
    peak = Peak(instant_of(track.peak_at), track.peak + track.peak_expected, track.peak_expected)
    listed = {kind: parts(ward, facts, case, kind) for kind in (1, 2, 3)}
    return Verdict(
        service=ward.service,
        component=case.component,
        minute=minute + step - 1,
        state=case.state,
        certainty=sure if case.state != "ok" else 0.0,
        reports=float(facts[lead, COUNT]),
        expected=float(facts[lead, USUAL]),
        excess=case.reports[lead] - case.expected[lead],
        because=reasons(ward, facts, case, level, age, cold, tuning),
        onset=case.onset,
        peak=peak,
        ended=ended,
        components=listed[1],
        countries=listed[2],
        symptoms=listed[3],
    )
