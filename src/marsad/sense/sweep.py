"""The pass over a block of closed bins, all series: compiled, time-major, event-driven.

Whole-service rows are touched in every bin (their usual band is shown); all other rows only where
they counted something or where their service is being judged.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from marsad.sense.columns import (
    COUNTRY,
    EXC,
    FIRST,
    KIND,
    LAM,
    LAST,
    PA,
    PAGE,
    PB,
    PHI,
    RISE,
    RL,
    RX,
    SERVICE,
    SHARP,
    SIGMA2,
    SPOKE,
    TOP,
    WIDTH,
    A,
    B,
    Floats,
    Ints,
    X,
)
from marsad.sense.compiled import inlined, lean
from marsad.sense.known import Bins, Known, Out
from marsad.sense.level import drop, page_of
from marsad.sense.nb1 import gamma_limit
from marsad.sense.panel import common
from marsad.sense.shape import inherit
from marsad.sense.touch import touch
from marsad.sense.tuning import Knobs

FACTS = 11
"""Columns of ``facts``: highest CUSUM; minute at which it, or the highest of a marked rise, left
zero; reports and expected ones of that rise (or of the whole excursion); reports and expected ones
of the bin; dispersion; reports learned; minute first known; minute the rise or excursion began;
minutes since the first report."""


@inlined
def pageless(s: Known, i: int, k: Knobs) -> bool:
    """Is series i busy enough for a page of its own, and without?"""
    return s.ints[i, PAGE] < 0 and s.reals[i, A] >= k.page_reports


@lean
def turn_page(s: Known, i: int) -> None:
    """Give series i a page of its own."""
    used = s.used[0]
    if used < s.paper.shape[0]:
        inherit(s.paper, used, page_of(s.ints, i))
        s.ints[i, PAGE] = used
        s.used[0] = used + 1
        if s.ints[i, COUNTRY] >= 0:
            s.members[s.used[1]] = i
            s.used[1] += 1


@inlined
def band(s: Known, i: int, high: float, out: Floats) -> None:
    """Expected, low, high (90 % of usual bins) and the statistic of one whole-service row."""
    lam = s.reals[i, LAM]
    phi = s.reals[i, PHI]
    if s.ints[i, PAGE] >= 0:
        phi += s.paper[s.ints[i, PAGE], SIGMA2] * lam
    out[0] = lam
    out[1] = lam * gamma_limit(lam / phi, -1.645)
    out[2] = lam * gamma_limit(lam / phi, 1.645)
    out[3] = high if s.reals[i, TOP] > 0.0 else 0.0


@inlined
def _stir(service: int, minute: int, out: Out, n: int) -> int:
    """Write down a service that is stirred for the first time in this bin."""
    if out.mark[service] == minute:
        return n
    out.mark[service] = minute
    out.stirred[n] = service
    return n + 1


@inlined
def _see(s: Known, i: int, minute: int, x: float, k: Knobs) -> float:
    """Touch series i, and give it a page where it has earned one; its highest CUSUM."""
    high = touch(s.reals, s.ints, s.paper, s.gaps, i, minute, x, k)
    if pageless(s, i, k):
        turn_page(s, i)
    return high


@inlined
def _count(s: Known, bins: Bins, b: int, out: Out) -> int:
    """Note what every whole service counted in bin b; how many lines tell of parts."""
    parts = 0
    for e in range(bins.offsets[b], bins.offsets[b + 1]):
        row = bins.rows[e]
        if s.ints[row, KIND] == 0:
            out.counted[s.ints[row, SERVICE]] += bins.counts[e]
        else:
            parts += 1
    return parts


@inlined
def _wholes(s: Known, bins: Bins, b: int, roots: Ints, out: Out, k: Knobs) -> int:
    """Every whole-service row, whether it counted or not; how many services are stirred."""
    n, minute = 0, bins.first + b * k.step
    for j in range(len(roots)):
        i = roots[j]
        service = s.ints[i, SERVICE]
        x = out.counted[service]
        out.counted[service] = 0
        if s.ints[i, FIRST] >= 0 or x > 0:
            high = _see(s, i, minute, float(x), k)
            if high >= k.stir:
                n = _stir(service, minute, out, n)
            band(s, i, high, out.bands[b, :, j])
    return n


@inlined
def _parts(s: Known, bins: Bins, b: int, out: Out, n: int, k: Knobs) -> int:
    """The parts that counted something; how many services are stirred with the n before."""
    minute = bins.first + b * k.step
    for e in range(bins.offsets[b], bins.offsets[b + 1]):
        i = bins.rows[e]
        if s.ints[i, KIND] == 0 or bins.counts[e] <= 0:
            continue
        if _see(s, i, minute, float(bins.counts[e]), k) >= k.stir:
            n = _stir(s.ints[i, SERVICE], minute, out, n)
    return n


@lean
def sweep(
    s: Known, bins: Bins, begin: int, roots: Ints, hot: int, out: Out, k: Knobs
) -> tuple[int, int]:
    """Run bins from ``begin`` on, up to and including the first in which someone must judge.

    That is a bin that stirred a service, any bin while a service is ``hot``, or a gap. Returns
    (bins done, services stirred); stops before a bin for which the pages might not suffice.
    """
    for b in range(begin, len(bins.offsets) - 1):
        if not bins.observed[b]:
            out.bands[b, :, :] = np.nan
            return b + 1, 0
        lines = bins.offsets[b + 1] - bins.offsets[b]
        if s.used[0] + len(roots) + lines > s.paper.shape[0]:
            return b, 0
        parts = _count(s, bins, b, out)
        n = _wholes(s, bins, b, roots, out, k)
        if parts > 0:
            n = _parts(s, bins, b, out, n, k)
        if len(s.sums) > 0:
            common(s, bins, b, k)
        if n > 0 or hot > 0:
            return b + 1, n
    return len(bins.offsets) - 1, 0


@lean
def see(s: Known, minute: int, x: float, k: Knobs) -> None:
    """Row 0, of a copy, counted x in the bin that begins at minute."""
    touch(s.reals, s.ints, s.paper, s.gaps, 0, minute, x, k)


@lean
def settle(s: Known, rows: Ints, minute: int, k: Knobs) -> None:
    """Bring every row through the bin that begins at minute, silent where it was not touched."""
    for j in range(len(rows)):
        i = rows[j]
        if s.ints[i, FIRST] >= 0 and s.ints[i, LAST] <= minute:
            touch(s.reals, s.ints, s.paper, s.gaps, i, minute, 0.0, k)


@inlined
def _best(s: Known, i: int, least: int) -> tuple[int, float]:
    """The CUSUM of most worth from ``least`` on, and its worth."""
    best, high = least, 0.0
    for c in range(least, WIDTH):
        w = s.reals[i, c]
        if w > high:
            best, high = c, w
    return best, high


@lean
def facts(s: Known, rows: Ints, out: NDArray[np.float64], k: Knobs) -> None:
    """What the judge asks of each row (see FACTS), into ``out`` (rows, FACTS)."""
    for j in range(len(rows)):
        i = rows[j]
        out[j, :] = 0.0
        out[j, 6] = 1.0
        if s.ints[i, FIRST] < 0:
            continue
        best, high = _best(s, i, 0)
        out[j, 0] = high
        sharp, marks = _best(s, i, SHARP)
        marked = marks >= 0.5 * high
        out[j, 1] = s.ints[i, sharp if marked else best]
        out[j, 2] = s.reals[i, RX if marked else PA]
        usual = s.reals[i, PB] * s.reals[i, A] / s.reals[i, B]
        out[j, 3] = s.reals[i, RL] if marked else usual
        out[j, 4] = s.reals[i, X]
        out[j, 5] = s.reals[i, LAM]
        out[j, 6] = s.reals[i, PHI]
        out[j, 7] = s.reals[i, A]
        out[j, 8] = s.ints[i, FIRST]
        out[j, 9] = s.ints[i, RISE if marked else EXC]
        out[j, 10] = s.ints[i, LAST] - s.ints[i, SPOKE]


@lean
def look(s: Known, rows: Ints, minute: int, out: NDArray[np.float64], k: Knobs) -> None:
    """Settle the rows of some services, then give the judge their facts."""
    settle(s, rows, minute, k)
    facts(s, rows, out, k)


@lean
def calm(s: Known, rows: Ints, minute: int, k: Knobs) -> None:
    """Restart the statistic of every row after an outage; what it held back is thrown away."""
    for j in range(len(rows)):
        i = rows[j]
        if s.reals[i, TOP] > 0.0:
            drop(s.reals, i)
        for c in range(WIDTH):
            s.reals[i, c] = 0.0
        s.ints[i, EXC] = s.ints[i, RISE] = minute
