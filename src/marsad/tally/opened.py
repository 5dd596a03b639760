"""Counts that are still being added to: open minutes, and late reports since the last close."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from marsad.tally.blocks import Integers
from marsad.tally.rows import (
    CELL,
    COUNTED,
    MEASURES,
    MINUTE,
    REPORTS,
    Table,
    merged,
    no_rows,
    of_service,
)
from marsad.tally.watched import CellKey, Watched

Bucket = dict[CellKey, list[int]]
"""Reports, counted and works of each cell in one minute."""


class Opened:
    """Counts by service, minute and cell; imported ones wait as tables."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._services: dict[str, dict[int, Bucket]] = {}
        self._tables: list[Table] = []

    def counts(self, cell: CellKey, minute: int) -> list[int]:
        """The three counts of a cell in a minute, to be added to."""
        minutes = self._services.get(cell[0])
        if minutes is None:
            minutes = self._services[cell[0]] = {}
        bucket = minutes.get(minute)
        if bucket is None:
            bucket = minutes[minute] = {}
        counts = bucket.get(cell)
        if counts is None:
            self._watched.meet(cell)
            counts = bucket[cell] = [0, 0, 0]
        return counts

    def add(self, table: Table) -> None:
        """Add rows (in order of their key) to what waits."""
        self._tables.append(table)

    def bring(self, cell: CellKey, minutes: Integers, reports: Integers) -> None:
        """Add imported counts of one cell, in order of time; all of them weigh."""
        table = np.zeros((8, len(minutes)), np.int32)
        table[CELL] = self._watched.codes([cell])
        table[MINUTE] = minutes
        table[[REPORTS, COUNTED]] = reports
        self.add(table)

    def of_service(self, service: str) -> list[Table]:
        """The rows of one service, in no particular order."""
        code = self._watched.services.codes.get(service, -1)
        own = self._services.get(service, {})
        return [self._table(own), *(of_service(table, code) for table in self._tables)]

    def earliest(self) -> Iterator[tuple[str, int]]:
        """The first minute of each service that has reports (imported ones aside)."""
        return ((service, min(minutes)) for service, minutes in self._services.items() if minutes)

    def whole(self) -> Table:
        """Everything, in order of its key."""
        return merged([*map(self._table, self._services.values()), *self._tables])

    def harvest(self, before: int) -> Table:
        """Take out what lies before a minute; the rest stays."""
        ripe = [self._reap(service, before) for service in list(self._services)]
        whole = merged([*ripe, *self._tables])
        due = whole[MINUTE] < before
        self._tables = [] if due.all() else [whole[:, ~due]]
        return whole[:, due]

    def _reap(self, service: str, before: int) -> Table:
        minutes = self._services[service]
        due = {minute: minutes.pop(minute) for minute in list(minutes) if minute < before}
        if not minutes:
            del self._services[service]
        return self._table(due)

    def _table(self, minutes: dict[int, Bucket]) -> Table:
        """Buckets as rows, not in order."""
        buckets = minutes.values()
        cells = [cell for bucket in buckets for cell in bucket]
        if not cells:
            return no_rows()
        table = np.empty((8, len(cells)), np.int32)
        table[CELL] = self._watched.codes(cells)
        table[MINUTE] = np.repeat(list(minutes), [len(bucket) for bucket in buckets])
        values = chain.from_iterable(chain.from_iterable(b.values() for b in buckets))
        table[MEASURES] = np.fromiter(values, np.int32, 3 * len(cells)).reshape(-1, 3).T
        return table
