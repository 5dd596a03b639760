"""The daily and weekly shape of a series: hour and weekday factors, and their integral.

Hour factors hold at the middle of each hour and are joined by straight lines, so the expected
count of any span has a closed form and no bin width is special.
"""

from __future__ import annotations

import math

from marsad.sense.columns import (
    AD,
    AH,
    BD,
    BH,
    CUM,
    DELTA,
    FD,
    FH,
    HB,
    HS,
    HX,
    P_WIDTH,
    SD,
    SN,
    Floats,
)
from marsad.sense.compiled import compiled
from marsad.sense.tuning import Knobs


@compiled
def blank(paper: Floats, p: int) -> None:
    """Make page p a flat one."""
    for c in range(P_WIDTH):
        paper[p, c] = 0.0
    for h in range(24):
        paper[p, FH + h] = 1.0
    for d in range(7):
        paper[p, FD + d] = 1.0
    for h in range(25):
        paper[p, CUM + h] = h


@compiled
def _integral(paper: Floats, p: int, tau: float) -> float:
    """Minutes' worth of the shape from the middle of hour 0 over tau minutes (0 to 1440)."""
    u = tau / 60.0
    i = int(u)
    if i >= 24:
        return 60.0 * paper[p, CUM + 24]
    f = paper[p, FH + i]
    g = paper[p, FH + (i + 1) % 24]
    u -= i
    return 60.0 * (paper[p, CUM + i] + f * u + (g - f) * u * u * 0.5)


@compiled
def exposure(paper: Floats, p: int, begin: int, end: int) -> float:
    """Minutes from begin to end, weighted by the shape; plain minutes without a page."""
    if p < 0 or end - begin > 40_320:
        return float(end - begin)
    total = 0.0
    at = begin - 30
    last = end - 30
    while at < last:
        day = at // 1440
        stop = min(last, (day + 1) * 1440)
        part = _integral(paper, p, stop - day * 1440.0) - _integral(paper, p, at - day * 1440.0)
        total += part * paper[p, FD + day % 7]
        at = stop
    return total


@compiled
def _refresh(paper: Floats, p: int, hour: int, day: int, k: Knobs) -> None:
    paper[p, FH + hour] = (paper[p, AH + hour] + k.hour_prior) / (
        paper[p, BH + hour] + k.hour_prior
    )
    paper[p, FD + day] = (paper[p, AD + day] + k.day_prior) / (paper[p, BD + day] + k.day_prior)
    run = 0.0
    for h in range(24):
        paper[p, CUM + h] = run
        run += 0.5 * (paper[p, FH + h] + paper[p, FH + (h + 1) % 24])
    paper[p, CUM + 24] = run


@compiled
def _wobble(paper: Floats, p: int, phi: float) -> None:
    """Learn how far hourly sums stray beyond count noise, and the tolerance that asks for."""
    x, b = paper[p, HX], paper[p, HB]
    q = min((x - b) * (x - b), 12.0 * (phi * b + 0.01 * b * b)) - phi * b
    paper[p, SN] = paper[p, SN] * 0.999 + q
    paper[p, SD] = paper[p, SD] * 0.999 + b * b
    square = max(0.0, (paper[p, SN] + 1.0) / (paper[p, SD] + 400.0))
    told = square * b / (phi + square * b)
    paper[p, DELTA] = 2.0 * math.sqrt(square * told)


@compiled
def close_hour(
    paper: Floats, p: int, minute: int, phi: float, keep: bool, old: bool, k: Knobs
) -> None:
    """At the end of the hour that held ``minute``: learn it, or throw it away."""
    if keep and paper[p, HS] > 0.0:
        hour = (minute // 60) % 24
        day = ((minute - 30) // 1440) % 7
        fade = 0.5 ** (1.0 / k.shape_half_life)
        paper[p, AH + hour] = paper[p, AH + hour] * fade + paper[p, HX]
        paper[p, BH + hour] = paper[p, BH + hour] * fade + paper[p, HS]
        slow = 0.5 ** (1.0 / (24.0 * k.shape_half_life))
        paper[p, AD + day] = paper[p, AD + day] * slow + paper[p, HX]
        paper[p, BD + day] = paper[p, BD + day] * slow + paper[p, HB] / paper[p, FD + day]
        if old:
            _wobble(paper, p, phi)
        _refresh(paper, p, hour, day, k)
    paper[p, HX] = 0.0
    paper[p, HS] = 0.0
    paper[p, HB] = 0.0
