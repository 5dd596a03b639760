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
    kinds = [np.int64] + [np.uint64] * 6 + [np.int16, np.int64, np.float32, np.uint8, np.int32]
    made = [np.empty(rows, kind) for kind in [*kinds, np.uint32, np.uint64]]
    return Columns(*made)


def requests(filled: Columns, rows: int, asn: NDArray[np.int32]) -> Requests:
    """Copies of the first ``rows`` rows."""
    shared = {name: getattr(filled, name)[:rows].copy() for name in Columns._fields[:12]}
    return Requests(**shared, asn=asn)
