"""Labels along a chart: round hours and days of the site's clock, or months and years."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from babel.dates import format_skeleton

from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS, instant_of
from marsad.show.moments import DAY_MS, Moments

LONG = 62
"""Days from which labels stand at the starts of months."""
EDGE = 0.02
"""A clock's label is wide: none nearer to an end than this share of the whole."""
APART = 4.0
"""Per cent between two numbers above a chart, that they can be told apart on a phone."""
_GAPS = (5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 7200, 14400, 28800)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
_MONTH_DAYS = 30.44


@dataclass(frozen=True, slots=True)
class Mark:
    """A label at a place along an axis, in per cent."""

    place: float
    label: str


def levels_of(top: float, say: Callable[[float], str]) -> list[Mark]:
    """The bottom, the middle and the top of an upright axis, from above in per cent."""
    return [Mark(100 - 50 * half, say(top * half / 2)) for half in (0, 1, 2)]


def times_of(first: int, minutes: int, moments: Moments, marks: int = 6) -> list[Mark]:
    """Round times in ``minutes`` minutes from minute ``first``: about ``marks`` of them."""
    start, span = instant_of(first), minutes * MINUTE_MS
    if minutes > LONG * DAY_MINUTES:
        found, say = _months(start, span, moments, marks)
        edge = 0.0
    else:
        gap = next((gap for gap in _GAPS if minutes / gap <= marks), _GAPS[-1]) * MINUTE_MS
        found, say = _rounds(start, span, gap, moments), _clock(minutes, moments)
        edge = EDGE * span
        if gap >= DAY_MS:
            say, edge = moments.day, 0.0
    return [
        Mark(round(100 * (at - start) / span, 2), say(at))
        for at in found
        if edge <= at - start <= span - edge
    ]


def spots_of(places: Sequence[float], digits: Callable[[str], str] = str) -> list[Mark]:
    """Numbers from 1 on, at places in rising order; those too near to each other share a label.

    >>> [(mark.place, mark.label) for mark in spots_of([10, 50, 51.5, 52])]
    [(10, '1'), (50, '2–4')]
    """
    runs: list[tuple[float, int, int]] = []
    for number, place in enumerate(places, 1):
        if runs and place - runs[-1][0] < APART:
            runs[-1] = (*runs[-1][:2], number)
        else:
            runs.append((place, number, number))
    return [
        Mark(place, digits(f"{first}–{last}" if last > first else str(first)))
        for place, first, last in runs
    ]


def _clock(minutes: int, moments: Moments) -> Callable[[int], str]:
    """The clock; where there are several midnights, each is called by the day it begins."""

    def say(at: int) -> str:
        midnight = moments.local(at).time() == time()
        return moments.day(at) if midnight else moments.clock(at)

    return say if minutes > DAY_MINUTES else moments.clock


def _rounds(start: int, span: int, gap: int, moments: Moments) -> Iterator[int]:
    offset = moments.local(start).utcoffset()
    ahead = int(offset.total_seconds() * 1000) if offset else 0
    first = -(-(start + ahead) // gap) * gap - ahead
    return iter(range(first, start + span, gap))


def _months(
    start: int, span: int, moments: Moments, marks: int
) -> tuple[Iterator[int], Callable[[int], str]]:
    """Starts of every so many months; a January is called by its year."""
    count = span / DAY_MS / _MONTH_DAYS
    gap = next((gap for gap in _MONTHS if count / gap <= marks), _MONTHS[-1])
    moment = moments.local(start)
    first = -(-(moment.year * 12 + moment.month - 1) // gap)

    def say(at: int) -> str:
        month = moments.local(at)
        form = "y" if month.month == 1 else "MMM"
        text = format_skeleton(form, month, locale=moments.words.locale, fuzzy=True)
        return moments.words.digits(text)

    def each() -> Iterator[int]:
        number = first * gap
        while (at := _month_start(number, moments)) < start + span:
            if at >= start:
                yield at
            number += gap

    return each(), say


def _month_start(number: int, moments: Moments) -> int:
    year, month = divmod(number, 12)
    return int(datetime(year, month + 1, 1, tzinfo=moments.zone).timestamp() * 1000)
