"""The fold against a plain model of dictionaries, however its events are grouped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.nouns.event import Counts, Event, Tick
from marsad.nouns.report import Report
from marsad.nouns.series import Series
from marsad.tally.rows import CELL, MEASURES, MINUTE
from marsad.tally.tally import Tally

LATE = 15
GAP = 5
parts = st.sampled_from(["", "a", "b"])
services = st.sampled_from(["x", "y", "a"])
minutes = st.integers(0, 200)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    minute = draw(minutes)
    return Report(
        id=draw(st.sampled_from([b"1" * 16, b"2" * 16, b"3" * 16])),
        at=minute * 60_000 + draw(st.integers(0, 59_999)),
        received=minute * 60_000,
        service=draw(services),
        component=draw(parts),
        symptom=draw(parts),
        country=draw(parts),
        kind=draw(st.sampled_from(["problem", "problem", "works"])),
        reporter=draw(st.sampled_from([b"", b"r", b"s"])),
        repeatable=draw(st.booleans()),
    )


counts = st.builds(
    Counts,
    services,
    minutes,
    st.lists(st.integers(0, 50), max_size=4).map(tuple),
    st.integers(1, 40),
    parts,
    parts,
    parts,
)
ticks = st.integers(0, 220).map(Tick)
events = st.lists(st.one_of(reports(), reports(), reports(), counts, ticks), max_size=60)


@dataclass
class Model:
    """What the tally says it does, minute by minute and count by count."""

    closed: int | None = None
    late: int = 0
    series: list[Series] = field(default_factory=list)
    shown: dict[tuple, list[int]] = field(default_factory=dict)
    sensed: Counter = field(default_factory=Counter)
    lively: set[int] = field(default_factory=set)
    ids: set[bytes] = field(default_factory=set)
    weighed: set[tuple] = field(default_factory=set)
    words: dict[tuple, tuple] = field(default_factory=dict)
    blocks: list[dict] = field(default_factory=list)

    def take(self, event: Event) -> None:
        if isinstance(event, Tick):
            self.close(event.minute)
        elif isinstance(event, Counts):
            self.watch(event.service, event.component, event.symptom, event.country)
            self.lively |= {*range(event.start, event.start + len(event.reports) * event.step)}
            for index, total in enumerate(event.reports):
                for part in range(event.step):
                    n = (part + 1) * total // event.step - part * total // event.step
                    if n:
                        self.add(event, event.start + index * event.step + part, n, n, 0)
        else:
            self.report(event)

    def report(self, report: Report) -> None:
        if report.repeatable and report.id in self.ids:
            return
        if report.repeatable:
            self.ids.add(report.id)
        self.watch(report.service, report.component, report.symptom, report.country)
        minute = report.at // 60_000
        weighing = (report.service, minute // 60, report.reporter, report.kind)
        weighs = not report.reporter or weighing not in self.weighed
        self.weighed.add(weighing)
        if report.kind == "works":
            self.add(report, minute, 0, 0, int(weighs))
            return
        self.add(report, minute, 1, int(weighs), 0)
        if report.reporter:
            self.say(report, minute, weighing, weighs)

    def say(self, report: Report, minute: int, who: tuple, first: bool) -> None:
        """A later word takes the weight of the first with it, while that one's minute is open."""
        if first:
            self.words[who] = (report, minute)
        before, since = self.words[who]
        if not first and since >= (self.closed or 0):
            self.add(before, since, 0, -1, 0)
            self.add(report, since, 0, 1, 0)
            self.words[who] = (report, since)

    def watch(self, service: str, component: str, symptom: str, country: str) -> None:
        slices = {"": "", "component": component, "symptom": symptom, "country": country}
        for by, key in slices.items():
            series = Series(service, by, key)
            if (key or not by) and series not in self.series:
                self.series.append(series)

    def add(self, event: Report | Counts, minute: int, reports: int, counted: int, works: int):
        cell = (event.service, event.component, event.symptom, event.country)
        line = self.shown.setdefault((*cell, minute), [0, 0, 0])
        for index, n in enumerate((reports, counted, works)):
            line[index] += n
        if self.closed is not None and minute < self.closed - LATE:
            self.late += reports
            return
        past = self.closed is not None and minute < self.closed
        sensed = self.closed if past else minute
        if counted or not past:
            self.lively.add(sensed)
        for by, key in zip(("component", "symptom", "country"), cell[1:], strict=True):
            if key:
                self.sensed[sensed, Series(cell[0], by, key)] += counted
        self.sensed[sensed, Series(cell[0])] += counted

    def close(self, minute: int) -> None:
        if self.closed is not None and minute <= self.closed:
            return
        seen = [line[-1] for line in self.shown if line[-1] < minute]
        first = min(seen, default=minute) if self.closed is None else self.closed
        gap = self.closed is not None and minute - self.closed > GAP
        for each in range(first, minute):
            rows = {
                self.series.index(series): n
                for (at, series), n in self.sensed.items()
                if at == each and n
            }
            looked = not gap or each in self.lively
            self.blocks.append({"minute": each, "rows": rows, "observed": looked})
        self.closed = minute


def fold(tally: Tally, groups: Sequence[Sequence[Event]]) -> list[dict]:
    """Feed groups of events, closing at each tick; every closed bin as the model has it."""
    bins: list[dict] = []
    for group in groups:
        waiting: list[Event] = []
        for event in group:
            if isinstance(event, Tick):
                tally.take(waiting)
                waiting = []
                bins += bins_of(tally, event.minute)
            else:
                waiting.append(event)
        tally.take(waiting)
    return bins


def bins_of(tally: Tally, minute: int) -> list[dict]:
    block = tally.close(minute, gap_after=GAP)
    if block is None:
        return []
    bins = []
    for index, (start, end) in enumerate(pairwise(block.offsets.tolist())):
        rows = block.rows[start:end].tolist()
        assert rows == sorted(set(rows))
        counts = block.counts[start:end].tolist()
        looked = bool(block.observed[index])
        rows_counts = dict(zip(rows, counts, strict=True))
        bins.append({"minute": block.first + index, "rows": rows_counts, "observed": looked})
    return bins


def shown(tally: Tally) -> dict[tuple, list[int]]:
    table = np.concatenate(tally.all_rows(-1, 10_000).tables, axis=1)
    lines: dict[tuple, list[int]] = {}
    for column in table.T.tolist():
        cell = [
            tally.names(part)[column[line]]
            for part, line in zip(("service", "component", "symptom", "country"), CELL, strict=True)
        ]
        line = lines.setdefault((*cell, column[MINUTE]), [0, 0, 0])
        for index, n in enumerate(column[MEASURES]):
            line[index] += n
    return lines


@given(events)
@settings(max_examples=300)
def test_the_fold_agrees_with_a_plain_model(events):
    model, tally = Model(), Tally(late_minutes=LATE)
    for event in events:
        model.take(event)
    assert fold(tally, [events]) == model.blocks
    assert tally.series == model.series
    assert tally.late == model.late
    assert tally.closed == model.closed
    assert shown(tally) == model.shown


@given(events, st.data())
def test_grouping_and_restarts_change_nothing(events, data):
    whole = Tally()
    expected = fold(whole, [events])
    cuts = sorted(data.draw(st.lists(st.integers(0, len(events)), max_size=6)))
    groups = [events[start:end] for start, end in pairwise([0, *cuts, len(events)])]
    tally, bins = Tally(), []
    for group in groups:
        bins += fold(tally, [group])
        if data.draw(st.booleans()):
            tally = Tally.from_bytes(tally.to_bytes())
    assert bins == expected
    assert tally.to_bytes() == whole.to_bytes()
    assert shown(tally) == shown(whole)


@given(events)
def test_a_checkpoint_is_its_own_fixed_point(events):
    tally = Tally()
    fold(tally, [events])
    data = tally.to_bytes()
    assert Tally.from_bytes(data).to_bytes() == data
    assert tally.to_bytes() == data


def test_forgetting_idle_cells_changes_nothing(monkeypatch):
    monkeypatch.setattr("marsad.tally.watched._IDLE_CELLS", 0)
    forgetful, keen = Tally(), Tally()
    for minute in range(20):
        some = [
            Counts(f"s{k}", minute, (1,), symptom=f"q{k % 3}") for k in range(1, 40, minute + 1)
        ]
        for tally in (forgetful, keen):
            tally.take(some)
    assert bins_of(forgetful, 10) == bins_of(keen, 10)
    assert bins_of(forgetful, 20) == bins_of(keen, 20)
    assert forgetful.series == keen.series
