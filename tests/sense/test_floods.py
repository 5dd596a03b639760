"""A flood from few networks raises no problem, nor prolongs or hides one that others prove."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sense.counts import FIRST, changes
from sense.floods import block, cut, flood, joined, judged, people

from marsad.nouns.series import Series
from marsad.sense.sense import Sense

PAST = 2 * 1440
BINS = PAST + 260
OPERATOR, RENTED = 7, 0


def outage(rate, times, seed=1, last=60):
    rates = np.full(BINS, float(rate))
    rates[PAST : PAST + last] *= times
    return people(rates, BINS, seed)


def changed(verdicts):
    return [(minute - PAST, state) for minute, state in changes(verdicts) if minute >= PAST]


def states(verdicts):
    return {str(verdict.state) for verdict in verdicts}


def ended(verdicts):
    return [v.ended.at // 60_000 - FIRST - PAST for v in verdicts if v.ended]


def flooding(first, last, each=300, groups=(OPERATOR,)):
    return flood(groups, range(PAST + first, PAST + last), each, BINS)


HONEST = outage(2.0, 15)


@pytest.mark.parametrize("groups", [(OPERATOR,), (900,), (RENTED,), (OPERATOR, RENTED, 900)])
def test_a_flood_from_few_networks_is_possible_at_most_and_what_is_set_aside_is_told(groups):
    said = judged(joined(people(2.0, BINS, 2), flooding(0, 60, groups=groups)))
    assert states(said) == {"possible", "ok"}
    (first, *_) = (each for each in said if each.set_aside)
    assert first.minute == FIRST + PAST
    assert {each.group for each in first.set_aside} == set(groups)
    reports = sum(each.reports for verdict in said for each in verdict.set_aside)
    assert reports == pytest.approx(300 * 60 * len(groups), rel=0.02)
    signals = {reason.signal: reason for reason in said[30].because}
    assert signals["trust"].weight < 0
    assert signals["set_aside"].value > 0


def test_a_suspicion_that_nobody_proves_ends_soon_after_the_flood():
    said = judged(joined(people(2.0, BINS, 2), flooding(0, 60)))
    assert changed(said)[-1][1] == "ok"
    assert 60 <= changed(said)[-1][0] <= 100


def test_the_suspicion_of_a_flood_is_not_taken_for_a_likely_outage():
    said = judged(joined(people(2.0, BINS, 2), flooding(0, 60)))
    assert max(verdict.certainty for verdict in said) < 0.5


def test_people_of_many_networks_raise_a_problem_within_minutes():
    assert changed(judged(HONEST))[:2] == [(1, "possible"), (2, "problem")]


def test_a_flood_does_not_keep_a_proven_problem_alive():
    (last,) = ended(judged(joined(HONEST, flooding(30, 200))))
    (alone,) = ended(judged(HONEST))
    assert abs(last - alone) <= 10


def test_a_problem_that_is_over_is_not_raised_again_by_a_flood():
    said = judged(joined(HONEST, flooding(30, 240)))
    first = next(v.minute for v in said if v.ended)
    assert not {str(v.state) for v in said if v.minute > first} & {"problem", "recovering"}


@pytest.mark.parametrize("span", [(10, 25), (-30, 10), (0, 30)])
def test_a_flood_that_stops_is_no_end_of_what_others_prove(span):
    (last,) = ended(judged(joined(HONEST, flooding(*span, each=3_000))))
    (alone,) = ended(judged(HONEST))
    assert abs(last - alone) <= 5


def test_the_peak_of_a_problem_is_that_of_the_crowd():
    said = judged(joined(HONEST, flooding(0, 30, each=3_000)))
    peak = max(v.peak.reports_per_minute for v in said if v.peak and v.state == "problem")
    assert peak < 60


def test_counts_of_which_nobody_knows_the_crowd_are_judged_as_ever():
    plain = replace(block(HONEST), crowd=None)
    sense = Sense()
    sense.watch([Series("x")])
    said = sense.advance(plain)[0]
    assert changed(said)[0] == (1, "problem")
    assert not any(verdict.set_aside for verdict in said)


def test_reports_that_are_vouched_for_are_judged_as_ever():
    counts = HONEST.sum(axis=1, keepdims=True)
    vouched = block(counts)
    assert vouched.crowd is not None
    crowd = replace(vouched.crowd, groups=np.full(len(vouched.crowd.bins), -1, np.int64))
    said = []
    for told in (None, crowd):
        sense = Sense()
        sense.watch([Series("x")])
        said.append(sense.advance(replace(vouched, crowd=told))[0])
    assert said[0] == said[1]


WHOLE = block(joined(HONEST, flooding(20, 90, groups=(OPERATOR, RENTED))))


def folded(cuts, restored):
    sense, said = Sense(), []
    sense.watch([Series("x")])
    for start, end in pairwise([0, *cuts, BINS]):
        said += sense.advance(cut(WHOLE, start, end))[0]
        if restored:
            sense = Sense.from_bytes(sense.to_bytes())
    return said, sense.to_bytes()


ONCE = folded([], restored=False)


@given(st.lists(st.integers(PAST - 200, BINS - 1), max_size=8, unique=True), st.booleans())
@settings(max_examples=10, deadline=None)
def test_the_same_crowds_give_the_same_verdicts_however_they_are_cut(cuts, restored):
    assert folded(sorted(cuts), restored) == ONCE
