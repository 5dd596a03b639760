"""What kind of day it is for a series: one of the week, or a holiday. Compiled.

A series of no calendar pays one comparison for this, any other a search among its occasions.
"""

from __future__ import annotations

from marsad.sense.columns import CALENDAR, ON_EVENT, ON_HOLIDAY, Ints
from marsad.sense.compiled import inlined
from marsad.sense.tuning import Knobs

HOLIDAY = 7
"""The eighth day of the week: every public holiday."""


@inlined
def stretch_of(ints: Ints, i: int, minute: int, k: Knobs) -> int:
    """The first stretch of the calendar of series i that is not over at ``minute``, else -1."""
    c = ints[i, CALENDAR]
    if c < 0:
        return -1
    low, last = k.calendars[c, 0], k.calendars[c, 1]
    high = last
    while low < high:
        middle = (low + high) // 2
        if k.stretches[middle, 1] > minute:
            high = middle
        else:
            low = middle + 1
    return low if low < last else -1


@inlined
def day_of(ints: Ints, i: int, minute: int, k: Knobs) -> tuple[int, int]:
    """The day that ``minute`` is for series i (0 to 6, or ``HOLIDAY``), and the minute it ends.

    Days of the week turn at midnight UTC, holidays at that of their country.
    """
    day = minute // 1440
    until = (day + 1) * 1440
    s = stretch_of(ints, i, minute, k)
    if s < 0:
        return day % 7, until
    if minute < k.stretches[s, 0]:
        return day % 7, min(until, k.stretches[s, 0])
    until = min(until, k.stretches[s, 1])
    return (HOLIDAY if k.stretches[s, 2] & ON_HOLIDAY else day % 7), until


@inlined
def eventful(ints: Ints, i: int, minute: int, k: Knobs) -> bool:
    """Whether a known event touches series i at ``minute``."""
    s = stretch_of(ints, i, minute, k)
    return s >= 0 and k.stretches[s, 0] <= minute and (k.stretches[s, 2] & ON_EVENT) != 0


@inlined
def turned(ints: Ints, i: int, minute: int, k: Knobs) -> bool:
    """Whether a day, a holiday or an event begins or ends in the bin that begins at ``minute``."""
    if minute % 1440 < k.step:
        return True
    before = minute - k.step
    s = stretch_of(ints, i, before, k)
    return s >= 0 and (k.stretches[s, 1] <= minute or before < k.stretches[s, 0] <= minute)


@inlined
def days_of_rest(ints: Ints, i: int, k: Knobs) -> int:
    """The usual days of rest of series i: bit d is day d of the week."""
    c = ints[i, CALENDAR]
    return k.calendars[c, 2] if c >= 0 else 0
