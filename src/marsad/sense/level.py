"""The usual level of one series: a discounted Gamma-Poisson filter that learns by excursion.

Counts are held back while any CUSUM of the series is above zero. When all are back at zero they
are learned, unless the excursion went so high that it was an outage: then they are thrown away.
(Freezing instead while suspicious cuts the upper half of the noise off and biases the level.)
"""

from __future__ import annotations

import math

from marsad.sense.columns import (
    AM,
    BM,
    EXC,
    F_WIDTH,
    FIRST,
    LAM,
    PA,
    PAGE,
    PB,
    PE,
    PV,
    RISE,
    RL,
    ROOT,
    RX,
    SHARP,
    TOP,
    WIDTH,
    A,
    B,
    E,
    Floats,
    Ints,
    V,
)
from marsad.sense.compiled import compiled, inlined
from marsad.sense.nb1 import gamma_limit
from marsad.sense.shape import unknown, unvisited
from marsad.sense.tuning import Knobs

LN2 = math.log(2.0)


@inlined
def begin(reals: Floats, ints: Ints, i: int, minute: int, k: Knobs) -> None:
    """Series i speaks for the first time: a prior, and the silence that went before."""
    for c in range(F_WIDTH):
        reals[i, c] = 0.0
    root = ints[i, ROOT]
    known = minute - min(k.silence, minute - k.opened)
    if root != i and ints[root, FIRST] >= 0:
        known = ints[root, FIRST]
    reals[i, A] = k.prior_reports
    reals[i, B] = k.prior_minutes + (minute - known)
    ints[i, FIRST] = known
    ints[i, EXC] = minute


@inlined
def page_of(ints: Ints, i: int) -> int:
    """The page whose shape series i has: its own, else its service's, else none (-1)."""
    return ints[i, PAGE] if ints[i, PAGE] >= 0 else ints[ints[i, ROOT], PAGE]


@inlined
def age(ints: Ints, i: int, minute: int) -> float:
    """Minutes since the series is known."""
    return float(minute - ints[i, FIRST])


@inlined
def drift(reals: Floats, ints: Ints, i: int, minute: int, k: Knobs) -> float:
    """Recent reports over expected ones, shrunk to one."""
    grown = min(1.0, age(ints, i, minute) / 4320.0)
    prior = k.young_drift_prior + (k.drift_prior - k.young_drift_prior) * grown
    return min(3.0, max(0.33, (reals[i, AM] + prior) / (reals[i, BM] + prior)))


@inlined
def dispersion(reals: Floats, i: int, k: Knobs) -> float:
    """Variance over mean."""
    return max(
        1.0,
        (reals[i, V] + k.dispersion_prior * k.dispersion) / (reals[i, E] + k.dispersion_prior),
    )


@inlined
def caution(
    reals: Floats, ints: Ints, paper: Floats, i: int, minute: int, delta: float, k: Knobs
) -> float:
    """What the level is multiplied by before it is tested.

    One plus the doubts, which are independent: how well the level is known, how far it wobbles
    (``delta``), and, of a young series, the shape of its day and week.
    """
    limit = gamma_limit(reals[i, A], k.margin) - 1.0
    shape = k.cold_margin * math.exp(-age(ints, i, minute) / k.cold_minutes)
    shape *= unknown(paper, page_of(ints, i), minute, k)
    page = page_of(ints, i)
    week = k.week_margin * unvisited(paper, page, minute, reals[i, A] / reals[i, B], k)
    return 1.0 + math.sqrt(limit * limit + delta * delta + shape * shape + week * week)


@inlined
def highest(reals: Floats, i: int) -> float:
    """The highest CUSUM of series i."""
    high = 0.0
    for c in range(WIDTH):
        high = max(high, reals[i, c])
    return high


@inlined
def drop(reals: Floats, i: int) -> None:
    """Throw away what is held back."""
    reals[i, RX] = reals[i, RL] = 0.0
    reals[i, PA] = reals[i, PB] = reals[i, PV] = reals[i, PE] = reals[i, TOP] = 0.0


@inlined
def commit(reals: Floats, ints: Ints, i: int, minute: int, k: Knobs) -> None:
    """Learn what is held back."""
    minutes = reals[i, PB]
    half = min(k.level_half_life, max(k.young_half_life, 0.5 * age(ints, i, minute)))
    fade = 1.0 / (1.0 + LN2 * minutes / half)
    soon = 1.0 / (1.0 + LN2 * minutes / k.drift_half_life)
    late = 1.0 / (1.0 + LN2 * minutes / k.dispersion_half_life)
    if reals[i, A] >= 5.0:
        reals[i, AM] = reals[i, AM] * soon + reals[i, PA]
        reals[i, BM] = reals[i, BM] * soon + minutes * reals[i, A] / reals[i, B]
    reals[i, A] = reals[i, A] * fade + reals[i, PA]
    reals[i, B] = reals[i, B] * fade + minutes
    reals[i, V] = reals[i, V] * late + reals[i, PV]
    reals[i, E] = reals[i, E] * late + reals[i, PE]
    drop(reals, i)


@compiled
def accept(reals: Floats, ints: Ints, i: int, minute: int, k: Knobs) -> None:
    """Take the excursion as the new usual: the past keeps a quarter of its weight in time."""
    weight = min(1.0, 0.25 * reals[i, PB] / max(reals[i, B], 1e-6))
    reals[i, A] *= weight
    reals[i, B] *= weight
    reals[i, AM] = reals[i, BM] = reals[i, PV] = reals[i, PE] = 0.0
    commit(reals, ints, i, minute, k)
    reals[i, AM] = reals[i, BM] = 0.0
    for c in range(WIDTH):
        reals[i, c] = 0.0


@inlined
def rise(reals: Floats, ints: Ints, i: int, x: float, lam: float, end: int) -> None:
    """Count since a marked rise began: an excursion may have begun hours before it by chance."""
    sharp = 0.0
    for c in range(SHARP, WIDTH):
        sharp = max(sharp, reals[i, c])
    if sharp > 0.0:
        reals[i, RX] += x
        reals[i, RL] += lam
    else:
        reals[i, RX] = reals[i, RL] = 0.0
        ints[i, RISE] = end


@inlined
def learn(
    reals: Floats, ints: Ints, i: int, x: float, weight: float, high: float, end: int, k: Knobs
) -> None:
    """One bin that ended at ``end``: x reports in ``weight`` shaped minutes.

    ``high`` is the highest CUSUM after it.
    """
    reals[i, PA] += x
    reals[i, PB] += weight
    if reals[i, A] >= 5.0:
        reals[i, PV] += (x - reals[i, LAM]) * (x - reals[i, LAM])
        reals[i, PE] += reals[i, LAM]
    if high > 0.0 or reals[i, TOP] > 0.0:
        rise(reals, ints, i, x, reals[i, LAM], end)
    else:
        ints[i, RISE] = end
    reals[i, TOP] = max(reals[i, TOP], high)
    bad = reals[i, TOP] > k.keep
    if high <= 0.0:
        if bad:
            drop(reals, i)
        else:
            commit(reals, ints, i, end, k)
        ints[i, EXC] = end
        return
    lasted = float(end - ints[i, EXC])
    before = max(0.0, float(ints[i, EXC] - ints[i, FIRST]))
    if bad and lasted >= min(k.accept_most, max(k.accept_least, before)):
        accept(reals, ints, i, end, k)
        ints[i, EXC] = end
    elif not bad and lasted >= min(k.accept_quiet, max(k.accept_least, 0.25 * before)):
        commit(reals, ints, i, end, k)
        reals[i, :WIDTH] = 0.0
        ints[i, EXC] = end
