"""Counts over time as strokes on a plot: a line, a band, what is shaded behind them.

The plot is ``WIDTH`` × ``HEIGHT`` units stretched to whatever room there is. Time runs from left to
right in every language.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.minute import MINUTE_MS

WIDTH = 1000
HEIGHT = 200
Floats = NDArray[np.float64]
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shade:
    """A stretch of time behind the line, in plot units."""

    x: float
    width: float
    state: str


def full_bins(first: int, step: int, bins: int, now: int) -> int:
    """How many of some bins (``step`` minutes each, from minute ``first`` on) are over: one at
    least. The one that still fills would look like a fall.
    """
    return max(1, min((now // MINUTE_MS - first) // step, bins))


def top_of(rows: Iterable[Floats], least: float = 4.0) -> float:
    """The top of an axis on which all of the rows have room; NaN is what isn't known."""
    return nice(max([least, *(float(row[np.isfinite(row)].max(initial=0.0)) for row in rows)]))


def nice(value: float) -> float:
    """The next round number of 1, 2, 4, 5 or 6 times a power of ten, for the top of an axis.

    >>> [nice(value) for value in (4, 7, 23, 101, 4100)]
    [4.0, 10.0, 40.0, 200.0, 5000.0]
    """
    power = 10.0 ** math.floor(math.log10(value))
    return next(m * power for m in (1, 2, 4, 5, 6, 10) if m * power >= value * 0.999)


def line_of(values: Floats, top: float) -> str:
    """The line of some values, broken where one isn't known."""
    return path_of(_points(values, top))


def band_of(low: Floats, high: Floats, top: float) -> str:
    """One closed shape for each run of bins in which both edges are known."""
    both = np.where(np.isfinite(low + high), 1.0, np.nan)
    ups, downs = _points(high * both, top), _points(low * both, top)
    pairs = zip(_runs(ups), _runs(downs), strict=True)
    return "".join(_stroke([*up, *reversed(down)]) + "z" for up, down in pairs if len(up) > 1)


def path_of(points: Iterable[Point | None]) -> str:
    """A path through points, broken where one is missing.

    >>> path_of([(0, 9), (5, 9), None, (7, 2)])
    'M0,9l5,0M7,2l1,0'
    """
    return "".join(map(_stroke, _runs(points)))


def shade_of(start: float, end: float, state: str, least: float = 2.0) -> Shade | None:
    """What lasts between two shares of the time shown; None where it lies outside."""
    left, right = max(0.0, start), min(1.0, end)
    if right <= left:
        return None
    return Shade(round(WIDTH * left, 1), round(max(least, WIDTH * (right - left)), 1), state)


def _points(values: Floats, top: float) -> list[Point | None]:
    """Plot units; None where nothing is known. A single bin is level over the whole width."""
    values = np.repeat(values, 2) if len(values) == 1 else values
    xs = np.linspace(0, WIDTH, len(values))
    ys = HEIGHT * (1 - np.clip(values / top, 0, 1))
    return [
        None if math.isnan(y) else (round(x), round(y))
        for x, y in zip(xs.tolist(), ys.tolist(), strict=True)
    ]


def _runs(points: Iterable[Point | None]) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is not None:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _stroke(points: Sequence[Point]) -> str:
    """Some points in relative steps, a third of the bytes; a lone one as a dash to be seen."""
    if len(points) == 1:
        x, y = points[0]
        points = [(min(x, WIDTH - 1), y), (min(x, WIDTH - 1) + 1, y)]
    steps = " ".join(f"{x - x0},{y - y0}" for (x0, y0), (x, y) in pairwise(points))
    return f"M{points[0][0]},{points[0][1]}l{steps}".replace(" -", "-").replace(",-", "-")
