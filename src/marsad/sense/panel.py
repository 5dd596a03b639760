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
    LAST,
    PAGE,
    PHI,
    RECENT,
    ROOT,
    TOP,
    USUAL,
    A,
    B,
    X,
)
from marsad.sense.compiled import lean
from marsad.sense.known import Known
from marsad.sense.shape import exposure
from marsad.sense.tuning import Knobs

LEAST, MOST = 0.6, 1.6
"""Bounds of the factor."""
SHARE = 1.5
"""Times its usual that a service may count for, beside three deviations of chance."""
STRAYS = 0.03
"""Relative variance of what a country's services have in common, before anything is seen."""
HALF_LIFE = 12.0
"""Minutes after which a report counts half."""


@lean
def common(s: Known, begin: int, k: Knobs) -> None:
    """Bring the panel through the bin that begins at ``begin``, after all its rows were touched."""
    left = 0.5 ** (k.step / HALF_LIFE)
    for c in range(len(s.sums)):
        s.sums[c, 0] = s.sums[c, 1] = 0.0
    for m in range(len(s.members)):
        i, c = s.members[m, 0], s.members[m, 1]
        if s.ints[i, PAGE] < 0:
            continue
        end = begin + k.step
        x = s.reals[i, X] if s.ints[i, LAST] == end else 0.0
        usual = (
            s.reals[i, A]
            / s.reals[i, B]
            * exposure(s.ints, i, s.paper, s.ints[i, PAGE], begin, end, k)
        )
        s.reals[i, RECENT] = s.reals[i, RECENT] * left + x
        s.reals[i, USUAL] = s.reals[i, USUAL] * left + usual
        if s.reals[i, TOP] <= k.keep:
            s.sums[c, 0] += _counted(s, i)
            s.sums[c, 1] += s.reals[i, USUAL]
    for m in range(len(s.members)):
        if s.ints[s.members[m, 0], PAGE] >= 0:
            _share_out(s, s.members[m, 0], s.members[m, 1], k)


@lean
def _counted(s: Known, i: int) -> float:
    """The recent reports of member i as far as they may count."""
    usual = s.reals[i, USUAL]
    return min(s.reals[i, RECENT], SHARE * usual + 3.0 * math.sqrt(s.reals[i, PHI] * usual))


@lean
def _share_out(s: Known, i: int, c: int, k: Knobs) -> None:
    """The factor of member i by all others, and of its service as far as it is at home there."""
    reports, usual = s.sums[c, 0], s.sums[c, 1]
    if s.reals[i, TOP] <= k.keep:
        reports -= _counted(s, i)
        usual -= s.reals[i, USUAL]
    prior = s.reals[i, PHI] / STRAYS
    factor = min(MOST, max(LEAST, (reports + prior) / (usual + prior)))
    s.reals[i, COMMON] = factor
    root = s.ints[i, ROOT]
    share = s.reals[i, A] / s.reals[i, B] * s.reals[root, B] / s.reals[root, A]
    if share > 0.5:
        s.reals[root, COMMON] = 1.0 + min(1.0, share) * (factor - 1.0)
