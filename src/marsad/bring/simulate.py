"""A scenario made into counts: negative-binomial draws around the rates that it describes.

What comes in: a scenario and a seed. What goes out: the non-zero counts of every minute and cell.
The same scenario and seed give the same counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marsad.bring.rhythm import rhythm
from marsad.bring.scenario import Outage, Quiet, Scenario, Size
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.series import Cell

WOBBLE_MINUTES = 90.0


@dataclass(frozen=True, slots=True)
class Simulated:
    """Counts above zero, in order of minute, then cell; each array has one value a count."""

    first: int
    """First minute, and ``minutes`` of them; every service is watched through all of them."""
    minutes: int
    cells: tuple[Cell, ...]
    minute: NDArray[np.int32]
    """Minutes since ``first``."""
    cell: NDArray[np.int32]
    """Index into ``cells``."""
    reports: NDArray[np.int32]

    def of(self, service: str, country: str | None = None) -> NDArray[np.int64]:
        """Reports of a service (and country) in each minute."""
        wanted = [
            index
            for index, cell in enumerate(self.cells)
            if cell.service == service and country in (None, cell.country)
        ]
        mine = np.isin(self.cell, wanted)
        return np.bincount(
            self.minute[mine], weights=self.reports[mine], minlength=self.minutes
        ).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Stream:
    """One country's reports of one service with one mixture of parts: a rate for each minute."""

    service: str
    country: str
    parts: dict[str, float]
    rate: NDArray[np.float64]
    dispersion: float
    wobble: float


def simulate(scenario: Scenario, seed: int | None = None) -> Simulated:
    """Draw the counts of a scenario, with its own seed when none is given."""
    generator = np.random.default_rng(scenario.seed if seed is None else seed)
    first, minutes = span(scenario)
    index: dict[Cell, int] = {}
    pieces = [_draw(stream, index, generator) for stream in streams(scenario)]
    minute, cell, reports = (np.concatenate(arrays) for arrays in zip(*pieces, strict=True))
    # Streams share cells (quiet and outage): add what fell into the same minute.
    keys, inverse = np.unique(minute.astype(np.int64) * len(index) + cell, return_inverse=True)
    total = np.bincount(inverse, weights=reports, minlength=len(keys))
    return Simulated(
        first,
        minutes,
        tuple(index),
        (keys // len(index)).astype(np.int32),
        (keys % len(index)).astype(np.int32),
        total.astype(np.int32),
    )


def span(scenario: Scenario) -> tuple[int, int]:
    """First minute of the quiet history, and minutes from there to the scenario's end."""
    start = round(scenario.start.timestamp() * 1000) // MINUTE_MS
    end = round(scenario.end.timestamp() * 1000) // MINUTE_MS
    first = start - scenario.quiet_days * 1440
    return first, end - first


def streams(scenario: Scenario) -> list[Stream]:
    """The expected reports of every minute: the usual life first, then each outage."""
    usual = [each for quiet in scenario.service for each in _usual(scenario, quiet)]
    over = [each for outage in scenario.outage for each in _outage(scenario, outage, usual)]
    return usual + over


def _usual(scenario: Scenario, quiet: Quiet) -> list[Stream]:
    first, minutes = span(scenario)
    whole = sum(quiet.countries.values())
    return [
        Stream(
            quiet.id,
            country,
            quiet.parts,
            quiet.rate
            * share
            / whole
            * rhythm(first, minutes, scenario.zones[country], scenario.hours, scenario.weekend),
            quiet.dispersion,
            quiet.wobble,
        )
        for country, share in quiet.countries.items()
    ]


def _outage(scenario: Scenario, outage: Outage, usual: list[Stream]) -> list[Stream]:
    quiet = next(each for each in scenario.service if each.id == outage.service)
    shapes = {
        country: share * _curve(scenario, outage, outage.delays.get(country, 0.0))
        for country, share in outage.countries.items()
    }
    scale = _scale(scenario, outage, shapes, [s for s in usual if s.service == outage.service])
    return [
        Stream(outage.service, country, outage.parts, shape * scale, quiet.dispersion, 0.0)
        for country, shape in shapes.items()
    ]


def _curve(scenario: Scenario, outage: Outage, delay: float) -> NDArray[np.float64]:
    """Height of the outage in the middle of each minute: 0 before, 1 when full, then halving."""
    first, minutes = span(scenario)
    now = np.arange(first, first + minutes) + 0.5
    begin, until = outage.start.timestamp() / 60 + delay, outage.until.timestamp() / 60
    # A country that fails late doesn't go on getting worse while the others recover.
    rise = np.clip((np.minimum(now, until) - begin) / outage.ramp, 0.0, 1.0) ** outage.swell
    return rise * np.exp2(-np.maximum(now - until, 0.0) / outage.half_life)


def _scale(
    scenario: Scenario,
    outage: Outage,
    shapes: dict[str, NDArray[np.float64]],
    usual: list[Stream],
) -> float:
    """Reports a minute at height one, so that the published figure comes out as expected value."""
    size = outage.peak or outage.first or outage.total
    assert size is not None, "read_scenario lets no outage through without a size"
    shape = sum(shapes[c] for c in shapes if size.country in ("", c)) + np.zeros(1)
    level = sum(s.rate for s in usual if size.country in ("", s.country)) + np.zeros(1)
    if outage.total:
        return size.reports / shape.sum()
    if outage.first:
        begin = round(outage.start.timestamp() / 60) - span(scenario)[0]
        window = slice(begin, begin + size.minutes)
        return max(0.0, size.reports - level[window].sum()) / shape[window].sum()
    high, low = _bins(scenario, size, shape), _bins(scenario, size, level)
    failing = high > high.max() * 1e-6
    return max(0.0, float(((size.reports - low[failing]) / high[failing]).min()))


def _bins(scenario: Scenario, size: Size, rate: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums over bins that begin on whole multiples of their width."""
    first, minutes = span(scenario)
    lead = -first % size.minutes
    whole = (minutes - lead) // size.minutes * size.minutes
    return rate[lead : lead + whole].reshape(-1, size.minutes).sum(axis=1)


Counts = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]


def _draw(stream: Stream, index: dict[Cell, int], generator: np.random.Generator) -> Counts:
    """Counts above zero of one stream, as (minute, cell, reports)."""
    rate = stream.rate
    if stream.wobble:
        rate = rate * _wobble(len(rate), stream.wobble, generator)
    active = np.flatnonzero(rate > 1e-9)
    drawn = _negative_binomial(rate[active], stream.dispersion, generator)
    active, drawn = active[drawn > 0], drawn[drawn > 0]
    shares = np.asarray(list(stream.parts.values()), float)
    split = generator.multinomial(drawn, shares / shares.sum())
    cells = np.asarray([_index_of(stream, part, index) for part in stream.parts], np.int32)
    row, part = np.nonzero(split)
    return active[row].astype(np.int32), cells[part], split[row, part]


def _index_of(stream: Stream, part: str, index: dict[Cell, int]) -> int:
    component, symptom = part.split("/")
    cell = Cell(stream.service, component, symptom, stream.country)
    return index.setdefault(cell, len(index))


def _negative_binomial(
    rate: NDArray[np.float64], dispersion: float, generator: np.random.Generator
) -> NDArray[np.int64]:
    """NB1: mean ``rate``, variance ``dispersion * rate`` (Cameron and Trivedi 1986)."""
    if dispersion == 1.0:
        return generator.poisson(rate)
    return generator.negative_binomial(rate / (dispersion - 1), 1 / dispersion)


def _wobble(minutes: int, deviation: float, generator: np.random.Generator) -> NDArray[np.float64]:
    """A log-normal autoregressive factor of mean one, remembered for about 90 minutes."""
    keep = np.exp(-1 / WOBBLE_MINUTES)
    noise = generator.normal(0.0, deviation * np.sqrt(1 - keep * keep), minutes)
    level = np.empty(minutes)
    state = generator.normal(0.0, deviation)
    for minute in range(minutes):
        state = keep * state + noise[minute]
        level[minute] = state
    return np.exp(level - deviation * deviation / 2)
