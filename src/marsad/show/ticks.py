"""Where instants lie along a chart."""

from __future__ import annotations

from collections.abc import Iterable


def ticks_of(instants: Iterable[int], first: int, last: int) -> list[float | None]:
    """Each instant's place from ``first`` to ``last`` (instants), in per cent; None outside.

    >>> ticks_of([0, 50, 200], 0, 200)
    [0.0, 25.0, 100.0]
    """
    span = last - first
    return [
        round(100 * (at - first) / span, 2) if span > 0 and first <= at <= last else None
        for at in instants
    ]
