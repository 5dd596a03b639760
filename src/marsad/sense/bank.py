"""The bank of CUSUMs of one series (Page 1954): one bin fed to all eight at once. Compiled."""

from __future__ import annotations

import numpy as np

from marsad.sense.columns import WIDTH, Floats, Ints
from marsad.sense.compiled import inlined
from marsad.sense.nb1 import bank_ratios
from marsad.sense.tuning import Knobs


@inlined
def feed(  # noqa: PLR0913, PLR0917 - arrays go one by one in the inmost loop
    reals: Floats,
    ints: Ints,
    i: int,
    x: float,
    rise: float,
    usual: float,
    spread: float,
    price: float,
    left: float,
    minute: int,
    k: Knobs,
) -> float:
    """A bin from ``minute`` on with x reports; the highest CUSUM after it.

    The ratios are those of ``rise`` times those of the bank to ``usual``, both of dispersion
    ``spread``. ``left`` is left of each CUSUM, and one that is not above ``keep`` pays ``price``.
    """
    for c in range(WIDTH):
        ints[i, c] = minute if reals[i, c] <= 0.0 else ints[i, c]
        reals[i, c] *= np.float32(left)
    bank_ratios(x, rise, spread, usual, spread, reals, i)
    high = np.int32(0)
    for c in range(WIDTH):
        paid = reals[i, c] - (np.float32(price) if reals[i, c] <= k.keep else np.float32(0.0))
        height = max(np.float32(0.0), paid)
        reals[i, c] = height
        # As positive floats go, so do their bits, and those have a maximum without a branch.
        high = max(high, np.float32(height).view(np.int32))
    return float(np.int32(high).view(np.float32))
