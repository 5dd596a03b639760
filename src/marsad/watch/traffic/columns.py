"""Room for the rows of one chunk, filled by the compiled readers, handed out as Requests."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.requests import Requests


class Columns(NamedTuple):
    """Columns of one length, as in Requests; ``address`` is IPv4 or 0, ``linked`` a host's hash."""

    time: NDArray[np.int64]
    client: NDArray[np.uint64]
    network: NDArray[np.uint64]
    agent: NDArray[np.uint64]
    url: NDArray[np.uint64]
    path: NDArray[np.uint64]
    referrer: NDArray[np.uint64]
    status: NDArray[np.int16]
    size: NDArray[np.int64]
    seconds: NDArray[np.float32]
    flags: NDArray[np.uint8]
    weight: NDArray[np.int32]
    address: NDArray[np.uint32]
    linked: NDArray[np.uint64]


def room(rows: int) -> Columns:
    """Columns of ``rows`` rows, their contents undefined."""
    hashes = (np.empty(rows, np.uint64) for _ in range(6))
    return Columns(
        np.empty(rows, np.int64),
        *hashes,
        status=np.empty(rows, np.int16),
        size=np.empty(rows, np.int64),
        seconds=np.empty(rows, np.float32),
        flags=np.empty(rows, np.uint8),
        weight=np.empty(rows, np.int32),
        address=np.empty(rows, np.uint32),
        linked=np.empty(rows, np.uint64),
    )


def requests(filled: Columns, rows: int, asn: NDArray[np.int32]) -> Requests:
    """Copies of the first ``rows`` rows."""
    shared = {name: getattr(filled, name)[:rows].copy() for name in Columns._fields[:12]}
    return Requests(**shared, asn=asn)
