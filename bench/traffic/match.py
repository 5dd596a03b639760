"""Real beginnings: how requests to the World Cup's site grew on five days of June 1998.

Requests per minute of the Internet Traffic Archive's WorldCup98 log (freely redistributable). Each
steepest five minutes become the arrivals of a crowd; no card was trained on it.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.traffic.crowds import felt, few_pages
from bench.traffic.families import Family, Stage, count
from bench.traffic.sessions import Visit, mean_rows, visits
from bench.traffic.sites import Site
from marsad.nouns.requests import Requests

SAMPLE = Path(__file__).with_name("worldcup-1998.csv.gz")
MINUTES = 5


@cache
def ramps() -> list[NDArray[np.float64]]:
    """Requests of the minutes that grew most, above the one before them; one a day."""
    days: dict[str, list[float]] = {}
    with gzip.open(SAMPLE, "rt", encoding="ascii") as file:
        for line in list(file)[1:]:
            minute, requests = line.split(",")
            days.setdefault(minute[:10], []).append(float(requests))
    return [_steepest(np.array(day)) for day in days.values()]


def _steepest(day: NDArray[np.float64]) -> NDArray[np.float64]:
    steady = np.convolve(day, np.ones(3) / 3, "same")
    growth = (steady[MINUTES + 1 :] + 1e3) / (steady[: -MINUTES - 1] + 1e3)
    begin = int(np.argmax(growth[5:-5])) + 5
    return np.maximum(day[begin : begin + MINUTES + 1] - day[begin - 1], 1.0)


def match(site: Site, stage: Stage, usual: Requests) -> Requests:
    """People come as they came to a match."""
    rng, ramp = site.rng, ramps()
    shape = ramp[int(rng.integers(len(ramp)))]
    at = np.linspace(0, stage.seconds, 500)
    running = np.cumsum(np.interp(at, np.linspace(0, stage.seconds, len(shape)), shape))
    visit = Visit(rng.uniform(0.6, 1.5), few_pages(site), 0.5, rng.uniform(0, 0.3), 40)
    n = count(site, stage, mean_rows(site) * max(visit.depth, 1 / site.depth))
    where = np.interp(rng.random(n) * running[-1], running, at)
    starts = stage.begin + (where * 1000).astype(np.int64)
    people = site.visitors(n, rng.uniform(0.3, 0.8), 0.1, 0.6)
    return felt(site, usual, visits(site, starts, people, visit))


MATCH = Family("crowd", "match", match)
