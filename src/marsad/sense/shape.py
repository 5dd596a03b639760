"""The daily and weekly shape of a series: hour and weekday factors, and their integral.

Hour factors hold at the middle of each hour and are joined by straight lines, so the expected
count of any span has a closed form and no bin width is special.
"""

from __future__ import annotations

from marsad.sense.columns import (
    AD,
    AH,
    BD,
    BH,
    CUM,
    FD,
    FH,
    FIRST,
    HB,
    HD,
    HS,
    HV,
    HX,
    LEVEL,
    PAGE,
    PARENT,
    SD,
    SIGMA2,
    SN,
    Floats,
    Ints,
)
from marsad.sense.compiled import inlined, lean
from marsad.sense.days import HOLIDAY, day_of, days_of_rest
from marsad.sense.drift import growth
from marsad.sense.tuning import Knobs

GROWN = 4_320.0
"""Minutes of age after which a daily shape stands by itself."""
KIN = 100.0
"""Expected reports' worth of belief that an hour is as it is for all services of the country: their
daily shapes differ by about a tenth."""
HOURLY = 120
"""Minutes a bin may be wide for hours and days to be told apart; of wider ones no shape is kept."""
BOUND = 1.5
"""Times the expected reports of an hour that an excursion can at most teach."""


@inlined
def inherit(paper: Floats, p: int, q: int) -> None:
    """Page p begins with the shape of page q, and stays shrunk to it."""
    if q < 0 or p == q:
        return
    paper[p, PARENT] = q
    for c in range(FH, CUM + 25):
        paper[p, c] = paper[q, c]


@inlined
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


@inlined
def exposure(ints: Ints, i: int, paper: Floats, p: int, begin: int, end: int, k: Knobs) -> float:
    """Minutes from begin to end, weighted by the shape; plain minutes without a page."""
    if p < 0 or end - begin > 40_320:
        return float(end - begin)
    day, until = day_of(ints, i, begin, k)
    straight = (begin + 30) // 60 == (end + 29) // 60 and begin // 60 == (end - 1) // 60
    if straight and end <= until:
        # Within one straight line of one day: its middle tells.
        u = (begin + end - 60) % 2880 / 120.0
        h = int(u)
        f = paper[p, FH + h]
        f += (paper[p, FH + (h + 1) % 24] - f) * (u - h)
        return f * paper[p, FD + day] * (end - begin)
    total = 0.0
    at = begin - 30
    last = end - 30
    while at < last:
        turn = at // 1440
        day, until = day_of(ints, i, at + 30, k)
        stop = min(last, (turn + 1) * 1440, until - 30)
        part = _integral(paper, p, stop - turn * 1440.0) - _integral(paper, p, at - turn * 1440.0)
        total += part * paper[p, FD + day]
        at = stop
    return total


@inlined
def _restless_days(paper: Floats, p: int, k: Knobs) -> float:
    """How much two days of one name differ, beside how much days of different names do."""
    return (paper[p, SIGMA2] + 0.001) / k.day_variance


@inlined
def _rested(paper: Floats, p: int, rest: int) -> float:
    """The mean factor of the usual days of rest: what a holiday is taken for until it is known."""
    total, n = 0.0, 0
    for d in range(7):
        if rest >> d & 1:
            total += paper[p, FD + d]
            n += 1
    return total / n if n > 0 else 1.0


@inlined
def _refresh(paper: Floats, p: int, day: int, rest: int, k: Knobs) -> None:
    q = int(paper[p, PARENT])
    for h in range(24):
        known = paper[p, BH + h] * paper[p, LEVEL]
        like, prior = 1.0, k.hour_prior
        if q >= 0:
            told = paper[q, BH + h] * paper[q, LEVEL]
            like, prior = paper[q, FH + h], k.hour_prior + KIN * told / (told + KIN)
        paper[p, FH + h] = (paper[p, AH + h] + prior * like) / (known + prior)
    prior = k.day_prior + 24.0 * paper[p, HS] * _restless_days(paper, p, k)
    if day != HOLIDAY:
        like = paper[q, FD + day] if q >= 0 else 1.0
        paper[p, FD + day] = (paper[p, AD + day] + prior * like) / (paper[p, BD + day] + prior)
    off = prior * _rested(paper, p, rest)
    paper[p, FD + HOLIDAY] = (paper[p, AD + HOLIDAY] + off) / (paper[p, BD + HOLIDAY] + prior)
    run = 0.0
    for h in range(24):
        paper[p, CUM + h] = run
        run += 0.5 * (paper[p, FH + h] + paper[p, FH + (h + 1) % 24])
    paper[p, CUM + 24] = run


@inlined
def _wobble(paper: Floats, p: int, phi: float, k: Knobs) -> None:
    """Learn how far hours stray, beyond count noise, from what their first minute foresaw."""
    x, b = paper[p, HX], paper[p, HD]
    q = min((x - b) * (x - b), 12.0 * (phi * b + 0.01 * b * b)) - phi * b
    paper[p, SN] = paper[p, SN] * 0.999 + q
    paper[p, SD] = paper[p, SD] * 0.999 + b * b * (paper[p, HV] + growth(60.0, k.back))
    square = max(0.0, (paper[p, SN] + 1.0) / (paper[p, SD] + 400.0))
    paper[p, SIGMA2] = square


@inlined
def _grow_up(paper: Floats, p: int, level: float, aged: float) -> None:
    """While a series is young its level still runs after the hours of the day.

    So what an hour is worth is kept as plain minutes, and compared with today's level; once grown
    up, as expected reports, so that the shape outlives a change of level.
    """
    if aged < GROWN:
        paper[p, LEVEL] = level
    elif paper[p, LEVEL] != 1.0:
        for h in range(24):
            paper[p, BH + h] *= paper[p, LEVEL]
        paper[p, LEVEL] = 1.0


@inlined
def forget_hour(paper: Floats, p: int) -> None:
    """Drop what this hour has counted: it is learned, or half of it was at another level."""
    paper[p, HX] = paper[p, HS] = paper[p, HB] = paper[p, HD] = 0.0


@inlined
def _teach_hour(paper: Floats, p: int, hour: int, x: float, k: Knobs) -> None:
    """What an hour of the day is worth."""
    fade = 0.5 ** (1.0 / k.shape_half_life)
    paper[p, AH + hour] = paper[p, AH + hour] * fade + x
    paper[p, BH + hour] = paper[p, BH + hour] * fade + paper[p, HS] / paper[p, LEVEL]


@inlined
def _teach_day(paper: Floats, p: int, day: int, x: float, k: Knobs) -> None:
    """What a day of the week, or a holiday, is worth beside what was expected with no drift.

    The drift of the day's first hours would hide what is special about it from all hours after.
    """
    slow = 0.5 ** (1.0 / (24.0 * k.shape_half_life))
    paper[p, AD + day] = paper[p, AD + day] * slow + x
    paper[p, BD + day] = paper[p, BD + day] * slow + paper[p, HB] / paper[p, FD + day]


@lean
def close_hour(
    ints: Ints,
    paper: Floats,
    i: int,
    minute: int,
    level: float,
    phi: float,
    calm: bool,
    k: Knobs,
) -> None:
    """At the end of the hour that held ``minute``: series i learns it on its own page.

    An hour that was not calm is learned too, but cut down to ``BOUND`` times what was expected:
    an outage leaves next to no trace, and a habit of that hour is still taken in after some days
    (thrown away, it would raise the same false alarm for ever). Holidays teach nothing but what
    holidays are like, unless little else is known.
    """
    p, aged = ints[i, PAGE], float(minute - ints[i, FIRST])
    if paper[p, HS] > 0.0:
        day, _ = day_of(ints, i, minute, k)
        if aged > 2880.0 and day != HOLIDAY:
            _wobble(paper, p, phi, k)
        x = paper[p, HX] if calm else min(paper[p, HX], BOUND * paper[p, HB])
        if aged <= GROWN or day != HOLIDAY:
            _teach_hour(paper, p, (minute // 60) % 24, x, k)
        _grow_up(paper, p, level, aged)
        if aged > GROWN:
            _teach_day(paper, p, day, x, k)
        _refresh(paper, p, day, days_of_rest(ints, i, k), k)
    forget_hour(paper, p)


@inlined
def unknown(paper: Floats, p: int, minute: int, k: Knobs) -> float:
    """How little is known (1 to 0) of the level in the hour of ``minute``; 1 without a page."""
    if k.step >= 1440:
        return 0.0
    if p < 0:
        return 1.0
    hour = (minute // 60) % 24
    return k.hour_prior / (k.hour_prior + paper[p, BH + hour] * paper[p, LEVEL])


@inlined
def shape_doubt(
    ints: Ints,
    i: int,
    paper: Floats,
    p: int,
    minute: int,
    level: float,
    phi: float,
    k: Knobs,
) -> float:
    """Relative variance that the factors of the hour and the day of ``minute`` still have.

    Of bins wider than ``HOURLY`` no shape is kept, so they keep that doubt; but a whole day knows
    no hours, and a whole week no days.
    """
    if k.step >= 1440:
        return k.day_variance if k.step < 10_080 else 0.0
    if p < 0:
        return phi / (k.hour_prior + phi)
    hour = (minute // 60) % 24
    day, _ = day_of(ints, i, minute, k)
    spread = k.holiday_variance if day == HOLIDAY else k.day_variance
    hours = phi / (k.hour_prior + phi + paper[p, BH + hour] * paper[p, LEVEL])
    prior = k.day_prior + 1440.0 * level * _restless_days(paper, p, k)
    return hours + spread * prior / (prior + paper[p, BD + day])
