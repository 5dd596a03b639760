"""A wave of complaints is named for what it is, and hides no outage."""

from __future__ import annotations

import pytest
from sense.people import Kind, lived

SILENT = Kind(12.0)
PRICES = Kind(6.0, topic="price", note="* prices")
FAILING = Kind(10.0, symptom="login_failure", first=60)


def reasons(verdicts):
    return {reason.signal for verdict in verdicts for reason in verdict.because}


def test_a_wave_about_prices_is_named_and_is_no_problem_while_it_lasts() -> None:
    told = lived([SILENT, PRICES], 120)
    assert "campaign:price" in reasons(told.verdicts)
    settled = [v for v in told.verdicts if v.minute >= told.verdicts[0].minute + 30]
    assert {v.state for v in settled} == {"possible"}
    assert all(v.certainty < 0.5 for v in settled)


def test_its_numbers_are_told() -> None:
    told = lived([SILENT, PRICES], 60)
    last = told.verdicts[-1]
    (wave,) = [reason for reason in last.because if reason.signal.startswith("campaign")]
    assert wave.weight < 0
    assert wave.value > 50
    assert wave.value / wave.expected > 0.9


def test_a_few_notes_among_many_reports_are_no_campaign() -> None:
    told = lived([Kind(30.0), Kind(0.05, topic="price", note="* prices")], 30)
    assert told.verdicts[-1].state == "problem"
    assert "campaign:price" not in reasons(told.verdicts)


def test_an_outage_in_the_middle_of_a_campaign_is_told() -> None:
    for seed in range(3):
        told = lived([SILENT, PRICES, FAILING], 120, seed=seed)
        before = [v for v in told.verdicts if v.minute < told.verdicts[0].minute + 55]
        assert before[-1].state == "possible"
        at = next(
            (v for v in told.verdicts if v.state == "problem" and v.minute > before[-1].minute),
            None,
        )
        assert at is not None
        assert at.minute - before[-1].minute <= 25


@pytest.mark.parametrize("complaints", [20.0, 200.0])
def test_nobody_can_hide_an_outage_behind_complaints(complaints: float) -> None:
    """Half of the people of the outage say what fails, half say nothing."""
    outage = [Kind(5.0, symptom="login_failure"), Kind(5.0)]
    attacker = Kind(complaints, topic="price", note="* prices")
    alone, attacked = lived(outage, 40), lived([*outage, attacker], 40)
    early, late = alone.problem_at(), attacked.problem_at()
    assert early is not None
    assert late is not None
    assert late <= early + 15
    assert attacked.verdicts[-1].state == "problem"
