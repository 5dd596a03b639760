"""From changes of what is usual to the usual range of each bin of a chart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from marsad.tally.usual import HOUR, Changes

Lines = NDArray[np.float64]


def band(changes: Changes, first: int, last: int, step: int) -> tuple[Lines, Lines, Lines]:
    """Expected, low and high of each bin of ``step`` minutes; NaN where nothing is known.

    Minutes are taken to stray from the expected independently, so half-widths add up as the root
    of their squares; the wider half is taken for both sides, which is generous where counts are
    small. A bin that the window's end cuts short is expected to hold as much less.
    """
    bins = -(-(last - first) // step)
    minutes = np.full((3, bins * step), np.nan)
    minutes[:, : last - first] = _by_minute(changes, first, last)
    if step == 1:
        return minutes[0], minutes[1], minutes[2]
    expected, low, high = minutes.reshape(3, bins, step)
    known = ~np.isnan(expected)
    inside = np.full(bins, step)
    inside[-1] = last - first - (bins - 1) * step
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.where(known.any(axis=1), inside / known.sum(axis=1), np.nan)
    middle = np.nansum(expected, axis=1) * scale
    half = np.fmax(high - expected, expected - low)
    width = np.sqrt(np.nansum(half**2, axis=1) * scale)
    return middle, np.maximum(middle - width, 0), middle + width


def _by_minute(changes: Changes, first: int, last: int) -> NDArray[np.float64]:
    """Each change holds until the next one, and no longer than to the end of the hour after it."""
    minutes = np.arange(first, last)
    latest = np.searchsorted(changes["minute"], minutes, side="right") - 1
    values = np.array([changes["expected"], changes["low"], changes["high"]], np.float64)
    lines = np.full((3, len(minutes)), np.nan)
    found = latest >= 0
    hours = changes["minute"][latest[found]] // HOUR
    found[found] = minutes[found] // HOUR - hours <= 1
    lines[:, found] = values[:, latest[found]]
    return lines
