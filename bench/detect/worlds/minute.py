"""Simulated reports by the minute: services in twelve countries, with and without nuisance.

lambda = base x level x shape of the country's week x own shape of the day x nuisance; counts are
NB1 with variance over mean 1, 1.3 or 2. Nuisance is a factor a day (sd 0.10), a slow wobble
(sd 0.15, 90 minutes) and holidays (Sunday's shape, one day in 30): a service's ``own``, or
``shared`` by its country, with a small wobble (sd 0.06) of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.detect.peers.peer import Floats
from bench.world import DAY, WEEK, Outage, nb1
from marsad.sense.compiled import compiled

COUNTRIES, EACH = 12, 8
SERIES = COUNTRIES * EACH
KINDS = ("clean", "own", "shared")
SIZES = {
    0.02: (10.0, 30.0, 100.0),
    0.2: (3.0, 10.0, 30.0),
    2.0: (2.0, 3.0, 10.0),
    20.0: (1.5, 2.0, 4.0),
}
"""Base rate a minute, and the rate ratios of the outages tried there."""
HORIZON = 165
"""Minutes an outage runs: 5 of ramp, 60 of plateau, then by half-lives of 30 to a tenth."""

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class World:
    """Arrays (series, minutes); series 8 c to 8 c + 7 are in country c."""

    kind: str
    base: float
    counts: NDArray[np.int32]
    mean: Singles
    phi: Floats
    holidays: NDArray[np.bool_]
    """Which days (series, days) are holidays."""
    plain: Singles
    """The mean without the day's factor and the wobble; holidays are in it."""


def country_shape(rng: np.random.Generator) -> Floats:
    """Mean one by minute of the week: two harmonics of the day and a weekend."""
    t = np.arange(WEEK)
    phase, one, two = rng.uniform(0, DAY), rng.uniform(0.8, 1.2), rng.uniform(0.1, 0.35)
    log = one * np.cos(2 * np.pi * (t - phase) / DAY)
    log += two * np.cos(4 * np.pi * (t - phase) / DAY + rng.uniform(0, 2 * np.pi))
    weekend = 0.5 * (np.tanh((t - 5 * DAY) / 90) - np.tanh((t - 7 * DAY + 1) / 90))
    log += rng.uniform(-0.35, 0.15) * weekend + 0.03 * rng.standard_normal(7)[t // DAY]
    shape = np.exp(log)
    return shape / shape.mean()


def own_shape(rng: np.random.Generator) -> Floats:
    """Mean one by minute of the day."""
    t = 2 * np.pi * np.arange(DAY) / DAY
    a, b, c, d = 0.08 * rng.standard_normal(4)
    shape = np.exp(a * np.cos(t) + b * np.sin(t) + c * np.cos(2 * t) + d * np.sin(2 * t))
    return shape / shape.mean()


@dataclass(frozen=True)
class Nuisance:
    """What moves the mean though nothing is wrong."""

    day: float = 0.0
    wobble: float = 0.0
    holidays: float = 0.0


FULL = Nuisance(0.10, 0.15, 1 / 30)
WOBBLE_TAU = 90.0
"""Minutes over which a wobble is like itself."""


@compiled
def wobbling(noise: Floats, sd: float, tau: float) -> Floats:
    """A mean-one log-normal AR(1) of that standard deviation and correlation time (minutes)."""
    keep = math.exp(-1.0 / tau)
    push = math.sqrt(1.0 - keep * keep)
    state = noise[0]
    out = np.empty(len(noise))
    for t in range(len(noise)):
        state = keep * state + push * noise[t]
        out[t] = math.exp(sd * state - 0.5 * sd * sd)
    return out


def nuisance(
    rng: np.random.Generator, minutes: int, what: Nuisance
) -> tuple[Floats, NDArray[np.bool_]]:
    """Factor by minute, and which days are holidays."""
    days = minutes // DAY + 1
    factor = np.exp(what.day * rng.standard_normal(days) - 0.5 * what.day**2)
    by_minute = np.repeat(factor, DAY)[:minutes]
    if what.wobble:
        by_minute = by_minute * wobbling(rng.standard_normal(minutes), what.wobble, WOBBLE_TAU)
    return by_minute, rng.random(days) < what.holidays


def _minute_of_week(minutes: int, holidays: NDArray[np.bool_]) -> NDArray[np.int64]:
    t = np.arange(minutes)
    return np.where(holidays[t // DAY], 6 * DAY + t % DAY, t % WEEK)


@dataclass(frozen=True)
class Country:
    """What its services have in common."""

    shape: Floats
    factor: Floats
    holidays: NDArray[np.bool_]


def _country(rng: np.random.Generator, minutes: int, kind: str) -> Country:
    what = FULL if kind == "shared" else Nuisance()
    return Country(country_shape(rng), *nuisance(rng, minutes, what))


def _service(
    rng: np.random.Generator, base: float, minutes: int, kind: str, country: Country
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Its mean by minute, the same without the nuisance's factors, and its holidays."""
    level = base * math.exp(0.25 * rng.standard_normal() - 0.03125)
    own = {"clean": Nuisance(), "own": FULL, "shared": Nuisance(wobble=0.06)}[kind]
    factor, days_off = nuisance(rng, minutes, own)
    holidays = country.holidays | days_off
    week = country.shape[_minute_of_week(minutes, holidays)]
    day = own_shape(rng)[np.arange(minutes) % DAY]
    return level * week * country.factor * factor * day, level * week * day, holidays


def make(kind: str, base: float, minutes: int, seed: int, series: int = SERIES) -> World:
    """A world with no outage in it; the same arguments give the same one."""
    if kind not in KINDS:
        raise ValueError(f"kind: {kind!r}, not one of {KINDS}")
    rng = np.random.default_rng([seed, KINDS.index(kind), round(base * 1000)])
    mean, plain = np.empty((2, series, minutes), np.float32)
    counts = np.empty((series, minutes), np.int32)
    holidays = np.zeros((series, minutes // DAY + 1), bool)
    phi = np.array([(1.0, 1.3, 2.0)[s % 3] for s in range(series)])
    for first in range(0, series, EACH):
        country = _country(rng, minutes, kind)
        for s in range(first, min(first + EACH, series)):
            lam, plain[s], holidays[s] = _service(rng, base, minutes, kind, country)
            mean[s], counts[s] = lam, nb1(lam, phi[s], rng)
    return World(kind, base, counts, mean, phi, holidays, plain)


def struck(
    world: World, at: int, ratio: float, minutes: int, rng: np.random.Generator
) -> NDArray[np.int32]:
    """Counts (series, minutes) from minute ``at`` on, where an outage of every series begins."""
    span = slice(at, at + minutes)
    more = world.mean[:, span] * (ratio - 1.0) * Outage(at, ratio).course(minutes)[None, :]
    extra = [nb1(row.astype(float), phi, rng) for row, phi in zip(more, world.phi, strict=True)]
    return world.counts[:, span] + np.stack(extra)
