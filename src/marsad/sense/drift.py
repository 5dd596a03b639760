"""The slow wobble of one series around its usual level, followed as its counts allow.

The rate is level x shape x w, and w wanders: a random walk that is drawn back to one within hours
(news, weather, a holiday, a shape of the day not yet known well). Its mean and variance are those
of a Kalman filter (Kalman 1960) whose noise is that of the counts: relative variance phi / n where
n reports are expected. A busy series knows its w within minutes; a small one hardly ever does, and
then the doubt stays what such series are known to stray.
"""

from __future__ import annotations

import math

from marsad.sense.columns import SQUARE, TREND, VAR, Floats
from marsad.sense.compiled import inlined

BACK = 260.0
"""Minutes in which the wobble falls by a factor e back to one: a half-life of three hours."""


@inlined
def growth(minutes: float) -> float:
    """Share of the wobble's full variance that a mean over a window of so many minutes gains.

    The variance of the mean of an Ornstein-Uhlenbeck process about its start: 2 t / 3 BACK for a
    short window, all of it for a long one.
    """
    return minutes / (minutes + 1.5 * BACK)


@inlined
def foreseen(reals: Floats, i: int, minutes: float) -> float:
    """Relative variance of the wobble so many minutes after it was last followed."""
    left = math.exp(-2.0 * minutes / BACK)
    return reals[i, VAR] * left + reals[i, SQUARE] * (1.0 - left)


@inlined
def follow(reals: Floats, i: int, x: float, n: float, minutes: float, phi: float) -> None:
    """Take in x reports where n were expected without wobble, in the last so many minutes."""
    left = math.exp(-minutes / BACK)
    mean = 1.0 + (reals[i, TREND] - 1.0) * left
    var = foreseen(reals, i, minutes)
    noise = phi * mean + var * n
    mean += var * (x - mean * n) / noise
    reals[i, TREND] = min(4.0, max(0.25, mean))
    reals[i, VAR] = var * phi * mean / noise if mean > 0.0 else var
