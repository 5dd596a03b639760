"""Counts that are still being added to: open minutes, and late reports since the last close."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marsad.tally.blocks import Integers
from marsad.tally.rows import (
    CELL,
    COUNTED,
    MEASURES,
    MINUTE,
    REPORTS,
    SERVICE,
    Table,
    merged,
    no_rows,
)
from marsad.tally.watched import CellKey, Watched

Bucket = dict[CellKey, list[int]]
"""Reports, counted and works of each cell in one minute."""


class Due(NamedTuple):
    """What a close takes out."""

    table: Table
    """Rows, not in order."""
    series: NDArray[np.int32]
    """The series each row counts to, shape (n, 4); -1 where there is none."""


class Opened:
    """Counts by service, minute and cell; imported ones wait as tables."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._services: dict[str, dict[int, Bucket]] = {}
        self._tables: list[Table] = []

    def counts(self, cell: CellKey, minute: int) -> list[int]:
        """The three counts of a cell in a minute, to be added to."""
        try:
            return self._services[cell[0]][minute][cell]
        except KeyError:
            return self._first(cell, minute)

    def _first(self, cell: CellKey, minute: int) -> list[int]:
        self._watched.meet(cell)
        minutes = self._services.setdefault(cell[0], {})
        counts = minutes.setdefault(minute, {})[cell] = [0, 0, 0]
        return counts

    def add(self, table: Table) -> None:
        """Add rows, in any order, to what waits."""
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
        own, _ = self._table(self._services.get(service, {}).items())
        return [own, *(table[:, table[SERVICE] == code] for table in self._tables)]

    def earliest(self) -> Iterator[tuple[str, int]]:
        """The first minute of each service that has reports (imported ones aside)."""
        return ((service, min(minutes)) for service, minutes in self._services.items() if minutes)

    def whole(self) -> Table:
        """Everything, in order of its key."""
        return merged(self.tables())

    def tables(self) -> list[Table]:
        """Everything, in no particular order."""
        buckets = [pair for minutes in self._services.values() for pair in minutes.items()]
        return [self._table(buckets)[0], *self._tables]

    def harvest(self, before: int) -> Due:
        """Take out what lies before a minute; the rest stays."""
        ripe: list[tuple[int, Bucket]] = []
        for service, minutes in list(self._services.items()):
            ripe += [(minute, minutes.pop(minute)) for minute in list(minutes) if minute < before]
            if not minutes:
                del self._services[service]
        fresh, cells = self._table(ripe)
        waited = self._by_minute()
        due = int(np.searchsorted(waited[MINUTE], before))
        self._tables = [waited[:, due:]] if due < waited.shape[1] else []
        waited = waited[:, :due]
        series = [self._watched.fed_by(cells), self._watched.rows(waited)]
        return Due(np.concatenate([fresh, waited], axis=1), np.concatenate(series))

    def _by_minute(self) -> Table:
        """What waits, in order of time: a long import is sorted once and then cut off piecemeal."""
        if not self._tables:
            return no_rows()
        whole = np.concatenate(self._tables, axis=1) if self._tables[1:] else self._tables[0]
        minutes = whole[MINUTE]
        if (minutes[1:] >= minutes[:-1]).all():
            return whole
        return whole[:, np.argsort(minutes, kind="stable")]

    def _table(self, buckets: Collection[tuple[int, Bucket]]) -> tuple[Table, list[CellKey]]:
        """Minutes with their buckets as rows, not in order, and the cell of each row."""
        cells = [cell for _, bucket in buckets for cell in bucket]
        table = np.empty((8, len(cells)), np.int32)
        table[CELL] = self._watched.codes(cells)
        sizes = [len(bucket) for _, bucket in buckets]
        table[MINUTE] = np.repeat([minute for minute, _ in buckets], sizes)
        values = chain.from_iterable(chain.from_iterable(b.values() for _, b in buckets))
        table[MEASURES] = np.fromiter(values, np.int32, 3 * len(cells)).reshape(-1, 3).T
        return table, cells
