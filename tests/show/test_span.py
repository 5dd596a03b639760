"""Ranges of time as people and programs ask for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.nouns.minute import MINUTE_MS
from marsad.show.span import BINS, LONGEST, range_of

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
