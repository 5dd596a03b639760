"""While a known event runs, small slow rises must be clearer; steep ones are told at once."""

from __future__ import annotations

import numpy as np
from sense.counts import FIRST, block

from marsad.nouns.occasion import Days, DaysOf, no_days
from marsad.nouns.series import Series
from marsad.sense.calendars import Calendars, stretches
from marsad.sense.sense import Sense

DAY = 1440
BEGIN, END = 28 * DAY + 600, 28 * DAY + 780
EVENT = Days(events=((FIRST + BEGIN, FIRST + END),))


def told(_: Series) -> Days:
    return EVENT


def first_problem(days: DaysOf, ratio: float, onset: int, seed: int = 3) -> int:
    """Minutes from the onset to a problem, -1 for none; 10 a minute, the rise lasts three hours."""
    rng = np.random.default_rng(seed)
    table = rng.poisson(10.0, 29 * DAY)
    table[onset : onset + 180] = rng.poisson(10.0 * ratio, 180)
    sense = Sense(days=days)
    sense.watch([Series("x")])
    verdicts = sense.advance(block(table))[0]
    return min((v.minute - FIRST - onset for v in verdicts if v.state == "problem"), default=-1)


def test_a_small_rise_is_no_outage_while_an_event_runs():
    assert first_problem(no_days, 1.5, BEGIN) >= 0
    assert first_problem(told, 1.5, BEGIN) == -1


def test_the_same_rise_at_another_time_is_one():
    assert first_problem(told, 1.5, BEGIN - 7 * DAY) == first_problem(no_days, 1.5, BEGIN - 7 * DAY)


def test_a_steep_rise_is_told_at_once_all_the_same():
    assert 0 <= first_problem(told, 8.0, BEGIN + 60) <= first_problem(no_days, 8.0, BEGIN + 60) + 1


def test_an_event_of_one_service_leaves_others_alone():
    def of_x(series: Series) -> Days | None:
        return EVENT if series.service == "x" else None

    rng = np.random.default_rng(4)
    table = rng.poisson(10.0, (29 * DAY, 2))
    table[BEGIN : BEGIN + 180] = rng.poisson(14.0, (180, 2))
    sense = Sense(days=of_x)
    sense.watch([Series("x"), Series("y")])
    said = {v.service for v in sense.advance(block(table))[0] if v.state == "problem"}
    assert said == {"y"}


def test_holidays_and_events_may_overlap_and_touch():
    days = Days(holidays=((0, 10), (10, 20), (30, 40)), events=((5, 12), (7, 9), (35, 50)))
    assert stretches(days) == [
        (0, 5, 1), (5, 7, 3), (7, 9, 3), (9, 10, 3), (10, 12, 3), (12, 20, 1),
        (30, 35, 1), (35, 40, 3), (40, 50, 2),
    ]  # fmt: skip


def test_series_of_the_same_days_share_a_calendar():
    calendars = Calendars()
    assert [calendars.number(one) for one in (EVENT, None, EVENT, Days())] == [0, -1, 0, 1]
    assert len(calendars) == 2
