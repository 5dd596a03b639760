"""The arrays the sweep works on, under one name."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marsad.sense.columns import Floats, Ints


class Known(NamedTuple):
    """What is known of every series; see ``columns``."""

    reals: Floats
    ints: Ints
    paper: Floats
    gaps: Ints
    """Shape (gaps, 2): spans of minutes in which nobody looked, oldest first."""
    used: Ints
    """One number: how many pages are in use."""
    members: Ints
    """Shape (members, 2): rows that slice a service by country, and the country's number."""
    sums: NDArray[np.float64]
    """Scratch, a row a country: recent reports and usual ones of the panel."""


class Bins(NamedTuple):
    """A block's arrays."""

    first: int
    offsets: NDArray[np.int64]
    rows: Ints
    counts: Ints
    observed: NDArray[np.bool_]


class Out(NamedTuple):
    """Where a sweep writes."""

    bands: Floats
    """Shape (bins, 4, services): expected, low, high, statistic."""
    stirred: Ints
    """Numbers of the services that must be judged, each once."""
    mark: Ints
    """Scratch, one a service: the last minute in which it was stirred; -1 at first."""
    counted: Ints
    """Scratch, one a service: zeros."""
