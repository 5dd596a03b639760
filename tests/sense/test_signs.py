"""Machines among the reporters are seen by their timing, their words and where they are."""

from __future__ import annotations

import pytest
from sense.people import Kind, lived

SIGNS = {"timing", "pulse", "same_text", "mute", "mix"}
HONEST = [
    Kind(15.0, symptom="login_failure"),
    Kind(10.0),
    Kind(3.0, note="* does not open"),
]


def said(kinds, minutes: int = 45, seed: int = 1):
    """The signs of the last verdict, by name."""
    last = lived(kinds, minutes, seed=seed).verdicts[-1]
    return {reason.signal: reason for reason in last.because if reason.signal in SIGNS}


@pytest.mark.parametrize("seed", range(4))
def test_an_honest_crowd_gives_no_sign(seed: int) -> None:
    assert not said(HONEST, seed=seed)


def test_a_report_every_two_seconds_is_clockwork() -> None:
    found = said([Kind(0.0, every_ms=2_000)])
    assert found["timing"].value < 0.5
    assert found["timing"].weight < 0


def test_a_script_that_runs_once_a_minute_has_a_pulse() -> None:
    burst = [Kind(0.0, every_ms=60_000) for _ in range(20)]
    assert said(burst)["pulse"].value > 0.7


def test_one_text_under_many_names_is_one_text() -> None:
    found = said([Kind(10.0, note="the app is down again since this morning, fix it")])
    assert found["same_text"].value > 0.9


def test_reports_from_where_nobody_is_have_a_strange_mix() -> None:
    strange = tuple(f"{a}{b}" for a in "QWZ" for b in "QWZ")
    found = lived([Kind(200.0, places=strange)], 20, rate=60.0).verdicts[-1].because
    assert "mix" in {reason.signal for reason in found}


def test_signs_lower_the_certainty_and_hold_nothing_back() -> None:
    honest, machine = lived([Kind(30.0)], 45), lived([Kind(0.0, every_ms=2_000)], 45)
    assert machine.verdicts[-1].state == "problem"
    assert machine.verdicts[-1].certainty < honest.verdicts[-1].certainty
    assert machine.problem_at() == pytest.approx(honest.problem_at(), abs=2)
