"""A chart's numbers as a table, coarse enough to be read."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from marsad.nouns.minute import instant_of
from marsad.nouns.window import Window
from marsad.show.moments import Moments

ROWS = 48


class Row(NamedTuple):
    """Some bins together."""

    at: int
    """When they begin (instant)."""
    reports: int
    low: float | None
    high: float | None


def table_of(window: Window, moments: Moments) -> list[Row]:
    """At most about ``ROWS`` rows, newest first; the usual range is None where it isn't known."""
    together = -(-len(window.reports) // ROWS)
    starts = range(0, len(window.reports), together)
    rows = [_row(window, start, start + together) for start in starts]
    return [row for row in reversed(rows) if row.at <= moments.now]


def _row(window: Window, start: int, end: int) -> Row:
    low, high = window.low[start:end], window.high[start:end]
    known = bool(np.isfinite(low).all() and np.isfinite(high).all())
    return Row(
        at=instant_of(window.first + start * window.step),
        reports=int(window.reports[start:end].sum()),
        low=float(low.sum()) if known else None,
        high=float(high.sum()) if known else None,
    )
