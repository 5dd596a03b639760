"""Counts of cells in columns: one table is one array, one column a cell and minute.

What the tally keeps of a minute once it is closed, and what the archive writes. A table is an
int32 array of shape (8, n); its first five lines are the key, its last three the measures.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.int32]

SERVICE, MINUTE, COMPONENT, SYMPTOM, COUNTRY, REPORTS, COUNTED, WORKS = range(8)
LINES: tuple[str, ...] = (
    "service",
    "minute",
    "component",
    "symptom",
    "country",
    "reports",
    "counted",
    "works",
)
CELL = [SERVICE, COMPONENT, SYMPTOM, COUNTRY]
KEY = slice(SERVICE, REPORTS)
MEASURES = slice(REPORTS, WORKS + 1)
MOST = np.iinfo(np.int32).max
"""The most a cell can hold in a minute; more is held at that."""


def no_rows() -> Table:
    """A table without rows."""
    return np.empty((8, 0), np.int32)


def merged(tables: Sequence[Table]) -> Table:
    """One table of all, in order of its key, rows of the same key added up.

    >>> row = np.array([[1], [7], [0], [0], [0], [2], [1], [0]], np.int32)
    >>> merged([row, row])[MEASURES].ravel().tolist()
    [4, 2, 0]
    """
    filled = [table for table in tables if table.shape[1]]
    if not filled:
        return no_rows()
    whole = np.concatenate(filled, axis=1)
    whole = whole[:, _order(whole)]
    fresh = np.any(whole[KEY, 1:] != whole[KEY, :-1], axis=0)
    if fresh.all():
        return whole
    starts = np.flatnonzero(np.concatenate([[True], fresh]))
    sums = np.add.reduceat(whole[MEASURES], starts, axis=1, dtype=np.int64)
    return np.concatenate([whole[KEY, starts], np.minimum(sums, MOST).astype(np.int32)])


def _order(table: Table) -> NDArray[np.intp]:
    """The order of the key; two packed sorts cost less than half of five."""
    wide = table[KEY].astype(np.int64)
    when = wide[SERVICE] << 32 | wide[MINUTE]
    symptoms, countries = (int(wide[line].max()) + 1 for line in (SYMPTOM, COUNTRY))
    what = (wide[COMPONENT] * symptoms + wide[SYMPTOM]) * countries + wide[COUNTRY]
    return np.lexsort((what, when))


def of_service(table: Table, service: int) -> Table:
    """The rows of one service in a table that is in order (a view)."""
    low, high = np.searchsorted(table[SERVICE], [service, service + 1])
    return table[:, low:high]


def between(table: Table, first: int, last: int) -> Table:
    """The rows of minutes from ``first`` up to, not including, ``last``."""
    minutes = table[MINUTE]
    inside = (minutes >= first) & (minutes < last)
    return table if inside.all() else table[:, inside]


def pack(table: Table) -> bytes:
    """A table as little-endian bytes, line after line."""
    return np.ascontiguousarray(table, "<i4").tobytes()


def unpack(data: bytes) -> Table:
    """The table in ``data``. Raises ValueError when it is cut short."""
    return np.frombuffer(data, "<i4").astype(np.int32).reshape(8, -1)
