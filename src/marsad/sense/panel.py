"""What all services of a country have in common: a holiday, a storm, an evening of football.

Each service's recent reports there are held against its usual ones; what the *others* have more or
less of is taken as usual for it too. So that no outage is explained away, a service counts for at
most half more than its usual and chance allow, not at all while it is itself in an excursion, and
the factor stays within ``LEAST`` and ``MOST``: an outage of a provider moves its neighbours'
factor by its own small share, one of the whole country lifts its services out of the panel before
the panel has moved.
"""

from __future__ import annotations

import math

from marsad.sense.columns import (
    COMMON,
    COUNTRY,
    HOME,
    LAM,
    LAST,
    PAGE,
    PARENT,
    PHI,
    RECENT,
    ROOT,
    SIGMA2,
    TOP,
    USUAL,
    A,
    B,
    X,
)
from marsad.sense.compiled import inlined, lean
from marsad.sense.known import Bins, Known
from marsad.sense.shape import exposure
from marsad.sense.touch import touch
from marsad.sense.tuning import Knobs

LEAST, MOST = 0.6, 1.6
"""Bounds of the factor."""
SHARE = 1.5
"""Times its usual that a service may count for, beside three deviations of chance."""
STRAYS = 1e-4
"""Relative variance of what a country's services have in common, before anything is seen."""
HALF_LIFE = 12.0
"""Minutes after which a report counts half."""


@lean
def common(s: Known, bins: Bins, b: int, k: Knobs) -> None:
    """Bring the panels through bin b, after all rows were touched."""
    begin = bins.first + b * k.step
    s.sums[:, :] = 0.0
    for e in range(bins.offsets[b], bins.offsets[b + 1]):
        c = s.ints[bins.rows[e], COUNTRY]
        if c >= 0:
            usual = s.reals[bins.rows[e], LAM]
            well = s.reals[bins.rows[e], TOP] <= k.keep
            s.sums[c, 2] += min(float(bins.counts[e]), max(3.0, 3.0 * usual)) if well else usual
    for c in range(len(s.sums)):
        touch(s.panel_reals, s.panel_ints, s.paper, s.gaps, c, begin, s.sums[c, 2], k)
    left = 0.5 ** (k.step / HALF_LIFE)
    for m in range(s.used[1]):
        _gather(s, s.members[m], begin, left, k)
    for m in range(s.used[1]):
        _share_out(s, s.members[m], k)


@inlined
def _gather(s: Known, i: int, begin: int, left: float, k: Knobs) -> None:
    """Add what row i counted of late to the sums of its country, unless it is in an excursion."""
    end = begin + k.step
    x = s.reals[i, X] if s.ints[i, LAST] == end else 0.0
    usual = (
        s.reals[i, A] / s.reals[i, B] * exposure(s.ints, i, s.paper, s.ints[i, PAGE], begin, end, k)
    )
    s.reals[i, RECENT] = s.reals[i, RECENT] * left + x
    s.reals[i, USUAL] = s.reals[i, USUAL] * left + usual
    if s.reals[i, TOP] <= k.keep:
        s.sums[s.ints[i, COUNTRY], 0] += _counted(s, i)
        s.sums[s.ints[i, COUNTRY], 1] += s.reals[i, USUAL]


@inlined
def _counted(s: Known, i: int) -> float:
    """The recent reports of member i as far as they may count."""
    usual = s.reals[i, USUAL]
    return min(s.reals[i, RECENT], SHARE * usual + 3.0 * math.sqrt(s.reals[i, PHI] * usual))


@inlined
def _share_out(s: Known, i: int, k: Knobs) -> None:
    """The factor of row i by all others, and of its service as far as it is at home there."""
    reports, usual = s.sums[s.ints[i, COUNTRY], 0], s.sums[s.ints[i, COUNTRY], 1]
    if s.reals[i, TOP] <= k.keep:
        reports -= _counted(s, i)
        usual -= s.reals[i, USUAL]
    prior = s.reals[i, PHI] / max(s.paper[s.ints[i, HOME], SIGMA2], STRAYS)
    factor = min(MOST, max(LEAST, (reports + prior) / (usual + prior)))
    s.reals[i, COMMON] = factor
    root = s.ints[i, ROOT]
    here, whole = s.reals[i, A] * s.reals[root, B], s.reals[root, A] * s.reals[i, B]
    if here > 0.5 * whole:
        share = here / whole
        s.reals[root, COMMON] = 1.0 + min(1.0, share) * (factor - 1.0)
        s.ints[root, HOME] = s.ints[i, HOME]
        page = s.ints[root, PAGE]
        if page >= 0 and page != s.ints[i, HOME] and s.paper[page, PARENT] < 0.0:
            s.paper[page, PARENT] = s.ints[i, HOME]
