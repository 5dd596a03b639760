"""Closed minutes of many series: what the tally hands to sense."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.crowd import Crowd
from marsad.nouns.signs import Signs


@dataclass(frozen=True, slots=True)
class Block:
    """A run of closed bins in compressed sparse rows; a series without a row counted zero.

    Bin *i* covers the minutes ``first + i * step`` up to ``first + (i + 1) * step``; its counts are
    ``rows[offsets[i]:offsets[i + 1]]`` (each row at most once) and the same slice of ``counts``.
    """

    first: int
    step: int
    offsets: NDArray[np.int64]
    """Shape (bins + 1,)."""
    rows: NDArray[np.int32]
    """Which series, as its index in the order it was first watched."""
    counts: NDArray[np.int32]
    observed: NDArray[np.bool_]
    """Shape (bins,); False where the observatory itself was not looking: such a bin is a gap,
    not a zero."""
    crowd: Crowd | None = None
    """Where the counted reports came from; None where nobody knows, as in imported counts."""
    signs: Signs | None = None
    """When they came and what they said; None where nobody knows."""

    @property
    def bins(self) -> int:
        return len(self.offsets) - 1


@dataclass(frozen=True, slots=True)
class Bands:
    """The usual level of some series over the bins of one block, each array (bins, len(rows))."""

    rows: NDArray[np.int32]
    expected: NDArray[np.float32]
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    surprise: NDArray[np.float32]
    """The detector's statistic, in nats."""
