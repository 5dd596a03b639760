"""Labels along a chart are round, in order, and apart."""

from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from show.invented import NOW

from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS, parse_rfc3339
from marsad.show.axis import APART, spots_of, times_of
from marsad.show.moments import Moments
from marsad.show.words import words_of

ZONES = st.sampled_from(["Asia/Riyadh", "Africa/Cairo", "Asia/Kathmandu", "America/New_York"])


def moments(zone: str = "Asia/Riyadh", language: str = "en") -> Moments:
    return Moments(words_of(language), ZoneInfo(zone), NOW)


@given(st.integers(20_000_000, 40_000_000), st.integers(60, 30 * 366 * DAY_MINUTES), ZONES)
def test_labels_stand_within_the_chart_and_in_order(first: int, minutes: int, zone: str):
    places = [mark.place for mark in times_of(first, minutes, moments(zone))]
    assert all(0 <= place <= 100 for place in places)
    assert places == sorted(set(places))
    assert len(places) <= 8


@given(st.integers(20_000_000, 40_000_000), st.integers(70, 30 * 366), ZONES)
def test_over_months_every_label_is_where_a_month_begins(first: int, days: int, zone: str):
    told, span = moments(zone), days * DAY_MINUTES * MINUTE_MS
    rounded = span // 20_000 + 1_000  # a place is rounded to a hundredth of a per cent
    for mark in times_of(first, days * DAY_MINUTES, told):
        at = first * MINUTE_MS + round(mark.place / 100 * span)
        assert told.local(at - rounded).month != told.local(at + rounded).month


@pytest.mark.parametrize(
    ("days", "language", "labels"),
    [
        (30, "en", ["Apr 27", "May 2", "May 7", "May 12", "May 17", "May 22"]),
        (100, "en", ["Mar", "Apr", "May"]),
        (366, "en", ["Jul", "Oct", "2026", "Apr"]),
        (366, "ar", ["يوليو", "أكتوبر", "2026", "أبريل"]),
        (5 * 366, "en", ["2022", "2023", "2024", "2025", "2026"]),
    ],
)
def test_long_times_are_told_by_days_months_and_years(days: int, language: str, labels: list[str]):
    first = NOW // MINUTE_MS - days * DAY_MINUTES
    marks = times_of(first, days * DAY_MINUTES, moments(language=language))
    assert [mark.label for mark in marks] == labels


def test_a_change_of_the_clock_does_not_move_the_months():
    first = parse_rfc3339("2025-06-01T00:00:00Z") // MINUTE_MS
    marks = times_of(first, 300 * DAY_MINUTES, moments("America/New_York"), marks=12)
    assert [mark.label for mark in marks][:3] == ["Jun", "Jul", "Aug"]
    assert len(marks) == 10


@given(st.lists(st.floats(0, 100), max_size=12).map(sorted))
def test_numbers_above_a_chart_are_apart_and_none_is_lost(places: list[float]):
    marks = spots_of(places)
    assert all(later.place - earlier.place >= APART for earlier, later in pairwise(marks))
    told: list[int] = []
    for mark in marks:
        first, _, last = mark.label.partition("–")
        told += range(int(first), int(last or first) + 1)
    assert told == list(range(1, len(places) + 1))
