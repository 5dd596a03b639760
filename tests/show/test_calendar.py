"""Days are those of the site's clock, each as dark as its darkest incident."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.nouns.problem import Refused
from marsad.nouns.spell import Spell
from marsad.show.calendar import (
    DARKEST_FIRST,
    Trace,
    first_weekday,
    slots,
    slots_of,
    squares,
    traces_of,
    weeks_of,
)
from marsad.show.period import day_of, day_start, period_of

HOUR = 3_600_000
TODAY = date(2026, 5, 24)
ZONES = ["Asia/Riyadh", "Africa/Cairo", "Asia/Beirut", "America/Havana", "Australia/Lord_Howe"]
RIYADH = ZoneInfo("Asia/Riyadh")


@given(st.sampled_from(ZONES), st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_a_day_starts_where_the_clock_first_shows_it(key, day):
    zone = ZoneInfo(key)
    start = day_start(day, zone)
    assert day_of(start, zone) == day
    assert day_of(start - 1, zone) < day


@pytest.mark.parametrize(
    ("key", "day", "hours"),
    [
        ("Africa/Cairo", date(2026, 4, 24), 23),
        ("Africa/Cairo", date(2026, 10, 29), 25),
        ("Europe/Paris", date(2026, 3, 29), 23),
        ("Europe/Paris", date(2026, 10, 25), 25),
        ("Asia/Riyadh", date(2026, 3, 29), 24),
    ],
)
def test_a_day_of_changing_clocks_is_shorter_or_longer(key, day, hours):
    zone = ZoneInfo(key)
    assert day_start(day + timedelta(1), zone) - day_start(day, zone) == hours * HOUR


TRACES = st.lists(
    st.builds(
        lambda shade, start, length: Trace("x", shade, start, start + length),
        st.sampled_from(DARKEST_FIRST[:4]),
        st.integers(-30, 90).map(lambda n: n * HOUR),
        st.integers(0, 60).map(lambda n: n * HOUR),
    ),
    max_size=6,
)


@given(TRACES)
def test_each_day_is_as_dark_as_the_darkest_that_touches_it(traces):
    days = [date(1970, 1, 1 + n) for n in range(3)]
    row = slots(days, date(1970, 1, 4), ZoneInfo("UTC"))
    found = squares(traces, row, now=99 * 24 * HOUR, known=0)
    for number, square in enumerate(found):
        start, end = number * 24 * HOUR, (number + 1) * 24 * HOUR
        there = [t for t in traces if t.start < end and (t.end > start or t.start >= start)]
        expected = min((t.shade for t in there), key=DARKEST_FIRST.index, default="none")
        assert square.shade == expected
        assert square.incidents == sum(t.shade != "maintenance" for t in there)


def test_days_before_anybody_watched_are_not_known_and_those_to_come_are_nothing():
    row = slots([date(1970, 1, 1 + n) for n in range(4)], date(1970, 1, 5), ZoneInfo("UTC"))
    found = squares([], row, now=60 * HOUR, known=30 * HOUR)
    assert [each.shade for each in found] == ["unknown", "none", "none", "future"]
    assert squares([], row, now=60 * HOUR, known=None)[1].shade == "unknown"


def test_an_outage_stays_one_when_over_and_a_suspicion_taken_back_does_not():
    def spell(state, declared):
        return Spell("a", "x", "", state, 5, None, declared)

    states = [("ended", True), ("recovering", True), ("possible", False), ("retracted", True)]
    shades = [each.shade for each in traces_of([spell(*each) for each in states], [], 9)]
    assert shades == ["problem", "problem", "possible", "retracted"]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 6))
def test_weeks_begin_with_the_sites_first_day_and_leave_no_day_out(day, first):
    month = period_of({"month": f"{day:%Y-%m}"}, TODAY)
    days = squares([], slots_of(month, RIYADH), 0, 0)
    weeks = weeks_of(days, first)
    assert [each for week in weeks for each in week if each] == days
    for week in weeks:
        assert len(week) == 7
        assert all(each is None or (each.first.weekday() - first) % 7 == n
                   for n, each in enumerate(week))  # fmt: skip


def test_the_week_begins_by_the_sites_country():
    assert first_weekday(RIYADH) == 6
    assert first_weekday(ZoneInfo("Europe/London")) == 0
    assert first_weekday(ZoneInfo("UTC")) == 0


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ({}, date(2026, 5, 1), date(2026, 5, 31)),
        ({"month": "2024-02"}, date(2024, 2, 1), date(2024, 2, 29)),
        ({"year": "2025", "month": ""}, date(2025, 1, 1), date(2025, 12, 31)),
        ({"from": "2026-05-20"}, date(2026, 5, 20), TODAY),
        ({"from": "2026-05-20", "to": "2026-05-21"}, date(2026, 5, 20), date(2026, 5, 21)),
        ({"to": "2026-05-21"}, date(2026, 5, 21), date(2026, 5, 21)),
    ],
)
def test_a_period_is_what_the_address_says(query, first, last):
    period = period_of(query, TODAY)
    assert (period.first, period.last) == (first, last)
    assert period_of(period.pairs(), TODAY) == period


@pytest.mark.parametrize(
    "query",
    [
        {"month": "2026-13"},
        {"month": "May"},
        {"month": "٢٠٢٦-٠٥"},
        {"year": "26"},
        {"year": "0000"},
        {"year": "9999"},
        {"from": "2026-05-24", "to": "2026-05-23"},
        {"from": "2024-01-01", "to": "2026-01-01"},
        {"from": "yesterday"},
        {"to": "1999-01-01"},
    ],
)
def test_a_period_that_is_none_is_refused(query):
    with pytest.raises(Refused) as refusal:
        period_of(query, TODAY)
    assert refusal.value.problem.status == 400


def test_the_periods_beside_are_as_long():
    may = period_of({}, TODAY)
    before, after = may.beside(-1), may.beside(1)
    assert before and (before.first, before.last) == (date(2026, 4, 1), date(2026, 4, 30))
    assert after and after.pairs() == {"month": "2026-06"}
    days = period_of({"from": "2026-05-20", "to": "2026-05-21"}, TODAY)
    earlier = days.beside(-1)
    assert earlier and (earlier.first, earlier.last) == (date(2026, 5, 18), date(2026, 5, 19))
    last = period_of({"year": "2199"}, TODAY)
    assert last.beside(1) is None


def test_a_long_period_is_shown_by_the_month():
    year = slots_of(period_of({"year": "2026"}, TODAY), RIYADH)
    assert len(year.edges) == 13
    assert year.days[1] == date(2026, 2, 1)
