"""How wide the bins of a file are, found from its times alone.

The width is the smallest distance between two bins of a series; every other distance has to be a
multiple of it. Bins without a row are zeros, so a sparse file has gaps; a file whose distances
merely waver has no width and is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from marsad.bring.refusal import FileRefused
from marsad.bring.table import Key, Table
from marsad.nouns.minute import MINUTE_MS, WEEK_MINUTES, rfc3339
from marsad.sense.compiled import compiled

Instants = NDArray[np.int64]

REGULAR_ROWS = 8
"""So many rows in equal steps of more than the file's width are bins of another width."""
_MIXED = "put counts with bins of different widths into files of their own"
_REGULAR = "give every bin a row, or put the times on a grid of equal bins"


@dataclass(frozen=True, slots=True)
class Survey:
    """Times of each key, each array one value a key."""

    first: Instants
    last: Instants
    least: Instants
    """Smallest distance of two neighbouring bins (ms); 0 where there is one bin."""
    most: Instants
    rows: Instants


def survey(table: Table) -> tuple[Survey, Table]:
    """Look once over all times; answers the table in order of time within each key.

    Raises FileRefused when two rows count the same bin.
    """
    keys = len(table.keys)
    found, trouble = _look(table.key, table.at, keys)
    if trouble >= 0 and table.at[trouble] != _before(table, trouble):
        order = np.lexsort((table.at, table.key))
        table = Table(
            table.source, table.keys, table.key[order], table.at[order], table.reports[order]
        )
        found, trouble = _look(table.key, table.at, keys)
    if trouble >= 0:
        at, key = int(table.at[trouble]), table.keys[int(table.key[trouble])]
        what = f"a second row for {_named(key)} at {rfc3339(at)}"
        raise table.source.refuse_at(key, at, what, "keep one row for each bin", nth=2)
    return Survey(*found), table


@compiled
def _look(
    key: NDArray[np.int32], at: Instants, keys: int
) -> tuple[tuple[Instants, Instants, Instants, Instants, Instants], int]:
    """First, last, least and most distance, rows of each key; and a row out of order, or -1."""
    first = np.zeros(keys, np.int64)
    last = np.zeros(keys, np.int64)
    least = np.zeros(keys, np.int64)
    most = np.zeros(keys, np.int64)
    rows = np.zeros(keys, np.int64)
    for row in range(len(key)):
        k = key[row]
        if rows[k] == 0:
            first[k] = at[row]
        else:
            distance = at[row] - last[k]
            if distance <= 0:
                return (first, last, least, most, rows), row
            if least[k] == 0 or distance < least[k]:
                least[k] = distance
            most[k] = max(most[k], distance)
        last[k] = at[row]
        rows[k] += 1
    return (first, last, least, most, rows), -1


def _before(table: Table, row: int) -> int:
    """Time of the row before ``row`` with the same key."""
    earlier = np.flatnonzero(table.key[:row] == table.key[row])
    return int(table.at[earlier[-1]])


def width(table: Table, found: Survey, owner: NDArray[np.int32]) -> int:
    """The bins' width in ms. ``owner`` numbers the service (within its run) of each key.

    Raises FileRefused, naming a line, when there is none or more than one.
    """
    least = found.least[found.least > 0]
    smallest = int(least.min()) if len(least) else 0
    smallest = _between_cells(table, found, owner, smallest)
    if smallest == 0:
        what = "one bin only, so that its width can't be told"
        raise FileRefused(table.source.path, what, "give at least two bins of a service")
    regular = (found.least == found.most) & (found.rows >= REGULAR_ROWS)
    other = np.flatnonzero(regular & (found.least > smallest))
    if len(other):
        key = int(other[0])
        what = f"{_named(table.keys[key])} has bins of {_said(int(found.least[key]))}, others of "
        raise _refusal(table, key, int(found.first[key]), what + _said(smallest), _MIXED)
    return _checked(table, found, owner, smallest)


def _between_cells(table: Table, found: Survey, owner: NDArray[np.int32], smallest: int) -> int:
    """Cells of one service lie on one grid: their mutual distances tell of its width too."""
    origin = _origins(found, owner)[owner]
    apart = found.first - origin
    off = apart[apart > 0] if smallest == 0 else apart[apart % smallest > 0]
    if not len(off):
        return smallest
    for service in np.unique(owner[np.isin(apart, off)]):
        times = np.unique(table.at[owner[table.key] == service])
        closest = int(np.diff(times).min())
        smallest = min(smallest or closest, closest)
    return smallest


def _origins(found: Survey, owner: NDArray[np.int32]) -> Instants:
    """First time of each service."""
    origin = np.full(int(owner.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(origin, owner, found.first)
    return origin


def _checked(table: Table, found: Survey, owner: NDArray[np.int32], smallest: int) -> int:
    """The width, once every time lies on its grid."""
    origin = _origins(found, owner)[owner]
    row = _off_grid(table.key, table.at, origin, smallest)
    if row < 0:
        return smallest
    apart = table.at - origin[table.key]
    common = gcd(smallest, int(np.gcd.reduce(apart[apart % smallest > 0])))
    # Gaps of a sparse file vary by much; those of a crooked one all lie near its true width.
    wavering = found.most[found.most > 0].max() < 2 * smallest
    if common % MINUTE_MS == 0 and not wavering and _is_sparse(table, smallest):
        return common
    key, at = int(table.key[row]), int(table.at[row])
    what = f"{rfc3339(at)} is off the grid of {_said(smallest)} bins that starts at "
    what += rfc3339(int(origin[key]))
    raise _refusal(table, key, at, what, _REGULAR)


@compiled
def _off_grid(key: NDArray[np.int32], at: Instants, origin: Instants, width: int) -> int:
    """The first row that lies off the grid of its key, or -1."""
    for row in range(len(key)):
        if (at[row] - origin[key[row]]) % width:
            return row
    return -1


@compiled
def bins_of(at: Instants, origin: int, width: int) -> tuple[NDArray[np.int32], bool]:
    """The bin of each instant, and whether they are in order."""
    bins = np.empty(len(at), np.int32)
    ordered = True
    for row in range(len(at)):
        bins[row] = (at[row] - origin) // width
        ordered &= row == 0 or bins[row] >= bins[row - 1]
    return bins, ordered


def _is_sparse(table: Table, smallest: int) -> bool:
    """Whether no distance is so common that it must be the bins' width."""
    same = table.key[1:] == table.key[:-1]
    distances = np.diff(table.at)[same]
    if not len(distances):
        return False
    _, counts = np.unique(distances, return_counts=True)
    return bool(counts.max() <= len(distances) / 2)


def whole_minutes(table: Table, width: int) -> tuple[int, int]:
    """Minutes of the bins that the rooms work with, and how many of the file's make one."""
    whole = lcm(width, MINUTE_MS)
    if whole > WEEK_MINUTES * MINUTE_MS:
        what = f"bins of {_said(width)} don't add up to whole minutes within a week"
        raise FileRefused(table.source.path, what, "give counts by the minute")
    return whole // MINUTE_MS, whole // width


def _refusal(table: Table, key: int, at: int, what: str, remedy: str) -> FileRefused:
    return table.source.refuse_at(table.keys[key], at, what, remedy)


def _named(key: Key) -> str:
    return "/".join(part for part in (key.run, *key.cell) if part)


def _said(width: int) -> str:
    for unit, name in ((3_600_000, "h"), (60_000, "min"), (1000, "s")):
        if width % unit == 0:
            return f"{width // unit} {name}"
    return f"{width} ms"
