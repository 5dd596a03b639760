"""One series, one bin: what was expected, the CUSUMs, what is learned. Compiled.

A series is touched only in bins that say something about it; the silence in between is caught up
in closed form at the next touch, so an idle series costs nothing.
"""

from __future__ import annotations

import math

import numpy as np

from marsad.sense.columns import (
    BANK,
    DELTA,
    EXC,
    FD,
    FIRST,
    HB,
    HS,
    HX,
    KIND,
    LAM,
    LAST,
    PAGE,
    TOP,
    WIDTH,
    A,
    B,
    Floats,
    Ints,
    X,
)
from marsad.sense.compiled import compiled, inlined
from marsad.sense.level import (
    LN2,
    age,
    begin,
    caution,
    dispersion,
    drift,
    learn,
    page_of,
)
from marsad.sense.nb1 import bank_ratios
from marsad.sense.shape import close_hour, exposure
from marsad.sense.tuning import Knobs


@inlined
def usual(
    reals: Floats, ints: Ints, paper: Floats, i: int, minute: int, end: int, k: Knobs
) -> float:
    """Expected reports of series i from minute to end."""
    weight = exposure(paper, page_of(ints, i), minute, end)
    return reals[i, A] / reals[i, B] * drift(reals, ints, i, minute, k) * weight


@inlined
def tested(
    reals: Floats, ints: Ints, paper: Floats, i: int, minute: int, lam: float, k: Knobs
) -> float:
    """The count a bin is tested against: the usual one with every doubt in its favour."""
    page = page_of(ints, i)
    delta = paper[page, DELTA] if page >= 0 else 0.0
    least = (k.floor if ints[i, KIND] == 0 else k.part_floor) * k.step
    return max(least, lam * caution(reals, ints, paper, i, minute, delta, k))


@inlined
def remember(lam: float, minutes: float, k: Knobs) -> float:
    """What is left of a CUSUM after so many minutes, at lam expected reports a minute."""
    half = k.memory + k.memory_reports / max(lam, 1e-4)
    return 1.0 / (1.0 + LN2 * minutes / half)


@inlined
def mark_hour(
    reals: Floats,
    ints: Ints,
    paper: Floats,
    i: int,
    x: float,
    at: int,
    end: int,
    k: Knobs,
) -> None:
    """Note a span inside one hour on the series' own page; close the hour where it ends."""
    p = ints[i, PAGE]
    if p < 0 or k.step > 120:
        return
    day = ((at - 30) // 1440) % 7
    level = reals[i, A] / reals[i, B]
    paper[p, HX] += x
    paper[p, HS] += level * (end - at) * paper[p, FD + day]
    paper[p, HB] += reals[i, LAM]
    if end // 60 > at // 60:
        close_hour(
            paper,
            p,
            at,
            level,
            dispersion(reals, i, k),
            reals[i, TOP] <= k.keep,
            age(ints, i, at),
            k,
        )


@compiled
def hush(reals: Floats, ints: Ints, paper: Floats, i: int, at: int, end: int, k: Knobs) -> None:
    """Silence of series i, watched, from minute at to end."""
    if end <= at:
        return
    own = ints[i, PAGE] >= 0
    while at < end:
        stop = min(end, (at // 60 + 1) * 60) if own and end - at < 40_320 else end
        lam = usual(reals, ints, paper, i, at, stop, k)
        weight = exposure(paper, page_of(ints, i), at, stop)
        test = tested(reals, ints, paper, i, at, lam, k)
        n = float(stop - at)
        left = remember(lam / n, n, k)
        phi = dispersion(reals, i, k)
        cost = test * (math.log(phi) / (phi - 1.0) if phi >= 1.02 else 1.0)
        mean = cost * 0.5 * (1.0 + left)
        high = 0.0
        for c in range(WIDTH):
            w = max(0.0, reals[i, c] * left - (BANK[c] - 1.0) * mean)
            reals[i, c] = w
            high = max(high, w)
        reals[i, LAM] = lam
        learn(reals, ints, i, 0.0, weight, high, stop, k)
        mark_hour(reals, ints, paper, i, 0.0, at, stop, k)
        at = stop


@compiled
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
    weight = exposure(paper, page_of(ints, i), minute, end)
    lam = reals[i, A] / reals[i, B] * drift(reals, ints, i, minute, k) * weight
    reals[i, X] = x
    reals[i, LAM] = lam
    high = 0.0
    if reals[i, TOP] > 0.0 or x > lam:
        test = tested(reals, ints, paper, i, minute, lam, k)
        high = _cumulate(reals, ints, i, x, lam, test, minute, k)
    learn(reals, ints, i, x, weight, high, end, k)
    mark_hour(reals, ints, paper, i, x, minute, end, k)
    ints[i, LAST] = end
    return high


@inlined
def _cumulate(
    reals: Floats, ints: Ints, i: int, x: float, lam: float, test: float, minute: int, k: Knobs
) -> float:
    """Feed the bank of CUSUMs (Page 1954), each with a fading memory; the highest."""
    if reals[i, TOP] <= 0.0 and x <= test:
        return 0.0
    ratios = np.empty(WIDTH, np.float32)
    bank_ratios(x, test, dispersion(reals, i, k), ratios)
    left = remember(lam / k.step, float(k.step), k)
    high = 0.0
    for c in range(WIDTH):
        before = reals[i, c]
        w = max(0.0, before * left + ratios[c])
        if before <= 0.0:
            ints[i, c] = minute
        reals[i, c] = w
        high = max(high, w)
    return high
