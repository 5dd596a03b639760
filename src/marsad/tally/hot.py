"""The closed minutes of the last days, in memory, by hour.

Each hour is a tuple of tables that are never written to again: readers take the tuple and are
undisturbed by the fold, which puts a new tuple in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from marsad.tally.rows import MINUTE, Table, between, merged, no_rows, of_service

HOUR = 60
HOURS = 24
_MOST_PARTS = 16


class Hot:
    """Tables of closed minutes."""

    def __init__(self) -> None:
        self._hours: dict[int, tuple[Table, ...]] = {}
        self._newest = -1

    def add(self, table: Table) -> None:
        """Keep rows (in order of their key) of any minutes; late ones join those there are."""
        for hour, part in _by_hour(table):
            if hour > self._newest:
                self._seal(self._newest)
                self._newest = hour
            parts = (*self._hours.get(hour, ()), part)
            self._hours[hour] = parts if len(parts) <= _MOST_PARTS else (merged(parts),)

    def _seal(self, hour: int) -> Table:
        table = no_rows()
        if parts := self._hours.get(hour):
            table = parts[0] if len(parts) == 1 else merged(parts)
            self._hours[hour] = (table,)
        return table

    def parts(self, first: int, last: int) -> Iterator[Table]:
        """The tables that hold minutes from ``first`` up to ``last``, cut to them."""
        for table, inside in self._touched(first, last):
            yield table if inside else between(table, first, last)

    def of_service(self, service: int, first: int, last: int) -> list[Table]:
        """The rows of one service."""
        touched = self._touched(first, last)
        mine = ((of_service(table, service), inside) for table, inside in touched)
        return [rows if inside else between(rows, first, last) for rows, inside in mine]

    def _touched(self, first: int, last: int) -> Iterator[tuple[Table, bool]]:
        """The tables of the hours between two minutes, and whether all of it lies between them."""
        low, high = first // HOUR, -(-last // HOUR)
        wide = high - low > len(self._hours)
        hours = sorted(self._hours) if wide else range(low, high)
        for hour in hours:
            if low <= hour < high:
                inside = first <= hour * HOUR and (hour + 1) * HOUR <= last
                for table in self._hours.get(hour, ()):
                    yield table, inside

    def days(self) -> list[int]:
        """The UTC days (since 1970) that have rows, oldest first."""
        return sorted({hour // HOURS for hour in self._hours})

    def day(self, day: int) -> Table:
        """All rows of a UTC day, in order of their key."""
        hours = range(day * HOURS, (day + 1) * HOURS)
        return merged([part for hour in hours for part in self._hours.get(hour, ())])

    def drop(self, day: int) -> None:
        """Forget a UTC day."""
        for hour in range(day * HOURS, (day + 1) * HOURS):
            self._hours.pop(hour, None)

    def whole(self) -> Table:
        """Everything, hour after hour, each in order of its key: the same however it was added."""
        tables = [self._seal(hour) for hour in sorted(self._hours)]
        return np.concatenate(tables, axis=1) if tables else no_rows()


def _by_hour(table: Table) -> Iterator[tuple[int, Table]]:
    """The rows of each hour, order kept."""
    hours = table[MINUTE] // HOUR
    order = np.argsort(hours, kind="stable")
    hours = hours[order]
    starts: list[int] = np.flatnonzero(np.diff(hours, prepend=hours[:1] - 1)).tolist()
    for start, end in pairwise([*starts, len(hours)]):
        yield int(hours[start]), table[:, order[start:end]]
