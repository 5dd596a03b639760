"""A service's day in some dozen bytes: the small line beside its name in the grid.

One unit is a pixel, so that the drawing needs no box of its own: ``WIDE`` × ``HIGH`` of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

HOURS = 24
STEP = 3
WIDE = STEP * (HOURS - 1)
HIGH = 18
LEAST = 6
"""Reports an hour that reach the top at least: a quiet service's few must not look like a peak."""


def wave_of(counts: Sequence[int]) -> str:
    """The path of some counts, the busiest at the top; empty where there is nothing to draw.

    >>> wave_of([0, 0, 0, 6, 3])
    'M0 18h6l3-18 3 9'
    """
    most = max([LEAST, *counts])
    if not any(counts):
        return ""
    heights = [HIGH - round(HIGH * count / most) for count in counts]
    return f"M0 {heights[0]}{_steps(later - before for before, later in pairwise(heights))}"


def _steps(falls: Iterable[int]) -> str:
    """Level stretches as one ``h``; the others as pairs after an ``l``."""
    parts: list[str] = []
    level, before = 0, ""
    for fall in falls:
        if fall == 0:
            level += STEP
            continue
        if level:
            parts.append(f"h{level}")
            level, before = 0, "h"
        parts.append(f"{' ' if before == 'l' else 'l'}{STEP}{fall if fall < 0 else f' {fall}'}")
        before = "l"
    return "".join([*parts, f"h{level}"] if level else parts)
