"""Parts that an old service begins to name are old reports under new names."""

from __future__ import annotations

import numpy as np
import pytest
from sense.counts import changes, judged

from marsad.nouns.series import Series

DAY = 1440
X = [Series("x"), Series("x", "component", "login"), Series("x", "component", "posts")]


def named_late(seed: int, days: int, then: float) -> np.ndarray:
    """``days`` of 1 a minute unnamed, half a day of it named by two parts, then ``then`` times."""
    rng = np.random.default_rng(seed)
    parts = rng.poisson(0.5, ((days * 2 + 1) * DAY // 2 + 20, 2))
    parts[-20:] = rng.poisson(0.5 * then, (20, 2))
    counts = np.column_stack([parts.sum(axis=1), parts])
    counts[: days * DAY, 1:] = 0
    return counts


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("days", [2, 14])
def test_parts_named_for_the_first_time_are_no_outage(seed: int, days: int) -> None:
    verdicts = judged(named_late(seed, days, 1.0), X)
    assert [v for v in verdicts if v.component or v.state == "problem"] == []
    assert len(verdicts) <= 4


@pytest.mark.parametrize("seed", range(6))
def test_an_outage_soon_after_is_found_within_three_minutes(seed: int) -> None:
    counts = named_late(seed, 2, 25.0)
    found = [at for at, state in changes(judged(counts, X)) if state == "problem"]
    assert found
    assert found[0] - (len(counts) - 20) <= 3


def test_a_part_is_trusted_once_it_has_a_past_of_its_own() -> None:
    rng = np.random.default_rng(1)
    quiet = named_late(1, 14, 1.0)
    later = rng.poisson(0.5, (3 * DAY, 2))
    later[-30:, 0] = rng.poisson(15.0, 30)
    counts = np.concatenate([quiet, np.column_stack([later.sum(axis=1), later])])
    assert "problem" in [state for _, state in changes(judged(counts, X), "login")]


def test_a_report_or_two_with_a_name_are_no_past() -> None:
    counts = named_late(2, 14, 1.0)
    counts[3 * DAY, 1] += 1
    counts[3 * DAY, 0] += 1
    assert [v for v in judged(counts, X) if v.component or v.state == "problem"] == []
