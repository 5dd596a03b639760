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
    starts = np.clip(changes["minute"], first, last)
    until = (changes["minute"] // HOUR + 2) * HOUR
    lasting = np.diff(starts, append=last)
    lines = np.full((3, last - first), np.nan)
    begin = last - int(lasting.sum())
    known = lines[:, begin - first :]
    for line, name in zip(known, ("expected", "low", "high"), strict=True):
        line[:] = np.repeat(changes[name], lasting)
    if (starts + lasting > until).any():
        known[:, np.arange(begin, last) >= np.repeat(until, lasting)] = np.nan
    return lines
