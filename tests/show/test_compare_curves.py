"""Curves of a comparison stay on their plot and hold what was counted, whatever that is."""

import re
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from show.strokes import points

from marsad.nouns.window import Window
from marsad.show.compare_chart import said
from marsad.show.compare_curves import HOURS, axis_of, curves_of, hours_for, values_of
from marsad.show.curve import HEIGHT, WIDTH
from marsad.show.words import words_of

VALUES = st.one_of(st.just(float("nan")), st.floats(0, 1e7))
ENDS = st.one_of(st.none(), st.floats(0, 20_000))


@given(hours=st.sampled_from(HOURS), data=st.data())
def test_lines_labels_and_ends_stay_on_the_plot(hours: int, data: st.DataObject):
    axis = axis_of(hours)
    count = data.draw(st.integers(1, 4))
    rows = [
        data.draw(hnp.arrays(np.float64, st.integers(1, axis.bins), elements=VALUES))
        for _ in range(count)
    ]
    ends = data.draw(st.lists(ENDS, min_size=count, max_size=count))
    curves, top = curves_of(rows, ends, axis)
    for row, curve in zip(rows, curves, strict=True):
        known = int(np.isfinite(row).sum())
        # A lone point is drawn as a dash, of two.
        assert known <= len(points(curve.path)) <= 2 * known
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points(curve.path))
        assert (curve.label is None) == (known == 0)
        for point in filter(None, (curve.label, curve.end)):
            assert 0 <= point.x <= 100 and 0 <= point.y <= 100
        assert not known or float(np.nanmax(row)) <= top * 1.002


@given(
    lengths=st.lists(st.integers(0, 40_000), min_size=1, max_size=4),
)
def test_the_time_shown_suits_the_incidents(lengths: list[int]):
    hours = hours_for(lengths)
    assert hours in HOURS
    shown = hours * 60
    assert shown >= min(max(lengths), 6 * min(lengths), HOURS[-1] * 60)


@pytest.mark.parametrize("hours", HOURS)
def test_an_axis_is_whole_bins_with_the_first_sign_between_two(hours: int):
    axis = axis_of(hours)
    assert axis.bins * axis.step == axis.before + axis.after
    assert axis.before % axis.step == 0 and axis.after == hours * 60
    assert 0 < axis.bins <= 180


def test_labels_of_like_curves_keep_apart():
    row = np.array([1.0, 5, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 5, 1])
    curves, _ = curves_of([row] * 4, [None] * 4, axis_of(1)._replace(step=6))
    labels = [curve.label for curve in curves if curve.label]
    for one, other in combinations(labels, 2):
        assert abs(one.x - other.x) >= 5 or abs(one.y - other.y) >= 9


def test_a_gap_breaks_the_line():
    row = np.array([1.0, np.nan, 2.0, 3.0])
    (curve,), _ = curves_of([row], [None], axis_of(1)._replace(step=30))
    assert curve.path.count("M") == 2


def window(counted: list[int], usual: list[float], step: int = 1) -> Window:
    values, level = np.array(counted), np.array(usual)
    return Window("x", 0, step, values * 9, values, values, level, level, level)


def test_each_scale_says_its_own():
    seen = window([4, 8, 2], [2.0, 2.0, float("nan")])
    assert values_of(seen, "reports", 3).tolist() == [4, 8, 2]
    assert values_of(seen, "peak", 2).tolist() == [0.5, 1]
    assert values_of(seen, "usual", 2).tolist() == [2, 4]
    assert np.isnan(values_of(seen, "usual", 3)[2])
    assert values_of(window([60], [1.0], 30), "reports", 1).tolist() == [2]


def test_times_the_usual_is_not_told_where_next_to_nothing_is_usual():
    assert np.isnan(values_of(window([50], [0.01]), "usual", 1)).all()


def test_nothing_counted_is_a_line_along_the_bottom():
    assert values_of(window([0, 0], [0, 0]), "peak", 2).tolist() == [0, 0]


@given(minutes=st.integers(-120, 10_080))
def test_time_since_the_first_sign_is_short_and_signed(minutes: int):
    text = re.sub("[\u2066-\u2069]", "", said(minutes, words_of("en")))
    assert text.startswith("+" if minutes > 0 else "−" if minutes < 0 else "0")
    assert len(text) <= 10
