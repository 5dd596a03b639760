"""Onset and end are posteriors: their intervals hold the truth as often as they say."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sense.counts import FIRST, block

from marsad.nouns.series import Series
from marsad.sense.ending import COARSE, FINE, decline
from marsad.sense.onset import onset
from marsad.sense.record import MOST, Cells, Past, Record
from marsad.sense.sense import Sense

MINUTE = 60_000


def cells(counts: np.ndarray, usual: float, first: int = 0) -> Cells:
    n = len(counts)
    at = first + np.arange(n, dtype=float)
    return Cells(at, np.ones(n), counts.astype(float), np.full(n, usual))


def drawn(rng: np.random.Generator, mean: np.ndarray) -> np.ndarray:
    return rng.poisson(rng.gamma(mean / 0.3, 0.3))


@pytest.mark.parametrize("usual", [0.2, 2.0, 20.0])
def test_nine_onsets_in_ten_lie_in_their_interval(usual: float) -> None:
    rng = np.random.default_rng(round(usual * 10))
    held, trials = 0, 120
    for _ in range(trials):
        at, ramp = int(rng.integers(60, 160)), float(rng.choice([0.5, 2, 5, 10, 30]))
        more = usual * float(rng.choice([3.0, 10.0, 30.0]))
        share = np.clip((np.arange(180) + 0.5 - at) / ramp, 0.0, 1.0)
        counts = drawn(rng, usual + more * share)
        span, _ = onset(cells(counts, usual), 0.5 * more / usual, 1.3, 1)
        held += span.low <= at * MINUTE <= span.high
    # Three deviations below 0.9; minutes are coarse, so it may hold more often.
    assert held / trials >= 0.82


@pytest.mark.parametrize(("usual", "more"), [(0.2, 6.0), (2.0, 18.0), (20.0, 60.0)])
def test_nine_ends_in_ten_lie_in_their_interval(usual: float, more: float) -> None:
    rng = np.random.default_rng(round(usual * 10))
    held, trials = 0, 80
    for _ in range(trials):
        plateau, half = float(rng.uniform(10, 90)), float(rng.choice([10, 20, 40, 60]))
        end = plateau + half * np.log2(10.0)
        t = np.arange(round(end) + 60) + 0.5
        counts = drawn(rng, usual + more * 0.5 ** (np.maximum(0.0, t - plateau) / half))
        span = decline(cells(counts, usual), more / usual, 1.3, 1, 5.0, FINE).end()
        held += span.low <= end * MINUTE <= span.high
    assert held / trials >= 0.78


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 400), min_size=3, max_size=120),
    st.floats(0.001, 300.0),
    st.floats(0.02, 50.0),
    st.sampled_from([1, 5, 15]),
)
def test_whatever_is_counted_times_are_in_order_and_chances_are_chances(
    counts: list[int], usual: float, height: float, step: int
) -> None:
    seen = Cells(
        step * np.arange(len(counts), dtype=float),
        np.ones(len(counts)),
        np.array(counts, float),
        np.full(len(counts), usual),
    )
    begun, ramp = onset(seen, height, 1.3, step)
    told = decline(seen, height, 1.3, step, 0.0, COARSE)
    ended = told.end()
    assert begun.low <= begun.at <= begun.high
    assert ended.low <= ended.at <= ended.high
    assert 0.0 <= ramp <= 64.0
    assert 0.0 <= told.over <= told.begun + 1e-9 <= 1.0 + 2e-9


def test_the_longer_it_is_silent_the_surer_is_the_end() -> None:
    counts = np.concatenate([np.full(40, 100), np.zeros(30, int)])
    over = [
        decline(cells(counts[: 40 + n], 1.0), 99.0, 1.3, 1, 5.0, COARSE).over for n in range(30)
    ]
    assert over[0] < 0.01
    assert over[-1] > 0.99
    assert all(b >= a - 0.02 for a, b in pairwise(over))


def test_an_onset_hours_before_anything_was_suspected_is_found() -> None:
    rng = np.random.default_rng(5)
    mean = np.full((14 * 1440 + 400, 30), 0.1)
    mean[14 * 1440 :] += 0.25
    sense = Sense()
    sense.watch([Series(f"s{i:02}") for i in range(30)])
    verdicts, _ = sense.advance(block(rng.poisson(mean)))
    late = [v for v in verdicts if v.state == "problem" and v.minute >= FIRST + 14 * 1440 + 40]
    spans = {v.service: v.onset for v in late}
    true = (FIRST + 14 * 1440) * MINUTE
    held = [span.low <= true <= span.high for span in spans.values() if span]
    assert len(held) >= 5
    assert np.mean(held) >= 0.7


def test_a_second_outage_has_an_onset_of_its_own() -> None:
    rng = np.random.default_rng(6)
    mean = np.full(14 * 1440 + 600, 1.0)
    for at in (14 * 1440, 14 * 1440 + 150):
        mean[at : at + 40] = 30.0
    sense = Sense()
    sense.watch([Series("x")])
    verdicts, _ = sense.advance(block(rng.poisson(mean)))
    onset = [v.onset for v in verdicts if v.state == "problem"][-1]
    assert onset is not None
    assert abs(onset.at // MINUTE - (FIRST + 14 * 1440 + 150)) <= 2


@given(st.lists(st.integers(0, 50), min_size=1, max_size=3 * MOST))
def test_a_long_record_keeps_its_sums(counts: list[int]) -> None:
    record = Record.of(Past(np.zeros(5), np.ones(5)), 4, 1, 0)
    for minute, x in enumerate(counts, 5):
        record.note(minute, float(x), 1.0)
    assert len(record.at) <= MOST
    assert sum(record.reports) == sum(counts)
    assert sum(record.bins) == len(counts) + 5
    assert record.at == sorted(record.at)
