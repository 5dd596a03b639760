"""What the reports of a block look like beside their number: when, in what words, about what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Signs:
    """Sums over the counted reports of a bin and service; one line each, by bin, then service."""

    bins: NDArray[np.int32]
    """Index of the bin within the block."""
    services: NDArray[np.int32]
    """Row of the whole service's series."""
    sums: NDArray[np.float64]
    """Shape (lines, len(COLUMNS))."""
    topics: tuple[str, ...]
    about: NDArray[np.int32]
    """Complaints by topic, shape (lines, len(topics))."""


COLUMNS = (
    "reports",
    "failing",
    "complaints",
    "pairs",
    "uneven",
    "timed",
    "east",
    "north",
    "texts",
    "alike",
)
"""``failing``: said what fails (a symptom, a part, a note that is no complaint). ``complaints``: a
topic that is no failure, and nothing that fails. ``pairs`` of successive gaps between reports from
somewhere, and the sum of their unevenness ((a - b) / (a + b))². ``timed``: reports from somewhere;
``east`` and ``north``: the sum of their seconds of the minute as points on a circle. ``texts``:
notes long enough to compare; ``alike``: the sum of the shares of those before that are the same."""
REPORTS, FAILING, COMPLAINTS, PAIRS, UNEVEN, TIMED, EAST, NORTH, TEXTS, ALIKE = range(len(COLUMNS))
