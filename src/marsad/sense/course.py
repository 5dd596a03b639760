"""The course of a case as its record tells it: onset, plateau, decline and end."""

from __future__ import annotations

from marsad.nouns.minute import MINUTE_MS, instant_of
from marsad.nouns.verdict import Span
from marsad.sense.case import Case
from marsad.sense.ending import COARSE, FINE, Decline, Grain, decline
from marsad.sense.onset import onset
from marsad.sense.record import LEAST
from marsad.sense.tuning import Tuning
from marsad.sense.ward import COUNT, PHI, USUAL, ZERO, Facts

SELDOM = 30
"""The decline is weighed in each of so many first bins, then at every such share of its age."""
STEADY = 0.5
"""Nats for a decline up to which none is looked for."""
FALLEN = 1.0
"""Nats for a decline from which on bins say nothing of the onset any more."""


def begin(case: Case, facts: Facts, end: int, step: int) -> None:
    """Estimate the onset, and from when on the plateau is reached."""
    lead, track = case.lead, case.track
    zero = min(int(facts[lead, ZERO]) or end, end - step)
    more = max(case.reports[lead] - case.expected[lead], 1.0)
    falls = track.falling > FALLEN
    cells = case.record.until(track.fell_from) if falls else case.record.since(0)
    usual = max(float(facts[lead, USUAL]), LEAST * step)
    excess = more * step / max(end - zero, step) / usual
    case.onset, ramp = onset(cells, excess, float(facts[lead, PHI]), step)
    case.plateau = case.onset.at // MINUTE_MS + round(ramp)


def follow(case: Case, facts: Facts, minute: int, step: int, tuning: Tuning) -> None:
    """One more bin."""
    x, lam, phi = (float(facts[case.lead, column]) for column in (COUNT, USUAL, PHI))
    case.record.note(minute, x, lam)
    track, was = case.track, case.track.declining
    track.follow(x, lam, phi, minute, step, tuning)
    if was and not track.declining:
        case.plateau = track.rose_from
    if case.problem_since < 0:
        return
    mean = case.height * max(lam, LEAST * step)
    if mean > 0.0 and not track.declining and track.grows(x, lam, mean, phi, minute, tuning):
        case.plateau, track.rising = track.rose_from, 0.0
    if not track.declining and track.falling <= STEADY:
        case.over = 0.0
        return
    bins = (minute - case.plateau) // step
    if bins >= 0 and bins % max(1, bins // SELDOM) == 0:
        _weigh(case, phi, step, tuning)


def _weigh(case: Case, phi: float, step: int, tuning: Tuning) -> None:
    """How likely it is over by now; what would end it is looked at closely."""
    told = _declined(case, phi, step, COARSE)
    if told.over >= tuning.over:
        told = _declined(case, phi, step, FINE)
    case.over = told.over


def _declined(case: Case, phi: float, step: int, grain: Grain) -> Decline:
    track, cells = case.track, case.record.since(case.plateau)
    before = cells.at < track.fell_from if track.declining else cells.at >= 0
    usual = max(float((cells.usual * cells.bins)[before].sum()), LEAST)
    least = 0.2 * track.height * step / max(float(cells.usual[-1]), LEAST)
    case.height = max(float(cells.reports[before].sum()) / usual - 1.0, least)
    age = max(0.0, case.plateau - case.onset.at / MINUTE_MS)
    return decline(cells, case.height, phi, step, age, grain)


def end(case: Case, facts: Facts, now: int, step: int) -> Span:
    """When it ended, no later than ``now``."""
    last = instant_of(now)
    if case.over < 0.5:
        return Span(last, min(instant_of(case.track.fell_from), last), last)
    told = _declined(case, float(facts[case.lead, PHI]), step, FINE).end()
    at = max(min(told.at, last), case.onset.at)
    return Span(at, min(told.low, at), max(told.high, at))
