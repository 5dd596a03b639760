"""Why: the signals behind a verdict, as values, and the parts that share in the failure."""

from __future__ import annotations

import math

from marsad.nouns.state import State
from marsad.nouns.verdict import Part, Reason
from marsad.sense.case import Case
from marsad.sense.certainty import COLD
from marsad.sense.tuning import Tuning
from marsad.sense.ward import KINDS, LEVEL, Facts, Ward

CLEAR = 8.0
"""Nats from which a part is taken to share in the failure; half, if it has a quarter of it."""
NAMED = 3
"""How many parts of each kind are named among the reasons."""


def reasons(
    ward: Ward,
    facts: Facts,
    case: Case,
    statistic: float,
    age: float,
    cold: float,
    tuning: Tuning,
) -> tuple[Reason, ...]:
    """The whole first, then its worst parts, then what speaks against."""
    lead = case.lead
    own = float(facts[lead, LEVEL])
    said = [Reason("reports", case.reports[lead], case.expected[lead], max(own, statistic))]
    for kind in (1, 2, 3):
        said.extend(_worst(ward, facts, case, kind))
    if age < tuning.cold_minutes:
        said.append(Reason("cold_start", age, tuning.cold_minutes, -COLD * cold))
    if case.problem_since >= 0:
        track = case.track
        against = -max(_odds(case.over), track.falling) if track.declining else track.rising
        said.append(Reason("trend", track.excess, track.peak, against))
    said.extend(case.why)
    if case.set_aside:
        said.append(Reason("set_aside", case.set_aside, case.set_aside_networks, 0.0))
    return (*said, *case.manner.reasons)


def _worst(ward: Ward, facts: Facts, case: Case, kind: int) -> list[Reason]:
    rows = [j for j in _sharing(ward, facts, case, kind) if j != case.lead]
    rows.sort(key=lambda j: (-float(facts[j, LEVEL]), ward.keys[j]))
    return [
        Reason(
            f"{KINDS[kind]}:{ward.keys[j]}",
            case.reports[j],
            case.expected[j],
            float(facts[j, LEVEL]),
        )
        for j in rows[:NAMED]
    ]


def _sharing(ward: Ward, facts: Facts, case: Case, kind: int) -> list[int]:
    """Rows of a kind with a part in the excess: more than chance lifts one of many."""
    whole = max(case.reports[case.lead] - case.expected[case.lead], 1.0)
    out: list[int] = []
    if kind not in ward.kinds:
        return out
    for j, k in enumerate(ward.kinds):
        if k != kind or j >= len(case.reports):
            continue
        excess = case.reports[j] - case.expected[j]
        least = CLEAR if excess < 0.25 * whole else 0.5 * CLEAR
        clear = facts[j, LEVEL] >= least
        if excess >= 3.0 and case.reports[j] >= 1.3 * case.expected[j] and clear:
            out.append(j)
    return out


def parts(ward: Ward, facts: Facts, case: Case, kind: int) -> tuple[Part, ...]:
    """Components, countries or symptoms that share in the failure, greatest excess first."""
    out: list[Part] = []
    for j in _sharing(ward, facts, case, kind):
        ratio = (case.recent_x[j] + 0.5) / (case.recent_l[j] + 0.5)
        state: State = case.state if ratio >= 1.5 or case.state == "possible" else "ok"
        excess = case.reports[j] - case.expected[j]
        out.append(Part(ward.keys[j], state, excess, ratio))
    out.sort(key=lambda part: (-part.excess, part.id))
    return tuple(out)


def _odds(chance: float) -> float:
    """Log odds (nats), within 20 on either side."""
    return max(-20.0, min(20.0, math.log((chance + 1e-12) / (1.0 - chance + 1e-12))))
