"""What is over stays over while no more than its own tail comes in."""

from __future__ import annotations

import numpy as np
import pytest
from sense.counts import FIRST, block

from marsad.nouns.series import Series
from marsad.sense.sense import Sense

DAY, SERVICES = 1440, 60


def course(rng: np.random.Generator, minutes: int) -> np.ndarray:
    """Share of the peak by minute: a ramp, a plateau, a decay by half-life."""
    ramp, plateau, half = rng.choice([1, 5, 30]), rng.choice([10, 60]), rng.choice([10, 20, 30, 60])
    t = np.arange(minutes, dtype=float)
    return np.minimum(1.0, (t + 1) / ramp) * 0.5 ** (np.maximum(0.0, t - ramp - plateau) / half)


@pytest.mark.parametrize("rate", [0.2, 2.0])
def test_fewer_than_two_in_a_hundred_outages_are_declared_again_within_an_hour(rate: float) -> None:
    rng = np.random.default_rng(round(rate * 10))
    mean = np.full((5 * DAY, SERVICES), rate)
    for i in range(SERVICES):
        at = 4 * DAY + int(rng.integers(60, 300))
        peak = rate * float(rng.choice([10, 30, 100]))
        mean[at:, i] += peak * course(rng, 5 * DAY - at)
    sense = Sense()
    sense.watch([Series(f"s{i}") for i in range(SERVICES)])
    verdicts, _ = sense.advance(block(rng.poisson(rng.gamma(mean / 0.3, 0.3))))
    ended: dict[str, int] = {}
    running, again = set[str](), set[str]()
    for verdict in (v for v in verdicts if v.minute >= FIRST + 4 * DAY):
        name = verdict.service
        if verdict.state == "problem" and name not in running:
            running.add(name)
            if verdict.minute - ended.get(name, 0) <= 60:
                again.add(name)
        if verdict.state == "ok" and name in running:
            running.discard(name)
            ended[name] = verdict.minute
    assert len(ended) >= 0.9 * SERVICES
    assert len(again) <= 0.02 * SERVICES
