"""The chart of a comparison: its curves, its axes and the table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.window import Window
from marsad.show.axis import Mark, levels_of
from marsad.show.compare_curves import Axis, Curve, Scale, axis_of, curves_of, values_of
from marsad.show.curve import Floats, full_bins
from marsad.show.sight import Sight
from marsad.show.words import Words

ROWS = 40
_MARKS = 7
_GAPS = (10, 15, 30, 60, 120, 180, 360, 720, 1440)


class Row(NamedTuple):
    """A row of the table."""

    after: str
    """Time since the first sign, in words."""
    values: list[float | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything the template draws."""

    curves: list[Curve]
    levels: list[Mark]
    times: list[Mark]
    zero: float
    """Where the first signs stand, in per cent."""
    rows: list[Row]
    step: int
    """Minutes a point."""


def chart_of(
    incidents: Sequence[Incident], scale: Scale, hours: int, sight: Sight, words: Words
) -> Comparison:
    """The incidents' reports from an hour before the first sign on."""
    axis, now = axis_of(hours), sight.now()
    rows = [_values(each, scale, axis, now, sight) for each in incidents]
    ends = [
        (each.ended.at - each.onset.at) / MINUTE_MS if each.ended else None for each in incidents
    ]
    curves, top = curves_of(rows, ends, axis)
    return Comparison(
        curves,
        levels_of(top, words.percent if scale == "peak" else words.number),
        _times(axis, words),
        100 * axis.before / (axis.before + axis.after),
        _table(rows, axis, words),
        axis.step,
    )


def _values(incident: Incident, scale: Scale, axis: Axis, now: int, sight: Sight) -> Floats:
    """The bins that are full by now; at least one."""
    window = window_of(incident, axis, sight)
    return values_of(window, scale, full_bins(window.first, axis.step, axis.bins, now))


def window_of(incident: Incident, axis: Axis, sight: Sight) -> Window:
    """The counts of an axis around an incident's first sign; of its part, if that failed alone."""
    first, part = incident.onset.at // MINUTE_MS - axis.before, incident.component
    last = first + axis.bins * axis.step
    if not part:
        return sight.window(incident.service, first, last, axis.step)
    window = sight.window(incident.service, first, last, axis.step, by="component")
    usual = np.full(axis.bins, incident.peak.expected * axis.step)
    counted = window.by.get(part, np.zeros(axis.bins, np.int64))
    return replace(window, counted=counted, expected=usual)


def _times(axis: Axis, words: Words) -> list[Mark]:
    span = axis.before + axis.after
    gap = next(gap for gap in (*_GAPS, span) if span <= gap * _MARKS or gap == span)
    return [
        Mark(100 * (axis.before + at) / span, said(at, words))
        for at in range(-(axis.before // gap) * gap, axis.after, gap)
    ]


def said(minutes: int, words: Words) -> str:
    """Minutes since the first sign, short: ``−30 min``, ``0``, ``+2 h``."""
    sign = "+" if minutes > 0 else "−" if minutes < 0 else ""
    size = abs(minutes)
    hours = size >= 60 and size % 60 == 0
    # After an Arabic letter the sign would jump to the other side of its number.
    number = words.digits(f"\u2066{sign}{size // 60 if hours else size}\u2069")
    if not size:
        return number
    text = words.say("{n} h", n=number) if hours else words.say("{n} min", n=number)
    # Charts run from left to right; their labels as the language does.
    return f"\u2067{text}\u2069" if words.direction == "rtl" else text


def _table(rows: Sequence[Floats], axis: Axis, words: Words) -> list[Row]:
    """At most about ``ROWS`` rows, each the mean of some bins."""
    together = -(-axis.bins // ROWS)
    return [
        Row(
            said(start * axis.step - axis.before, words),
            [_mean(row[start : start + together]) for row in rows],
        )
        for start in range(0, axis.bins, together)
    ]


def _mean(values: Floats) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else None
