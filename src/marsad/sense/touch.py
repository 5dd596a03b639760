"""One series, one bin: what was expected, the CUSUMs, what is learned. Compiled.

A series is touched only in bins that say something about it; the silence in between is caught up
in closed form at the next touch, so an idle series costs nothing.
"""

from __future__ import annotations

from marsad.nouns.minute import DAY_MINUTES
from marsad.sense.bank import feed
from marsad.sense.columns import (
    CAUTION,
    COMMON,
    DRIFT,
    EXC,
    FD,
    FIRST,
    HB,
    HD,
    HOLD,
    HS,
    HV,
    HX,
    KIND,
    LAM,
    LAST,
    LEVEL,
    PAGE,
    PHI,
    ROOT,
    SQUARE,
    TOP,
    TREND,
    VAR,
    A,
    B,
    Floats,
    Ints,
    X,
)
from marsad.sense.compiled import inlined, lean
from marsad.sense.days import day_of, turned
from marsad.sense.drift import follow, gone_by, hold, wander
from marsad.sense.level import (
    age,
    astray,
    begin,
    caution,
    learn,
    page_of,
)
from marsad.sense.nb1 import ln
from marsad.sense.shape import GROWN, HOURLY, close_hour, exposure
from marsad.sense.tuning import Knobs

HOUR = 60
"""Minutes of which a bin, however wide, is expected to have the floor's reports."""


@inlined
def weigh(reals: Floats, ints: Ints, paper: Floats, i: int, minute: int, k: Knobs) -> None:
    """How far what is expected in the hour of ``minute`` is to be trusted."""
    reals[i, CAUTION] = caution(reals, i, k)
    reals[i, SQUARE] = astray(reals, ints, paper, i, minute, k)


@inlined
def mark_hour(  # noqa: PLR0913, PLR0917 - arrays go one by one in the inmost loop
    reals: Floats,
    ints: Ints,
    paper: Floats,
    i: int,
    x: float,
    plain: float,
    trend: float,
    at: int,
    end: int,
    k: Knobs,
) -> None:
    """Note a span inside one hour on the series' own page; close the hour where it ends."""
    p = ints[i, PAGE]
    if p < 0 or k.step > HOURLY:
        return
    day, _ = day_of(ints, i, at, k)
    level = reals[i, A] / reals[i, B]
    if paper[p, HS] <= 0.0:
        paper[p, DRIFT] = trend
        paper[p, HV] = min(1.0, reals[i, VAR] / max(reals[i, SQUARE], 1e-6))
    paper[p, HD] += plain * paper[p, DRIFT]
    paper[p, HX] += x
    counted = paper[p, LEVEL] if age(ints, i, at) < GROWN else level
    paper[p, HS] += counted * (end - at) * paper[p, FD + day]
    paper[p, HB] += plain
    if end // 60 > at // 60:
        calm, phi = reals[i, TOP] <= k.keep, reals[i, PHI]
        close_hour(ints, paper, i, at, level, phi, calm, k)


@lean
def hush(reals: Floats, ints: Ints, paper: Floats, i: int, at: int, end: int, k: Knobs) -> None:
    """Silence of series i, watched, from minute at to end."""
    if end <= at:
        return
    own = ints[i, PAGE] >= 0
    while at < end:
        stop = min(end, (at // 60 + 1) * 60) if own and end - at < 40_320 else end
        weigh(reals, ints, paper, i, at, k)
        weight = exposure(ints, i, paper, page_of(ints, i), at, stop, k)
        one_bin(reals, ints, paper, i, 0.0, weight, at, stop, gone_by(float(stop - at), k.back), k)
        at = stop


@lean
def catch_up(
    reals: Floats, ints: Ints, paper: Floats, gaps: Ints, i: int, end: int, k: Knobs
) -> None:
    """Bring series i to minute end: silence where watched, nothing where there was a gap."""
    at = ints[i, LAST]
    if at >= end:
        return
    g = len(gaps)
    while g > 0 and gaps[g - 1, 1] > at:
        g -= 1
    while g < len(gaps) and gaps[g, 0] < end:
        hush(reals, ints, paper, i, at, max(at, gaps[g, 0]), k)
        at = max(at, gaps[g, 1])
        ints[i, EXC] = min(at, ints[i, EXC] + gaps[g, 1] - gaps[g, 0])
        g += 1
    hush(reals, ints, paper, i, at, end, k)
    ints[i, LAST] = end


@inlined
def touch(
    reals: Floats,
    ints: Ints,
    paper: Floats,
    gaps: Ints,
    i: int,
    minute: int,
    x: float,
    k: Knobs,
) -> float:
    """Series i counted x in the bin that begins at minute; its highest CUSUM after it."""
    if ints[i, FIRST] < 0:
        if x <= 0.0:
            return 0.0
        begin(reals, ints, i, minute, k)
        ints[i, LAST] = minute
    if ints[i, LAST] < minute:
        catch_up(reals, ints, paper, gaps, i, minute, k)
    end = minute + k.step
    if (reals[i, TOP] <= 0.0 and x > 0.0) or minute % 60 < k.step:
        weigh(reals, ints, paper, i, minute, k)
    weight = exposure(ints, i, paper, page_of(ints, i), minute, end, k)
    high = one_bin(reals, ints, paper, i, x, weight, minute, end, k.left, k)
    reals[i, X], ints[i, LAST] = x, end
    return high


@inlined
def common_factor(reals: Floats, ints: Ints, i: int) -> float:
    """What the other services of the country have more of now; a part has its service's."""
    kind = ints[i, KIND]  # even: a whole service, or a country of it
    return reals[i if kind % 2 == 0 else ints[i, ROOT], COMMON]


@inlined
def one_bin(  # noqa: PLR0913, PLR0917 - arrays go one by one in the inmost loop
    reals: Floats,
    ints: Ints,
    paper: Floats,
    i: int,
    x: float,
    weight: float,
    at: int,
    end: int,
    left: float,
    k: Knobs,
) -> float:
    """X reports from minute at to end, ``weight`` shaped minutes; the highest CUSUM after them."""
    wander(reals, i, left)
    if reals[i, TOP] > 0.0:
        hold(reals, i, reals[i, TOP] > k.keep, float(end - at), age(ints, i, at), k.back)
    if turned(ints, i, at, k):
        reals[i, VAR] = max(reals[i, VAR], k.wobble_new_day * reals[i, SQUARE])
    plain = reals[i, A] / reals[i, B] * weight * common_factor(reals, ints, i)
    trend, high = reals[i, TREND], 0.0
    reals[i, LAM] = plain * (reals[i, HOLD] if reals[i, TOP] > k.mild else trend)
    if reals[i, TOP] > 0.0 or x > plain * reals[i, HOLD]:
        high = _cumulate(reals, ints, i, x, plain, at, end, k)
    follow(reals, i, x, plain, reals[i, PHI])
    bins = (end - at) / k.step
    learn(reals, ints, paper, i, x, weight, plain * trend, bins, high, end, k)
    if high <= 0.0:
        reals[i, HOLD] = reals[i, TREND]
    mark_hour(reals, ints, paper, i, x, plain, trend, at, end, k)
    return high


@inlined
def _cumulate(
    reals: Floats, ints: Ints, i: int, x: float, plain: float, at: int, end: int, k: Knobs
) -> float:
    """Feed the bank of CUSUMs (Page 1954); the highest."""
    least = (k.floor if ints[i, KIND] == 0 else k.part_floor) * min(end - at, HOUR)
    plain *= reals[i, CAUTION]
    before, now = max(least, plain * reals[i, HOLD]), max(least, plain * reals[i, TREND])
    if reals[i, TOP] <= 0.0 and x <= before:
        return 0.0
    phi = reals[i, PHI]
    spread = phi + (reals[i, VAR] + phi / (reals[i, A] + 1.0)) * now
    # Following the wobble costs a steady world so much a bin: no slow rise may live on that.
    price = 0.5 * ln(spread / phi)
    left = k.fade if end - at <= k.step else 0.5 ** ((end - at) / DAY_MINUTES)
    return feed(reals, ints, i, x, before, now, spread, price, left, at, k)
