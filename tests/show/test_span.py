"""Ranges of time as people and programs ask for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.nouns.minute import MINUTE_MS
from marsad.show.span import BINS, LONGEST, range_of, since

INSTANTS = st.integers(min_value=0, max_value=4_000_000_000_000)


@pytest.mark.parametrize(
    ("text", "step", "bins"),
    [("60m", 1, 60), ("6h", 1, 360), ("24h", 5, 288), ("7d", 30, 336), ("30d", 120, 360)],
)
def test_usual_ranges_get_the_step_that_suits_them(text: str, step: int, bins: int):
    span = range_of(text, 1_780_000_000_000)
    assert span.step == step
    assert (span.last - span.first) // step == bins


@given(minutes=st.integers(min_value=1, max_value=LONGEST), now=INSTANTS)
def test_a_range_covers_what_was_asked_and_the_running_minute(minutes: int, now: int):
    span = range_of(f"{minutes}m", now)
    running = now // MINUTE_MS
    assert span.first <= running < span.last
    assert span.last - span.first >= minutes
    assert span.first % span.step == span.last % span.step == 0
    assert (span.last - span.first) // span.step <= BINS


@given(text=st.text(max_size=12), now=INSTANTS)
def test_any_other_text_is_refused_or_understood(text: str, now: int):
    try:
        span = range_of(text, now)
    except ValueError:
        return
    assert span.last > span.first


@pytest.mark.parametrize(
    "text", ["", "0m", "h", "24", "24 h", "-1h", "367d", "9999999d", "1w", "٢٤h", "1.5h", "24h\n"]
)
def test_what_is_no_range_is_refused(text: str):
    with pytest.raises(ValueError, match=r".*"):
        range_of(text, 0)


@given(known=st.integers(0, 28 * 365 * 1440), now=INSTANTS)
def test_all_that_is_known_is_a_day_at_least_and_never_too_fine(known: int, now: int):
    running = now // MINUTE_MS
    first = max(0, running - known)
    span = since(first, now)
    assert span.first <= first
    assert span.first <= running - 1439
    assert running < span.last
    assert (span.last - span.first) // span.step <= BINS + 1
    assert span.first % span.step == span.last % span.step == 0


def test_years_are_told_in_weeks_and_nothing_known_is_one_day():
    now = 1_780_000_000_000
    assert since(now // MINUTE_MS - 3 * 366 * 1440, now).step == 7 * 1440
    nothing = since(None, now)
    assert nothing.step == 5
    assert 1440 <= nothing.last - nothing.first <= 1445
