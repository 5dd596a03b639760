"""Bins of a quarter of an hour, a day, a week: what takes time takes a few bins at least."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sense.counts import changes, judged

from marsad.sense.tuning import Tuning

DAY = 96
"""Quarters of an hour."""


def _declared(counts: NDArray[np.int_], step: int) -> list[int]:
    """Bins in which a problem was declared."""
    said = judged(counts, tuning=Tuning(silence=0), step=step)
    return [at // step - 1 for at, state in changes(said) if state == "problem"]


@pytest.mark.parametrize("step", [1440, 10_080])
def test_a_spike_of_one_wide_bin_over_a_few_reports_is_told(step: int) -> None:
    counts = np.random.default_rng(1).poisson(4.0, 60)
    counts[50] = 30
    assert _declared(counts, step) == [50]


def test_a_first_day_whose_peak_is_ten_times_its_trough_is_not_an_outage() -> None:
    rng = np.random.default_rng(2)
    swing = 0.5 * np.log(10.0) * np.cos(2 * np.pi * np.arange(DAY) / DAY)
    found = [
        _declared(rng.poisson(rate * np.exp(np.roll(swing, by))), 15)
        for rate in (2.0, 8.0, 30.0)
        for by in range(0, DAY, 6)
    ]
    assert sum(map(len, found)) == 0


def test_a_rise_to_the_fivefold_on_a_first_day_is_told_in_the_first_quarters() -> None:
    rng = np.random.default_rng(3)
    rates = 8.0 * np.where(np.arange(52) < 48, 1.0, 5.0)
    found = [_declared(rng.poisson(rates), 15) for _ in range(10)]
    late = [bins[0] - 48 if bins else 99 for bins in found]
    assert np.median(late) <= 1
