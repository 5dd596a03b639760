"""What was counted in the last hours, so that a case can look back to before it was opened.

Only whole services and components are kept, for only they lead a case, and only what counted
something, so that an idle series costs nothing.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import msgspec
import numpy as np
from numpy.typing import NDArray

from marsad.nouns.block import Block
from marsad.sense.columns import KIND, Ints

RECALL = 180
"""Bins that are remembered: as long as the faintest outages run unnoticed."""

Entries = tuple[Ints, Ints, Ints]
"""Minute, row and count of what counted something, oldest first."""


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """A Recent as bytes."""

    minutes: bytes
    rows: bytes
    counts: bytes


@dataclass(slots=True)
class Recent:
    """Bins of ``step`` minutes."""

    step: int
    _taken: deque[Entries] = field(default_factory=deque[Entries])

    def take(self, block: Block, ints: Ints) -> None:
        """Remember a block that is judged by now."""
        end = block.first + block.bins * self.step
        since = max(0, block.bins - RECALL)
        taken = _entries(block, since, block.bins)
        lead = ints[taken[1], KIND] <= 1
        if lead.any():
            self._taken.append((taken[0][lead], taken[1][lead], taken[2][lead]))
        while self._taken and self._taken[0][0][-1] < end - RECALL * self.step:
            self._taken.popleft()

    def of(self, row: int, minute: int, block: Block) -> NDArray[np.float64]:
        """Counts of a row in the RECALL bins up to the one that began at ``minute`` in the block.

        The block is not taken yet; bins before all that is remembered count nothing.
        """
        first = minute - (RECALL - 1) * self.step
        out = np.zeros(RECALL)
        bin_ = (minute - block.first) // self.step
        now = _entries(block, max(0, bin_ + 1 - RECALL), bin_ + 1)
        for minutes, rows, counts in (*self._taken, now):
            place = np.flatnonzero((rows == row) & (minutes >= first))
            np.add.at(out, (minutes[place] - first) // self.step, counts[place])
        return out

    def kept(self, end: int) -> Kept:
        """What is remembered at minute ``end``, as bytes that don't depend on the blocks' cuts."""
        parts = [np.concatenate([each[c] for each in self._taken] or [_NONE]) for c in range(3)]
        young = parts[0] >= end - RECALL * self.step
        minutes, rows, counts = (part[young].astype(np.int32).tobytes() for part in parts)
        return Kept(minutes, rows, counts)

    @classmethod
    def restored(cls, kept: Kept, step: int) -> Recent:
        """The Recent that ``kept`` was."""
        minutes, rows, counts = (
            np.frombuffer(part, np.int32) for part in (kept.minutes, kept.rows, kept.counts)
        )
        return cls(step, deque([(minutes, rows, counts)] if len(rows) else []))


_NONE = np.empty(0, np.int32)


def _entries(block: Block, since: int, until: int) -> Entries:
    """Of the bins from ``since`` to before ``until``."""
    a, b = block.offsets[since], block.offsets[until]
    many = np.diff(block.offsets[since : until + 1])
    minutes = np.repeat(block.first + np.arange(since, until) * block.step, many)
    return minutes.astype(np.int32), block.rows[a:b], block.counts[a:b]
