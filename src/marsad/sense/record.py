"""The counts of the series that leads a case, from hours before it was opened until now."""

from __future__ import annotations

from operator import add

import msgspec
import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]
Column = NDArray[np.float64]


class Past(msgspec.Struct, frozen=True):
    """The last bins of a series, the newest last."""

    counts: Column
    usual: Column


LEAST = 0.003
"""Reports a minute: nobody is known to be quieter than this."""
MOST = 384
"""Cells of a record; then its older half is halved, so that what is long ago is kept coarsely."""


class Record(msgspec.Struct):
    """Cells, oldest first; a new one is one bin wide."""

    at: list[int] = []
    """Minute at which the cell begins."""
    bins: list[int] = []
    reports: list[float] = []
    usual: list[float] = []
    """Expected reports of the whole cell."""

    def note(self, minute: int, reports: float, usual: float) -> None:
        """One more bin."""
        self.at.append(minute)
        self.bins.append(1)
        self.reports.append(reports)
        self.usual.append(usual)
        if len(self.at) > MOST:
            self._halve()

    @classmethod
    def of(cls, past: Past, minute: int, step: int, since: int) -> Record:
        """What the bins up to that at ``minute`` counted, none from before ``since``."""
        counts, usual = past.counts, past.usual
        first = minute - (len(counts) - 1) * step
        skip = max(0, -(-(since - first) // step))
        at = list(range(first + skip * step, minute + 1, step))
        return cls(at, [1] * len(at), counts[skip:].tolist(), usual[skip:].tolist())

    def since(self, minute: int) -> Cells:
        """The cells that begin at ``minute`` or later."""
        at = np.array(self.at, float)
        first = int(np.searchsorted(at, minute))
        bins = np.array(self.bins[first:], float)
        return Cells(
            at[first:], bins, np.array(self.reports[first:]), np.array(self.usual[first:]) / bins
        )

    def until(self, minute: int) -> Cells:
        """The cells that begin before ``minute``."""
        cells = self.since(0)
        n = int(np.searchsorted(cells.at, minute))
        return Cells(cells.at[:n], cells.bins[:n], cells.reports[:n], cells.usual[:n])

    def _halve(self) -> None:
        old = MOST // 2
        self.at[:old] = self.at[:old:2]
        self.bins[:old] = map(add, self.bins[:old:2], self.bins[1:old:2])
        self.reports[:old] = map(add, self.reports[:old:2], self.reports[1:old:2])
        self.usual[:old] = map(add, self.usual[:old:2], self.usual[1:old:2])


class Cells(msgspec.Struct, frozen=True):
    """The columns of a record; ``usual`` is a bin's."""

    at: Column
    bins: Column
    reports: Column
    usual: Column

    def coarse(self, fine: int, most: int) -> Cells:
        """The last ``fine`` cells as they are, those before as ``most`` wider ones at most."""
        old = len(self.at) - fine
        if old <= most:
            return self
        starts = np.concatenate([np.arange(0, old, -(-old // most)), np.arange(old, len(self.at))])
        bins = np.add.reduceat(self.bins, starts)
        usual = np.add.reduceat(self.usual * self.bins, starts) / bins
        return Cells(self.at[starts], bins, np.add.reduceat(self.reports, starts), usual)
