"""Charts hold what the counts say, whatever they are."""

from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from show.invented import NOW, OPEN, OVER, Invented
from show.strokes import points

from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.window import Window
from marsad.show.chart import chart_of
from marsad.show.curve import HEIGHT, WIDTH
from marsad.show.moments import DAY_MS, HOUR_MS, Moments
from marsad.show.noted import Noted
from marsad.show.table import ROWS, table_of
from marsad.show.words import words_of

ZONE = ZoneInfo("Asia/Riyadh")
EN = Moments(words_of("en"), ZONE, NOW)
LEVELS = st.one_of(st.just(float("nan")), st.floats(0, 1e6))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    bins = draw(st.integers(1, 60))
    step = draw(st.sampled_from([1, 5, 30, 1440]))
    reports = draw(hnp.arrays(np.int64, bins, elements=st.integers(0, 10**7)))
    expected = draw(hnp.arrays(np.float64, bins, elements=LEVELS))
    late = draw(st.integers(0, 3))
    first = NOW // MINUTE_MS - (bins - late) * step
    return Window("chirp", first, step, reports, reports, reports, expected, expected, expected + 1)


@given(window=windows())
def test_line_and_band_stay_inside_the_plot(window: Window):
    chart = chart_of(window, EN, [OPEN, OVER])
    for x, y in points(chart.line) + points(chart.band):
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT
    assert all(0 <= mark.place <= 100 for mark in chart.times)
    assert len(chart.times) <= 7
    assert all(shade.x >= 0 and shade.width > 0 for shade in chart.shades)


@given(window=windows())
def test_the_line_has_a_point_for_every_full_bin_and_none_for_the_one_that_fills(window: Window):
    full = min(len(window.reports), max(1, (NOW // MINUTE_MS - window.first) // window.step))
    assert len(points(chart_of(window, EN).line)) == max(full, 2)


@given(window=windows())
def test_the_table_adds_up_to_the_same_reports(window: Window):
    rows = table_of(window, EN)
    assert len(rows) <= ROWS
    if window.first + len(window.reports) * window.step <= NOW // MINUTE_MS + 1:
        assert sum(row.reports for row in rows) == window.reports.sum()


def test_the_highest_bin_is_the_highest_point():
    span = (NOW // MINUTE_MS - 120, NOW // MINUTE_MS, 1)
    window = Invented().window("chirp", *span)
    heights = [HEIGHT - y for _, y in points(chart_of(window, EN).line)]
    assert heights.index(max(heights)) == pytest.approx(window.reports.argmax(), abs=3)


def test_no_band_is_drawn_where_nothing_is_known():
    window = Invented().window("ledger", NOW // MINUTE_MS - 60, NOW // MINUTE_MS, 1)
    assert chart_of(window, EN).band == ""


def test_an_incident_shades_its_time_and_a_retracted_one_does_not():
    window = Invented().window("chirp", NOW // MINUTE_MS - 100, NOW // MINUTE_MS, 1)
    (shade,) = chart_of(window, EN, [OPEN]).shades
    assert shade.x == pytest.approx(510, abs=15)
    assert shade.x + shade.width == pytest.approx(WIDTH, abs=15)
    taken_back = msgspec.structs.replace(OPEN, state="retracted")
    assert chart_of(window, EN, [taken_back]).shades == []


@given(window=windows(), begins=st.integers(-90, 90), hours=st.integers(0, 4_000))
def test_announced_work_and_statements_stay_inside_the_plot(
    window: Window, begins: int, hours: int
):
    start = NOW + begins * DAY_MS
    work = Noted("work", start, start + hours * HOUR_MS, "maintenance")
    said = Noted("said", start, start, "unknown")
    chart = chart_of(window, EN, noted=[work, said])
    (hatch,) = chart.works
    assert 0 <= hatch.x <= WIDTH
    assert 4 <= hatch.width <= WIDTH
    assert [0 <= place <= 100 for place in chart.said] == [True]
    assert [mark.label for mark in chart.spots] == ["1–2"]


def test_times_are_round_on_the_clock_of_the_site():
    window = Invented().window("chirp", NOW // MINUTE_MS - 1440, NOW // MINUTE_MS, 5)
    labels = [mark.label for mark in chart_of(window, EN).times]
    assert labels == ["20:00", "00:00", "04:00", "08:00", "12:00", "16:00"]
