"""From numbers to a verdict: one service at the close of one bin."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from marsad.nouns.aside import Aside
from marsad.nouns.verdict import Reason, Span, Verdict
from marsad.sense import course
from marsad.sense.case import Case, Tail
from marsad.sense.record import Past, Record
from marsad.sense.spoken import verdict
from marsad.sense.sums import contradicted, first_bin, floats, since
from marsad.sense.track import Track
from marsad.sense.trust.standing import UNMEASURED, Standing
from marsad.sense.tuning import Tuning
from marsad.sense.ward import (
    COUNT,
    EXPECTED,
    LEVEL,
    PHI,
    REPORTS,
    SINCE,
    USUAL,
    ZERO,
    Facts,
    Ward,
)

REFINED = (0, 1, 2, 4, 8, 16, 30)
"""Bins of a problem after which its onset is estimated anew, as ramp and rate become plain."""
Recall = Callable[[int], Past]
"""Reports and usual ones of a ward's row in each of the last bins."""
LULL = 30
"""Minutes of usual counts after which an excess that never stood by its crowd is over."""
LIKELY = 0.8
"""Probability of its end that suffices where nothing is unusual any more."""


class Heard(NamedTuple):
    """What the jury says of a bin; without one, that all counts and everything stands."""

    counted: Facts
    """The facts, less what was set aside."""
    set_aside: tuple[Aside, ...] = ()
    standing: Callable[[int], Standing] = lambda _: UNMEASURED
    """Of the row that leads."""


def nothing(_: int) -> Past:
    """Nothing is recalled: good enough for a state, not for an onset."""
    return Past(np.zeros(1), np.zeros(1))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the judge says of one service, and what is to be remembered of it."""

    verdicts: tuple[Verdict, ...] = ()
    case: Case | None = None
    tail: Tail | None = None
    calm: bool = False
    """The statistic of all the service's rows is to start anew."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges by one Tuning in bins of one width."""

    tuning: Tuning
    step: int

    def rule(
        self,
        ward: Ward,
        facts: Facts,
        minute: int,
        case: Case | None,
        tail: Tail | None,
        recall: Recall = nothing,
        heard: Heard | None = None,
    ) -> Ruling:
        """The ruling at the close of the bin that began at ``minute``.

        Whether anything is unusual is told by all ``facts``; what it is, by those that count.
        """
        heard = heard or Heard(facts)
        statistic = ward.statistic(facts) if len(ward.rows) > 1 else float(facts[0, LEVEL])
        if case is None:
            return self._open(ward, facts, minute, statistic, tail, recall, heard)
        facts = heard.counted
        self._follow(ward, facts, minute, case)
        moved = self._rescope(ward, facts, minute, case, recall)
        case.best = max(case.best, statistic)
        ended = self._ended(facts, minute, statistic, case, heard)
        lull = case.problem_since < 0 and math.isfinite(case.standing)
        if lull and self._lull(facts, case, recall(case.lead)):
            case.state = "ok"
        said = (*moved, self._said(ward, facts, minute, case, statistic, heard, ended))
        if case.state != "ok":
            return Ruling(said, case)
        faded = case.problem_since < 0
        last = None if faded else Tail(minute + self.step, case.track.remnant)
        return Ruling(said, None, last, calm=not faded or lull)

    def _said(
        self,
        ward: Ward,
        facts: Facts,
        minute: int,
        case: Case,
        statistic: float,
        heard: Heard,
        ended: Span | None = None,
    ) -> Verdict:
        case.set_aside += sum(each.reports for each in heard.set_aside)
        case.set_aside_networks += sum(each.networks for each in heard.set_aside)
        said = verdict(ward, facts, minute, case, statistic, ended, self.tuning, self.step)
        return replace(said, set_aside=heard.set_aside) if heard.set_aside else said

    def _open(
        self,
        ward: Ward,
        facts: Facts,
        minute: int,
        statistic: float,
        tail: Tail | None,
        recall: Recall,
        heard: Heard,
    ) -> Ruling:
        t = self.tuning
        if statistic < t.suspicion(self.step):
            return Ruling(tail=tail)
        reports, expected = since(facts, self.step)
        bin_x, bin_l = floats(heard.counted[:, COUNT]), floats(facts[:, USUAL])
        lead = ward.suspect(facts)
        if lead and not ward.alone(facts, lead, bin_x, bin_l, t.alone):
            lead = 0
        if max(a - b for a, b in zip(reports, expected, strict=True)) < t.least_reports - 1.0:
            return Ruling(tail=tail)
        end = minute + self.step
        if tail and self._awaited(tail, facts, end):
            return Ruling(tail=tail, calm=True)
        facts, begin = heard.counted, tail.ended if tail else 0
        reports, expected = since(facts, self.step)
        record = Record.of(recall(lead), minute, self.step, begin)
        case = self._case(ward, facts, lead, minute, reports, expected, record)
        case.best = statistic
        self._escalate(case, facts, statistic, minute, heard)
        return Ruling((self._said(ward, facts, minute, case, statistic, heard),), case)

    def _awaited(self, tail: Tail, facts: Facts, end: int) -> bool:
        """Is what the most unusual row counted no more than the tail of the last outage?"""
        row = facts[int(facts[:, LEVEL].argmax())]
        left = 0.5 ** ((end - tail.ended) / self.tuning.tail_half_life)
        lasted = max(end - float(row[SINCE]), float(self.step))
        tailed = 1.5 * tail.rate * left * lasted
        chance = 3.0 * math.sqrt(float(row[PHI]) * (float(row[EXPECTED]) + tailed)) * left
        return float(row[REPORTS] - row[EXPECTED]) <= tailed + chance + 3.0

    def _case(
        self,
        ward: Ward,
        facts: Facts,
        lead: int,
        minute: int,
        reports: list[float],
        expected: list[float],
        record: Record,
    ) -> Case:
        zero = min(int(facts[lead, ZERO]) or minute, minute)
        track = Track()
        track.start(reports[lead], expected[lead], zero, minute + self.step)
        case = Case(
            service=0,
            component=ward.keys[lead] if ward.kinds[lead] == 1 else "",
            lead=lead,
            state="possible",
            opened=minute,
            onset=Span(0, 0, 0),
            track=track,
            reports=reports,
            expected=expected,
            record=record,
        )
        first_bin(case, facts)
        course.begin(case, facts, minute + self.step, self.step)
        return case

    def _follow(self, ward: Ward, facts: Facts, minute: int, case: Case) -> None:
        """Add one bin to the sums since the onset."""
        new = len(ward.rows) - len(case.reports)
        for sums in (case.reports, case.expected, case.common_x, case.common_l):
            sums.extend([0.0] * new)
        for sums in (case.recent_x, case.recent_l):
            sums.extend([0.0] * new)
        fade = 0.5 ** (self.step / max(10.0, 0.5 * self.step))
        for j in range(len(ward.rows)):
            x, lam = float(facts[j, COUNT]), float(facts[j, USUAL])
            case.reports[j] += x
            case.expected[j] += lam
            case.common_x[j] += x
            case.common_l[j] += lam
            case.recent_x[j] = case.recent_x[j] * fade + x
            case.recent_l[j] = case.recent_l[j] * fade + lam
        course.follow(case, facts, minute, self.step, self.tuning)

    def _rescope(
        self, ward: Ward, facts: Facts, minute: int, case: Case, recall: Recall
    ) -> tuple[Verdict, ...]:
        """A component's failure may turn out to be the service's; a mere doubt either's."""
        part = case.lead if case.component else ward.suspect(facts)
        share = self.tuning.alone
        alone = part > 0 and ward.alone(facts, part, case.common_x, case.common_l, share)
        widened = case.component != "" and not alone
        narrowed = case.component == "" and alone and case.problem_since < 0
        if not (widened or narrowed):
            return ()
        why = Reason("widened" if widened else "narrowed", 1.0, 0.0, 0.0)
        left = Verdict(
            ward.service,
            case.component,
            minute + self.step - 1,
            "ok",
            0.0,
            float(facts[case.lead, COUNT]),
            float(facts[case.lead, USUAL]),
            0.0,
            (why,),
        )
        case.lead = part if narrowed else 0
        case.component = ward.keys[case.lead] if case.lead else ""
        begin = min(case.opened, case.onset.at // 60_000)
        case.track = Track()
        case.record = Record.of(recall(case.lead), minute, self.step, 0)
        end = minute + self.step
        case.track.start(case.reports[case.lead], case.expected[case.lead], begin, end)
        return (left,)

    def _escalate(
        self, case: Case, facts: Facts, statistic: float, minute: int, heard: Heard
    ) -> None:
        """Possible becomes problem; problem and recovering follow the track."""
        if case.problem_since < 0:
            excess = case.reports[case.lead] - case.expected[case.lead]
            case.why, case.standing = (), math.inf
            if (
                statistic >= self.tuning.threshold(self.step)
                and self._stands(case, heard)
                and excess >= self.tuning.least_reports
                and not contradicted(facts, case)
            ):
                case.problem_since = minute
                case.track.renew()
                course.begin(case, facts, minute + self.step, self.step)
        elif (minute - case.problem_since) // self.step in REFINED and not case.track.declining:
            course.begin(case, facts, minute + self.step, self.step)
        if case.problem_since >= 0:
            case.state = "recovering" if case.track.declining else "problem"

    def _stands(self, case: Case, heard: Heard) -> bool:
        """Does the excess stand without any networks that may be one hand's?

        Asked until there is a problem: a crowd that is proven stays so.
        """
        standing = heard.standing(case.lead)
        case.why = standing.reasons
        if not standing.holds:
            case.standing = standing.nats
        return standing.holds

    def _lull(self, facts: Facts, case: Case, past: Past) -> bool:
        """Is what nobody proved no longer there? Its statistic alone would take days to fall."""
        bins = max(LULL // self.step, 3)
        x, usual = float(past.counts[-bins:].sum()), float(past.usual[-bins:].sum())
        return x <= usual + 2.0 * math.sqrt(float(facts[case.lead, PHI]) * (usual + 1.0))

    def _ended(
        self, facts: Facts, minute: int, statistic: float, case: Case, heard: Heard
    ) -> Span | None:
        """Move the case on; the end's estimate when it is over."""
        self._escalate(case, facts, statistic, minute, heard)
        if case.problem_since < 0:
            if statistic < self.tuning.suspicion(self.step) - 2.0:
                case.state = "ok"
            return None
        usual_again = facts[case.lead, LEVEL] <= 0.0 and case.over >= LIKELY
        if case.over < self.tuning.over and not usual_again:
            return None
        case.state = "ok"
        return course.end(case, facts, minute + self.step, self.step)
