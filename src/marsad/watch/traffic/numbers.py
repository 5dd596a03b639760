"""Numbers as logs write them. Compiled."""

from __future__ import annotations

import numpy as np

from marsad.watch.traffic.machine import inlined
from marsad.watch.traffic.words import Text

ZERO, POINT, MINUS, SECOND = 0x30, 0x2E, 0x2D, 0x73
DIGITS = 18
"""More than these don't fit into 64 bits."""


@inlined
def whole(text: Text, start: int, end: int) -> int:
    """A number without sign or point; -1 where that is no number (``-``, empty, too long)."""
    if end <= start or end - start > DIGITS:
        return -1
    value = 0
    for at in range(start, end):
        digit = np.int64(text[at]) - ZERO
        if digit < 0 or digit > 9:
            return -1
        value = value * 10 + digit
    return value


@inlined
def decimal(text: Text, start: int, end: int) -> float:
    """A number not below zero, with or without a fraction or an ``s`` behind; else NaN.

    Of a list ("0.1, 0.2") it is the first.
    """
    value, scale, digits = 0.0, 0.0, 0
    for at in range(start, min(end, start + 2 * DIGITS)):
        digit = np.int64(text[at]) - ZERO
        if 0 <= digit <= 9:
            value = value * 10 + digit
            scale *= 10
            digits += 1
        elif text[at] == POINT and scale == 0.0 and digits > 0:
            scale = 1.0
        elif digits > 0 and (text[at] == SECOND or text[at] == 0x2C or text[at] == 0x20):
            break
        else:
            return np.nan
    if digits == 0:
        return np.nan
    return value / scale if scale > 0 else value
