"""The usual level of one series: a discounted Gamma-Poisson filter that learns by excursion.

Counts are held back while any CUSUM of the series is above zero. When all are back at zero they
are learned, unless the excursion went so high that it was an outage: then they are thrown away.
(Freezing instead while suspicious cuts the upper half of the noise off and biases the level.)
"""

from __future__ import annotations

import math

from marsad.nouns.minute import DAY_MINUTES
from marsad.sense.columns import (
    COMMON,
    COUNTRY,
    EXC,
    F_WIDTH,
    FIRST,
    HOLD,
    HOME,
    LAM,
    PA,
    PAGE,
    PB,
    PE,
    PHI,
    PV,
    RISE,
    RL,
    ROOT,
    RX,
    SHARP,
    SIGMA2,
    SPOKE,
    TOP,
    TREND,
    VAR,
    WIDTH,
    A,
    B,
    E,
    Floats,
    Ints,
    V,
)
from marsad.sense.compiled import inlined, lean
from marsad.sense.days import eventful
from marsad.sense.drift import rescale
from marsad.sense.nb1 import gamma_limit
from marsad.sense.shape import HOURLY, forget_hour, shape_doubt, unknown
from marsad.sense.tuning import Knobs

LN2 = math.log(2.0)
BATCH = 15.0
"""Calm minutes that are learned at once."""


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
    ints[i, SPOKE] = minute
    ints[i, EXC] = minute
    reals[i, TREND] = reals[i, HOLD] = reals[i, COMMON] = 1.0
    # A level that nothing at all tells of is found by the drift, within the first bins.
    wide = k.prior_minutes / reals[i, B] / reals[i, A]
    reals[i, PHI], reals[i, VAR] = k.dispersion, k.cold_variance + wide


@inlined
def page_of(ints: Ints, i: int) -> int:
    """The page whose shape series i has: its own, else its country's or service's; or none (-1)."""
    if ints[i, PAGE] >= 0:
        return ints[i, PAGE]
    if ints[i, COUNTRY] >= 0 or ints[ints[i, ROOT], PAGE] < 0:
        return ints[i, HOME] if ints[i, HOME] >= 0 else ints[ints[i, ROOT], HOME]
    return ints[ints[i, ROOT], PAGE]


@inlined
def age(ints: Ints, i: int, minute: int) -> float:
    """Minutes since the series is known."""
    return float(minute - ints[i, FIRST])


@inlined
def restless(ints: Ints, paper: Floats, i: int, k: Knobs) -> float:
    """Relative variance of the slow wobble of series i, as its page tells."""
    if k.step > HOURLY:
        return k.wide_variance
    page = page_of(ints, i)
    return paper[page, SIGMA2] if page >= 0 else 0.0


@inlined
def _renew(reals: Floats, i: int, k: Knobs) -> None:
    """Dispersion."""
    spread = reals[i, V] + k.dispersion_prior * k.dispersion
    reals[i, PHI] = max(1.0, spread / (reals[i, E] + k.dispersion_prior))


@inlined
def lag(reals: Floats, i: int, k: Knobs) -> float:
    """Mean age (minutes) that a memory should have while no day of the series is known.

    With a rate that changes by a share s a minute (root mean square), a memory of mean age t errs
    by s t for the change and by phi / (2 lam t) of relative variance for the count; the squares
    together are least at this t.
    """
    lam = max(reals[i, A] / reals[i, B], k.floor)
    square = 0.5 * k.cold_slope * k.cold_slope
    return (reals[i, PHI] / (4.0 * lam * square)) ** (1.0 / 3.0)


@inlined
def strange(ints: Ints, paper: Floats, i: int, minute: int, k: Knobs) -> float:
    """Relative variance of a wobble as fast as a day whose shape is not known yet.

    It fades as the series ages, no faster than it gets to know the hour.
    """
    young = math.exp(-age(ints, i, minute) / k.cold_minutes)
    hour = unknown(paper, page_of(ints, i), minute, k)
    return k.cold_variance * (young + (1.0 - young) * hour * hour)


@inlined
def caution(reals: Floats, i: int, k: Knobs) -> float:
    """What the level is multiplied by before it is tested: more than one while it is young."""
    reports = reals[i, A]
    limit = gamma_limit(reports, k.margin) - 1.0
    return 1.0 + limit * k.young_reports / (k.young_reports + reports)


@inlined
def astray(reals: Floats, ints: Ints, paper: Floats, i: int, minute: int, k: Knobs) -> float:
    """Relative variance of wobble, shape of the day and known event, where nothing recent tells."""
    page = page_of(ints, i)
    level = reals[i, A] / reals[i, B]
    days = age(ints, i, minute) / k.cold_minutes
    grown = 1.0 - math.exp(-days * days)
    shape = grown * shape_doubt(ints, i, paper, page, minute, level, reals[i, PHI], k)
    event = k.event_variance if eventful(ints, i, minute, k) else 0.0
    cold = strange(ints, paper, i, minute, k)
    return k.wobble_margin * restless(ints, paper, i, k) + shape + event + cold


@inlined
def highest(reals: Floats, i: int) -> float:
    """The statistic of series i: its highest CUSUM."""
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
def commit(reals: Floats, ints: Ints, paper: Floats, i: int, minute: int, k: Knobs) -> None:
    """Learn what is held back."""
    minutes = reals[i, PB]
    young = max(LN2 * lag(reals, i, k), 0.5 * (age(ints, i, minute) - DAY_MINUTES))
    half = min(k.level_half_life, max(k.young_half_life, young))
    fade = 1.0 / (1.0 + LN2 * minutes / half)
    late = 1.0 / (1.0 + LN2 * minutes / k.dispersion_half_life)
    before = reals[i, A] / reals[i, B]
    reals[i, A] = reals[i, A] * fade + reals[i, PA]
    reals[i, B] = reals[i, B] * fade + minutes
    rescale(reals, i, before * reals[i, B] / reals[i, A])
    reals[i, V] = reals[i, V] * late + reals[i, PV]
    reals[i, E] = reals[i, E] * late + reals[i, PE]
    drop(reals, i)
    _renew(reals, i, k)


@lean
def accept(reals: Floats, ints: Ints, paper: Floats, i: int, minute: int, k: Knobs) -> None:
    """Take the excursion as the new usual: the past keeps a quarter of its weight in time."""
    weight = min(1.0, 0.25 * reals[i, PB] / max(reals[i, B], 1e-6))
    reals[i, A] *= weight
    reals[i, B] *= weight
    reals[i, PV] = reals[i, PE] = 0.0
    commit(reals, ints, paper, i, minute, k)
    reals[i, TREND] = reals[i, HOLD] = 1.0
    reals[i, VAR] = 0.0
    for c in range(WIDTH):
        reals[i, c] = 0.0
    if ints[i, PAGE] >= 0:
        forget_hour(paper, ints[i, PAGE])


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
def learn(  # noqa: PLR0913, PLR0917 - arrays go one by one in the inmost loop
    reals: Floats,
    ints: Ints,
    paper: Floats,
    i: int,
    x: float,
    weight: float,
    now: float,
    bins: float,
    high: float,
    end: int,
    k: Knobs,
) -> None:
    """Bins until ``end`` with x reports, ``now`` expected; ``high``: highest CUSUM after them."""
    reals[i, PA] += x
    reals[i, PB] += weight
    if reals[i, A] >= 5.0 and reals[i, VAR] * now < reals[i, PHI] * bins:
        reals[i, PV] += ((x - now) * (x - now) - reals[i, VAR] * now * now) / bins
        reals[i, PE] += now
    rise(reals, ints, i, x, reals[i, LAM], end)
    reals[i, TOP] = max(reals[i, TOP], high)
    if high <= 0.0:
        if reals[i, TOP] > k.keep:
            drop(reals, i)
        elif reals[i, TOP] > 0.0 or reals[i, PB] >= BATCH:
            commit(reals, ints, paper, i, end, k)
        ints[i, EXC] = end
    else:
        _held(reals, ints, paper, i, high, end, k)


@inlined
def _held(
    reals: Floats, ints: Ints, paper: Floats, i: int, high: float, end: int, k: Knobs
) -> None:
    """An excursion goes on: learn it where it is mild, accept it where it has lasted long."""
    bad = reals[i, TOP] > k.keep
    lasted = float(end - ints[i, EXC])
    if not bad and high < k.mild and lasted >= k.mild_minutes:
        commit(reals, ints, paper, i, end, k)
        reals[i, TOP] = high
        ints[i, EXC] = end
        return
    # A part first named while the whole is well is old reports under a new name.
    well = reals[ints[i, ROOT], TOP] <= k.keep
    before = max(0.0, float(ints[i, EXC] - ints[i, SPOKE if well else FIRST]))
    if bad and lasted >= min(k.accept_most, max(k.accept_least, before)):
        accept(reals, ints, paper, i, end, k)
        ints[i, EXC] = end
    elif not bad and lasted >= min(k.accept_quiet, max(k.accept_least, 0.25 * before)):
        commit(reals, ints, paper, i, end, k)
        reals[i, :WIDTH] = 0.0
        ints[i, EXC] = end
