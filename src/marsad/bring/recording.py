"""Counts of one stretch of watching, in equal bins on one grid, ready for tally's block maker."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.block import Block
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.series import Cell, Series
from marsad.tally.blocks import block_from_dense, block_from_sparse

_SLICES = ("component", "symptom", "country")
_BINS = 1440
"""Bins folded at once: enough for numpy, few enough for a progress bar to move."""
_DENSE = 0.05
"""Share of bins with a row from which a whole matrix is cheaper than sorting its rows."""

PartOf = Callable[[str, str], str]
"""(service, symptom) -> the component it points at, or ""."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Counts that are detected by themselves, from a cold start."""

    run: str
    step: int
    """Minutes a bin."""
    first: int
    """Minute of the first bin, as the rooms count minutes ..."""
    shift: int
    """... and by how many ms its true start lies later; added to every instant told."""
    bins: int
    cells: tuple[Cell, ...]
    begins: NDArray[np.int32]
    """First bin of each cell's service: before it nobody counted."""
    bin: NDArray[np.int32]
    """Not descending; each array from here on has one value a row."""
    cell: NDArray[np.int32]
    reports: NDArray[np.int32]

    def until(self, instant: int | None) -> Recording:
        """The recording as it was at an instant: the bins that were over by then."""
        if instant is None:
            return self
        over = (instant - self.shift - self.first * MINUTE_MS) // (self.step * MINUTE_MS)
        bins = max(0, min(self.bins, over))
        rows = slice(int(np.searchsorted(self.bin, bins)))
        return replace(
            self,
            bins=bins,
            begins=np.minimum(self.begins, bins),
            bin=self.bin[rows],
            cell=self.cell[rows],
            reports=self.reports[rows],
        )

    def blocks(self, part_of: PartOf) -> Iterator[tuple[Sequence[Series], Block]]:
        """Blocks in order of time, each with all the series known by then."""
        series, rows, since = self._watch(part_of)
        alone = bool((rows[:, 1:] < 0).all())
        regular = np.arange(0, self.bins, _BINS)
        edges = np.unique(np.concatenate([regular, since, [self.bins]])).astype(np.int64)
        ends = np.searchsorted(self.bin, edges)
        known = np.searchsorted(since, edges, side="right")
        for place in range(len(edges) - 1):
            low, high = int(edges[place]), int(edges[place + 1])
            chunk = slice(int(ends[place]), int(ends[place + 1]))
            make = self._dense if alone and self._is_full(chunk, high - low) else self._sparse
            seen = int(known[place])
            yield series[:seen], make(rows, chunk, low, high, seen)

    def _is_full(self, chunk: slice, bins: int) -> bool:
        return chunk.stop - chunk.start >= _DENSE * bins * len(self.cells)

    def _watch(self, part_of: PartOf) -> tuple[list[Series], NDArray[np.int32], NDArray[np.int32]]:
        """Series in order of their first bin, the (up to four) rows of each cell, first bins."""
        index: dict[Series, int] = {}
        since: list[int] = []
        rows = np.full((len(self.cells), 4), -1, np.int32)
        for cell in sorted(range(len(self.cells)), key=lambda cell: int(self.begins[cell])):
            for place, series in _sums(self.cells[cell], part_of):
                if series not in index:
                    index[series] = len(index)
                    since.append(int(self.begins[cell]))
                rows[cell, place] = index[series]
        return list(index), rows, np.asarray(since, np.int32)

    def _dense(
        self, rows: NDArray[np.int32], chunk: slice, low: int, high: int, known: int
    ) -> Block:
        counts = np.zeros((high - low, known), np.int32)
        # Bins of the file that are narrower than a minute share one of ours, so add.
        place = (self.bin[chunk] - low).astype(np.int64) * known + rows[self.cell[chunk], 0]
        if self._merges(place):
            sums = np.bincount(place, weights=self.reports[chunk], minlength=counts.size)
            counts.ravel()[:] = sums
        else:
            counts.ravel()[place] = self.reports[chunk]
        return block_from_dense(counts, self.first + low * self.step, self.step)

    def _merges(self, place: NDArray[np.int64]) -> bool:
        hit = np.zeros(int(place.max()) + 1 if len(place) else 0, np.bool_)
        hit[place] = True
        return int(np.count_nonzero(hit)) < len(place)

    def _sparse(
        self, rows: NDArray[np.int32], chunk: slice, low: int, high: int, known: int
    ) -> Block:
        fed = rows[self.cell[chunk]]
        real = fed.ravel() >= 0
        return block_from_sparse(
            np.repeat(self.bin[chunk] - low, 4)[real],
            fed.ravel()[real],
            np.repeat(self.reports[chunk], 4)[real],
            first=self.first + low * self.step,
            observed=np.ones(high - low, np.bool_),
            step=self.step,
        )


def _sums(cell: Cell, part_of: PartOf) -> Iterator[tuple[int, Series]]:
    """The series a cell counts to, as the tally has them: its service's, and its slices'."""
    component = cell.component or (cell.symptom and part_of(cell.service, cell.symptom))
    yield 0, Series(cell.service)
    for place, by, key in zip(
        (1, 2, 3), _SLICES, (component, cell.symptom, cell.country), strict=True
    ):
        if key:
            yield place, Series(cell.service, by, key)
