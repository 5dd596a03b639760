"""Crowds: many real people at once, for different reasons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.traffic.columns import joined
from bench.traffic.families import Stage, arrivals, count, family
from bench.traffic.sessions import Visit, mean_rows, visits
from bench.traffic.sites import Site
from marsad.nouns.requests import Requests


def crowd(
    site: Site, stage: Stage, loyal: float, visit: Visit, *, blur: float = 0.05, tilt: float = 0.6
) -> Requests:
    """Visits on top of the usual ones; in every third crowd, many from elsewhere."""
    if site.kind == "plain" and site.rng.random() < 0.5:
        # Of a service whose log is odd, the crowd may be of another kind than who came before.
        site = replace(site, assets=site.rng.uniform(0, 6), depth=site.rng.uniform(1, 4))
    blur = site.rng.uniform(blur, 0.95) if blur and site.rng.random() < 0.3 else blur
    rows = mean_rows(site) * max(visit.depth, 1 / site.depth) * (0.4 + 0.6 * visit.assets)
    n = count(site, stage, rows)
    people = site.visitors(n, loyal, blur, tilt)
    return visits(site, arrivals(site, stage, n), people, visit)


def felt(site: Site, usual: Requests, more: Requests) -> Requests:
    """Usual and more together; often the service feels it a little: slower, some errors."""
    rng, whole = site.rng, joined([usual, more])
    if rng.random() < 0.6:
        return whole
    fails = rng.random(len(whole)) < rng.uniform(0, 0.03)
    status = np.where(fails, 503, whole.status).astype(np.int16)
    slower = (whole.seconds * rng.uniform(1, 2.5)).astype(np.float32)
    return replace(whole, status=status, seconds=slower)


def few_pages(site: Site, most: int = 4) -> np.ndarray:
    return site.rng.integers(0, site.pages, int(site.rng.integers(1, most + 1)))


@family("crowd")
def broadcast(site: Site, stage: Stage, usual: Requests) -> Requests:
    """A match or a drawing begins: everybody at the same minute, old and new."""
    loyal = site.rng.uniform(0.3, 0.8) * max(site.loyal, 0.4)
    visit = Visit(site.rng.uniform(0.6, 1.5), few_pages(site), 0.6, site.rng.uniform(0, 0.3), 40)
    return felt(site, usual, crowd(site, stage, loyal, visit, blur=0.1))


@family("crowd")
def push(site: Site, stage: Stage, usual: Requests) -> Requests:
    """A notice to all who have the app: regulars, straight to one page, no referrer."""
    visit = Visit(site.rng.uniform(0.3, 1.0), few_pages(site, 2), 0.3, 0.01)
    return felt(site, usual, crowd(site, stage, site.rng.uniform(0.6, 0.97), visit))


@family("crowd")
def social(site: Site, stage: Stage, usual: Requests) -> Requests:
    """A link from one popular place: mostly strangers, one page, one referrer."""
    rng = site.rng
    visit = Visit(rng.uniform(0.4, 1.0), few_pages(site, 1), 0.2, rng.uniform(0.5, 0.95), 2,
                  int(rng.integers(1, 99)))  # fmt: skip
    return felt(site, usual, crowd(site, stage, rng.uniform(0.08, 0.35), visit, blur=0.15))


@family("crowd")
def messenger(site: Site, stage: Stage, usual: Requests) -> Requests:
    """A link forwarded from chat to chat: strangers and regulars without a referrer."""
    rng = site.rng
    visit = Visit(rng.uniform(0.4, 1.0), few_pages(site, 1), 0.2, rng.uniform(0.0, 0.15))
    return felt(site, usual, crowd(site, stage, rng.uniform(0.15, 0.5), visit, blur=0.05))


@family("crowd")
def news(site: Site, stage: Stage, usual: Requests) -> Requests:
    """Something happened: many pages, all kinds of ways in."""
    rng = site.rng
    visit = Visit(rng.uniform(0.8, 2.0), few_pages(site, 30), 0.5, None, 400, 2)
    return felt(site, usual, crowd(site, stage, site.loyal * rng.uniform(0.5, 1.1), visit))


@family("crowd")
def sale(site: Site, stage: Stage, usual: Requests) -> Requests:
    """A sale or the day of salaries: deep visits over all pages, more to write."""
    rng = site.rng
    visit = Visit(rng.uniform(1.0, 2.5), None, 0.0, rng.uniform(0.05, 0.5), 60, 3,
                  1.0, rng.uniform(1, 3), 0.7)  # fmt: skip
    return felt(site, usual, crowd(site, stage, site.loyal * rng.uniform(0.6, 1.1), visit))


@family("crowd")
def searched(site: Site, stage: Stage, usual: Requests) -> Requests:
    """People look a name up: strangers from search, a handful of pages."""
    rng = site.rng
    visit = Visit(rng.uniform(0.5, 1.2), few_pages(site, 8), 0.1, rng.uniform(0.6, 0.95), 5, 4)
    return felt(site, usual, crowd(site, stage, rng.uniform(0.1, 0.4), visit))
