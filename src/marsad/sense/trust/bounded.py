"""What a mean of bounded values can tell, with no model of them (Hoeffding 1963, theorem 1)."""

from __future__ import annotations

import math

_TINY = 1e-9


def divergence(one: float, other: float) -> float:
    """Kullback-Leibler divergence of a coin from another, in nats."""
    p, q = _inside(one), _inside(other)
    return p * math.log(p / q) + (1.0 - p) * math.log((1.0 - p) / (1.0 - q))


def above(mean: float, n: float, usual: float) -> float:
    """Nats against a mean of ``n`` values in 0 to 1 coming out so high where ``usual`` is true.

    >>> round(above(0.5, 100, 0.3), 1), above(0.2, 100, 0.3)
    (8.7, 0.0)
    """
    return n * divergence(mean, usual) if mean > usual else 0.0


def below(mean: float, n: float, usual: float) -> float:
    """The same for a mean that is so low."""
    return n * divergence(mean, usual) if mean < usual else 0.0


def at_least(mean: float, n: float, nats: float) -> float:
    """The lowest true share that ``n`` values with this mean don't speak against by ``nats``.

    >>> at_least(1.0, 0, 4.0), round(at_least(1.0, 8, 4.0), 2), round(at_least(0.8, 40, 4.0), 2)
    (0.0, 0.61, 0.59)
    """
    low, high = 0.0, mean
    for _ in range(40):
        middle = 0.5 * (low + high)
        if above(mean, n, middle) > nats:
            low = middle
        else:
            high = middle
    return round(low, 9)


def _inside(share: float) -> float:
    return min(max(share, _TINY), 1.0 - _TINY)
