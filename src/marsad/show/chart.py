"""A window's counts as geometry: the line, the usual band, the incidents behind it.

Strokes are in the units of ``curve.py``; labels are placed in per cent of the plot, so that they
keep their size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS, instant_of
from marsad.nouns.window import Window
from marsad.show.axis import Mark, levels_of, spots_of, times_of
from marsad.show.curve import WIDTH, Shade, band_of, full_bins, line_of, shade_of, top_of
from marsad.show.moments import Moments
from marsad.show.noted import Noted


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
    """The chart of a window, without the bin that still fills.

    ``noted`` is what is numbered, in order of its beginning.
    """
    chart = spark_of(window, moments.now)
    bins = full_bins(window.first, window.step, len(window.reports), moments.now)
    places = [_place(window, bins, each.start) for each in noted]
    return replace(
        chart,
        shades=_shades(window, bins, incidents, moments.now),
        works=[_hatch(window, bins, each) for each in noted if each.kind == "work"],
        said=[at for at, each in zip(places, noted, strict=True) if each.kind == "said"],
        spots=spots_of(places, moments.words.digits),
        levels=levels_of(chart.top, moments.words.number),
        times=times_of(window.first, bins * window.step, moments, marks),
    )


def spark_of(window: Window, now: int) -> Chart:
    """The same without labels, for a card."""
    bins = full_bins(window.first, window.step, len(window.reports), now)
    reports = window.reports[:bins].astype(np.float64)
    low, high = window.low[:bins], window.high[:bins]
    top = top_of((reports, high))
    return Chart(line_of(reports, top), band_of(low, high, top), [], [], [], top)


def _shades(window: Window, bins: int, incidents: Iterable[Incident], now: int) -> list[Shade]:
    shades = [
        shade_of(
            _share(window, bins, each.onset.at),
            _share(window, bins, each.ended.at if each.ended else now),
            each.state,
        )
        for each in incidents
        if each.state != "retracted"
    ]
    return [shade for shade in shades if shade]


def _share(window: Window, bins: int, instant: int) -> float:
    """Where an instant stands: 0 and 1 are the ends of the plot."""
    return (instant - instant_of(window.first)) / (bins * window.step * MINUTE_MS)


def _place(window: Window, bins: int, instant: int) -> float:
    """The same in per cent; what lies outside stands at the edge."""
    return round(100 * min(1.0, max(0.0, _share(window, bins, instant))), 2)


def _hatch(window: Window, bins: int, work: Noted) -> Shade:
    left, right = (_place(window, bins, at) * WIDTH / 100 for at in (work.start, work.end))
    return Shade(round(left, 1), round(max(4.0, right - left), 1), "maintenance")
