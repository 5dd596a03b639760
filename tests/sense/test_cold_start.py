"""A server that was started a moment ago knows little, and says so."""

from __future__ import annotations

import numpy as np
import pytest
from sense.counts import FIRST, block, changes, judged, quiet

from marsad.nouns.series import Series
from marsad.sense.sense import Sense
from marsad.sense.tuning import Tuning


def test_thousands_of_reports_in_the_first_minutes_are_a_problem() -> None:
    verdicts = judged([0, 3000, 4000, 5000])
    assert verdicts[0].state == "problem"
    assert verdicts[0].minute == FIRST + 1
    assert "cold_start" in [reason.signal for reason in verdicts[0].because]


def test_what_is_said_cold_is_less_certain() -> None:
    cold = judged([0, 300])[0]
    warm = judged([*quiet(1.0, 20_160, 1), 300])[-1]
    assert cold.certainty < warm.certainty


def test_three_people_are_not_an_outage() -> None:
    assert judged([0, 1, 2, 0, 0, 0]) == []
    assert judged([0] * 500 + [3]) == []
    assert judged([*quiet(0.01, 20_160, 2), 1, 1, 1]) == []


def test_a_steady_rate_from_the_first_minute_is_not_an_outage() -> None:
    verdicts = judged(quiet(20.0, 600, 3))
    assert [v for v in verdicts if v.state == "problem"] == []


@pytest.mark.parametrize("rate", [200.0, 2000.0])
def test_a_high_rate_from_the_first_minute_is_not_an_outage_for_ever(rate: float) -> None:
    seen = changes(judged(quiet(rate, 600, 4)))
    assert [state for at, state in seen if at > 200] in ([], ["ok"])


def test_silence_before_the_first_report_is_evidence_where_someone_watched() -> None:
    counts = [0] * 180 + list(quiet(30.0, 10, 5))
    assert judged(counts)[0].minute <= FIRST + 182
    unheard = judged(counts, tuning=Tuning(silence=0))
    assert [v for v in unheard if v.state == "problem"] == []


def test_half_a_day_of_quarter_hours_is_enough_of_a_past() -> None:
    rng = np.random.default_rng(6)
    late = []
    for _ in range(10):
        counts = np.concatenate([rng.poisson(1.2, 48), [8, 30, 60, 80]])
        found = [at // 15 for at, s in changes(judged(counts, step=15)) if s == "problem"]
        late.append(found[-1] if found else 99)
    assert np.median(late) <= 50


def test_a_country_first_heard_in_an_outage_shares_in_it() -> None:
    sense = Sense()
    sense.watch([Series("x")])
    sense.advance(block(quiet(0.5, 20_160, 7)))
    sense.watch([Series("x", "country", "JP")])
    verdicts, _ = sense.advance(block(np.array([[30, 28]] * 5), FIRST + 20_160))
    assert verdicts[-1].state == "problem"
    assert [part.id for part in verdicts[-1].countries] == ["JP"]
