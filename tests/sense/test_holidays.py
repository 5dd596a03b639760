"""A holiday known in advance costs neither false alarms nor time, and spoils no usual day."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sense.counts import FIRST, block

from marsad.nouns.block import Bands
from marsad.nouns.occasion import Days, DaysOf, no_days
from marsad.nouns.series import Series
from marsad.nouns.verdict import Verdict
from marsad.sense.sense import Sense

DAY = 1440
WARM, WEEKS, SERVICES = 4, 20, 16
SUNDAY = 6
QUIETER, BUSIER = 0.6, 1.5
"""What a Sunday is to a working day, for one half of the services and for the other."""


def days_off(days: NDArray[np.int_], begin: int = 0, weekend: tuple[int, ...] = (5, 6)) -> DaysOf:
    """What a calendar says of these days, counted from FIRST, for every series."""
    spans = tuple((FIRST + DAY * d + begin, FIRST + DAY * (d + 1) + begin) for d in days.tolist())
    told = Days(spans, (), weekend)
    return lambda _: told


@cache
def holidays() -> NDArray[np.int_]:
    """One working day in thirty, beginning with the third week."""
    rng = np.random.default_rng(11)
    days = np.arange(14, WEEKS * 7)
    return days[(rng.random(len(days)) < 1 / 30) & (days % 7 < 5)]


@cache
def means() -> NDArray[np.float64]:
    """Reports a minute (minutes, services); holidays have a Sunday's."""
    rng = np.random.default_rng(12)
    minute = np.arange(WEEKS * 7 * DAY)[:, None]
    day = np.exp(0.8 * np.cos(2 * np.pi * (minute - rng.uniform(0, DAY, SERVICES)) / DAY))
    rest = np.isin(minute // DAY % 7, (5, SUNDAY)) | np.isin(minute // DAY, holidays())
    busy = np.arange(SERVICES) % 2
    return 10.0 * day * np.where(rest, np.where(busy, BUSIER, QUIETER), 1.0)


@cache
def counts() -> NDArray[np.int_]:
    return np.random.default_rng(13).poisson(means())


def watched(days: DaysOf, table: NDArray[np.int_]) -> tuple[list[Verdict], Bands]:
    sense = Sense(days=days)
    sense.watch([Series(f"s{i:02}") for i in range(table.shape[1])])
    return sense.advance(block(table))


@cache
def known() -> tuple[list[Verdict], Bands]:
    return watched(days_off(holidays()), counts())


@cache
def unknown() -> tuple[list[Verdict], Bands]:
    return watched(no_days, counts())


def on_holidays(verdicts: list[Verdict]) -> set[tuple[str, int]]:
    """Service and day of every problem that began on one, once all is warm."""
    said = [v for v in verdicts if v.state == "problem" and v.onset]
    days = {(v.service, (v.onset.at // 60_000 - FIRST) // DAY) for v in said if v.onset}
    return {(service, day) for service, day in days if day in holidays() and day >= 7 * WARM}


def test_a_holiday_raises_fewer_false_alarms_when_it_is_known():
    before = len(on_holidays(unknown()[0]))
    assert before >= 5
    assert len(on_holidays(known()[0])) <= before / 5


def delay(problems: list[Verdict], onset: int) -> float:
    """Mean minutes until each quieter service has a problem, 45 where it has none by then."""
    first = dict.fromkeys((f"s{s:02}" for s in range(0, SERVICES, 2)), 45)
    for verdict in reversed(problems):
        if verdict.service in first and 0 <= verdict.minute - FIRST - onset < 45:
            first[verdict.service] = verdict.minute - FIRST - onset
    return float(np.mean(list(first.values())))


def test_an_outage_on_a_holiday_is_told_no_later_when_it_is_known():
    struck, onsets = counts().copy(), holidays()[holidays() >= 7 * WARM] * DAY + 700
    extra = np.random.default_rng(14).poisson(np.where(np.arange(SERVICES) % 2, 0.0, means()))
    for onset in onsets.tolist():
        struck[onset : onset + 45] += extra[onset : onset + 45]
    late = {}
    for name, days in (("unknown", no_days), ("known", days_off(holidays()))):
        said = [v for v in watched(days, struck)[0] if v.state == "problem"]
        late[name] = float(np.mean([delay(said, t) for t in onsets.tolist()]))
    assert late["known"] <= late["unknown"]


def test_a_first_holiday_is_expected_to_be_like_a_day_of_rest():
    first = holidays()[holidays() >= 7 * WARM][0]
    begin = slice(first * DAY, first * DAY + 120)
    true = means()[begin].sum(axis=0)
    off = {
        run: np.abs(run()[1].expected[begin].sum(axis=0) / true - 1).mean()
        for run in (known, unknown)
    }
    assert off[known] < 0.5 * off[unknown]


def test_what_holidays_are_like_is_learned_from_those_that_were():
    days = np.arange(16, WEEKS * 7, 14)
    mean = np.where(np.isin(np.arange(WEEKS * 7), days), 3.0, 2.0)
    table = np.random.default_rng(15).poisson(np.repeat(mean, DAY))[:, None]
    bands = watched(days_off(days), table)[1].expected[:, 0]
    begins = [bands[day * DAY : day * DAY + 30].mean() for day in days.tolist()]
    assert begins[0] < 2.4
    assert np.mean(begins[-3:]) == pytest.approx(3.0, abs=0.2)


def test_holidays_teach_usual_days_nothing():
    usual = np.full((12 * 7 * DAY, 1), 3.0)
    other, days = usual.copy(), np.arange(30, 70, 7)
    for day in days.tolist():
        other[day * DAY : (day + 1) * DAY] *= 0.5
    rng = np.random.default_rng(16)
    table = rng.poisson(other)
    after = slice((days[-1] + 7) * DAY, (days[-1] + 7) * DAY + 60)
    told = watched(days_off(days), table)[1].expected[after].mean()
    untold = watched(no_days, table)[1].expected[after].mean()
    assert told == pytest.approx(3.0, rel=0.03)
    assert untold < 0.9 * told


def test_a_holiday_begins_at_the_midnight_of_its_country():
    days = np.array([100])
    bands = watched(days_off(days, begin=-180), counts()[:, :1])[1].expected[:, 0]
    plain = watched(no_days, counts()[:, :1])[1].expected[:, 0]
    turn = 100 * DAY - 180
    assert np.array_equal(bands[:turn], plain[:turn])
    assert bands[turn] < 0.9 * plain[turn]


def test_a_calendar_with_nothing_in_it_changes_nothing():
    table = counts()[: 30 * DAY, :3]
    nothing = Days()
    empty = watched(lambda _: nothing, table)
    assert empty[0] == watched(no_days, table)[0]
    assert np.array_equal(empty[1].expected, watched(no_days, table)[1].expected)


@pytest.mark.parametrize("step", [15, 60, 1440])
def test_bins_of_any_width_know_holidays(step: int):
    days = np.array([44, 52])
    table = np.full((60 * DAY // step, 1), 4 * step)
    sense = Sense(step=step, days=days_off(days, begin=-180))
    sense.watch([Series("x")])
    assert sense.advance(block(table, step=step))[0] == []


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(1, 12 * DAY - 1), max_size=4), st.integers(-720, 720))
def test_cutting_and_restoring_anywhere_changes_nothing(cuts: list[int], begin: int):
    table, days = counts()[: 12 * DAY, :4], days_off(np.array([5, 8, 10]), begin)
    rows = [Series("a"), Series("a", "country", "SA"), Series("a", "symptom", "slow"), Series("b")]
    whole, piecewise = Sense(days=days), Sense(days=days)
    whole.watch(rows)
    piecewise.watch(rows)
    expected = whole.advance(block(table))[0]
    said: list[Verdict] = []
    edges = [0, *sorted(set(cuts)), len(table)]
    for at, end in pairwise(edges):
        said += piecewise.advance(block(table[at:end], FIRST + at))[0]
        piecewise = Sense.from_bytes(piecewise.to_bytes(), days=days)
    assert said == expected
    assert piecewise.to_bytes() == whole.to_bytes()
