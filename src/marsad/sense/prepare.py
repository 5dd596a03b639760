"""Compile the detector ahead of time: about a minute, once after an install.

``python -m marsad.sense.prepare``; without it, the first closed minute waits that long.
"""

from __future__ import annotations

import numpy as np

from marsad.nouns.block import Block
from marsad.nouns.series import Series
from marsad.sense.sense import Sense

HOUR, FLOOD = 60, 5


def prepare() -> None:
    """Judge a silent hour, a flood and its end, so that every compiled part is used."""
    sense = Sense()
    sense.watch([Series("prepare"), Series("prepare", "country", "SA")])
    counts = np.repeat([0, 900, 0], [HOUR, FLOOD, 2 * HOUR])
    bins, rows = np.nonzero(np.stack([counts, counts], axis=1))
    offsets = np.searchsorted(bins, np.arange(len(counts) + 1)).astype(np.int64)
    seen = np.ones(len(counts), bool)
    values = np.full(len(rows), 900, np.int32)
    sense.advance(Block(0, 1, offsets, rows.astype(np.int32), values, seen))
    sense.glance(np.zeros(1, np.int32), np.full(1, 900, np.int32))


if __name__ == "__main__":
    prepare()
