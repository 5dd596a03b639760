"""Compile the detector ahead of time: about ten seconds, once after an install.

``python -m marsad.sense.prepare``; without it, the first closed minute waits that long.
"""

from __future__ import annotations

import numpy as np

from marsad.nouns.block import Block
from marsad.nouns.series import Series
from marsad.sense.sense import Sense


def prepare() -> None:
    """Judge one loud minute and a silent hour, so that every compiled part is used."""
    sense = Sense()
    sense.watch([Series("prepare")])
    offsets = np.minimum(np.arange(62), 1).astype(np.int64)
    rows, counts = np.zeros(1, np.int32), np.array([900], np.int32)
    sense.advance(Block(0, 1, offsets, rows, counts, np.ones(61, bool)))


if __name__ == "__main__":
    prepare()
