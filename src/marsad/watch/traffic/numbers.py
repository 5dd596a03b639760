"""Numbers as logs write them. Compiled."""

from __future__ import annotations

import numpy as np

from marsad.watch.traffic.machine import inlined, lean
from marsad.watch.traffic.words import SPACE, Text, signed

ZERO, POINT, MINUS, PLUS, COMMA = 0x30, 0x2E, 0x2D, 0x2B, 0x2C
SECOND, EXPONENT, LOWER = 0x73, 0x65, 0x20
LONGEST = 40
DIGITS = 18
"""Digits: more than these don't fit into 64 bits."""


@inlined
def whole(text: Text, start: int, end: int) -> int:
    """A number without sign or point; -1 where that is no number (``-``, empty, too long)."""
    if end <= start or end - start > DIGITS:
        return -1
    value = 0
    for at in range(start, end):
        digit = signed(text[at]) - ZERO
        if digit < 0 or digit > 9:
            return -1
        value = value * 10 + digit
    return value


@inlined
def power(text: Text, start: int, end: int) -> float:
    """The factor that ``e-05`` is, which begins at ``start``; NaN where it is none."""
    negative = start + 1 < end and text[start + 1] == MINUS
    signed = start + 1 < end and (negative or text[start + 1] == PLUS)
    exponent = whole(text, start + (2 if signed else 1), min(end, start + 5))
    if exponent < 0:
        return np.nan
    return 10.0 ** (-exponent if negative else exponent)


@lean
def decimal(text: Text, start: int, end: int) -> float:
    """A number not below zero, with or without fraction, exponent, or an ``s`` behind; else NaN.

    Of a list ("0.1, 0.2") it is the first.
    """
    value, scale, digits = 0.0, 0.0, 0
    for at in range(start, min(end, start + LONGEST)):
        digit = signed(text[at]) - ZERO
        if 0 <= digit <= 9:
            value = value * 10 + digit
            scale *= 10
            digits += 1
        elif text[at] == POINT and scale == 0.0 and digits > 0:
            scale = 1.0
        elif digits > 0 and text[at] | LOWER == EXPONENT:
            value *= power(text, at, end)
            break
        elif digits > 0 and (text[at] == SECOND or text[at] == COMMA or text[at] == SPACE):
            break
        else:
            return np.nan
    if digits == 0:
        return np.nan
    return value / scale if scale > 0 else value
