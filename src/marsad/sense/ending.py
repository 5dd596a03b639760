"""Whether it is over, and since when: the posterior of the decline.

An outage is over in the minute its excess falls under a tenth of its peak. It stays at its peak
for a time as likely to be of minutes as of hours (log-uniform up to a day), then falls by a
half-life of 5 to 120 minutes (log-uniform) or to nothing at once.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np

from marsad.nouns.verdict import Span
from marsad.sense.onset import Around, spread, table
from marsad.sense.record import Cells, Column, Table
from marsad.sense.track import REMNANT

SHORTEST, LONGEST = 5.0, 120.0
"""Half-lives (minutes)."""
CAP = 2.5
"""Nats by which one minute may speak against more than it counted: a silent one may be ours."""
LATEST = 16
"""The last cells are told apart whatever is asked for."""
APART = 0.125
"""Half-lives between two declines tried."""
YOUNG = 5.0
"""Minutes before which no outage is expected to decline."""


class Grain(msgspec.Struct, frozen=True):
    """How finely declines are told apart."""

    cells: int
    halves: int
    around: Around

    @property
    def apart(self) -> float:
        """Nats between two half-lives: half of that goes into the end, the rest into the start."""
        return 0.5 * math.log(LONGEST / SHORTEST) / (self.halves - 1)

    @property
    def half_lives(self) -> Column:
        """Those tried; 0 falls at once."""
        steps = np.arange(self.halves) / (self.halves - 1)
        return np.append(0.0, SHORTEST * (LONGEST / SHORTEST) ** steps)


COARSE = Grain(40, 16, Around(under=1.2, over=0.7, deep=5.0, ratio=0.15))
"""While it runs ..."""
FINE = Grain(100, 28, Around(under=1.2, over=0.7, deep=5.0, ratio=0.1))
"""... and once at its end."""


class Decline(msgspec.Struct, frozen=True):
    """The posterior; the last column of ``chance`` (half-lives, cells + 1) is no decline yet."""

    chance: Table
    ends: Table
    """Minute (half-lives, cells) at which it would be over, or will."""
    reach: Table
    """Minutes (half-lives, cells) of ends that each one stands for."""
    now: float

    @property
    def over(self) -> float:
        """Probability that it is over."""
        share = np.clip((self.now - self.ends) / self.reach + 0.5, 0.0, 1.0)
        return float((self.chance[:, :-1] * share).sum())

    @property
    def begun(self) -> float:
        """Probability that it declines."""
        return 1.0 - float(self.chance[:, -1].sum())

    def end(self) -> Span:
        """When it was, or will be, over, given that it declines."""
        chance = 0.5 * self.chance[:, :-1] / max(self.begun, 1e-300)
        ends = np.stack([self.ends - 0.25 * self.reach, self.ends + 0.25 * self.reach]).ravel()
        order = np.argsort(ends, kind="stable")
        weights = np.stack([chance, chance]).ravel()[order]
        return spread(ends[order], np.zeros(len(order)), weights)


def decline(
    cells: Cells, height: float, phi: float, step: int, age: float, grain: Grain
) -> Decline:
    """The posterior after all ``cells``, from the plateau's beginning until now.

    ``height`` is about the peak's excess as a multiple of what is usual, ``age`` the minutes from
    onset to plateau.
    """
    cells = cells.coarse(LATEST, grain.cells)
    width, halves = cells.bins * step, grain.half_lives
    now = float(cells.at[-1] + width[-1])
    logs = _logs(cells, height, phi, step, now, age, grain)
    chance = np.exp(logs - logs.max())
    ends = cells.at + halves[:, None] * math.log2(1.0 / REMNANT)
    reach = np.maximum(width, APART * halves[:, None]) + grain.apart * (ends - cells.at)
    return Decline(chance / chance.sum(), ends, reach, now)


def _logs(
    cells: Cells, height: float, phi: float, step: int, now: float, age: float, grain: Grain
) -> Table:
    """Log-posterior (half-lives, cells + 1) of each decline, and of none yet."""
    from marsad.sense.fall import falls  # noqa: PLC0415 - numba: only when first needed

    likely, first = table(cells, height, phi, grain.around, CAP * step, step)
    n, many = likely.shape
    middle, halves = cells.at + 0.5 * cells.bins * step, grain.half_lives
    times = cells.at, middle, now, age + YOUNG
    scratch = np.empty(many), np.empty((n + 1, many)), np.empty(n + 1)
    out = np.empty((len(halves), n + 1))
    falls(likely, *times, halves, first, grain.around.ratio, APART, *scratch, out)
    return out
