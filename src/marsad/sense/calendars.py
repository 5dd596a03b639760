"""The days of all series as arrays: what a sweep looks into to know what kind of day it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from marsad.nouns.occasion import Days, Span
from marsad.sense.columns import ON_EVENT, ON_HOLIDAY, Ints

EPOCH_WEEKDAY = 3
"""Minute 0 was on a Thursday, and Monday is 0."""


class Calendars:
    """Numbered in the order in which they were first met."""

    def __init__(self) -> None:
        self._met: dict[Days, int] = {}
        self._rows: list[tuple[int, int, int]] = []
        self._lines: list[tuple[int, int, int]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def number(self, days: Days | None) -> int:
        """The number of the calendar of these days; -1 where nothing can touch a series."""
        if days is None:
            return -1
        if days not in self._met:
            self._met[days] = len(self._rows)
            lines = stretches(days)
            first = len(self._lines)
            self._lines += lines
            self._rows.append((first, first + len(lines), _mask(days.weekend)))
        return self._met[days]

    @property
    def rows(self) -> Ints:
        """Shape (calendars, 3): its first stretch, the one after its last, its days of rest."""
        return np.array(self._rows, np.int32).reshape(-1, 3)

    @property
    def stretches(self) -> Ints:
        """Shape (stretches, 3): begin and end in minutes, what it is; in order, never two at once.

        What it is has the bits ``ON_HOLIDAY`` and ``ON_EVENT``.
        """
        return np.array(self._lines, np.int32).reshape(-1, 3)


def stretches(days: Days) -> list[tuple[int, int, int]]:
    """Holidays and events side by side: the minutes between two changes are a stretch.

    >>> stretches(Days(holidays=((10, 20),), events=((15, 30),)))
    [(10, 15, 1), (15, 20, 3), (20, 30, 2)]
    """
    turns = sorted({minute for span in (*days.holidays, *days.events) for minute in span})
    holidays, events = _marks(days.holidays, turns), _marks(days.events, turns)
    out: list[tuple[int, int, int]] = []
    for n in range(len(turns) - 1):
        what = ON_HOLIDAY * int(holidays[n]) + ON_EVENT * int(events[n])
        if what:
            out.append((turns[n], turns[n + 1], what))
    return out


def _marks(spans: Sequence[Span], turns: Sequence[int]) -> list[bool]:
    """Whether any span covers the minutes from each turn to the next."""
    change = dict.fromkeys(turns, 0)
    for begin, end in spans:
        change[begin] += 1
        change[end] -= 1
    return [depth > 0 for depth in np.cumsum([change[turn] for turn in turns]).tolist()]


def _mask(weekend: Sequence[int]) -> int:
    """Days of rest as bits, by the engine's days: 0 is the day of minute 0."""
    return sum(1 << (day - EPOCH_WEEKDAY) % 7 for day in set(weekend))
