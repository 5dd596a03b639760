"""What pages and the API ask of the counts: memory and archive as one, from any thread.

Each question takes one consistent view of a partition (``Tally.rows``) and reads from the archive
exactly the days that view says are there, so nothing is missed or counted twice while the fold
goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from marsad.journal.partition import partition_of
from marsad.nouns.series import Cell
from marsad.nouns.window import Window
from marsad.tally.archive import Archive, Columns
from marsad.tally.band import band
from marsad.tally.blocks import Integers
from marsad.tally.rows import (
    CELL,
    COUNTED,
    LINES,
    MINUTE,
    REPORTS,
    SERVICE,
    WORKS,
    Table,
    no_rows,
)
from marsad.tally.tally import Tally
from marsad.tally.usual import HOUR, Changes, Usual

Counts = NDArray[np.int64]


class Lane(Protocol):
    """One partition's counts and bands; a desk is one."""

    @property
    def tally(self) -> Tally: ...
    @property
    def usual(self) -> Usual: ...


class History:
    """Counts over time. ``lanes`` are the partitions in order; the list may be filled later."""

    def __init__(self, lanes: Sequence[Lane], archive: Archive | None = None) -> None:
        self._lanes = lanes
        self._archive = archive

    def window(self, service: str, first: int, last: int, step: int, by: str = "") -> Window:
        """Counts from minute ``first`` up to, not including, ``last``, in bins of ``step``.

        ``by`` is ``""``, ``component``, ``symptom`` or ``country``; anything else, a ``last`` not
        after ``first``, or a ``step`` below one raises ValueError.
        """
        if last <= first or step < 1 or by not in ("", *LINES[2:5]):
            raise ValueError(f"no window: {first=}, {last=}, {step=}, {by=}")
        bins = -(-(last - first) // step)
        partition = partition_of(service, len(self._lanes))
        lane = self._lanes[partition]
        view = lane.tally.rows(service, first, last)
        table = np.concatenate(view.tables, axis=1)
        kept = partition, view.kept
        old = self._archive.sums(kept, service, first, last, step, by) if self._archive else {}
        at = (table[MINUTE] - first) // step
        reports, counted, works = (
            _binned(at, table[line], bins) + (_binned(old["bin"], old[name], bins) if old else 0)
            for line, name in ((REPORTS, "reports"), (COUNTED, "counted"), (WORKS, "works"))
        )
        changes = self._changes(partition, service, first, last)
        expected, low, high = band(changes, first, last, step)
        parts = _parts(table, lane.tally.names(by), by, at, bins, old) if by else {}
        return Window(service, first, step, reports, counted, works, expected, low, high, parts)

    def _changes(self, partition: int, service: str, first: int, last: int) -> Changes:
        begin = first // HOUR * HOUR  # the bands are said anew at the start of each hour
        recent, kept = self._lanes[partition].usual.changes(service, begin, last)
        if self._archive is None:
            return recent
        old = self._archive.changes((partition, kept), service, begin, last)
        changes = np.concatenate([old, recent])
        # An adopted archive may reach into the days that were folded anew.
        overlap = len(old) and len(recent) and old["minute"][-1] > recent["minute"][0]
        return changes[np.argsort(changes["minute"], kind="stable")] if overlap else changes

    def course(
        self, cell: Cell, first: int, last: int, step: int, measure: str = "reports", by: str = ""
    ) -> dict[str, Counts]:
        """One measure of all cells within one, in bins as those of ``window``.

        An empty part of ``cell`` is any: without a service it is all of them. Split ``by`` a part
        where asked, else under the one key ``""``; ``measure`` is ``reports``, ``counted`` or
        ``works``. Raises ValueError as ``window`` does.
        """
        if last <= first or step < 1 or by not in ("", *LINES[2:5]) or measure not in LINES[5:]:
            raise ValueError(f"no course: {first=}, {last=}, {step=}, {measure=}, {by=}")
        bins = -(-(last - first) // step)
        every = range(len(self._lanes))
        mine = [partition_of(cell.service, len(self._lanes))] if cell.service else every
        found: dict[str, Counts] = {} if by else {"": np.zeros(bins, np.int64)}
        for partition in mine:
            for key, counts in self._shares(partition, cell, (first, last, step), measure, by):
                found[key] = found[key] + counts if key in found else counts
        return {key: counts for key, counts in found.items() if not by or counts.any()}

    def _shares(
        self, partition: int, cell: Cell, span: tuple[int, int, int], measure: str, by: str
    ) -> Iterator[tuple[str, Counts]]:
        """What one partition adds to a course, from memory and from the archive."""
        first, last, step = span
        bins, lane = -(-(last - first) // step), self._lanes[partition]
        tally = lane.tally
        view = (
            tally.rows(cell.service, first, last) if cell.service else tally.all_rows(first, last)
        )
        table = _within(np.concatenate([no_rows(), *view.tables], axis=1), cell, tally)
        at = (table[MINUTE] - first) // step
        codes = table[LINES.index(by)] if by else np.zeros(table.shape[1], np.int32)
        names = tally.names(by) if by else [""]
        for code in np.unique(codes).tolist():
            own = codes == code
            yield names[code], _binned(at[own], table[LINES.index(measure), own], bins)
        if self._archive:
            old = self._archive.course((partition, view.kept), cell, span, measure, by)
            keys: list[str] = sorted(set(old["key"].tolist())) if old else []
            for key in keys:
                own = old["key"] == key
                yield key, _binned(old["bin"][own], old["counts"][own], bins)

    def totals(self, first: int, last: int) -> dict[str, int]:
        """Problem reports of every service that had any from ``first`` up to ``last``."""
        lines = self.lines(first, last, last - first)
        return {service: int(counts[0]) for service, counts in lines.items()}

    def lines(self, first: int, last: int, step: int) -> dict[str, Counts]:
        """Problem reports of every service that had any, in bins of ``step`` minutes."""
        bins = -(-(last - first) // step)
        found: dict[str, Counts] = {}
        for partition, lane in enumerate(self._lanes):
            view = lane.tally.all_rows(first, last)
            names = lane.tally.names()
            sums = np.zeros(len(names) * bins, np.int64)
            for table in view.tables:
                at = table[SERVICE].astype(np.int64) * bins + (table[MINUTE] - first) // step
                sums += _binned(at, table[REPORTS], len(sums))
            found |= dict(zip(names, sums.reshape(-1, bins), strict=True))
            if self._archive:
                old = self._archive.lines((partition, view.kept), first, last, step)
                for name, at, reports in zip(*old.values(), strict=True):
                    found.setdefault(str(name), np.zeros(bins, np.int64))[at] += reports
        return {service: counts for service, counts in found.items() if counts.any()}

    def shares(self, service: str, first: int, last: int, by: str) -> dict[str, int]:
        """Reports of each component, symptom or country, most first; ``""`` is 'not said'."""
        parts = self.window(service, first, last, last - first, by).by
        counts = {key: int(values.sum()) for key, values in parts.items()}
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def known_since(self) -> dict[str, int]:
        """The first minute that ever counted anything, for every service."""
        since: dict[str, int] = {}
        for lane in self._lanes:
            since |= lane.tally.known_since()
        return since


def _binned(at: Integers, counts: Integers, bins: int) -> Counts:
    return np.bincount(at, counts, bins).astype(np.int64)


def _within(table: Table, cell: Cell, tally: Tally) -> Table:
    """The rows that belong to a cell; none where it names something never seen."""
    for line, part, name in zip(CELL, cell._fields, cell, strict=True):
        if name:
            names = tally.names(part)
            table = table[:, table[line] == (names.index(name) if name in names else -1)]
    return table


def _parts(
    table: Table, names: list[str], by: str, at: Integers, bins: int, old: Columns
) -> dict[str, Counts]:
    """Reports of each part that has any."""
    codes, which = np.unique(table[LINES.index(by)], return_inverse=True)
    lines = _binned(which * bins + at, table[REPORTS], len(codes) * bins).reshape(-1, bins)
    parts: dict[str, Counts] = {
        names[code]: lines[number] for number, code in enumerate(codes.tolist())
    }
    keys: list[str] = sorted(set(old["key"].tolist())) if old else []
    for key in keys:
        mine = old["key"] == key
        more = _binned(old["bin"][mine], old["reports"][mine], bins)
        parts[key] = parts[key] + more if key in parts else more
    return {key: counts for key, counts in parts.items() if counts.any()}
