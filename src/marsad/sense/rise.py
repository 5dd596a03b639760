"""Every way an outage may have begun, and how likely each is: compiled.

The excess climbs from nothing at the onset to its plateau in a straight line, or at once.
"""

from __future__ import annotations

import math

from marsad.sense.compiled import inlined, lean
from marsad.sense.heights import blend, log_sum
from marsad.sense.record import Table


@inlined
def _climbed(minutes: float, ramp: float) -> float:
    """Integral of the climbing share, ``minutes`` after the onset."""
    if minutes <= 0.0:
        return 0.0
    if minutes >= ramp:
        return minutes - 0.5 * ramp
    return 0.5 * minutes * minutes / ramp


@lean
def rise(  # noqa: PLR0913, PLR0917 - arrays go one by one in the inmost loop
    likely: Table,
    at: Table,
    width: Table,
    ramps: Table,
    first: int,
    ratio: float,
    parts: int,
    acc: Table,
    rest: Table,
    out: Table,
) -> None:
    """Log-posterior of (onset, ramp) into ``out`` (cells x parts, ramps).

    ``likely`` as ``heights`` makes it; ``at`` and ``width`` in minutes; an onset is tried at each
    of ``parts`` instants of a cell. Plateaus from column ``first`` on are summed over, each as
    likely as another. ``acc`` (columns) and ``rest`` (cells + 1, columns) are scratch.
    """
    n, many = likely.shape
    for k in range(many):
        rest[n, k] = 0.0
    for i in range(n - 1, -1, -1):
        for k in range(many):
            rest[i, k] = rest[i + 1, k] + likely[i, k]
    quiet = 0.0
    for i in range(n):
        for part in range(parts):
            onset = at[i] + width[i] * part / parts
            for r in range(len(ramps)):
                out[i * parts + part, r] = quiet + _begun(
                    likely, at, width, ramps[r], (i, first), ratio, onset, acc, rest
                )
        quiet += likely[i, 0]


@inlined
def _begun(  # noqa: PLR0913, PLR0917 - arrays go one by one in the inmost loop
    likely: Table,
    at: Table,
    width: Table,
    ramp: float,
    where: tuple[int, int],
    ratio: float,
    onset: float,
    acc: Table,
    rest: Table,
) -> float:
    """Log-likelihood of all cells from the onset's on, summed over plateaus."""
    j, first = where
    n, many = likely.shape
    for k in range(first, many):
        acc[k] = 0.0
    while j < n:
        begin, end = at[j] - onset, at[j] + width[j] - onset
        share = (_climbed(end, ramp) - _climbed(begin, ramp)) / width[j]
        if share > 0.999:
            break
        shift = -math.log(max(share, 5e-3)) / ratio
        down = min(int(shift), first - 2)
        blend(acc, likely[j], first, first - down, shift - down)
        j += 1
    for k in range(first, many):
        acc[k] += rest[j, k]
    return log_sum(acc, first, many)
