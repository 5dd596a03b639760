"""How alike two notes are: 64 bits of each, few of which differ where the texts hardly do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from marsad.catalog.fold import fold

SHINGLE = 4
MOST = 300
"""Letters that are looked at."""
LEAST = 20
"""Letters below which two people say the same by themselves: "it does not work"."""
ALIKE = 10
"""Bits of 64 that may differ between texts that are one: cosine of about 0.9 or more. Texts that
have nothing in common differ in 32, give or take 4."""

_BITS = np.arange(64, dtype=np.uint64)
_PRIMES = np.array([0x100000001B3**n % 2**64 for n in range(SHINGLE)], np.uint64)


def likeness(text: str) -> int | None:
    """The simhash of a note's folded shingles (Charikar 2002; Manku, Jain, Das Sarma 2007).

    None where the text is too short to be told apart. No hash of the interpreter is used, so the
    same text has the same bits everywhere.
    """
    folded = fold(text)[:MOST]
    if len(folded) < LEAST:
        return None
    letters = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(letters, SHINGLE)
    hashes = _mixed((windows * _PRIMES).sum(axis=1, dtype=np.uint64))
    votes = ((hashes[:, None] >> _BITS) & np.uint64(1)).sum(axis=0, dtype=np.int64)
    return int(((2 * votes > len(hashes)).astype(np.uint64) << _BITS).sum(dtype=np.uint64))


def alike(one: int, other: int) -> bool:
    """Whether two likenesses are of one text."""
    return (one ^ other).bit_count() <= ALIKE


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's finaliser (Steele, Lea, Flood 2014): every bit depends on all."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
