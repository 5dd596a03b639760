"""How much of what each group of networks reported may count while a service is under suspicion.

A flood must not steer an outage that others prove: neither keep it alive, nor hide its end behind
a peak of its own. So what single groups report far beyond the rest of the crowd is set aside.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.crowd import VOUCHED
from marsad.sense.trust.lines import Crowded
from marsad.sense.trust.rest import rest
from marsad.sense.trust.weights import Weights, split

Column = NDArray[np.float64]

FAR = 3.0
"""Times its share of the crowd, as large as the rest of it says, up to which a group may go ..."""
CHANCE = 3.0
"""... and deviations beyond. An outage has a mix of its own, at a small service most of all."""

FLOOD = 2.0
"""Times that from which nobody is in doubt."""


def counting(crowd: Crowded, weights: Weights, part: float, now: Crowded) -> Column:
    """Share of each group's reports of a bin that counts, in the order of ``now``.

    ``crowd`` is that of the last minutes, the bin included, of which it is a ``part``: neither in
    these nor in the bin alone may a group go too far. Only those can lose any that stand out most,
    as long as they hold no more of the usual crowd than one hand may; strangers; never the vouched.
    """
    told = split(weights, crowd.groups, crowd.reports)
    left = float(told.vouched + rest(told.counts, weights.reported, weights.budget))
    size = left / max(1.0 - weights.strange - weights.budget, weights.vouched, 1e-6)
    long, short = _share(crowd, weights, size), _share(now, weights, size * part)
    return np.minimum(short, long[np.searchsorted(crowd.groups, now.groups)])


def _share(crowd: Crowded, weights: Weights, size: float) -> Column:
    """Share of each group's reports that may be in a crowd of that size."""
    shares, odd = _shares(crowd, weights)
    likely = FAR * shares * size
    most = likely + CHANCE * np.sqrt(likely + 1.0)
    # Who is out of all proportion counts for no more than usual: not even the doubt's benefit.
    most = np.where(crowd.reports > FLOOD * most, shares * size, most)
    share = np.minimum(1.0, most / np.maximum(crowd.reports, 1e-9))
    return np.where(odd & (crowd.groups != VOUCHED), share, 1.0)


def _shares(crowd: Crowded, weights: Weights) -> tuple[Column, NDArray[np.bool_]]:
    """Of each group its usual share, and whether it may be part of a flood."""
    place = weights.place(crowd.groups)
    known = place >= 0
    shares, odd = np.zeros(len(crowd.groups)), np.ones(len(crowd.groups), bool)
    shares[known] = weights.reported[place[known]]
    among = max(float(crowd.reports[~known].sum()), 1e-9)
    shares[~known] = weights.strange * crowd.reports[~known] / among
    height = np.where(known, crowd.reports / np.maximum(shares, 1e-12), -np.inf)
    order = np.argsort(-height, kind="stable")
    held = np.where(known, shares, 0.0)[order]
    odd[order] = ~known[order] | (np.cumsum(held) - held < weights.budget)
    return shares, odd
