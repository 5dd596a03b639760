"""When it began: the posterior of the onset, over ramps and sizes.

The excess is nothing before the onset, then climbs in a straight line to a plateau. Every minute is
as likely beforehand as another; ramps of nothing and of 1 to 64 minutes by doubling, and plateaus
by equal factors, are as likely as one another. What is said is the posterior's median and its
central 90 %.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np

from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.verdict import Span
from marsad.sense.record import LEAST, Cells, Column, Table
from marsad.sense.track import RESTLESS

RAMPS = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
"""Minutes."""
CAP = 8.0
"""Nats by which one bin may speak against more than it counted."""
PARTS = 5
"""Instants tried in one wide bin, at most."""


class Around(msgspec.Struct, frozen=True):
    """Heights tried, as nats of rate from the likely one."""

    under: float
    over: float
    deep: float
    """How far under the lowest a ramp begins, or a decline is followed."""
    ratio: float
    """From one to the next."""


AROUND = Around(under=1.2, over=2.4, deep=5.0, ratio=0.2)


def onset(cells: Cells, excess: float, phi: float, step: int) -> tuple[Span, float]:
    """Instant of the onset with its 90 % interval, and the expected length of the ramp (minutes).

    ``cells`` from well before the onset to before any decline; ``excess`` is about the
    mean excess since the onset, as a multiple of what is usual.
    """
    from marsad.sense.rise import rise  # noqa: PLC0415 - numba: only when first needed

    likely, first = table(cells, excess, phi, AROUND, CAP, step)
    n, many = likely.shape
    parts = min(step, PARTS)
    ramps = np.array(RAMPS)
    out = np.empty((n * parts, len(ramps)))
    width = cells.bins * step
    rest = np.empty((n + 1, many))
    scratch = np.zeros((2, many))
    rise(likely, cells.at, width, ramps, first, AROUND.ratio, parts, scratch[0], rest, out)
    chance = np.exp(out - out.max()) * np.repeat(width / parts, parts)[:, None]
    chance /= chance.sum()
    apart = np.repeat(width / parts, parts)
    begins = np.repeat(cells.at, parts) + apart * np.tile(np.arange(parts), n)
    ramp = float(chance.sum(axis=0) @ ramps)
    return spread(begins, apart, chance.sum(axis=1)), ramp


def table(
    cells: Cells,
    excess: float,
    phi: float,
    around: Around,
    cap: float,
    step: int,
) -> tuple[Table, int]:
    """What ``heights`` makes of the cells, and the column of the lowest plateau."""
    from marsad.sense.heights import heights  # noqa: PLC0415 - numba

    ratio = around.ratio
    first = 2 + math.ceil(around.deep / ratio)
    many = first + math.ceil((around.under + around.over) / ratio) + 1
    low = max(excess, 0.01) * math.exp(-around.under - ratio * (first - 1))
    likely, scratch = np.empty((len(cells.at), many)), np.empty((2, many))
    usual = np.maximum(cells.usual, LEAST * step)
    heights(
        cells.reports,
        cells.bins,
        usual,
        max(phi, 1.0),
        RESTLESS,
        low,
        ratio,
        cap,
        scratch[0],
        scratch[1],
        likely,
    )
    return likely, first


def spread(at: Column, width: Column, chance: Column) -> Span:
    """Median and central 90 % of instants, in minutes; each stands for ``width`` around it."""
    run = np.cumsum(chance)
    median = at[min(int(np.searchsorted(run, 0.5)), len(at) - 1)]
    edges = np.append(at[0] - 0.5 * width[0], at + 0.5 * width)
    low, high = np.interp((0.05, 0.95), np.append(0.0, run), edges)
    low, high = min(low, median), max(high, median)
    return Span(round(median * MINUTE_MS), round(low * MINUTE_MS), round(high * MINUTE_MS))
