"""Several cells over time as geometry: their lines, the usual band, the incidents behind them.

Strokes are in the units of ``curve.py``, labels placed in per cent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from marsad.nouns.minute import MINUTE_MS, instant_of
from marsad.nouns.spell import Spell
from marsad.show.axis import Mark, levels_of, times_of
from marsad.show.curve import Shade, band_of, full_bins, line_of, shade_of, top_of
from marsad.show.explore import Explored, Line, Stretch
from marsad.show.moments import Moments

ROWS = 48
"""Rows of the table at most."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template draws; ``lines`` are in the order of the cells."""

    lines: list[str]
    band: str
    shades: list[Shade]
    levels: list[Mark]
    times: list[Mark]


@dataclass(frozen=True, slots=True)
class Row:
    """Some bins together; None where a count is not told."""

    at: int
    counts: list[int | None]


def drawing_of(found: Explored, moments: Moments) -> Drawing:
    """The chart, without the bin that still fills."""
    first, _, step = stretch = found.asked.stretch
    bins = full_bins(first, step, stretch.bins, moments.now)
    lines = [np.array(line.counts[:bins], dtype=np.float64) for line in found.lines]
    edges = [edge[:bins] for edge in found.band[1:]] if found.band else []
    top = top_of((*lines, *edges))
    return Drawing(
        lines=[line_of(values, top) for values in lines],
        band=band_of(edges[0], edges[1], top) if edges else "",
        shades=_shades(stretch, bins, found.spells, moments.now),
        levels=levels_of(top, moments.words.number),
        times=times_of(first, bins * step, moments),
    )


def rows_of(found: Explored, now: int) -> list[Row]:
    """At most about ``ROWS`` rows, newest first; what isn't told of a bin isn't of its row."""
    stretch = found.asked.stretch
    together = -(-stretch.bins // ROWS)
    rows = [
        Row(
            instant_of(stretch.first + start * stretch.step),
            [_sum(line, start, start + together) for line in found.lines],
        )
        for start in range(0, stretch.bins, together)
    ]
    return [row for row in reversed(rows) if row.at <= now]


def highest(line: Line, stretch: Stretch) -> tuple[int, int] | None:
    """A line's greatest count that is told, and when its bin begins; None where there is none."""
    told = [(count, -bin_) for bin_, count in enumerate(line.counts) if count]
    if not told:
        return None
    count, bin_ = max(told)
    return count, instant_of(stretch.first - bin_ * stretch.step)


def _sum(line: Line, start: int, end: int) -> int | None:
    part = line.counts[start:end]
    return None if None in part else sum(each or 0 for each in part)


def _shades(stretch: Stretch, bins: int, spells: Iterable[Spell], now: int) -> list[Shade]:
    start, span = instant_of(stretch.first), bins * stretch.step * MINUTE_MS
    shades = [
        shade_of(
            (each.onset - start) / span,
            ((now if each.ended is None else each.ended) - start) / span,
            each.state,
        )
        for each in spells
    ]
    return [shade for shade in shades if shade]
