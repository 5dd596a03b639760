"""A line of any cells over any time, from memory and archive as one."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.journal.partition import partition_of
from marsad.nouns.event import Counts
from marsad.nouns.series import Cell
from marsad.tally.archive import Archive
from marsad.tally.history import History
from marsad.tally.tally import Tally
from marsad.tally.usual import Usual

DAY = 1_440
LANES = 2


class Lane:
    """One partition, as a desk holds it."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.usual = Usual()


CELLS = st.builds(
    Cell,
    st.sampled_from("xyz"),
    st.sampled_from(["", "login"]),
    st.sampled_from(["", "slow", "down"]),
    st.sampled_from(["", "SA", "EG"]),
)
COUNTS = st.lists(st.tuples(CELLS, st.integers(0, 3 * DAY - 1), st.integers(1, 9)), max_size=12)


@settings(max_examples=40)
@given(
    told=COUNTS,
    asked=st.one_of(CELLS, CELLS.map(lambda cell: cell._replace(service="")), st.just(Cell(""))),
    first=st.integers(0, 2 * DAY),
    length=st.integers(1, 2 * DAY),
    step=st.sampled_from([1, 7, 60, DAY]),
    by=st.sampled_from(["", "country", "symptom"]),
)
def test_a_course_is_the_sum_of_its_cells_wherever_they_lie(told, asked, first, length, step, by):
    lanes = [Lane() for _ in range(LANES)]
    for cell, minute, reports in told:
        lane = lanes[partition_of(cell.service, LANES)]
        lane.tally.take([Counts(cell.service, minute, (reports,), 1, *cell[1:])])
    last = first + length
    expected: Counter[tuple[str, int]] = Counter()
    for cell, minute, reports in told:
        fits = all(part in ("", own) for part, own in zip(asked, cell, strict=True))
        if fits and first <= minute < last:
            key = getattr(cell, by) if by else ""
            expected[key, (minute - first) // step] += reports
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder), hot_minutes=DAY)
        for number, lane in enumerate(lanes):
            lane.tally.close(2 * DAY + 60)
            assert archive.keep(number, lane.tally, lane.usual)
        found = History(lanes, archive).course(asked, first, last, step, "reports", by)
    sums = {
        (key, bin_): count
        for key, counts in found.items()
        for bin_, count in enumerate(counts.tolist())
        if count
    }
    assert sums == expected
    if not by:
        assert list(found) == [""]
        assert len(found[""]) == -(-length // step)


def test_each_measure_is_told_by_itself():
    lane = Lane()
    lane.tally.take([Counts("x", 5, (3,))])
    history = History([lane])
    assert history.course(Cell("x"), 5, 6, 1, "counted")[""].tolist() == [3]
    assert history.course(Cell("x"), 5, 6, 1, "works")[""].tolist() == [0]


@pytest.mark.parametrize(
    ("first", "last", "step", "measure", "by"),
    [
        (5, 5, 1, "reports", ""),
        (0, 5, 0, "reports", ""),
        (0, 5, 1, "minute", ""),
        (0, 5, 1, "reports", "service"),
    ],
)
def test_what_is_no_course_is_refused(first, last, step, measure, by):
    with pytest.raises(ValueError, match="no course"):
        History([Lane()]).course(Cell("x"), first, last, step, measure, by)
