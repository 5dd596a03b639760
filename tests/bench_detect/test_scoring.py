"""Thresholds by false alarms, delays, NAB's scores, and the tables."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.detect import nab
from bench.detect.mentions import starts
from bench.detect.minutes import delays
from bench.detect.nab import LOW_FALSE, LOW_MISS, STANDARD, File
from bench.detect.sheet import Sheet, number, percent, rate
from bench.detect.tail import YEAR, Tail
from bench.detect.weeks import threshold

# ---------------------------------------------------------------- thresholds


def alarms_at(places: list[int], heights: list[float], minutes: int = 52_596) -> Tail:
    tail = Tail(stated=(1.0,))
    scores = np.zeros(minutes)
    scores[places] = heights
    tail.add(scores, 1)
    return tail


def test_alarms_less_than_an_hour_apart_are_one() -> None:
    tail = alarms_at([100, 150, 205, 300], [5, 5, 5, 5])
    assert tail.years == pytest.approx(0.1)
    assert tail.episodes(4.0) == 2
    assert tail.rate(4.0) == pytest.approx(20)
    assert tail.rate(1.0) == pytest.approx(20)


def test_alarms_of_two_series_are_two() -> None:
    tail = alarms_at([100], [5])
    scores = np.zeros(52_596)
    scores[110] = 5
    tail.add(scores, 1)
    assert tail.episodes(4.0) == 2


def test_the_threshold_lets_through_just_what_is_allowed() -> None:
    places = list(range(1000, 11_000, 1000))
    tail = alarms_at(places, [float(h) for h in range(1, 11)])
    height = tail.threshold(40.0)
    assert tail.episodes(height) == 4
    assert 6 < height <= 7


def test_a_rate_that_the_data_cant_tell_has_no_threshold() -> None:
    tail = alarms_at([1000, 2000], [5, 6])
    assert math.isnan(tail.threshold(10.0))
    assert math.isnan(tail.threshold(500.0))


@given(st.integers(0, 2**32 - 1), st.sampled_from([50.0, 200.0, 1000.0]))
@settings(deadline=None)
def test_no_more_alarms_than_allowed_at_a_threshold_or_above(seed: int, per_year: float) -> None:
    tail = Tail()
    rng = np.random.default_rng(seed)
    for _ in range(3):
        tail.add(rng.exponential(1.0, 20_000), 1)
    height = tail.threshold(per_year)
    if math.isfinite(height):
        for factor in (1.0, 1.05, 1.2):
            assert tail.rate(height * factor) <= per_year
        assert tail.minutes == pytest.approx(tail.years * YEAR)


def test_one_quiet_week_in_a_hundred_is_over_the_weekly_threshold() -> None:
    quiet = np.arange(1000.0)
    assert np.mean(quiet >= threshold(quiet)) == pytest.approx(0.01)


# ---------------------------------------------------------------- delays


def test_the_onsets_own_minute_is_minute_one() -> None:
    score = np.zeros(200)
    score[30] = 9
    assert delays([(score, 1, 30)], 5.0).tolist() == [1.0]
    assert delays([(score, 1, 21)], 5.0).tolist() == [10.0]


def test_a_wide_bin_is_known_at_its_end() -> None:
    score = np.zeros(20)
    score[2] = 9
    assert delays([(score, 15, 32)], 5.0).tolist() == [13.0]


def test_what_comes_after_the_outage_is_a_miss() -> None:
    score = np.zeros(400)
    score[200] = 9
    assert delays([(score, 1, 30)], 5.0).tolist() == [math.inf]


# ---------------------------------------------------------------- NAB

WINDOWS = ((300, 340), (700, 760))


def file(rows: list[int]) -> File:
    scores = np.zeros(1000)
    scores[rows] = 1.0
    return File(scores, WINDOWS)


@pytest.mark.parametrize("profile", [STANDARD, LOW_FALSE, LOW_MISS])
def test_the_perfect_detector_has_a_hundred_and_the_silent_one_nothing(
    profile: nab.Profile,
) -> None:
    assert nab.score([file([300, 700])], 0.5, profile) == pytest.approx(100)
    assert nab.score([file([])], 0.5, profile) == pytest.approx(0)


def test_a_later_hit_is_worth_less_and_only_the_first_counts() -> None:
    early, late = nab.score([file([305])], 0.5, STANDARD), nab.score([file([335])], 0.5, STANDARD)
    assert 0 < late < early < 50
    assert nab.score([file([305, 310, 335])], 0.5, STANDARD) == pytest.approx(early)


def test_the_sigmoid_is_the_published_one() -> None:
    assert nab.sigmoid(-1.0) == pytest.approx(0.98661, abs=1e-5)
    assert nab.sigmoid(-0.5) == pytest.approx(0.84828, abs=1e-5)
    assert nab.sigmoid(0.0) == 0.0
    assert nab.sigmoid(3.5) == -1.0


def test_a_false_row_costs_its_weight_in_full_before_any_window() -> None:
    cost = nab.score([file([200])], 0.5, STANDARD)
    assert cost == pytest.approx(-100 * 0.11 / 4)
    assert nab.score([file([200])], 0.5, LOW_FALSE) == pytest.approx(2 * cost)
    assert 0 > nab.score([file([345])], 0.5, STANDARD) > cost


def test_probation_counts_for_nothing() -> None:
    assert nab.score([file([10, 149])], 0.5, STANDARD) == pytest.approx(0)
    assert nab.score([file([150])], 0.5, STANDARD) < 0


def test_the_threshold_is_the_best_one_over_all_files() -> None:
    scores = np.zeros(1000)
    scores[[300, 700]] = 9.0
    scores[[200, 500]] = 3.0
    found, height = nab.best([File(scores, WINDOWS)], STANDARD)
    assert found == pytest.approx(100)
    assert 3 < height <= 9
    assert nab.tally([File(scores, WINDOWS)], 1.0) == (2, 2)


def test_an_alarm_is_its_first_row() -> None:
    scores = np.zeros(1000)
    scores[[300, 301, 310, 340]] = 2.0
    assert np.flatnonzero(starts([File(scores, WINDOWS)], 1.0)[0].scores).tolist() == [300, 340]


# ---------------------------------------------------------------- tables


def test_a_sheet_is_a_table_in_markdown() -> None:
    sheet = Sheet("Title", "Note.", ["method", "delay"])
    sheet.add("Marsad", number(12.34))
    assert sheet.markdown() == (
        "## Title\n\nNote.\n\n| method | delay |\n| --- | --- |\n| Marsad | 12.3 |\n"
    )


def test_numbers_that_arent_there_are_dashes() -> None:
    assert (number(math.nan), rate(math.nan), percent(math.nan)) == ("–", "–", "–")
    assert (number(math.inf), rate(0.0512), percent(0.456)) == ("never", "0.051", "46 %")
