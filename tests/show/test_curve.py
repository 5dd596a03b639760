"""Strokes hold what is known, and break where it isn't."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from show.strokes import points

from marsad.show.curve import HEIGHT, WIDTH, band_of, line_of, nice, shade_of, top_of

COUNTS = st.lists(st.none() | st.integers(0, 9), min_size=1, max_size=130)


@given(COUNTS)
def test_a_line_is_broken_where_a_count_is_not_told(counts):
    path = line_of(np.array(counts, dtype=np.float64), 10.0)
    text = "".join("x" if each is None else "o" for each in counts)
    runs = [run for run in text.split("x") if run]
    assert path.count("M") == len(runs)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points(path))


@given(COUNTS, st.floats(1, 100))
def test_all_rows_have_room_below_the_top(counts, least):
    row = np.array(counts, dtype=np.float64)
    assert top_of([row, row * np.nan], least) >= 0.999 * max(
        [least, *(each or 0 for each in counts)]
    )


def test_a_band_is_one_shape_for_each_run_that_is_known():
    low = np.array([1, 1, np.nan, 2, 2, 2.0])
    assert band_of(low, low + 1, 10.0).count("z") == 2
    assert band_of(low * np.nan, low, 10.0) == ""


@given(st.floats(-2, 3), st.floats(-2, 3))
def test_a_shade_lies_on_the_plot_or_there_is_none(start, end):
    shade = shade_of(start, end, "problem")
    if end <= max(start, 0) or start >= min(end, 1):
        assert shade is None
    else:
        assert shade and 0 <= shade.x <= WIDTH and 2 <= shade.width <= WIDTH


@given(value=st.floats(1e-3, 1e12))
def test_the_top_of_an_axis_is_just_above(value: float):
    assert 0.998 * value <= nice(value) <= 2.01 * value
