"""Memory and archive together hold every count that was taken, whatever happens in between."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from marsad.nouns.block import Bands, Block
from marsad.nouns.event import Counts, Event, Tick
from marsad.nouns.report import Report
from marsad.nouns.series import Series
from marsad.tally.archive import Archive
from marsad.tally.history import History
from marsad.tally.shelf import Leaf
from marsad.tally.tally import Tally
from marsad.tally.usual import Usual

DAY = 1_440
DAYS = 8
SPAN = 30 * DAY


class Lane:
    """One partition, as a desk holds it."""

    def __init__(self, tally: Tally, usual: Usual) -> None:
        self.tally = tally
        self.usual = usual


class Life(RuleBasedStateMachine):
    """A worker that folds, archives, saves, is killed, and starts again."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.archive = Archive(self.folder, hot_minutes=2 * DAY)
        self.lane = Lane(Tally(), Usual())
        self.lanes = [self.lane]
        self.history = History(self.lanes, self.archive)
        self.journal: list[Event] = []
        self.saved = 0, Tally().to_bytes(), Usual().to_bytes()
        self.levels = {service: np.full(SPAN, np.nan) for service in "xyz"}
        self.clock = 0

    @rule(minute=st.integers(0, DAYS * DAY), service=st.sampled_from("xy"), works=st.booleans())
    def report(self, minute: int, service: str, works: bool) -> None:
        at, kind = minute * 60_000, "works" if works else "problem"
        self.take(Report(b"i" * 16, at, at, service, symptom=service, kind=kind))

    @rule(
        start=st.integers(0, DAYS * DAY - 400),
        service=st.sampled_from("xyz"),
        reports=st.lists(st.integers(0, 9), max_size=5).map(tuple),
        step=st.sampled_from([1, 15, 60]),
    )
    def counts(self, start: int, service: str, reports: tuple[int, ...], step: int) -> None:
        self.take(Counts(service, start, reports, step, country="SA"))

    @rule(minutes=st.sampled_from([1, 10, 700, DAY, 3 * DAY]))
    def tick(self, minutes: int) -> None:
        self.clock = min(self.clock + minutes, SPAN)
        self.take(Tick(self.clock))

    def take(self, event: Event) -> None:
        self.journal.append(event)
        self.fold(event)

    def fold(self, event: Event) -> None:
        if not isinstance(event, Tick):
            self.lane.tally.take([event])
        elif (block := self.lane.tally.close(event.minute)) is not None:
            self.level(self.lane.tally.series, block)

    def level(self, series: Sequence[Series], block: Block) -> None:
        """Bands as sense would give them: another level every hour."""
        rows = [row for row, each in enumerate(series) if not each.by]
        hours = np.arange(block.first, block.first + block.bins) // 60
        expected = np.add.outer(hours % 7, np.array(rows, np.int64)).astype(np.float32) + 1
        bands = Bands(np.array(rows, np.int32), expected, expected, expected, expected)
        self.lane.usual.take(series, block, bands)
        for number, row in enumerate(rows):
            known = self.levels[series[row].service]
            known[block.first : block.first + block.bins] = expected[:, number]

    @rule()
    def keep(self) -> None:
        assert self.archive.keep(0, self.lane.tally, self.lane.usual)

    @rule()
    def save(self) -> None:
        state = self.lane.tally.to_bytes(), self.lane.usual.to_bytes()
        self.saved = len(self.journal), *state

    @rule()
    def save_and_tidy(self) -> None:
        self.save()
        self.archive.tidy(0, self.lane.tally, self.lane.usual)

    @rule(tidied=st.booleans())
    def crash(self, tidied: bool) -> None:
        position, tally, usual = self.saved
        self.lane.tally, self.lane.usual = Tally.from_bytes(tally), Usual.from_bytes(usual)
        if tidied:
            self.archive.tidy(0, self.lane.tally, self.lane.usual)
        for event in self.journal[position:]:
            self.fold(event)

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        expected: Counter[str] = Counter()
        for event in self.journal:
            if isinstance(event, Counts):
                expected[event.service] += sum(event.reports)
            elif isinstance(event, Report):
                expected[event.service] += event.kind == "problem"
        totals = self.history.totals(0, SPAN)
        assert totals == {service: n for service, n in expected.items() if n}
        assert not self.archive.damaged

    @invariant()
    def what_was_usual_stays_known(self) -> None:
        for service, known in self.levels.items():
            given = ~np.isnan(known)
            expected = self.history.window(service, 0, SPAN, 1).expected
            assert np.array_equal(expected[given], known[given])

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


@pytest.mark.parametrize("again", [False, True])
def test_a_day_written_again_is_the_same_file(tmp_path, again):
    tally, usual, archive = Tally(), Usual(), Archive(tmp_path)
    tally.take([Counts("x", 0, (3,) * 200, symptom="slow"), Counts("y", 7, (100,), 60)])
    tally.close(4 * DAY)
    before = tally.to_bytes()
    archive.keep(0, tally, usual)
    path = archive.counts.path(Leaf(0, 0, 1))
    first = path.read_bytes()
    if again:
        path.unlink()
    archive.keep(0, Tally.from_bytes(before), usual)
    assert path.read_bytes() == first
