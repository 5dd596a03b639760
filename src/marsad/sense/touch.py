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
    X,
)
from marsad.sense.compiled import compiled
from marsad.sense.known import Known
from marsad.sense.level import (
    LN2,
    age,
    begin,
    caution,
    dispersion,
    drift,
    highest,
    learn,
    page_of,
)
from marsad.sense.nb1 import bank_ratios
from marsad.sense.shape import close_hour, exposure
from marsad.sense.tuning import Knobs


@compiled
def usual(s: Known, i: int, minute: int, end: int, k: Knobs) -> float:
    """Expected reports of series i from minute to end."""
    weight = exposure(s.paper, page_of(s, i), minute, end)
    return s.reals[i, A] / s.reals[i, B] * drift(s, i, minute, k) * weight


@compiled
def tested(s: Known, i: int, minute: int, lam: float, k: Knobs) -> float:
    """The count a bin is tested against: the usual one with every doubt in its favour."""
    page = page_of(s, i)
    delta = s.paper[page, DELTA] if page >= 0 else 0.0
    least = (k.floor if s.ints[i, KIND] == 0 else k.part_floor) * k.step
    return max(least, lam * caution(s, i, minute, delta, k))


@compiled
def remember(lam: float, minutes: float, k: Knobs) -> float:
    """What is left of a CUSUM after so many minutes, at lam expected reports a minute."""
    half = k.memory + k.memory_reports / max(lam, 1e-4)
    return 1.0 / (1.0 + LN2 * minutes / half)


@compiled
def mark_hour(
    s: Known,
    i: int,
    x: float,
    lam: float,
    at: int,
    end: int,
    k: Knobs,
) -> None:
    """Note a span inside one hour on the series' own page; close the hour where it ends."""
    p = s.ints[i, PAGE]
    if p < 0 or k.step > 120:
        return
    day = ((at - 30) // 1440) % 7
    level = s.reals[i, A] / s.reals[i, B]
    s.paper[p, HX] += x
    s.paper[p, HS] += level * (end - at) * s.paper[p, FD + day]
    s.paper[p, HB] += lam
    if end // 60 > at // 60:
        close_hour(
            s.paper, p, at, level, dispersion(s, i, k), s.reals[i, TOP] <= k.keep, age(s, i, at), k
        )


@compiled
def hush(s: Known, i: int, at: int, end: int, k: Knobs) -> None:
    """Silence of series i, watched, from minute at to end."""
    if end <= at:
        return
    own = s.ints[i, PAGE] >= 0
    while at < end:
        stop = min(end, (at // 60 + 1) * 60) if own and end - at < 40_320 else end
        lam = usual(s, i, at, stop, k)
        weight = exposure(s.paper, page_of(s, i), at, stop)
        test = tested(s, i, at, lam, k)
        n = float(stop - at)
        left = remember(lam / n, n, k)
        phi = dispersion(s, i, k)
        cost = test * (math.log(phi) / (phi - 1.0) if phi >= 1.02 else 1.0)
        mean = cost * 0.5 * (1.0 + left)
        for c in range(WIDTH):
            w = s.reals[i, c]
            if w > 0.0:
                w = max(0.0, w * left - (BANK[c] - 1.0) * mean)
                s.reals[i, c] = w
            if w <= 0.0:
                s.ints[i, c] = stop
        s.reals[i, LAM] = lam
        learn(s, i, 0.0, weight, stop, k)
        mark_hour(s, i, 0.0, lam, at, stop, k)
        at = stop


@compiled
def catch_up(s: Known, i: int, end: int, k: Knobs) -> None:
    """Bring series i to minute end: silence where watched, nothing where there was a gap."""
    at = s.ints[i, LAST]
    if at >= end:
        return
    g = len(s.gaps)
    while g > 0 and s.gaps[g - 1, 1] > at:
        g -= 1
    while g < len(s.gaps) and s.gaps[g, 0] < end:
        hush(s, i, at, max(at, s.gaps[g, 0]), k)
        at = max(at, s.gaps[g, 1])
        s.ints[i, EXC] = min(at, s.ints[i, EXC] + s.gaps[g, 1] - s.gaps[g, 0])
        g += 1
    hush(s, i, at, end, k)
    s.ints[i, LAST] = end


@compiled
def touch(
    s: Known,
    i: int,
    minute: int,
    x: float,
    k: Knobs,
) -> float:
    """Series i counted x in the bin that begins at minute; its highest CUSUM after it."""
    if s.ints[i, FIRST] < 0:
        if x <= 0.0:
            return 0.0
        begin(s, i, minute, k)
        s.ints[i, LAST] = minute
    catch_up(s, i, minute, k)
    end = minute + k.step
    weight = exposure(s.paper, page_of(s, i), minute, end)
    lam = s.reals[i, A] / s.reals[i, B] * drift(s, i, minute, k) * weight
    test = tested(s, i, minute, lam, k)
    s.reals[i, X] = x
    s.reals[i, LAM] = lam
    high = _cumulate(s, i, x, lam, test, end, k)
    learn(s, i, x, weight, end, k)
    mark_hour(s, i, x, lam, minute, end, k)
    s.ints[i, LAST] = end
    return high


@compiled
def _cumulate(s: Known, i: int, x: float, lam: float, test: float, end: int, k: Knobs) -> float:
    """Feed the bank of CUSUMs (Page 1954), each with a fading memory; the highest."""
    if highest(s, i) <= 0.0 and x <= test:
        for c in range(WIDTH):
            s.ints[i, c] = end
        return 0.0
    ratios = np.empty(WIDTH, np.float32)
    bank_ratios(x, test, dispersion(s, i, k), ratios)
    left = remember(lam / k.step, float(k.step), k)
    high = 0.0
    for c in range(WIDTH):
        w = s.reals[i, c] * left + ratios[c]
        if w <= 0.0:
            w = 0.0
            s.ints[i, c] = end
        s.reals[i, c] = w
        high = max(high, w)
    return high
