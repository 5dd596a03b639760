"""What an outage looks like to the detector, from the first doubt to the all-clear."""

from __future__ import annotations

import numpy as np
import pytest
from sense.counts import FIRST, changes, judged, quiet

from marsad.nouns.series import Series

FORTNIGHT = 20_160


def hit(base: float, at: int, shape: list[tuple[int, float]], seed: int) -> np.ndarray:
    """Quiet counts, then from minute ``at`` on stretches of (minutes, rate)."""
    counts = quiet(base, at + sum(n for n, _ in shape), seed)
    rng = np.random.default_rng(seed + 1)
    for n, rate in shape:
        counts[at : at + n] = rng.poisson(rate, n)
        at += n
    return counts


def test_ten_times_a_quiet_rate_is_found_within_half_an_hour() -> None:
    delays = []
    for seed in range(12):
        counts = hit(0.2, FORTNIGHT, [(60, 2.0), (120, 0.2)], seed)
        found = [at for at, state in changes(judged(counts)) if state == "problem"]
        delays.append(min((at - FORTNIGHT for at in found if at > FORTNIGHT), default=180))
    assert np.median(delays) < 20
    assert max(delays) < 60


def test_an_outage_goes_from_problem_over_recovering_to_ok() -> None:
    counts = hit(1.0, FORTNIGHT, [(60, 40.0), (30, 10.0), (30, 3.0), (180, 1.0)], 3)
    states = [state for _, state in changes(judged(counts))]
    assert [s for s in states if s != "possible"] == ["problem", "recovering", "ok"]


def test_the_onset_lies_within_its_interval_and_near_the_truth() -> None:
    verdicts = judged(hit(1.0, FORTNIGHT, [(60, 12.0), (60, 1.0)], 4))
    onset = next(v.onset for v in verdicts if v.state == "problem")
    assert onset is not None
    assert onset.low <= onset.at <= onset.high
    assert abs(onset.at // 60_000 - (FIRST + FORTNIGHT)) <= 5


def test_the_end_is_estimated_near_the_truth() -> None:
    verdicts = judged(hit(1.0, FORTNIGHT, [(60, 30.0), (120, 1.0)], 5))
    ended = verdicts[-1].ended
    assert verdicts[-1].state == "ok"
    assert ended is not None
    assert ended.low <= ended.at <= ended.high
    assert abs(ended.at // 60_000 - (FIRST + FORTNIGHT + 60)) <= 10


def test_the_peak_is_near_the_highest_rate() -> None:
    verdicts = judged(hit(2.0, FORTNIGHT, [(20, 100.0), (40, 400.0), (40, 50.0)], 6))
    peak = verdicts[-1].peak
    assert peak is not None
    assert 350 < peak.reports_per_minute < 480


def test_two_outages_nineteen_hours_apart_are_two() -> None:
    counts = hit(0.5, FORTNIGHT, [(30, 15.0), (1110, 0.5), (130, 25.0), (200, 0.5)], 7)
    seen = changes(judged(counts))
    assert [s for _, s in seen].count("ok") >= 2
    assert any(at < FORTNIGHT + 30 for at, s in seen if s == "problem" and at > FORTNIGHT)
    assert any(FORTNIGHT + 1140 < at < FORTNIGHT + 1150 for at, s in seen if s == "problem")


def test_a_slow_recovery_does_not_flap() -> None:
    flaps = 0
    for seed in range(20):
        decay = [(10, 60.0 * 0.5 ** (i / 3) + 1.0) for i in range(40)]
        seen = changes(judged(hit(1.0, FORTNIGHT, [(60, 61.0), *decay], seed)))
        flaps += [s for at, s in seen if at > FORTNIGHT].count("problem") > 1
    assert flaps <= 1


def test_a_relapse_while_recovering_is_a_problem_again() -> None:
    counts = hit(1.0, FORTNIGHT, [(60, 80.0), (25, 15.0), (60, 90.0), (120, 1.0)], 8)
    states = [s for at, s in changes(judged(counts)) if at > FORTNIGHT]
    assert states[:3] == ["problem", "recovering", "problem"]
    assert states[-1] == "ok"
    assert states.count("ok") == 1


@pytest.mark.parametrize("share", [0.025, 0.03])
def test_a_fall_under_three_hundredths_of_the_peak_is_the_end(share: float) -> None:
    """As on 24 May 2025: 25,800 reports at the peak, under 650 by midday."""
    counts = hit(5.0, FORTNIGHT, [(30, 1700.0), (60, 400.0), (90, 1700.0 * share)], 9)
    assert judged(counts)[-1].state == "ok"


def test_a_jump_to_a_hundred_thousand_is_said_at_the_first_closed_minute() -> None:
    counts = hit(20.0, FORTNIGHT, [(5, 2_000.0), (30, 100_000.0)], 10)
    first = next(v for v in judged(counts) if v.state == "problem")
    assert first.minute + 1 - FIRST == FORTNIGHT + 1
    assert first.certainty > 0.95


def test_a_new_level_is_in_time_the_usual_one() -> None:
    counts = hit(1.0, 2 * 1440, [(4 * 1440, 12.0)], 11)
    assert judged(counts)[-1].minute < FIRST + 2 * 1440 + 2300


def test_quarter_hours_are_judged_like_minutes() -> None:
    rng = np.random.default_rng(12)
    counts = np.concatenate([rng.poisson(1.0, 48), rng.poisson(40.0, 4), rng.poisson(1.0, 30)])
    found = [at for at, s in changes(judged(counts, step=15)) if s == "problem"]
    assert found == [49 * 15]


def test_hours_and_days_work_as_well() -> None:
    rng = np.random.default_rng(13)
    for step in (5, 60, 1440):
        counts = np.concatenate([rng.poisson(20.0, 60), rng.poisson(200.0, 3)])
        verdicts = judged(counts, [Series("x")], step)
        assert verdicts[-1].state == "problem"
        first = next(v for v in verdicts if v.state == "problem")
        assert first.minute >= FIRST + 59 * step
