"""Counts to sense: seeded, so that every test sees the same world."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.block import Block
from marsad.nouns.series import Series
from marsad.nouns.verdict import Verdict
from marsad.sense.sense import Sense
from marsad.sense.tuning import Tuning

FIRST = 29_460_960
"""A Monday, 00:00 UTC."""


def block(counts: NDArray[np.int_] | Sequence[int], first: int = FIRST, step: int = 1) -> Block:
    """Counts (bins, rows) or (bins,) as a block, every bin observed."""
    table = np.asarray(counts).reshape(len(counts), -1)
    bins, rows = np.nonzero(table)
    offsets = np.searchsorted(bins, np.arange(len(table) + 1)).astype(np.int64)
    values = table[bins, rows].astype(np.int32)
    return Block(first, step, offsets, rows.astype(np.int32), values, np.ones(len(table), bool))


def judged(
    counts: NDArray[np.int_] | Sequence[int],
    series: Sequence[Series] = (Series("x"),),
    step: int = 1,
    tuning: Tuning | None = None,
) -> list[Verdict]:
    """Verdicts of a fresh Sense on these counts."""
    sense = Sense(tuning or Tuning(), step)
    sense.watch(series)
    return sense.advance(block(counts, step=step))[0]


def changes(verdicts: Sequence[Verdict], component: str = "") -> list[tuple[int, str]]:
    """(bins since FIRST at the close, state) wherever the state changes."""
    out: list[tuple[int, str]] = []
    for verdict in verdicts:
        if verdict.component == component and (not out or out[-1][1] != verdict.state):
            out.append((verdict.minute + 1 - FIRST, str(verdict.state)))
    return out


def quiet(rate: float, minutes: int, seed: int) -> NDArray[np.int_]:
    """Poisson counts of one steady series."""
    return np.random.default_rng(seed).poisson(rate, minutes)
