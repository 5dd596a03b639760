"""A service's quiet past and what came then, as one log with its label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.traffic import attacks, crowds, faults, real
from bench.traffic.columns import between, joined, without
from bench.traffic.families import FAMILIES, Stage
from bench.traffic.sessions import mean_rows, visits
from bench.traffic.sites import KINDS, Site, site
from marsad.nouns.requests import Requests

CAUSES = (attacks, crowds, faults)
"""Where families register."""
ROWS = 8_000
"""Requests of a scenario's past, and of its episode, about."""
MOST_RATE, RARE_RATE, SMALL, LARGE = 40.0, 300.0, (0.4, 3.0), (300.0, 1000.0)
"""Requests a second a service has at most; in every fourth scenario, more; every fifth service is
small, every twelfth large.
"""
EPISODE, LONG = 130, 310
"""Seconds; every fourth goes on for long."""
BEGIN = 1_700_000_000_000


@dataclass(frozen=True)
class Scenario:
    """``onset`` is an instant; ``past`` the seconds before it."""

    requests: Requests
    cause: str
    family: str
    kind: str
    onset: int
    past: float
    capacity: float
    ratio: float
    stage: Stage

    def cause_at(self, seconds: float) -> str:
        """What it is so many seconds after the onset."""
        return FAMILIES[self.family].cause_at(self.stage, seconds)


def quiet(site: Site, begin: int, end: int, onset: int) -> Requests:
    """Usual traffic: visits at a rate that wobbles, of those under way at the beginning too."""
    rng = site.rng
    lead = min(int(site.depth * site.think * 3), 1800) * 1000
    seconds = (end - begin + lead) / 1000
    steps = max(int(seconds), 2)
    wobble = np.cumsum(rng.normal(0, rng.uniform(0.0, 0.012), steps))
    wobble += np.sin(np.arange(steps) / rng.uniform(60, 2000) + 6 * rng.random()) * 0.08
    running = np.cumsum(np.exp(wobble - wobble.mean()))
    n = int(rng.poisson(site.rate / mean_rows(site) * seconds))
    where = np.interp(rng.random(n) * running[-1], running, np.arange(1, steps + 1))
    starts = np.sort(begin - lead + (where * 1000).astype(np.int64))
    return between(visits(site, starts, site.visitors(n)), begin, end)


def scenario(kind: str, family: str, seed: int) -> Scenario:
    """One log; the same for the same seed."""
    place = real.site(seed) if kind == "real" else site(kind, seed)
    rng = place.rng
    _sized(place, seed)
    past = float(np.exp(rng.uniform(np.log(120), np.log(3600))))
    past = min(past, max(ROWS / place.rate, 120.0))
    if family == "aftermath":
        past = min(max(past, 420.0), 900.0)
    onset = BEGIN + int(past * 1000)
    seconds = LONG if (seed + len(family)) % 4 == 0 and place.rate < RARE_RATE else EPISODE
    stage = Stage(onset, onset + seconds * 1000, _ratio(place), float(rng.random()))
    usual = real.quiet if kind == "real" else quiet
    whole = usual(place, BEGIN, stage.end, onset)
    before = between(whole, BEGIN, onset)
    chosen = FAMILIES[family]
    after = chosen.play(place, stage, between(whole, onset, stage.end))
    after = between(after, onset, stage.end)
    requests = without(joined([before, after]), place.lacks)
    told = place.capacity if rng.random() < 0.3 else 0.0
    return Scenario(requests, chosen.cause, family, kind, onset, past, told, stage.ratio, stage)


def _sized(place: Site, seed: int) -> None:
    """Bring a service to its size."""
    if seed % 12 == 7:
        return place.play_at(*LARGE)
    if seed % 5 == 3:
        return place.play_at(*SMALL)
    return place.calm(RARE_RATE if seed % 4 == 2 else MOST_RATE)


def _ratio(site: Site) -> float:
    """Times the usual number of requests on top: at least so many that something shows."""
    least = max(1.2, 40.0 / (site.rate * EPISODE))
    most = max(min(60.0, 2 * ROWS / (site.rate * EPISODE)), 2 * least)
    return float(np.exp(site.rng.uniform(np.log(least), np.log(most))))


def kinds() -> list[str]:
    return [*KINDS, "real"]
