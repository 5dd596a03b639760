"""What is left undone under load, in a stated order: a pure rule, one stage a step.

Comes in: how hard the process is pressed. Goes out: the stage of shedding. Optional work goes
first; pages and then reports are kept longest. ``strain.py`` measures and asks.
"""

from __future__ import annotations

from enum import IntEnum
from math import inf

import msgspec


class Stage(IntEnum):
    """Everything up to a stage is shed; the order is that of the numbers."""

    NOTHING = 0
    THIN = 1
    """Live streams tell counts every two seconds, the newest of each service only."""
    WATCHERS = 2
    """No new watcher is taken; their pages look every half minute instead."""
    RANGES = 3
    """The API's counts and lists, which cost most, are refused."""
    PAGES = 4
    """Pages and the rest of the API are refused; caches in front go on showing them."""
    REPORTS = 5
    """Reports are refused, the last of all."""

    @property
    def says(self) -> str:
        """Its name as health and metrics tell it."""
        return self.name.lower()


class Pressure(msgspec.Struct, frozen=True):
    """How hard the process is pressed; all but the lag are shares of what there is room for."""

    lag: float = 0.0
    """Seconds that the event loop was late with its last look at the clock."""
    pages: float = 0.0
    """Pages and API answers that are being made or wait for it."""
    connections: float = 0.0
    journal: float = 0.0
    """Bytes that wait to be stored."""
    memory: float = 0.0

    def scaled(self, by: float) -> Pressure:
        """All of it so many times as hard.

        >>> Pressure(lag=0.1).scaled(2).lag
        0.2
        """
        return Pressure(**{name: getattr(self, name) * by for name in self.__struct_fields__})


STEPS: dict[str, tuple[float, float, float, float, float]] = {
    #              thin, watchers, ranges, pages, reports
    "lag":         (0.10,    0.25,   0.50,  1.50, inf),
    "pages":       (0.25,    0.50,   0.65,  0.90, inf),
    "connections": (0.50,    0.75,    inf,   inf, inf),
    "journal":     (0.25,    0.40,   0.55,  0.75, inf),
    "memory":      (0.70,    0.78,   0.85,  0.92, 0.97),
}  # fmt: skip
"""From which pressure on each stage is wanted. Connections are the table's own to bound, and the
journal refuses reports itself when it is full: there, nothing is shed that would not help."""
EASE = 0.8
"""A stage is left only when the pressure is a fifth below where it began,"""
CALM = 8
"""and has been for so many looks in a row: two seconds of them."""


def wanted(pressure: Pressure) -> Stage:
    """The stage that this pressure by itself asks for.

    >>> wanted(Pressure(lag=0.3)).says
    'watchers'
    """
    reached = (
        sum(getattr(pressure, signal) >= step for step in steps) for signal, steps in STEPS.items()
    )
    return Stage(max(reached))


class Shedding(msgspec.Struct, frozen=True):
    """Where shedding stands. ``after`` is the whole rule; it never skips a stage.

    One late look (a garbage collection, a minute's close) costs no more than live counts.
    """

    stage: Stage = Stage.NOTHING
    calm: int = 0
    """Looks in a row at which the stage was not wanted any more."""

    def after(self, pressure: Pressure) -> Shedding:
        """Where it stands after one more look."""
        if wanted(pressure) > self.stage:
            return Shedding(Stage(self.stage + 1))
        if self.stage == 0 or wanted(pressure.scaled(1 / EASE)) >= self.stage:
            return Shedding(self.stage)
        if self.calm + 1 < CALM:
            return Shedding(self.stage, self.calm + 1)
        return Shedding(Stage(self.stage - 1))
