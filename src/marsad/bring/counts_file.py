"""A file of counts as recordings: by run, and by grid and end where those differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marsad.bring.grid import Instants, Survey, bins_of, survey, whole_minutes, width
from marsad.bring.kind import kind_of
from marsad.bring.recording import Recording
from marsad.bring.table import Source, Table
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.series import Cell

_SILENT_GAPS = 5
"""A sparse service is thought watched to the end when its last row is this many usual gaps off."""


def read_counts(path: Path) -> list[Recording]:
    """The recordings of one CSV, CSV.gz or Parquet file, in order of run. Raises FileRefused.

    A run is one recording, but for services whose bins lie on another grid, or whose rows end
    earlier: what comes after a service's last row is unknown, not zero.
    """
    with Source(path, kind_of(path)) as source:
        found, table = survey(source.read())
        owner = _owners(table)
        narrow = width(table, found, owner)
        step, merged = whole_minutes(table, narrow)
        stretches = _stretches(table, found, owner, narrow, step)
        return list(_recordings(table, found, owner, stretches, narrow * merged))


Columns = tuple[NDArray[np.int32], Instants, NDArray[np.int32]]
"""Key or cell, instant and reports of each row."""


class _Stretch(NamedTuple):
    """What the services of one recording have in common."""

    run: str
    phase: int
    """Where in a bin their grid lies (ms)."""
    last: int
    """Start of their last bin (instant)."""


def _owners(table: Table) -> NDArray[np.int32]:
    """The service (within its run) of each key, numbered."""
    numbers: dict[tuple[str, str], int] = {}
    named = [(key.run, key.cell.service) for key in table.keys]
    return np.asarray([numbers.setdefault(name, len(numbers)) for name in named], np.int32)


def _stretches(
    table: Table, found: Survey, owner: NDArray[np.int32], narrow: int, step: int
) -> list[_Stretch]:
    """The stretch of each service."""
    services = int(owner.max()) + 1
    first = np.full(services, np.iinfo(np.int64).max)
    last = np.full(services, np.iinfo(np.int64).min)
    rows = np.zeros(services, np.int64)
    np.minimum.at(first, owner, found.first)
    np.maximum.at(last, owner, found.last)
    np.maximum.at(rows, owner, found.rows)
    gap = (last - first) / np.maximum(rows - 1, 1)
    patience = np.where(gap > 1.5 * narrow, _SILENT_GAPS * gap, 0)
    run = dict(zip(owner.tolist(), (key.run for key in table.keys), strict=True))
    own = [
        _Stretch(run[service], int(first[service]) % (step * MINUTE_MS), int(last[service]))
        for service in range(services)
    ]
    ends: dict[tuple[str, int], int] = {}
    for each in own:
        ends[each.run, each.phase] = max(ends.get((each.run, each.phase), each.last), each.last)
    return [
        each._replace(last=end) if each.last + patience[service] >= end else each
        for service, each in enumerate(own)
        for end in (ends[each.run, each.phase],)
    ]


def _recordings(
    table: Table,
    found: Survey,
    owner: NDArray[np.int32],
    stretches: list[_Stretch],
    wide: int,
) -> Iterator[Recording]:
    """Cut the table into its recordings; ``wide`` is the width of their bins in ms."""
    numbers = {stretch: number for number, stretch in enumerate(sorted(set(stretches)))}
    of_key = np.asarray([numbers[stretch] for stretch in stretches], np.int32)[owner]
    start = np.full(len(stretches), np.iinfo(np.int64).max)
    np.minimum.at(start, owner, found.first)
    key, at, reports = _sorted((table.key, table.at, table.reports), of_key[table.key])
    ends = np.searchsorted(of_key[key], np.arange(len(numbers) + 1))
    for stretch, number in numbers.items():
        rows = slice(int(ends[number]), int(ends[number + 1]))
        keys = np.flatnonzero(of_key == number)
        cells = tuple(table.keys[each].cell for each in keys)
        place = np.empty(len(table.keys), np.int32)
        place[keys] = np.arange(len(keys))
        columns = (place[key[rows]], at[rows], reports[rows])
        yield _recording(stretch, cells, start[owner[keys]], columns, wide)


def _recording(
    stretch: _Stretch, cells: tuple[Cell, ...], start: Instants, columns: Columns, wide: int
) -> Recording:
    """One recording, of rows in any order; ``start`` is the first bin of each cell's service."""
    cell, at, reports = columns
    origin = int(start.min())
    bins, ordered = bins_of(at, origin, wide)
    order = slice(None) if ordered else _order(bins)
    return Recording(
        run=stretch.run,
        step=wide // MINUTE_MS,
        first=origin // MINUTE_MS,
        shift=origin % MINUTE_MS,
        bins=(stretch.last - origin) // wide + 1,
        cells=cells,
        begins=((start - origin) // wide).astype(np.int32),
        bin=bins[order],
        cell=cell[order],
        reports=reports[order],
    )


def _sorted(columns: Columns, by: NDArray[np.int32]) -> Columns:
    """Columns in order of ``by``, rows of the same number staying as they were."""
    if not by.any():
        return columns
    order = np.argsort(by, kind="stable")
    key, at, reports = columns
    return key[order], at[order], reports[order]


def _order(bins: NDArray[np.int32]) -> NDArray[np.intp]:
    """The order of bins; rows of the same bin stay as they were."""
    # Sixteen bits are sorted by radix, in linear time.
    return np.argsort(bins.astype(np.uint16) if bins.max() < 65_536 else bins, kind="stable")
