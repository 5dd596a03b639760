"""Several cells over time as geometry: their lines, the usual band, the incidents behind them.

Drawn as the other charts are (``chart.py``): ``WIDTH`` × ``HEIGHT`` units stretched to the room
there is, labels placed in per cent, time from left to right in every language.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from marsad.nouns.minute import MINUTE_MS, instant_of
from marsad.nouns.spell import Spell
from marsad.show.chart import HEIGHT, WIDTH, Mark, Shade, nice
from marsad.show.explore import Explored, Floats, Line, Stretch
from marsad.show.moments import DAY_MS, Moments

GAPS = (5, 15, 30, 60, 180, 360, 720, 1_440, 2_880, 7_200, 14_400, 43_200, 129_600, 525_600)
"""Minutes between labels of time."""
MARKS = 6
ROWS = 48
"""Rows of the table at most."""
Point = tuple[int, int]


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
    """The chart, without the bin that still fills: it would look like a fall."""
    stretch = found.asked.stretch
    bins = full_bins(stretch, moments.now)
    lines = [np.array(line.counts[:bins], dtype=np.float64) for line in found.lines]
    edges = [edge[:bins] for edge in found.band[1:]] if found.band else []
    top = nice(max([4.0, *(_most(values) for values in (*lines, *edges))]))
    return Drawing(
        lines=[_path(values, top) for values in lines],
        band=_band(edges[0], edges[1], top) if edges else "",
        shades=_shades(stretch, bins, found.spells, moments.now),
        levels=[Mark(100 - 50 * half, moments.words.number(top * half / 2)) for half in (0, 1, 2)],
        times=_times(stretch, bins, moments),
    )


def full_bins(stretch: Stretch, now: int) -> int:
    """Bins that are over."""
    return max(1, min((now // MINUTE_MS - stretch.first) // stretch.step, stretch.bins))


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


def _most(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.max()) if len(known) else 0.0


def _points(values: Floats, top: float) -> list[Point | None]:
    """Plot units; None where nothing is told. A single bin is level over the whole width."""
    values = np.repeat(values, 2) if len(values) == 1 else values
    xs = np.linspace(0, WIDTH, len(values))
    ys = HEIGHT * (1 - np.clip(values / top, 0, 1))
    return [
        None if math.isnan(y) else (round(x), round(y))
        for x, y in zip(xs.tolist(), ys.tolist(), strict=True)
    ]


def _path(values: Floats, top: float) -> str:
    """A line, broken where a count is not told."""
    return "".join(_drawn(run) for run in _runs(_points(values, top)))


def _runs(points: Iterable[Point | None]) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is not None:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _drawn(points: Sequence[Point]) -> str:
    """Some points as one stroke of a path; a lone one as a short dash that can be seen."""
    (x, y), *rest = points
    steps = rest or [(min(x + 1, WIDTH), y)]
    return f"M{x},{y}L{' '.join(f'{x},{y}' for x, y in steps)}"


def _band(low: Floats, high: Floats, top: float) -> str:
    """One closed shape for each run of bins in which the usual range is known."""
    both = np.where(np.isfinite(low + high), 1.0, np.nan)
    ups, downs = _points(high * both, top), _points(low * both, top)
    pairs = zip(_runs(ups), _runs(downs), strict=True)
    return "".join(_drawn([*up, *reversed(down)]) + "z" for up, down in pairs if len(up) > 1)


def _shades(stretch: Stretch, bins: int, spells: Iterable[Spell], now: int) -> list[Shade]:
    start, span = instant_of(stretch.first), bins * stretch.step * MINUTE_MS
    shades: list[Shade] = []
    for each in spells:
        ended = now if each.ended is None else each.ended
        left, right = max(0.0, (each.onset - start) / span), min(1.0, (ended - start) / span)
        if right > left:
            width = max(2.0, WIDTH * (right - left))
            shades.append(Shade(round(WIDTH * left, 1), round(width, 1), each.state))
    return shades


def _times(stretch: Stretch, bins: int, moments: Moments) -> list[Mark]:
    """Round times of the site's clock, at most about ``MARKS`` of them."""
    start, span = instant_of(stretch.first), bins * stretch.step * MINUTE_MS
    wanted = (each * MINUTE_MS for each in GAPS)
    gap = next((each for each in wanted if span / each <= MARKS), GAPS[-1] * MINUTE_MS)
    offset = moments.local(start).utcoffset()
    ahead = int(offset.total_seconds() * 1000) if offset else 0
    first = -(-(start + ahead) // gap) * gap - ahead
    say = moments.day if gap >= DAY_MS else moments.text if span > DAY_MS else moments.clock
    places = [(at, 100 * (at - start) / span) for at in range(first, start + span, gap)]
    return [Mark(round(place, 2), say(at)) for at, place in places if 4 <= place <= 96]
