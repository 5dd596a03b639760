"""Counts of one service over a span of time, as a chart or the API wants them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Window:
    """Equal bins, oldest first; every array has one value a bin."""

    service: str
    first: int
    """First minute of the first bin."""
    step: int
    """Minutes a bin."""
    reports: NDArray[np.int64]
    """All accepted problem reports, the running minute included."""
    counted: NDArray[np.int64]
    """Those that weigh: one per reporter, service and hour, less what a verdict set aside."""
    works: NDArray[np.int64]
    """"Works for me" reports."""
    expected: NDArray[np.float64]
    """Usual reports a bin; NaN where not known."""
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    by: dict[str, NDArray[np.int64]] = field(default_factory=dict[str, NDArray[np.int64]])
    """Reports of each component, symptom or country, when asked for; "" is 'not said'."""
