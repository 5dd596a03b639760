"""Eight bytes at a time: search in text without looking at each byte. Compiled.

The zero-byte test is Mycroft's (1987), as in Warren, Hacker's Delight, 6-1. Every array handed in
has eight bytes to spare behind its end.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from marsad.watch.traffic.machine import inlined

Text: TypeAlias = NDArray[np.uint8]

SPARE = 32
"""Bytes behind the text that may be read, and mean nothing."""
ONES = np.uint64(0x0101010101010101)
HIGHS = np.uint64(0x8080808080808080)
LOWEST, EIGHT = np.uint64(1), np.uint64(8)
SIXTEEN, FULL = np.uint64(16), np.uint64(24)
HALF, FIVE, SIX, SEVEN = np.uint64(32), np.uint64(40), np.uint64(48), np.uint64(56)
TWO, THREE, FOUR = np.uint64(2), np.uint64(3), np.uint64(4)

QUOTE, NEWLINE, RETURN, SPACE, BACKSLASH = 0x22, 0x0A, 0x0D, 0x20, 0x5C


@inlined
def word(text: Text, at: int) -> np.uint64:
    """The eight bytes from ``at`` on, the first one lowest. One load."""
    i = np.uint64(at)
    low = (
        np.uint64(text[i])
        | np.uint64(text[i + LOWEST]) << EIGHT
        | np.uint64(text[i + TWO]) << SIXTEEN
        | np.uint64(text[i + THREE]) << FULL
    )
    j = i + FOUR
    high = (
        np.uint64(text[j])
        | np.uint64(text[j + LOWEST]) << EIGHT
        | np.uint64(text[j + TWO]) << SIXTEEN
        | np.uint64(text[j + THREE]) << FULL
    )
    return low | high << HALF


@inlined
def signed(value: np.integer[Any]) -> int:
    """A byte or word as a number to reckon with: numba makes fractions of unsigned ones."""
    return np.int64(value)  # pyright: ignore[reportReturnType]


@inlined
def first_of(hits: np.uint64) -> int:
    """Which byte has the lowest high bit set."""
    lowest = hits & (~hits + LOWEST)
    return signed(((((lowest - LOWEST) & ONES) * ONES) >> SEVEN) - LOWEST)


@inlined
def find(text: Text, at: int, end: int, byte: int) -> int:
    """Where ``byte`` is first seen in [at, end); ``end`` when it isn't."""
    pattern = np.uint64(byte) * ONES
    while at < end:
        differs = word(text, at) ^ pattern
        hits = (differs - ONES) & ~differs & HIGHS
        if hits:
            return min(at + first_of(hits), end)
        at += 8
    return end


@inlined
def find_either(text: Text, at: int, end: int, byte: int, other: int) -> int:
    """Where one of two bytes is first seen in [at, end); ``end`` when none is."""
    pattern, second = np.uint64(byte) * ONES, np.uint64(other) * ONES
    while at < end:
        read = word(text, at)
        differs, apart = read ^ pattern, read ^ second
        hits = (((differs - ONES) & ~differs) | ((apart - ONES) & ~apart)) & HIGHS
        if hits:
            return min(at + first_of(hits), end)
        at += 8
    return end


@inlined
def escaped(text: Text, start: int, at: int) -> bool:
    """Whether the byte at ``at`` has an odd number of backslashes before it."""
    count = 0
    while at - 1 - count >= start and text[at - 1 - count] == BACKSLASH:
        count += 1
    return count % 2 == 1
