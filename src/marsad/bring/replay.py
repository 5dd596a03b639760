"""Files of counts or reports run through the very same tally, sense and story as live reports.

What comes in: paths and the catalogue. What goes out: the incidents, as known in the end, with
their transitions. Called by ``marsad replay``, the tests and the benches.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Protocol

import msgspec

from marsad.bring.counts_file import read_counts
from marsad.bring.kind import kind_of
from marsad.bring.recording import Recording
from marsad.bring.reports_file import read_reports
from marsad.bring.scores import Scores
from marsad.bring.told import Told
from marsad.intake.inspection import Known
from marsad.nouns.block import Block
from marsad.nouns.incident import Incident, Transition
from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS
from marsad.nouns.occasion import Days
from marsad.nouns.report import Report
from marsad.nouns.series import Series
from marsad.nouns.verdict import Span
from marsad.sense.tuning import Tuning
from marsad.story.desk import Desk
from marsad.tally.tally import Tally


class World(Known, Protocol):
    """What a replay asks of the catalogue."""

    def days(self, series: Series) -> Days | None: ...


Progress = Callable[[float], None]
"""Told the share done, from 0 to 1."""

_TOGETHER = 60
"""Minutes of single reports closed at once."""


def replay(
    files: Sequence[Path],
    *,
    catalog: World,
    false_alarms: float = 1.0,
    until: int | None = None,
    scores: Path | None = None,
    progress: Progress | None = None,
) -> Iterator[Told]:
    """Incidents of the files, those of one recording after those of the one before, by onset.

    Every recording starts cold. ``false_alarms`` is the budget a service-year; bins that are not
    over at the instant ``until`` are left out; ``scores`` is a CSV file written bin by bin.
    Raises FileRefused, before the first incident when a file can't be read.
    """
    # A file starts where somebody began to write: silence before it says nothing.
    tuning = Tuning(false_alarms=false_alarms, silence=0)
    runs: list[Run] = []
    for file in files:
        runs += _runs(file, catalog, tuning, until)
    whole, done = sum(run.size for run in runs) or 1, 0.0
    with Scores(scores, named=any(run.name for run in runs)) as written:
        for run in runs:
            written.begin()
            for share in run.go(written):
                if progress:
                    progress((done + share * run.size) / whole)
            done += run.size
            yield from run.told()


def _runs(file: Path, catalog: World, tuning: Tuning, until: int | None) -> list[Run]:
    if kind_of(file) == "ndjson":
        reports = read_reports(file, catalog)
        kept = [report for report in reports if until is None or report.at < until]
        return [ReportsRun(kept, catalog, tuning)] if kept else []
    recordings = (each.until(until) for each in read_counts(file))
    return [CountsRun(each, catalog, tuning) for each in recordings if each.bins > 0]


class Run(ABC):
    """One recording, its desk, and what has been told so far."""

    def __init__(self, name: str, shift: int, size: float, desk: Desk) -> None:
        self.name = name
        self.shift = shift
        self.size = size
        """Work to be done, as a number of bins times series."""
        self.desk = desk
        self._incidents: dict[str, Incident] = {}
        self._transitions: dict[str, list[Transition]] = {}

    @abstractmethod
    def go(self, scores: Scores) -> Iterator[float]:
        """Fold everything; answers the share done now and then."""

    def fold(self, series: Sequence[Series], block: Block, scores: Scores) -> None:
        """Hand one block to the desk, and keep what it changed."""
        outcome, bands = self.desk.brought(series, block)
        self._incidents.update(outcome.incidents)
        for row in outcome.transitions:
            self._transitions.setdefault(row.incident, []).append(row)
        scores.write((self.name, self.shift), series, block, (outcome, bands))

    def told(self) -> list[Told]:
        """The incidents by onset; those that were taken into another are told with it."""
        own = [each for each in self._incidents.values() if each.merged_into is None]
        own.sort(key=lambda each: (each.onset.at, each.id))
        return [self._told(each) for each in own]

    def _told(self, incident: Incident) -> Told:
        rows = tuple(self._transitions.get(incident.id, ()))
        return Told(
            self.name,
            _shifted(incident, self.shift),
            tuple(msgspec.structs.replace(row, at=row.at + self.shift) for row in rows),
        )


class CountsRun(Run):
    """A recording of counts, folded block by block."""

    def __init__(self, recording: Recording, catalog: World, tuning: Tuning) -> None:
        desk = Desk.fresh(0, tuning, Tally(), recording.step, catalog.days)
        size = float(recording.bins * len(recording.cells))
        super().__init__(recording.run, recording.shift, size, desk)
        self._recording = recording
        self._catalog = catalog

    def go(self, scores: Scores) -> Iterator[float]:
        """Fold every block."""
        folded = 0
        for series, block in self._recording.blocks(self._catalog.part_of):
            self.fold(series, block, scores)
            folded += block.bins
            yield folded / self._recording.bins


class ReportsRun(Run):
    """Single reports: counted by a tally, whose closed minutes are folded."""

    def __init__(self, reports: list[Report], catalog: World, tuning: Tuning) -> None:
        desk = Desk.fresh(0, tuning, Tally(), days=catalog.days)
        super().__init__("", 0, float(len(reports)), desk)
        self._reports = reports

    def go(self, scores: Scores) -> Iterator[float]:
        """Fold hour by hour; the file was watched from its first report to its last."""
        tally = self.desk.tally
        last = self._reports[-1].at // MINUTE_MS + 1
        taken = 0
        for begin in range(self._reports[0].at // MINUTE_MS, last, _TOGETHER):
            end = min(begin + _TOGETHER, last)
            upto = bisect_left(self._reports, end * MINUTE_MS, taken, key=attrgetter("at"))
            tally.take(self._reports[taken:upto])
            taken = upto
            block = tally.close(end, gap_after=_TOGETHER)
            if block is not None:
                self.fold(tally.series, block, scores)
            tally.forget(end - DAY_MINUTES)
            yield taken / len(self._reports)


def _shifted(incident: Incident, shift: int) -> Incident:
    """The incident in true time: the rooms count whole minutes, a file's grid may lie between."""
    if shift == 0:
        return incident
    return msgspec.structs.replace(
        incident,
        onset=_span(incident.onset, shift),
        ended=incident.ended and _span(incident.ended, shift),
        peak=msgspec.structs.replace(incident.peak, at=incident.peak.at + shift),
        declared_at=_later(incident.declared_at, shift),
        recovering_at=_later(incident.recovering_at, shift),
        updated_at=incident.updated_at + shift,
    )


def _span(span: Span, shift: int) -> Span:
    return Span(span.at + shift, span.low + shift, span.high + shift)


def _later(instant: int | None, shift: int) -> int | None:
    return None if instant is None else instant + shift
