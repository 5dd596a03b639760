"""A service's first days: its ordinary mornings and week-ends are new, yet no outage."""

from __future__ import annotations

import numpy as np
import pytest
from sense.counts import FIRST, block

from marsad.nouns.series import Series
from marsad.nouns.verdict import Verdict
from marsad.sense.sense import Sense

DAY, SERVICES = 1440, 30


def means(rate: float, days: int, rng: np.random.Generator) -> np.ndarray:
    """A day that rises steeply, seven to one, and a week-end a quarter lower."""
    t = np.arange(days * DAY)
    shape = np.exp(0.97 * np.cos(2 * np.pi * (t - rng.uniform(0, DAY)) / DAY))
    shape *= np.where(t // DAY % 7 >= 5, 0.75, 1.0)
    return rate * np.outer(shape, rng.uniform(0.6, 1.4, SERVICES))


def judged(mean: np.ndarray, rng: np.random.Generator) -> list[Verdict]:
    sense = Sense()
    sense.watch([Series(f"s{i}") for i in range(SERVICES)])
    return sense.advance(block(rng.poisson(rng.gamma(mean / 0.3, 0.3))))[0]


@pytest.mark.parametrize("rate", [0.2, 2.0, 20.0])
def test_the_first_mornings_and_mondays_stay_within_the_budget(rate: float) -> None:
    """1.3 service-years at a budget of one: more than four is a chance of one in a hundred."""
    rng = np.random.default_rng(int(rate * 10))
    verdicts = judged(means(rate, 16, rng), rng)
    assert len({v.service for v in verdicts if v.state == "problem"}) <= 4


@pytest.mark.parametrize("rate", [2.0, 20.0])
def test_an_outage_on_the_first_day_is_found_within_minutes(rate: float) -> None:
    rng = np.random.default_rng(int(rate * 10) + 1)
    mean = means(rate, 1, rng)
    mean[900:960] *= 10.0
    first: dict[str, int] = {}
    for verdict in judged(mean, rng):
        if verdict.state == "problem":
            first.setdefault(verdict.service, verdict.minute + 1 - FIRST - 900)
    assert len(first) == SERVICES
    assert np.median(list(first.values())) <= 5
