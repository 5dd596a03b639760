"""Over simulated years of quiet, no more is cried than the budget allows."""

from __future__ import annotations

import numpy as np
import pytest
from sense.counts import block

from marsad.nouns.series import Series
from marsad.sense.sense import Sense
from marsad.sense.tuning import Tuning

DAYS, SERVICES, WARM = 56, 60, 14
YEARS = (DAYS - WARM) * SERVICES / 365.25


@pytest.mark.parametrize("rate", [0.02, 0.2, 2.0])
def test_a_clean_world_stays_within_the_budget(rate: float) -> None:
    rng = np.random.default_rng(round(rate * 100))
    minute = np.arange(DAYS * 1440)[:, None]
    day = np.exp(0.8 * np.cos(2 * np.pi * (minute - rng.uniform(0, 1440, SERVICES)) / 1440))
    mean = rate * day / 1.17
    counts = rng.poisson(rng.gamma(mean / 0.5, 0.5))
    sense = Sense(Tuning(false_alarms=1.0))
    sense.watch([Series(f"s{i}") for i in range(SERVICES)])
    verdicts, _ = sense.advance(block(counts))
    warm = block(counts).first + WARM * 1440
    last: dict[str, int] = {}
    late = 0
    for verdict in verdicts:
        if verdict.state in ("problem", "recovering"):
            late += verdict.minute >= warm and verdict.minute - last.get(verdict.service, 0) > 60
            last[verdict.service] = verdict.minute
    assert late <= 1.5 * YEARS + 3.0 * YEARS**0.5


def test_a_larger_budget_says_no_later() -> None:
    rng = np.random.default_rng(9)
    counts = np.concatenate([rng.poisson(0.5, 20_160), rng.poisson(3.0, 60)])
    first = []
    for budget in (0.1, 1.0, 12.0):
        sense = Sense(Tuning(false_alarms=budget))
        sense.watch([Series("x")])
        verdicts, _ = sense.advance(block(counts))
        first.append(min(v.minute for v in verdicts if v.state == "problem"))
    assert first == sorted(first, reverse=True)
