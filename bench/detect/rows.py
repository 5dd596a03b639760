"""What a measurement found, as rows of the tables."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Delay:
    """One method on one size of outage at one measured false-alarm rate."""

    world: str
    base: float
    ratio: float
    method: str
    rate: float
    """False alarms a series-year, measured."""
    threshold: float
    found: float
    """Share of the outages that were found while they ran."""
    delay: float
    """Restricted mean, minutes."""
    median: float
    """Minutes; infinite where fewer than half are found."""
    beside: float = math.nan
    """The clairvoyant's delay on the same outages, where a method has only some of them."""


@dataclass(frozen=True)
class Stated:
    """A method at the threshold it states, and the rate measured there."""

    world: str
    base: float
    method: str
    stated: str
    measured: float
    """False alarms a series-year."""
    years: float
    by_phi: tuple[float, ...] = ()


@dataclass(frozen=True)
class Course:
    """How the course of declared outages was told."""

    world: str
    base: float
    ratio: float
    outages: int
    declared: int
    delay: float
    """Median minutes to the declaration."""
    onset_covered: float
    onset_error: float
    """Median, minutes; later is positive."""
    ended: int
    """Whose end was told at all within five hours after it."""
    end_near: float
    """Share of ends told within ten minutes of the truth."""
    end_error: float
    end_covered: float
    """Share of ends told whose 90 % interval covers the truth."""
    early: float
    """Share of the ends told while the outage still ran."""
    limit: float
    """Share within ten minutes that nobody can better who knows peak, half-life and usual rate."""
    limit_unknown: float
    """The same for who knows only the usual rate."""


@dataclass(frozen=True)
class Bias:
    """What was expected over what is true, where nothing is wrong."""

    world: str
    base: float
    mean: float
    """Of the ratio, over all minutes weighted by the truth."""
    spread: float
    """Standard deviation of the ratio of hourly sums."""


@dataclass
class Found:
    """All rows of one cell."""

    delays: list[Delay] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    biases: list[Bias] = field(default_factory=list)
    sure: list[tuple[float, bool, float]] = field(default_factory=list)
    """Certainty said, whether an outage ran, and the weight of the minute."""
    speed: dict[str, float] = field(default_factory=dict)
    """Series-minutes a second of processor time, by method."""
