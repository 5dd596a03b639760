"""How high reports rose: the most within any fifteen minutes, beside what is usual in them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS, instant_of
from marsad.nouns.window import Window
from marsad.show.sight import Sight

QUARTER = 15
_STEPS = (1, 5, 15)
_BINS = 2880
LEAST = 1.0
"""Usual reports below which “times the usual” is a large number that says nothing."""


class Height(NamedTuple):
    """The fifteen minutes that held most reports."""

    at: int
    """When they begin (instant)."""
    reports: int
    """Those that weigh: one for each sender and hour, without floods from a few networks."""
    usual: float | None
    """None where it isn't known."""

    @property
    def times(self) -> float | None:
        """Times the usual; None where that is not known, or next to nothing."""
        return times_over(self.reports, self.usual)


def times_over(reports: float, usual: float | None) -> float | None:
    """Reports over what is usual, to a tenth while it is small; None where that says nothing.

    >>> times_over(50, 20.0), times_over(70, 20.0), times_over(9, 0.1)
    (2.5, 4, None)
    """
    if usual is None or not usual >= LEAST:
        return None
    ratio = reports / usual
    return round(ratio) if ratio >= 3 else round(ratio, 1)


def height_of(incident: Incident, sight: Sight, now: int) -> Height:
    """The height of an incident; of its part, where a part failed alone."""
    first = incident.onset.at // MINUTE_MS
    end = incident.ended.at if incident.ended else now
    minutes = max(end // MINUTE_MS + 1 - first, QUARTER)
    step = next((step for step in _STEPS if minutes <= step * _BINS), _STEPS[-1])
    last = first + -(-minutes // step) * step
    part = incident.component
    window = sight.window(incident.service, first, last, step, by="component" if part else "")
    if not part:
        return highest(window)
    height = highest(window, part)
    expected = incident.peak.expected
    return height._replace(usual=expected * QUARTER if expected else None)


def highest(window: Window, part: str = "") -> Height:
    """The highest fifteen minutes of a window of at least that, the earliest of equals.

    Reports of a part are counted as they come: the window holds no others of it.
    """
    together = QUARTER // window.step
    nothing = np.zeros(len(window.reports), np.int64)
    values = window.by.get(part, nothing) if part else window.counted
    sums = np.convolve(values, np.ones(together, np.int64), "valid")
    at = int(sums.argmax())
    usual = float(window.expected[at : at + together].sum())
    return Height(
        instant_of(window.first + at * window.step),
        int(sums[at]),
        usual if np.isfinite(usual) else None,
    )
