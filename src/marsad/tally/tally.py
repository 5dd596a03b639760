"""The tally of one partition: a pure fold of its events into counts per minute and cell.

Comes in: reports, imported counts, and which minutes are over. Goes out: blocks of closed
minutes for sense, rows for pages and for the archive. Called by the desk.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from marsad.nouns.block import Block
from marsad.nouns.event import Counts, Event
from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS
from marsad.nouns.report import Report
from marsad.nouns.series import Series
from marsad.nouns.withdrawn import Amended, Withdrawn
from marsad.tally.blocks import block_from_sparse, spread
from marsad.tally.changes import Changes
from marsad.tally.hot import Hot
from marsad.tally.memory import Memory
from marsad.tally.opened import Due, Opened
from marsad.tally.rows import COUNTED, MINUTE, MOST, SERVICE, Table, between, merged, pack, unpack
from marsad.tally.saved import VERSION, Saved, decode, encode
from marsad.tally.voices import Voices
from marsad.tally.watched import CellKey, Watched

DAY_MS = 86_400_000
HOUR = 60
NEVER = np.iinfo(np.int32).max


class View(NamedTuple):
    """Rows as they are in memory at one moment. Tables are shared: read, don't write."""

    tables: list[Table]
    kept: Mapping[int, int]
    """UTC day -> the generation in the archive that holds all the other rows of that day."""


class Tally:
    """Counts of one partition: one thread folds, any thread may read.

    Readers hold the lock only while they note which tables there are and copy one service's open
    minutes; closed tables are never written to again, so the sums are made outside of it.

    Args:
        late_minutes: how long after its minute was closed a report is still handed to sense.
        memory: the most repeatable ids, and the most reporters, that are remembered.
    """

    def __init__(self, late_minutes: int = 15, memory: int = 1_000_000) -> None:
        self.closed: int | None = None
        """Every minute before this one is closed; None before the first close."""
        self.late = 0
        """Problem reports that came later than allowed: shown, never handed to sense."""
        self.kept: dict[int, int] = {}
        """UTC day -> how often it was handed to the archive: the generation that counts there."""
        self._late_minutes = late_minutes
        self._watched = Watched()
        self._opened = Opened(self._watched)
        self._hot = Hot()
        self._carried: dict[CellKey, int] = {}
        self._covered: list[tuple[int, int]] = []  # minutes that imported counts speak of
        self._ids = Memory(DAY_MS, memory)
        self._voices = Voices(self._watched, self._opened, memory)
        self._changes = Changes(self._opened, self._voices, self._carried)
        self._since = np.empty(0, np.int32)
        self._lock = threading.RLock()

    @property
    def series(self) -> list[Series]:
        """What is watched; grows, and the index is the row."""
        return self._watched.series

    def take(self, events: Sequence[Event]) -> None:
        """Count a group of events; ticks and what is said are the caller's to act on."""
        with self._lock:
            for event in events:
                if isinstance(event, Report):
                    self._report(event)
                elif isinstance(event, Counts):
                    self._counts(event)
                elif isinstance(event, Withdrawn):
                    self._changes.withdraw(event, self.closed)
                elif isinstance(event, Amended):
                    self._changes.amend(event, self.closed)

    def _report(self, report: Report) -> None:
        if report.repeatable and not self._ids.first(report.id, report.received):
            return
        cell = (report.service, report.component, report.symptom, report.country)
        if report.changeable:
            self._voices.changes.keep(report)
        minute = report.at // MINUTE_MS
        counts = self._opened.counts(cell, minute)
        if report.kind == "works":
            counts[2] += self._voices.works(report, minute)
            return
        weighs = self._voices.weighs(report, cell, minute, self.closed)
        counts[0] += 1
        counts[1] += weighs
        if self.closed is not None and minute < self.closed:
            recent = minute >= self.closed - self._late_minutes
            self._tardy(cell, int(recent and weighs), int(not recent))
            weighs, minute = weighs and recent, self.closed
        if weighs:
            self._voices.gather(report, minute)

    def _counts(self, event: Counts) -> None:
        cell = (event.service, event.component, event.symptom, event.country)
        reports = spread(np.array(event.reports, np.int64).clip(0, MOST), max(event.step, 1))
        filled = np.flatnonzero(reports)
        minutes, reports = event.start + filled, reports[filled]
        self._opened.bring(cell, minutes, reports)
        self._cover(event.start, event.start + len(event.reports) * max(event.step, 1))
        if self.closed is not None:
            past = minutes < self.closed
            recent = past & (minutes >= self.closed - self._late_minutes)
            self._tardy(cell, int(reports[recent].sum()), int(reports[past & ~recent].sum()))

    def _cover(self, first: int, last: int) -> None:
        """Somebody did look at these minutes, even where there is nothing to count."""
        if self._covered and first <= self._covered[-1][1] and last >= self._covered[-1][0]:
            before = self._covered.pop()
            first, last = min(first, before[0]), max(last, before[1])
        self._covered.append((first, last))

    def _tardy(self, cell: CellKey, carried: int, late: int) -> None:
        """Of reports whose minute is closed: so many go to sense, so many are too late for it."""
        self.late += late
        if carried:
            self._carried[cell] = self._carried.get(cell, 0) + carried

    def close(self, minute: int, gap_after: int = 5) -> Block | None:
        """Close every minute before ``minute``; the bins newly closed, or None when none are.

        The first close begins at the first minute seen. When more than ``gap_after`` minutes lie
        between two closes nobody was looking: those that no report and no imported counts speak of
        are marked unobserved.
        """
        with self._lock:
            if self.closed is not None and minute <= self.closed:
                return None
            due = self._opened.harvest(minute)
            first = self.closed
            if first is None:
                first = int(due.table[MINUTE].min(initial=minute))
            gap = self.closed is not None and minute - first > gap_after
            block = self._block(due, first, minute, gap) if first < minute else None
            if block is not None:
                crowd, signs = self._voices.harvest(first, minute)
                block = replace(block, crowd=crowd, signs=signs)
            self._keep(merged([due.table]))
            self._carried.clear()
            self._voices.close(minute)
            self._covered = [span for span in self._covered if span[1] > minute]
            self.closed = minute
            return block

    def _block(self, due: Due, first: int, last: int, gap: bool) -> Block:
        new = due.table[MINUTE] >= first
        fresh = due.table[:, new]
        carried = np.fromiter(self._carried.values(), np.int64, len(self._carried))
        bins = np.concatenate([fresh[MINUTE] - first, np.zeros(len(carried), np.int64)])
        observed = np.full(last - first, not gap)
        observed[bins] = True
        for start, end in self._covered:
            observed[max(start - first, 0) : max(end - first, 0)] = True
        rows = np.concatenate([due.series[new], self._watched.fed_by(self._carried)])
        counts = np.concatenate([fresh[COUNTED], carried])
        real = rows.ravel() >= 0
        each = (np.repeat(bins, 4)[real], rows.ravel()[real], np.repeat(counts, 4)[real])
        return block_from_sparse(*each, first=first, observed=observed)

    def _keep(self, due: Table) -> None:
        self._hot.add(due)
        self._watched.rest(due.shape[1])
        since = np.full(len(self._watched.services.names), NEVER, np.int32)
        since[: len(self._since)] = self._since
        np.minimum.at(since, due[SERVICE], due[MINUTE])
        self._since = since

    # What history and archive ask; from any thread.

    def rows(self, service: str, first: int, last: int) -> View:
        """One service's rows of minutes from ``first`` up to ``last``, open ones included."""
        with self._lock:
            code = self._watched.services.codes.get(service, -1)
            closed = self._hot.of_service(code, first, last)
            opened, kept = self._opened.of_service(service), self.kept
        return View([*closed, *(between(table, first, last) for table in opened)], kept)

    def all_rows(self, first: int, last: int) -> View:
        """The rows of every service."""
        with self._lock:
            closed, opened = list(self._hot.parts(first, last)), self._opened.tables()
            return View([*closed, *(between(table, first, last) for table in opened)], self.kept)

    def names(self, part: str = "service") -> list[str]:
        """What the numbers in a line of a table stand for; grows."""
        return self._watched.names(part).names

    def known_since(self) -> dict[str, int]:
        """The first minute that ever counted anything, for every service."""
        with self._lock:
            since = dict(zip(self.names(), self._since.tolist(), strict=False))
            for service, minute in self._opened.earliest():
                since[service] = min(minute, since.get(service, NEVER))
        return {service: minute for service, minute in since.items() if minute < NEVER}

    def days(self, before: int) -> list[int]:
        """The UTC days (since 1970) with closed rows that end before a minute, oldest first."""
        end = min(before, self.closed or 0)
        return [day for day in self._hot.days() if (day + 1) * DAY_MINUTES <= end]

    def day(self, day: int) -> Table:
        """All closed rows of a UTC day, in order of their key."""
        return self._hot.day(day)

    def hand_over(self, day: int) -> None:
        """The archive has the rows of a day: forget them, and count one generation more."""
        with self._lock:
            self._hot.drop(day)
            self.kept = {**self.kept, day: self.kept.get(day, 0) + 1}

    def expire(self, before: int) -> None:
        """The archive need not keep the days before a UTC day any more."""
        self.kept = {day: times for day, times in self.kept.items() if day >= before}

    def forget(self, before: int) -> None:
        """Drop the days that lie before a minute, where there is no archive to take them."""
        with self._lock:
            for day in self.days(before):
                self._hot.drop(day)

    # Checkpoints.

    def to_bytes(self) -> bytes:
        """The state; the same bytes for the same events, however they were grouped."""
        with self._lock:
            names, series = self._watched.state()
            saved = Saved(
                version=VERSION,
                closed=self.closed,
                late=self.late,
                names=names,
                series=series,
                hot=pack(self._hot.whole()),
                opened=pack(self._opened.whole()),
                carried=list(self._carried.items()),
                covered=self._covered,
                ids=self._ids.state(),
                since=self._since.astype("<i4").tobytes(),
                kept=self.kept,
                **self._voices.state(),
            )
        return encode(saved)

    @classmethod
    def from_bytes(cls, data: bytes, late_minutes: int = 15, memory: int = 1_000_000) -> Tally:
        """The tally that ``to_bytes`` was asked of. Raises ValueError on anything else."""
        saved = decode(data)
        tally = cls(late_minutes, memory)
        tally.closed, tally.late, tally.kept = saved.closed, saved.late, saved.kept
        tally._watched.restore(saved.names, saved.series)
        tally._hot.add(unpack(saved.hot))
        tally._opened.add(unpack(saved.opened))
        tally._carried.update(saved.carried)
        tally._covered = saved.covered
        tally._ids.restore(saved.ids)
        tally._since = np.frombuffer(saved.since, "<i4").astype(np.int32)
        tally._voices.restore(saved)
        return tally
