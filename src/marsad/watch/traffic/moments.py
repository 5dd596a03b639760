"""Times as logs write them, read into instants. Compiled.

Days since 1970 after Hinnant, "chrono-compatible low-level date algorithms".
"""

from __future__ import annotations

import numpy as np

from marsad.watch.traffic.machine import inlined, lean
from marsad.watch.traffic.numbers import whole
from marsad.watch.traffic.words import Text, signed

NO_TIME = -1
MONTHS = np.frombuffer(b"janfebmaraprmayjunjulaugsepoctnovdec", np.uint8).copy()
SLASH, COLON, DASH, PLUS, POINT, COMMA = 0x2F, 0x3A, 0x2D, 0x2B, 0x2E, 0x2C
LOWER = 0x20
SECOND_DIGITS, MILLI_DIGITS, MICRO_DIGITS, NANO_DIGITS = 11, 14, 17, 20
"""A count since 1970 with fewer digits than these is in seconds, milliseconds and so on."""


@inlined
def pair(text: Text, at: int) -> int:
    """Two digits; far below zero where they are none."""
    tens, ones = signed(text[at]) - 0x30, signed(text[at + 1]) - 0x30
    fine = 0 <= tens <= 9 and 0 <= ones <= 9
    return tens * 10 + ones if fine else -1_000_000


@inlined
def days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 of a date in the Gregorian calendar."""
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


@inlined
def month_named(text: Text, at: int) -> int:
    """1 to 12 for Jan to Dec; 0 where it is none."""
    for month in range(12):
        if (
            text[at] | LOWER == MONTHS[3 * month]
            and text[at + 1] | LOWER == MONTHS[3 * month + 1]
            and text[at + 2] | LOWER == MONTHS[3 * month + 2]
        ):
            return month + 1
    return 0


@inlined
def date_of(text: Text, at: int) -> int:
    """Days of ``2000-10-31`` (any one byte between); NO_TIME where it is no date."""
    year, month, day = pair(text, at) * 100 + pair(text, at + 2), pair(text, at + 5), 0
    day = pair(text, at + 8)
    if year < 1970 or month < 1 or month > 12 or day < 1 or day > 31:
        return NO_TIME
    return days(year, month, day)


@inlined
def clock_of(text: Text, at: int) -> int:
    """Seconds of ``13:55:36``; NO_TIME where it is none. A leap second is the next one."""
    hour, minute, second = pair(text, at), pair(text, at + 3), pair(text, at + 6)
    if hour < 0 or hour > 23 or minute < 0 or minute > 59 or second < 0 or second > 60:
        return NO_TIME
    return hour * 3600 + minute * 60 + second


@inlined
def offset_of(text: Text, at: int, end: int) -> int:
    """Seconds that ``+0300``, ``-07:00`` or ``Z`` is ahead of UTC; 0 where nothing is said."""
    if at + 5 > end or (text[at] != PLUS and text[at] != DASH):
        return 0
    minutes = pair(text, at + 4 if text[at + 3] == COLON and at + 6 <= end else at + 3)
    ahead = pair(text, at + 1) * 3600 + minutes * 60
    if ahead < 0 or ahead > 64_800:
        return 0
    return ahead if text[at] == PLUS else -ahead


@inlined
def millis(text: Text, at: int, end: int) -> tuple[int, int]:
    """Milliseconds of a fraction that begins at ``at``, and where it ends."""
    if at >= end or (text[at] != POINT and text[at] != COMMA):
        return 0, at
    value, digits = 0, 0
    at += 1
    while at < end and 0x30 <= text[at] <= 0x39:
        if digits < 3:
            value = value * 10 + signed(text[at]) - 0x30
            digits += 1
        at += 1
    while digits < 3:
        value *= 10
        digits += 1
    return value, at


@lean
def counted(text: Text, start: int, end: int) -> int:
    """The instant of a count since 1970, in seconds (with a fraction too) down to nanoseconds."""
    stop = start
    while stop < end and 0x30 <= text[stop] <= 0x39:
        stop += 1
    digits = stop - start
    if digits >= NANO_DIGITS:
        return NO_TIME
    value = whole(text, start, min(stop, start + 13))
    if value < 0:
        return NO_TIME
    if digits < SECOND_DIGITS:
        return value * 1000 + millis(text, stop, end)[0]
    # Thirteen leading digits of milliseconds, microseconds and nanoseconds are milliseconds.
    return value if digits >= 13 else NO_TIME


@lean
def apache(text: Text, start: int, end: int) -> int:
    """The instant of ``10/Oct/2000:13:55:36 -0700``."""
    year, month = pair(text, start + 7) * 100 + pair(text, start + 9), month_named(text, start + 3)
    day, seconds = pair(text, start), clock_of(text, start + 12)
    if year < 1970 or month == 0 or day < 1 or day > 31 or seconds < 0:
        return NO_TIME
    fraction, at = millis(text, start + 20, end)
    while at < end and text[at] == 0x20:
        at += 1
    return (days(year, month, day) * 86_400 + seconds - offset_of(text, at, end)) * 1000 + fraction


@lean
def iso(text: Text, start: int, end: int) -> int:
    """The instant of RFC 3339, or the same with a space or without a zone (then UTC)."""
    day, seconds = date_of(text, start), clock_of(text, start + 11)
    if day < 0 or seconds < 0:
        return NO_TIME
    fraction, at = millis(text, start + 19, end)
    return (day * 86_400 + seconds - offset_of(text, at, end)) * 1000 + fraction


@inlined
def moment(text: Text, start: int, end: int) -> int:
    """The instant that a field says, in whichever of the forms; NO_TIME where in none."""
    length = end - start
    if length >= 20 and text[start + 2] == SLASH and text[start + 11] == COLON:
        return apache(text, start, end)
    if length >= 19 and text[start + 4] == DASH and text[start + 7] == DASH:
        return iso(text, start, end)
    return counted(text, start, end)
