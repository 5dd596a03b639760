"""64-bit hashes of text, keyed so that nobody can prepare collisions. Compiled.

Multiply, rotate and finish as MurmurHash3 does (Appleby, public domain), eight bytes a step.
"""

from __future__ import annotations

import numpy as np

from marsad.watch.traffic.machine import inlined
from marsad.watch.traffic.words import LOWEST, THREE, Text, word

FIRST = np.uint64(0x87C37B91114253D5)
SECOND = np.uint64(0x4CF5AD432745937F)
THIRD = np.uint64(0xFF51AFD7ED558CCD)
FOURTH = np.uint64(0xC4CEB9FE1A85EC53)
FIVE, NINE = np.uint64(5), np.uint64(0x52DCE729)
TURN, REST = np.uint64(31), np.uint64(33)
NOUGHT, FULL = np.uint64(0), np.uint64(0xFFFFFFFFFFFFFFFF)
WIDTH = np.uint64(64)


@inlined
def finished(value: np.uint64) -> np.uint64:
    """Every bit of ``value`` spread over all 64; never 0, which means unknown."""
    value = (value ^ (value >> REST)) * THIRD
    value = (value ^ (value >> REST)) * FOURTH
    value = value ^ (value >> REST)
    return value if value != NOUGHT else LOWEST


@inlined
def stirred(state: np.uint64, read: np.uint64) -> np.uint64:
    """The state after eight more bytes."""
    read = read * FIRST
    read = (read << TURN | read >> REST) * SECOND
    state = state ^ read
    return (state << TURN | state >> REST) * FIVE + NINE


@inlined
def mixed(one: np.uint64, other: np.uint64) -> np.uint64:
    """A hash of two hashes, their order told apart."""
    return finished(stirred(one, other))


@inlined
def hashed(text: Text, start: int, end: int, key: np.uint64) -> np.uint64:
    """The hash of text[start:end]."""
    state = key ^ np.uint64(end - start)
    at = start
    while end - at >= 8:
        state = stirred(state, word(text, at))
        at += 8
    if at < end:
        beyond = WIDTH - (np.uint64(end - at) << THREE)
        state = stirred(state, word(text, at) & (FULL >> beyond))
    return finished(state)
