"""One series, one bin: what was expected, the CUSUMs, what is learned. Compiled.

A series is touched only in bins that say something about it; the silence in between is caught up
in closed form at the next touch, so an idle series costs nothing.
"""

from __future__ import annotations

import math

from marsad.sense.columns import (
    BANK,
    CAUTION,
    DOUBT,
    DRIFT,
    EXC,
    FD,
    FIRST,
    HB,
    HD,
    HS,
    HX,
    KIND,
    LAM,
    LAST,
    LEVEL,
    PAGE,
    PB,
    PHI,
    SLACK,
    TOP,
    TREND,
    WIDTH,
    A,
    B,
    Floats,
    Ints,
    X,
)
from marsad.sense.compiled import inlined, lean
from marsad.sense.level import (
    LN2,
    age,
    begin,
    caution,
    commit,
    doubt,
    learn,
    page_of,
    worth,
)
from marsad.sense.nb1 import bank_ratios
from marsad.sense.shape import GROWN, HOURLY, close_hour, exposure
from marsad.sense.tuning import Knobs

HOUR = 60
"""Minutes of which a bin, however wide, is expected to have the floor's reports."""


@inlined
def weigh(reals: Floats, ints: Ints, paper: Floats, i: int, minute: int, k: Knobs) -> None:
    """How far what is expected in the hour of ``minute`` is to be trusted."""
    reals[i, CAUTION] = caution(reals, ints, paper, i, minute, k)
    reals[i, DOUBT] = doubt(reals, ints, paper, i, minute, reals[i, PHI], k)


@inlined
def tested(reals: Floats, ints: Ints, i: int, lam: float, k: Knobs) -> float:
    """The count a bin is tested against: the usual one with every doubt in its favour."""
    least = (k.floor if ints[i, KIND] == 0 else k.part_floor) * min(k.step, HOUR)
    return max(least, lam * reals[i, CAUTION])


@inlined
def remember(lam: float, minutes: float, k: Knobs) -> float:
    """What is left of a CUSUM after so many minutes, at lam expected reports a minute."""
    half = k.memory + k.memory_reports / max(lam, 1e-4)
    return 1.0 / (1.0 + LN2 * minutes / half)


@inlined
def mark_hour(  # noqa: PLR0913, PLR0917 - arrays go one by one in the inmost loop
    reals: Floats,
    ints: Ints,
    paper: Floats,
    i: int,
    x: float,
    trend: float,
    at: int,
    end: int,
    k: Knobs,
) -> None:
    """Note a span inside one hour on the series' own page; close the hour where it ends."""
    p = ints[i, PAGE]
    if p < 0 or k.step > HOURLY:
        return
    day = (at // 1440) % 7
    level = reals[i, A] / reals[i, B]
    if paper[p, HS] <= 0.0:
        paper[p, DRIFT] = trend
    paper[p, HD] += reals[i, LAM] * paper[p, DRIFT] / trend
    paper[p, HX] += x
    counted = paper[p, LEVEL] if age(ints, i, at) < GROWN else level
    paper[p, HS] += counted * (end - at) * paper[p, FD + day]
    paper[p, HB] += reals[i, LAM]
    if end // 60 > at // 60:
        calm, phi = reals[i, TOP] <= k.keep, reals[i, PHI]
        close_hour(paper, p, at, level, phi, calm, age(ints, i, at), k)


@lean
def hush(reals: Floats, ints: Ints, paper: Floats, i: int, at: int, end: int, k: Knobs) -> None:
    """Silence of series i, watched, from minute at to end."""
    if end <= at:
        return
    own = ints[i, PAGE] >= 0
    while at < end:
        stop = min(end, (at // 60 + 1) * 60) if own and end - at < 40_320 else end
        trend = reals[i, TREND]
        weight = exposure(paper, page_of(ints, i), at, stop)
        lam = reals[i, A] / reals[i, B] * trend * weight
        weigh(reals, ints, paper, i, at, k)
        test = tested(reals, ints, i, lam, k)
        n = float(stop - at)
        left = remember(lam / n, n, k)
        phi = reals[i, PHI]
        cost = test * (math.log(phi) / (phi - 1.0) if phi >= 1.02 else 1.0)
        mean = cost * 0.5 * (1.0 + left)
        reals[i, SLACK] = reals[i, DOUBT] * test / n / phi
        high = 0.0
        for c in range(WIDTH):
            reals[i, c] = max(0.0, reals[i, c] * left - (BANK[c] - 1.0) * mean)
            high = max(high, worth(reals, ints, i, c, stop))
        reals[i, LAM] = lam
        learn(reals, ints, paper, i, 0.0, weight, high, stop, k)
        mark_hour(reals, ints, paper, i, 0.0, trend, at, stop, k)
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
    weight, high = exposure(paper, page_of(ints, i), minute, end), 0.0
    trend = reals[i, TREND]
    lam = reals[i, A] / reals[i, B] * trend * weight
    reals[i, X], reals[i, LAM] = x, lam
    if reals[i, TOP] > 0.0 or x > lam:
        high = _cumulate(reals, ints, paper, i, x, lam, minute, k)
    learn(reals, ints, paper, i, x, weight, high, end, k)
    mark_hour(reals, ints, paper, i, x, trend, minute, end, k)
    ints[i, LAST] = end
    return high


@inlined
def _cumulate(
    reals: Floats, ints: Ints, paper: Floats, i: int, x: float, lam: float, minute: int, k: Knobs
) -> float:
    """Feed the bank of CUSUMs (Page 1954), each with a fading memory; the highest by worth."""
    calm = reals[i, TOP] <= 0.0
    if calm or minute % 60 < k.step:
        weigh(reals, ints, paper, i, minute, k)
    test = tested(reals, ints, i, lam, k)
    if calm:
        if x <= test:
            return 0.0
        if reals[i, PB] > 0.0:
            commit(reals, ints, paper, i, minute, k)
    phi = reals[i, PHI]
    left = remember(lam / k.step, float(k.step), k)
    reals[i, SLACK] = reals[i, DOUBT] * test / k.step / phi
    if x <= 0.0:
        return _fall(reals, ints, i, test, phi, left, minute + k.step)
    return _rise(reals, ints, i, x, test, left, minute, k)


@inlined
def _fall(
    reals: Floats, ints: Ints, i: int, test: float, phi: float, left: float, end: int
) -> float:
    """A silent bin: only CUSUMs above zero have anything to lose."""
    cost = test * (math.log(phi) / (phi - 1.0) if phi >= 1.02 else 1.0)
    high = 0.0
    for c in range(WIDTH):
        if reals[i, c] > 0.0:
            reals[i, c] = max(0.0, reals[i, c] * left - (BANK[c] - 1.0) * cost)
            if reals[i, c] > 0.0:
                high = max(high, worth(reals, ints, i, c, end))
    return high


@inlined
def _rise(
    reals: Floats, ints: Ints, i: int, x: float, test: float, left: float, minute: int, k: Knobs
) -> float:
    """A bin with reports."""
    for c in range(WIDTH):
        if reals[i, c] <= 0.0:
            ints[i, c] = minute
        reals[i, c] *= left
    bank_ratios(x, test, reals[i, PHI], reals, i)
    high = 0.0
    for c in range(WIDTH):
        reals[i, c] = max(0.0, reals[i, c])
        if reals[i, c] > 0.0:
            high = max(high, worth(reals, ints, i, c, minute + k.step))
    return high
