"""What pages ask: windows, totals and shares over memory and archive as one."""

from __future__ import annotations

import threading
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.journal.partition import partition_of
from marsad.nouns.block import Bands, Block
from marsad.nouns.report import Report
from marsad.nouns.series import Series
from marsad.tally.band import band
from marsad.tally.history import History
from marsad.tally.tally import Tally
from marsad.tally.usual import CHANGE, Usual


class Lane:
    """One partition, as a desk holds it."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.usual = Usual()


def report(minute: int, service: str = "x", country: str = "", kind: str = "problem") -> Report:
    at = minute * 60_000
    return Report(b"i" * 16, at, at, service, country=country, kind=kind)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def lane() -> Lane:
    return Lane()


def test_a_window_has_a_bin_for_every_step_and_cuts_the_last_one_short(lane):
    lane.tally.take([report(minute) for minute in (9, 10, 14, 15, 16, 17)])
    window = History([lane]).window("x", 10, 17, 5)
    assert (window.service, window.first, window.step) == ("x", 10, 5)
    assert window.reports.tolist() == [2, 2]


def test_the_running_minute_is_included(lane):
    lane.tally.close(10)
    lane.tally.take([report(10), report(10, kind="works")])
    window = History([lane]).window("x", 9, 11, 1)
    assert window.reports.tolist() == window.counted.tolist() == [0, 1]
    assert window.works.tolist() == [0, 1]


def test_a_service_nobody_reported_has_empty_bins_and_no_usual(lane):
    window = History([lane]).window("nobody", 0, 10, 5, "country")
    assert window.reports.tolist() == [0, 0]
    assert np.isnan(window.expected).all()
    assert window.by == {}


def test_parts_are_split_and_the_unsaid_has_the_empty_name(lane):
    lane.tally.take([report(0, country="SA"), report(1), report(1, country="EG")])
    lane.tally.take([report(1, country="YE", kind="works")])
    window = History([lane]).window("x", 0, 2, 1, "country")
    by = {key: counts.tolist() for key, counts in window.by.items()}
    assert by == {"": [0, 1], "SA": [1, 0], "EG": [0, 1]}


def test_shares_are_most_first(lane):
    lane.tally.take([report(0, country=country) for country in ("SA", "EG", "EG", "")])
    shares = History([lane]).shares("x", 0, 5, "country")
    assert list(shares.items()) == [("EG", 2), ("", 1), ("SA", 1)]


@pytest.mark.parametrize(("first", "last", "step", "by"), [
    (5, 5, 1, ""),
    (5, 4, 1, ""),
    (0, 5, 0, ""),
    (0, 5, 1, "service"),
    (0, 5, 1, "reports; DROP"),
])  # fmt: skip
def test_impossible_windows_are_refused(lane, first, last, step, by):
    with pytest.raises(ValueError, match="no window"):
        History([lane]).window("x", first, last, step, by)


@given(
    st.lists(st.tuples(st.integers(0, 90), st.sampled_from("xyz"), st.sampled_from("ab"))),
    st.integers(0, 90),
    st.integers(1, 90),
    st.integers(1, 40),
    st.integers(1, 3),
)
def test_windows_and_totals_agree_with_counting_by_hand(reports, first, width, step, lanes):
    desks = [Lane() for _ in range(lanes)]
    for number, (minute, service, country) in enumerate(reports):
        tally = desks[partition_of(service, lanes)].tally
        tally.take([report(minute, service, country)])
        if number == len(reports) // 2:
            tally.close(minute + 1)
    history, last = History(desks), first + width
    inside = [each for each in reports if first <= each[0] < last]
    assert history.totals(first, last) == Counter(service for _, service, _ in inside)
    lines = {name: counts.tolist() for name, counts in history.lines(first, last, step).items()}
    assert lines.keys() == {service for _, service, _ in inside}
    for service in "xyz":
        bins = Counter((m - first) // step for m, name, _ in inside if name == service)
        window = history.window(service, first, last, step, "country")
        expected = [bins[number] for number in range(-(-width // step))]
        assert window.reports.tolist() == window.counted.tolist() == expected
        assert lines.get(service, [0] * len(expected)) == expected
        if window.by:
            assert np.sum([*window.by.values()], axis=0).tolist() == expected


def test_reading_goes_on_while_the_fold_does(lane):
    history, seen, done = History([lane]), [], threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.append(int(history.window("x", 0, 400, 400).reports[0]))

    reader = threading.Thread(target=look)
    reader.start()
    for minute in range(300):
        lane.tally.take([report(minute, country=f"{minute % 7}"), report(minute)])
        lane.tally.close(minute + 1)
    done.set()
    reader.join()
    assert seen == sorted(seen)
    assert history.window("x", 0, 400, 400).reports.tolist() == [600]


SERIES = [Series("x"), Series("x", "country", "SA"), Series("y")]
ROWS = np.array([0, 2], np.int32)


def bands(values: list[list[float]]) -> Bands:
    expected = np.array(values, np.float32)
    zero = np.zeros_like(expected)
    return Bands(ROWS, expected, expected / 2, expected * 2, zero)


def block(first: int, bins: int, step: int = 1) -> Block:
    none = np.zeros(bins + 1, np.int64), np.empty(0, np.int32), np.empty(0, np.int32)
    return Block(first, step, *none, np.ones(bins, np.bool_))


def test_the_usual_range_is_that_of_each_minute(lane):
    lane.usual.take(SERIES, block(100, 3), bands([[4, 1], [8, 1], [2, 1]]))
    window = History([lane]).window("x", 100, 103, 1)
    assert window.expected.tolist() == [4, 8, 2]
    assert window.low.tolist() == [2, 4, 1]
    assert window.high.tolist() == [8, 16, 4]


def test_a_level_that_is_not_known_yet_takes_no_room(lane):
    nan = float("nan")
    lane.usual.take(SERIES, block(100, 4), bands([[nan, 1], [nan, 1], [5, 1], [nan, 1]]))
    changes, _ = lane.usual.changes("x", 0, 200)
    assert changes["minute"].tolist() == [102, 103]
    expected = History([lane]).window("x", 100, 104, 1).expected
    assert np.array_equal(expected, [nan, nan, 5, nan], equal_nan=True)


def test_what_is_usual_holds_until_it_changes_but_not_for_ever(lane):
    lane.usual.take(SERIES, block(100, 2), bands([[4, 1], [4.01, 1]]))
    expected = History([lane]).window("x", 99, 300, 1).expected
    known = np.flatnonzero(~np.isnan(expected)) + 99
    assert (known[0], known[-1]) == (100, 179)
    assert expected[101 - 99] == pytest.approx(4.01, rel=0.011)


def test_usual_levels_of_wider_bins_are_sums_with_a_narrower_range(lane):
    lane.usual.take(SERIES, block(0, 120), bands([[4, 1]] * 120))
    window = History([lane]).window("x", 0, 120, 60)
    assert window.expected.tolist() == [240, 240]
    assert window.low[0] == pytest.approx(240 - 4 * np.sqrt(60))
    assert window.high[0] == pytest.approx(240 + 4 * np.sqrt(60))


def test_bins_of_a_coarse_block_are_usual_by_the_minute(lane):
    lane.usual.take(SERIES, block(0, 2, 15), bands([[30, 1], [60, 1]]))
    assert History([lane]).window("x", 0, 30, 15).expected.tolist() == [30, 60]


@given(st.lists(st.tuples(st.floats(0, 1e4, width=32), st.floats(0, 1e4, width=32)), min_size=1))
def test_kept_bands_are_within_a_hundredth_and_restored(levels):
    usual = Usual()
    whole = bands([list(level) for level in levels])
    usual.take(SERIES, block(50, len(levels)), whole)
    usual = Usual.from_bytes(usual.to_bytes())
    for row, service in enumerate("xy"):
        changes, _ = usual.changes(service, 0, 50 + len(levels))
        kept, *_ = band(changes, 50, 50 + len(levels), 1)
        error = np.abs(kept - whole.expected[:, row])
        assert (error <= np.maximum(0.011 * whole.expected[:, row], 2e-3)).all()


@given(st.lists(st.floats(0, 100, width=32), min_size=2, max_size=90), st.data())
def test_bands_kept_by_blocks_of_any_size_are_the_same(levels, data):
    cut = data.draw(st.integers(1, len(levels) - 1))
    values = [[level, 1.0] for level in levels]
    one, two = Usual(), Usual()
    one.take(SERIES, block(50, len(levels)), bands(values))
    two.take(SERIES, block(50, cut), bands(values[:cut]))
    two = Usual.from_bytes(two.to_bytes())
    two.take(SERIES, block(50 + cut, len(levels) - cut), bands(values[cut:]))
    assert one.to_bytes() == two.to_bytes()


def test_a_damaged_checkpoint_of_bands_is_refused():
    with pytest.raises(ValueError, match="replay the journal"):
        Usual.from_bytes(b"rubbish")


def test_minutes_before_the_first_change_are_unknown():
    changes = np.array([(0, 7, 1, 0, 3)], CHANGE)
    expected, low, high = band(changes, 5, 9, 1)
    assert np.isnan(expected[:2]).all()
    assert (expected[2:].tolist(), low[2:].tolist(), high[2:].tolist()) == ([1, 1], [0, 0], [3, 3])
