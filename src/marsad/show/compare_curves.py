"""Several incidents' reports as curves that all begin at their own first sign.

Pure geometry: in go numbers a bin, out come paths on a plot of ``WIDTH`` × ``HEIGHT`` units and
places in per cent, as in ``curve.py``. Time runs from left to right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np

from marsad.nouns.window import Window
from marsad.show.curve import HEIGHT, WIDTH, Floats, path_of, top_of
from marsad.show.height import LEAST, QUARTER

Scale = Literal["reports", "usual", "peak"]
SCALES: tuple[Scale, ...] = get_args(Scale)
"""Reports a minute; times what is usual then; share of each curve's own highest bin."""
HOURS = (1, 3, 6, 12, 24, 48, 96, 168)
"""How long after the first sign a comparison may look."""
_STEPS = (1, 2, 5, 10, 30, 60, 120)
_BINS = 150
_BEFORE = 60
_APART = (5.0, 9.0)
"""Per cent across and down that two labels keep apart."""


class Axis(NamedTuple):
    """Minutes around the first sign: ``before`` it and after, in bins of ``step``."""

    before: int
    after: int
    step: int

    @property
    def bins(self) -> int:
        """How many fit."""
        return (self.before + self.after) // self.step


class Point(NamedTuple):
    """A place on the plot, in per cent from the left and from the top."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Curve:
    """One incident's line."""

    path: str
    """Empty where nothing is known on this scale."""
    label: Point | None
    """Where its letter stands."""
    end: Point | None
    """Where it is over, if that is on the plot."""


def axis_of(hours: int) -> Axis:
    """The axis that shows so many hours after the first sign."""
    step = next(step for step in _STEPS if _BEFORE + hours * 60 <= step * _BINS)
    return Axis(max(_BEFORE, step), hours * 60, step)


def hours_for(lengths: Sequence[int]) -> int:
    """Hours that suit incidents of some lengths (minutes): all of the longest, if that leaves the
    shortest wide enough to be seen.

    >>> hours_for([50, 100]), hours_for([20, 7 * 1440])
    (3, 3)
    """
    wanted = min(max(lengths), 6 * max(min(lengths), 25)) * 1.1
    return next((hours for hours in HOURS if hours * 60 >= wanted), HOURS[-1])


def values_of(window: Window, scale: Scale, bins: int) -> Floats:
    """The first ``bins`` of a window on a scale; NaN where that is not known."""
    counted = window.counted[:bins].astype(np.float64)
    if scale == "reports":
        return counted / window.step
    if scale == "peak":
        most = counted.max(initial=0.0)
        return counted / most if most else counted
    usual = window.expected[:bins]
    enough = np.isfinite(usual) & (usual * QUARTER / window.step >= LEAST)
    return np.divide(counted, usual, out=np.full(len(counted), np.nan), where=enough)


def curves_of(
    rows: Sequence[Floats], ends: Sequence[float | None], axis: Axis
) -> tuple[list[Curve], float]:
    """The curves, and the top of their common axis. ``ends`` are minutes after the first sign."""
    top = top_of(rows, least=1.0)
    curves: list[Curve] = []
    for row, end in zip(rows, ends, strict=True):
        points = _points(row, axis, top)
        taken = [curve.label for curve in curves if curve.label]
        curves.append(Curve(_drawn(points), _label(points, taken), _end(points, end, axis)))
    return curves, top


def _points(row: Floats, axis: Axis, top: float) -> list[Point | None]:
    """The middle of each bin; None where its value isn't known."""
    return [
        Point(100 * (at + 0.5) / axis.bins, 100 * (1 - min(value / top, 1)))
        if np.isfinite(value)
        else None
        for at, value in enumerate(row.tolist())
    ]


def _drawn(points: Sequence[Point | None]) -> str:
    across, down = WIDTH / 100, HEIGHT / 100
    return path_of(each and (round(each.x * across), round(each.y * down)) for each in points)


def _label(points: Sequence[Point | None], taken: Sequence[Point]) -> Point | None:
    """The highest point of a curve that is clear of the other labels, else its highest."""
    ranked = sorted((each for each in points if each), key=lambda each: (each.y, each.x))
    across, down = _APART
    clear = (
        each
        for each in ranked
        if all(abs(each.x - o.x) >= across or abs(each.y - o.y) >= down for o in taken)
    )
    return next(clear, ranked[0] if ranked else None)


def _end(points: Sequence[Point | None], minutes: float | None, axis: Axis) -> Point | None:
    at = -1 if minutes is None else int((minutes + axis.before) // axis.step)
    return points[at] if 0 <= at < len(points) else None
