"""Counts over time as geometry: the line, the usual band, the incidents behind it.

The plot is ``WIDTH`` × ``HEIGHT`` units stretched to whatever room there is; labels are placed in
per cent of it, so that they keep their size. Time runs from left to right in every language.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS, instant_of
from marsad.nouns.window import Window
from marsad.show.axis import Mark, spots_of, times_of
from marsad.show.moments import Moments
from marsad.show.noted import Noted

WIDTH = 1000
HEIGHT = 200
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shade:
    """An incident behind the line, in plot units."""

    x: float
    width: float
    state: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template draws."""

    line: str
    band: str
    shades: list[Shade]
    levels: list[Mark]
    times: list[Mark]
    top: float
    works: list[Shade] = field(default_factory=list["Shade"])
    """Announced work, hatched."""
    said: list[float] = field(default_factory=list[float])
    """Where statements stand, in per cent."""
    spots: list[Mark] = field(default_factory=list[Mark])
    """Numbers of what the list below the chart tells."""


def chart_of(
    window: Window,
    moments: Moments,
    incidents: Iterable[Incident] = (),
    marks: int = 6,
    noted: Sequence[Noted] = (),
) -> Chart:
    """The chart of a window, without the bin that still fills: it would look like a fall.

    ``noted`` is what is numbered, in order of its beginning.
    """
    bins = _full_bins(window, moments.now)
    reports = window.reports[:bins].astype(np.float64)
    high = window.high[:bins]
    top = nice(max(_most(reports), _most(high), 4.0))
    return Chart(
        line=_path(reports, top),
        band=_band(window.low[:bins], high, top),
        shades=_shades(window, bins, incidents, moments.now),
        works=[_hatch(window, bins, each) for each in noted if each.kind == "work"],
        said=[_place(window, bins, each.start) for each in noted if each.kind == "said"],
        spots=spots_of([_place(window, bins, e.start) for e in noted], moments.words.digits),
        levels=[Mark(100 - 50 * half, moments.words.number(top * half / 2)) for half in (0, 1, 2)],
        times=times_of(window.first, bins * window.step, moments, marks),
        top=top,
    )


def spark_of(window: Window, now: int) -> Chart:
    """The same without labels, for a card."""
    bins = _full_bins(window, now)
    reports = window.reports[:bins].astype(np.float64)
    top = nice(max(_most(reports), _most(window.high[:bins]), 4.0))
    band = _band(window.low[:bins], window.high[:bins], top)
    return Chart(_path(reports, top), band, [], [], [], top)


def nice(value: float) -> float:
    """The next round number of 1, 2, 4, 5 or 6 times a power of ten, for the top of an axis.

    >>> [nice(value) for value in (4, 7, 23, 101, 4100)]
    [4.0, 10.0, 40.0, 200.0, 5000.0]
    """
    power = 10.0 ** math.floor(math.log10(value))
    return next(m * power for m in (1, 2, 4, 5, 6, 10) if m * power >= value * 0.999)


def _full_bins(window: Window, now: int) -> int:
    full = (now // MINUTE_MS - window.first) // window.step
    return max(1, min(full, len(window.reports)))


def _most(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.max()) if len(known) else 0.0


def _points(values: Floats, top: float) -> list[tuple[int, int]]:
    """Plot units; a single bin becomes a level line over the whole width."""
    if len(values) == 1:
        values = np.repeat(values, 2)
    xs = np.linspace(0, WIDTH, len(values))
    ys = HEIGHT * (1 - np.clip(values / top, 0, 1))
    return [(round(float(x)), round(float(y))) for x, y in zip(xs, ys, strict=True)]


def _path(values: Floats, top: float) -> str:
    return _drawn(_points(values, top)) if len(values) else ""


def _drawn(points: Sequence[tuple[int, int]]) -> str:
    """A polyline with relative steps: a third of the bytes."""
    first = points[0]
    steps = [f"{x - x0},{y - y0}" for (x0, y0), (x, y) in pairwise(points)]
    return f"M{first[0]},{first[1]}l{' '.join(steps)}".replace(" -", "-").replace(",-", "-")


def _band(low: Floats, high: Floats, top: float) -> str:
    """One closed shape for each run of bins in which the usual range is known."""
    known = np.isfinite(low) & np.isfinite(high)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], known, [False])).astype(np.int8)))
    ups = _points(np.nan_to_num(high), top)
    downs = _points(np.nan_to_num(low), top)
    shapes = [
        _drawn([*ups[start:end], *reversed(downs[start:end])]) + "z"
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        if end - start > 1
    ]
    return "".join(shapes)


def _shades(window: Window, bins: int, incidents: Iterable[Incident], now: int) -> list[Shade]:
    start = instant_of(window.first)
    span = bins * window.step * MINUTE_MS
    shades: list[Shade] = []
    for incident in incidents:
        ended = incident.ended.at if incident.ended else now
        left = max(0.0, (incident.onset.at - start) / span)
        right = min(1.0, (ended - start) / span)
        if right > left and incident.state != "retracted":
            width = max(2.0, WIDTH * (right - left))
            shades.append(Shade(round(WIDTH * left, 1), round(width, 1), incident.state))
    return shades


def _place(window: Window, bins: int, instant: int) -> float:
    """Where an instant stands, in per cent; what lies outside stands at the edge."""
    share = (instant - instant_of(window.first)) / (bins * window.step * MINUTE_MS)
    return round(100 * min(1.0, max(0.0, share)), 2)


def _hatch(window: Window, bins: int, work: Noted) -> Shade:
    left, right = (_place(window, bins, at) * WIDTH / 100 for at in (work.start, work.end))
    return Shade(round(left, 1), round(max(4.0, right - left), 1), "maintenance")
