"""Which networks the counted reports of a block came from: what trust weighs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VOUCHED = -1
"""Group of reports without a network: a sender with an API key or on a trusted network vouches."""
STRANGE = 0
"""Group of all networks nobody knows or anybody can rent: unknown, hosting, VPN, Tor."""
LOCAL = 1 << 32
"""Groups from here on are networks that are not on the internet, each as if a system of its own."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Counted reports of a block's bins by service, component and group; one line each.

    A group is an autonomous system (its number), ``STRANGE`` or ``VOUCHED``. Lines are in order of
    bin, service row, component row and group, each once.
    """

    bins: NDArray[np.int32]
    """Index of the bin within the block."""
    services: NDArray[np.int32]
    """Row of the whole service's series."""
    components: NDArray[np.int32]
    """Row of the component's series, -1 where the report names none."""
    groups: NDArray[np.int64]
    reports: NDArray[np.int32]
    """Counted reports: one per reporter, service and hour."""
    networks: NDArray[np.int32]
    """Of these, the first of its network (/24, /48) for the service in the hour; of vouched
    reports all."""
    voices: NDArray[np.int32]
    """Of these, the 1st, 2nd, 4th, 8th ... of its network for the service in the hour; of
    vouched reports all. No fewer than networks, no more than reports."""
