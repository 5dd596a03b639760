"""The slow wobble of one series around its usual level, followed as its counts allow.

The rate is level x shape x w, and w wanders: drawn back to one within hours, and pushed about by
what nobody tells us (news, weather, a holiday, a shape of the day not yet known well). Its mean
and variance are those of a Kalman filter (Kalman 1960) whose noise is that of the counts, of
relative variance phi / n where n are expected. A busy series knows its w within minutes; a small
one hardly ever does, and its variance stays what such series are known to stray.
"""

from __future__ import annotations

import math

from marsad.sense.columns import HOLD, SQUARE, TREND, VAR, Floats
from marsad.sense.compiled import inlined

LEAST, MOST = 0.001, 1000.0
"""Bounds of the wobble."""
HOLD_LEAST = 10.0
"""Minutes: the shortest memory of what was usual before a rise."""


@inlined
def growth(minutes: float, back: float) -> float:
    """Share of the wobble's full variance that a mean over so many minutes gains.

    The variance of the mean of an Ornstein-Uhlenbeck process about where it started: 2 t / 3 back
    for a short window, all of it for a long one.
    """
    return minutes / (minutes + 1.5 * back)


@inlined
def wander(reals: Floats, i: int, left: float) -> None:
    """Time passes; ``left`` is exp(-minutes / back)."""
    reals[i, TREND] = 1.0 + (reals[i, TREND] - 1.0) * left
    square = left * left
    reals[i, VAR] = reals[i, VAR] * square + reals[i, SQUARE] * (1.0 - square)


@inlined
def hold(reals: Floats, i: int, bad: bool, minutes: float, aged: float, back: float) -> None:
    """While a rise runs, what was usual before it fades: to one in an outage, else to the drift.

    Nothing is remembered for longer than half the time the series is known.
    """
    fading = min(back, max(HOLD_LEAST, 0.5 * aged))
    left = fading / (fading + minutes)
    aim = 1.0 if bad and aged > back else reals[i, TREND]
    reals[i, HOLD] = aim + (reals[i, HOLD] - aim) * left


@inlined
def follow(reals: Floats, i: int, x: float, n: float, phi: float) -> None:
    """Take in x reports where n were expected without wobble."""
    mean, var = reals[i, TREND], reals[i, VAR]
    chance = phi * mean
    share = var / (chance + var * n)
    reals[i, TREND] = min(MOST, max(LEAST, mean + share * (x - mean * n)))
    reals[i, VAR] = share * chance


@inlined
def rescale(reals: Floats, i: int, share: float) -> None:
    """The level has moved: what is expected now stays what it was."""
    reals[i, TREND] = min(MOST, max(LEAST, reals[i, TREND] * share))
    reals[i, HOLD] = min(MOST, max(LEAST, reals[i, HOLD] * share))


@inlined
def gone_by(minutes: float, back: float) -> float:
    """What is left of a wobble after so many minutes."""
    return math.exp(-minutes / back)
