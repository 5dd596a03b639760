"""Every way an outage may have ended, and how likely each is: compiled.

The excess stays at its peak until some minute, then falls by a half-life, or to nothing at once.
"""

from __future__ import annotations

import math

from marsad.sense.compiled import inlined, lean
from marsad.sense.heights import blend, log_sum
from marsad.sense.record import Column, Table

LN2 = math.log(2.0)
DAY = 1440.0


@lean
def falls(  # noqa: PLR0913, PLR0917 - arrays go one by one in the inmost loop
    likely: Table,
    at: Column,
    middle: Column,
    now: float,
    age: float,
    halves: Column,
    first: int,
    ratio: float,
    apart: float,
    acc: Column,
    before: Table,
    silent: Column,
    out: Table,
) -> None:
    """Log-posterior into ``out`` (half-lives, cells + 1) of a fall from each cell on, or not yet.

    ``likely`` as ``heights`` makes it; times in minutes, ``age`` that of the outage at the first
    cell; a half-life of 0 falls at once. Peaks from column ``first`` on are summed over, each as
    likely as another; the time until the fall is log-uniform up to a day. Cells under ``apart``
    half-lives from the one before are left to it: -inf. ``acc`` to ``silent`` are scratch.
    """
    _sum(likely, before, silent)
    n, many = len(likely), len(halves)
    left = math.log(max(math.log(DAY / (now - at[0] + age)), 0.1) / many)
    for h in range(many):
        out[h, n] = left + _fallen(likely, at, middle, 0.0, (n, first), ratio, acc, before, silent)
        c = 0
        while c < n:
            then = _skipped(at, c, apart * halves[h], out[h])
            stood, was = (at[then] if then < n else now) - at[c], at[c] - at[0] + age
            told = _fallen(likely, at, middle, halves[h], (c, first), ratio, acc, before, silent)
            out[h, c] = told + math.log(stood / (was + 0.5 * stood) / many)
            c = then


@inlined
def _skipped(at: Column, c: int, gap: float, out: Column) -> int:
    """The next cell that is ``gap`` minutes after cell c; those between are -inf."""
    then = c + 1
    while then < len(at) and at[then] < at[c] + gap:
        out[then] = -math.inf
        then += 1
    return then


@inlined
def _sum(likely: Table, before: Table, silent: Column) -> None:
    """Log-likelihoods of each height until each cell, and of no excess from each cell on."""
    n, many = likely.shape
    for k in range(many):
        before[0, k] = 0.0
    silent[n] = 0.0
    for i in range(n):
        for k in range(many):
            before[i + 1, k] = before[i, k] + likely[i, k]
    for i in range(n - 1, -1, -1):
        silent[i] = silent[i + 1] + likely[i, 0]


@inlined
def _fallen(  # noqa: PLR0913, PLR0917 - arrays go one by one in the inmost loop
    likely: Table,
    at: Column,
    middle: Column,
    half: float,
    where: tuple[int, int],
    ratio: float,
    acc: Column,
    before: Table,
    silent: Column,
) -> float:
    """Log-likelihood of all cells if it falls from one on, over all peaks."""
    c, first = where
    n, many = likely.shape
    for k in range(first, many):
        acc[k] = before[c, k]
    j = c
    while j < n and half > 0.0:
        shift = (middle[j] - at[c]) * LN2 / half / ratio
        down = int(shift)
        if down >= first - 1:
            break
        part = shift - down
        blend(acc, likely[j], first, first - down, part)
        j += 1
    return log_sum(acc, first, many) + silent[j]
