"""The bank of CUSUMs of one series (Page 1954): one bin fed to all eight at once. Compiled."""

from __future__ import annotations

import numpy as np

from marsad.sense.columns import WIDTH, Floats, Ints
from marsad.sense.compiled import inlined
from marsad.sense.nb1 import bank_ratios


@inlined
def feed(  # noqa: PLR0913, PLR0917 - arrays go one by one in the inmost loop
    reals: Floats,
    ints: Ints,
    i: int,
    x: float,
    rise: float,
    phi: float,
    usual: float,
    spread: float,
    minute: int,
) -> float:
    """A bin from ``minute`` on with x reports; the highest CUSUM after it.

    The ratios are those of ``rise`` times those of the bank, of dispersion ``phi``, to ``usual``.
    """
    for c in range(WIDTH):
        ints[i, c] = minute if reals[i, c] <= 0.0 else ints[i, c]
    bank_ratios(x, rise, phi, usual, spread, reals, i)
    high = np.int32(0)
    for c in range(WIDTH):
        height = max(np.float32(0.0), reals[i, c])
        reals[i, c] = height
        # As positive floats go, so do their bits, and those have a maximum without a branch.
        high = max(high, np.float32(height).view(np.int32))
    return float(np.int32(high).view(np.float32))
