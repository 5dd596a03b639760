"""How many distinct ones: HyperLogLog, 4,096 registers, standard error 1.6 %.

Flajolet, Fusy, Gandouet, Meunier 2007; 64-bit hashes as in Heule, Nunkesser, Hall 2013; estimated
without bias at every size after Ertl 2017 (arXiv:1702.01284, algorithm 6).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from marsad.sense.compiled import inlined

BITS = 12
REGISTERS = 1 << BITS
RANKS = 64 - BITS


@inlined
def count_in(registers: NDArray[np.uint8], key: np.uint64) -> None:
    """Take in one well-mixed 64-bit hash."""
    place = np.int64(key >> np.uint64(64 - BITS))
    rest = key << np.uint64(BITS)
    rank = 1
    while rank <= RANKS and rest >> np.uint64(63) == np.uint64(0):
        rest <<= np.uint64(1)
        rank += 1
    registers[place] = max(registers[place], np.uint8(rank))


def estimate(registers: NDArray[np.uint8]) -> float:
    """The number of distinct hashes taken in."""
    many = np.bincount(registers, minlength=RANKS + 2).tolist()
    m = float(REGISTERS)
    if many[0] == REGISTERS:
        return 0.0
    total = m * _tau(1.0 - many[RANKS + 1] / m)
    for rank in range(RANKS, 0, -1):
        total = 0.5 * (total + many[rank])
    total += m * _sigma(many[0] / m)
    return m * m / (2.0 * math.log(2.0) * total)


def _sigma(x: float) -> float:
    if x == 1.0:
        return math.inf
    total, factor, before = x, 1.0, -1.0
    while total != before:
        x *= x
        before = total
        total += x * factor
        factor += factor
    return total


def _tau(x: float) -> float:
    if x in {0.0, 1.0}:
        return 0.0
    total, factor, before = 1.0 - x, 1.0, -1.0
    while total != before:
        x = math.sqrt(x)
        before = total
        factor *= 0.5
        total -= (1.0 - x) ** 2 * factor
    return total / 3.0
