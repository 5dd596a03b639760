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
    ROOT,
    TOP,
    WIDTH,
    A,
    B,
    E,
    V,
)
from marsad.sense.compiled import compiled
from marsad.sense.known import Known
from marsad.sense.nb1 import gamma_limit
from marsad.sense.shape import unknown
from marsad.sense.tuning import Knobs

LN2 = math.log(2.0)


@compiled
def begin(s: Known, i: int, minute: int, k: Knobs) -> None:
    """Series i speaks for the first time: a prior, and the silence that went before."""
    for c in range(F_WIDTH):
        s.reals[i, c] = 0.0
    root = s.ints[i, ROOT]
    known = minute - min(k.silence, minute - s.opened)
    if root != i and s.ints[root, FIRST] >= 0:
        known = s.ints[root, FIRST]
    s.reals[i, A] = k.prior_reports
    s.reals[i, B] = k.prior_minutes + (minute - known)
    s.ints[i, FIRST] = known
    for c in range(WIDTH):
        s.ints[i, c] = minute
    s.ints[i, EXC] = minute


@compiled
def page_of(s: Known, i: int) -> int:
    """The page whose shape series i has: its own, else its service's, else none (-1)."""
    return s.ints[i, PAGE] if s.ints[i, PAGE] >= 0 else s.ints[s.ints[i, ROOT], PAGE]


@compiled
def age(s: Known, i: int, minute: int) -> float:
    """Minutes since the series is known."""
    return float(minute - s.ints[i, FIRST])


@compiled
def drift(s: Known, i: int, minute: int, k: Knobs) -> float:
    """Recent reports over expected ones, shrunk to one."""
    grown = min(1.0, age(s, i, minute) / 4320.0)
    prior = k.young_drift_prior + (k.drift_prior - k.young_drift_prior) * grown
    return min(3.0, max(0.33, (s.reals[i, AM] + prior) / (s.reals[i, BM] + prior)))


@compiled
def dispersion(s: Known, i: int, k: Knobs) -> float:
    """Variance over mean."""
    return max(
        1.0,
        (s.reals[i, V] + k.dispersion_prior * k.dispersion) / (s.reals[i, E] + k.dispersion_prior),
    )


@compiled
def caution(s: Known, i: int, minute: int, delta: float, k: Knobs) -> float:
    """What the level is multiplied by before it is tested.

    One plus the doubts, which are independent: how well the level is known, how far it wobbles
    (``delta``), and, of a young series, the shape of its day.
    """
    limit = gamma_limit(s.reals[i, A], k.margin) - 1.0
    shape = k.cold_margin * math.exp(-age(s, i, minute) / k.cold_minutes)
    shape *= unknown(s.paper, page_of(s, i), minute, k)
    return 1.0 + math.sqrt(limit * limit + delta * delta + shape * shape)


@compiled
def highest(s: Known, i: int) -> float:
    """The highest CUSUM of series i."""
    high = 0.0
    for c in range(WIDTH):
        high = max(high, s.reals[i, c])
    return high


@compiled
def drop(s: Known, i: int) -> None:
    """Throw away what is held back."""
    s.reals[i, PA] = s.reals[i, PB] = s.reals[i, PV] = s.reals[i, PE] = s.reals[i, TOP] = 0.0


@compiled
def commit(s: Known, i: int, minute: int, k: Knobs) -> None:
    """Learn what is held back."""
    minutes = s.reals[i, PB]
    half = min(k.level_half_life, max(k.young_half_life, 0.5 * age(s, i, minute)))
    fade = 1.0 / (1.0 + LN2 * minutes / half)
    soon = 1.0 / (1.0 + LN2 * minutes / k.drift_half_life)
    late = 1.0 / (1.0 + LN2 * minutes / k.dispersion_half_life)
    s.reals[i, AM] = s.reals[i, AM] * soon + s.reals[i, PA]
    s.reals[i, BM] = s.reals[i, BM] * soon + minutes * s.reals[i, A] / s.reals[i, B]
    s.reals[i, A] = s.reals[i, A] * fade + s.reals[i, PA]
    s.reals[i, B] = s.reals[i, B] * fade + minutes
    s.reals[i, V] = s.reals[i, V] * late + s.reals[i, PV]
    s.reals[i, E] = s.reals[i, E] * late + s.reals[i, PE]
    drop(s, i)


@compiled
def accept(s: Known, i: int, minute: int, k: Knobs) -> None:
    """Take the excursion as the new usual: the past keeps a quarter of its weight in time."""
    weight = min(1.0, 0.25 * s.reals[i, PB] / max(s.reals[i, B], 1e-6))
    s.reals[i, A] *= weight
    s.reals[i, B] *= weight
    s.reals[i, AM] = s.reals[i, BM] = s.reals[i, PV] = s.reals[i, PE] = 0.0
    commit(s, i, minute, k)
    s.reals[i, AM] = s.reals[i, BM] = 0.0
    for c in range(WIDTH):
        s.reals[i, c] = 0.0


@compiled
def learn(s: Known, i: int, x: float, weight: float, end: int, k: Knobs) -> None:
    """One bin that ended at ``end`` with x reports and ``weight`` shaped minutes."""
    s.reals[i, PA] += x
    s.reals[i, PB] += weight
    if s.reals[i, A] >= 5.0:
        s.reals[i, PV] += (x - s.reals[i, LAM]) * (x - s.reals[i, LAM])
        s.reals[i, PE] += s.reals[i, LAM]
    high = highest(s, i)
    s.reals[i, TOP] = max(s.reals[i, TOP], high)
    bad = s.reals[i, TOP] > k.keep
    if high <= 0.0:
        if bad:
            drop(s, i)
        else:
            commit(s, i, end, k)
        s.ints[i, EXC] = end
        return
    lasted = float(end - s.ints[i, EXC])
    before = max(0.0, float(s.ints[i, EXC] - s.ints[i, FIRST]))
    if bad and lasted >= min(k.accept_most, max(k.accept_least, before)):
        accept(s, i, end, k)
        s.ints[i, EXC] = end
    elif not bad and lasted >= min(k.accept_quiet, max(k.accept_least, 0.25 * before)):
        commit(s, i, end, k)
        for c in range(WIDTH):
            s.reals[i, c] = 0.0
        s.ints[i, EXC] = end
