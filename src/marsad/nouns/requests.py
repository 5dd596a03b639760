"""A run of a service's requests as columns: what access logs are read into."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PAGE, QUERY, OWN_REFERRER, OTHER_METHOD, HOSTING = 1, 2, 4, 8, 16
"""Bits of ``flags``: what is asked for is no asset; it has a query; it was linked to from the
service itself; neither GET nor HEAD; the client's network is one anybody can rent."""


@dataclass(frozen=True, slots=True)
class Requests:
    """Columns of one length, in the order in which the log has them. Hashes are 64 bits, 0 where
    the log doesn't say.
    """

    time: NDArray[np.int64]
    """Instants."""
    client: NDArray[np.uint64]
    """Hash of the address."""
    network: NDArray[np.uint64]
    """Hash of its /24 or /48."""
    agent: NDArray[np.uint64]
    url: NDArray[np.uint64]
    """Hash of path and query."""
    path: NDArray[np.uint64]
    """Hash of the path alone."""
    referrer: NDArray[np.uint64]
    asn: NDArray[np.int32]
    """Autonomous system; 0 where unknown."""
    status: NDArray[np.int16]
    """HTTP status; 0 where unknown."""
    size: NDArray[np.int64]
    """Bytes answered; -1 where unknown."""
    seconds: NDArray[np.float32]
    """Time to answer; NaN where unknown."""
    flags: NDArray[np.uint8]
    weight: NDArray[np.int32]
    """Requests that a line stands for: 1 in a log, more in counters and flows."""

    def __len__(self) -> int:
        return len(self.time)
