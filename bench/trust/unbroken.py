"""How often chance alone raises a problem while somebody floods a service day and night.

He holds the whole budget, so all of his is taken away and what is left is the honest rest, whose
statistic decides alone: the worst that the guarantee allows.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bench.trust.world import PHI
from bench.world import nb1
from marsad.sense.trust.cells import Cells
from marsad.sense.trust.doubt import Doubt
from marsad.sense.trust.odds import odds
from marsad.sense.trust.standing import CLUMP
from marsad.sense.tuning import YEAR_MINUTES, Tuning

YEARS = 2
APART = 60
"""Minutes below the bar after which there is another problem."""


def yearly(base: float, seed: int) -> float:
    """False problems a year at ``base`` usual reports in five minutes."""
    rng = np.random.default_rng([seed, round(base * 10), 11])
    rate = (1.0 - Doubt().share) * base / 5.0
    sums = np.concatenate([[0], np.cumsum(nb1(np.full(YEARS * YEAR_MINUTES, rate), PHI, rng))])
    ratio = np.zeros(len(sums) - 1)
    for start, weight in Cells(1).starts(0):
        ratio[-start - 1 :] += weight * _odds(sums[-start:] - sums[:start], -start * rate)
    bar = Doubt().bar(Tuning().threshold(1)) + CLUMP
    at = np.flatnonzero(ratio >= math.exp(bar))
    return float(len(at) and 1 + (np.diff(at) > APART).sum()) / YEARS


def _odds(counts: NDArray[np.int64], usual: float) -> NDArray[np.float64]:
    each = [math.exp(odds(float(x), usual, PHI)) for x in range(int(counts.max()) + 1)]
    return np.array(each)[counts]
