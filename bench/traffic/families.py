"""Kinds of episodes by cause; adding one is adding a function in its cause's file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.traffic.sites import Site
from marsad.nouns.requests import Requests


@dataclass(frozen=True)
class Stage:
    """When an episode happens and how much of it there is; instants."""

    begin: int
    end: int
    ratio: float
    """Requests on top, as a multiple of the usual number."""
    turn: float = 0.5
    """0 to 1: how late in its time an episode of two parts turns into the second."""

    @property
    def seconds(self) -> float:
        return (self.end - self.begin) / 1000.0


Play = Callable[[Site, Stage, Requests], Requests]


@dataclass(frozen=True)
class Family:
    """``play`` takes the usual traffic of the stage along and gives all of it back, changed."""

    cause: str
    name: str
    play: Play
    before: str = ""
    """The cause until it turns."""
    turns: tuple[float, float] = (0.0, 0.0)
    """Seconds between which it turns."""

    def cause_at(self, stage: Stage, seconds: float) -> str:
        """What it is after so many seconds."""
        return self.before if self.before and seconds <= self.turning(stage) else self.cause

    def turning(self, stage: Stage) -> float:
        """Seconds after which it turns."""
        early, late = self.turns
        return early + stage.turn * (late - early)


FAMILIES: dict[str, Family] = {}


def family(
    cause: str, before: str = "", turns: tuple[float, float] = (0.0, 0.0)
) -> Callable[[Play], Play]:
    """Register a family under its function's name."""

    def kept(play: Play) -> Play:
        FAMILIES[play.__name__] = Family(cause, play.__name__, play, before, turns)
        return play

    return kept


def count(site: Site, stage: Stage, rows_each: float) -> int:
    """How many visits or requests make up the stage."""
    return max(int(site.rng.poisson(site.rate * stage.ratio * stage.seconds / rows_each)), 3)


def arrivals(site: Site, stage: Stage, n: int) -> NDArray[np.int64]:
    """Instants that rise to their level within a time and fade or stay: steep or gentle."""
    rng = site.rng
    rise = float(np.exp(rng.uniform(np.log(0.5), np.log(90.0))))
    fade = float(rng.choice([1e9, rng.uniform(120, 900)]))
    at = np.linspace(0.0, stage.seconds, 2000)
    intensity = (1 - np.exp(-at / rise)) * np.exp(-at / fade)
    intensity *= np.exp(np.cumsum(rng.normal(0, 0.01, 2000)))
    running = np.cumsum(intensity)
    where = np.interp(rng.random(n) * running[-1], running, at)
    return stage.begin + (where * 1000).astype(np.int64)
