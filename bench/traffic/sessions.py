"""Visits of people: who, when, from where, how many pages, and what pages bring with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.traffic.columns import hashed, made
from bench.traffic.sites import REFERRER, RENTED, People, Site
from marsad.nouns.requests import (
    HOSTING,
    OTHER_METHOD,
    OWN_REFERRER,
    PAGE,
    QUERY,
    Requests,
)


@dataclass(frozen=True)
class Visit:
    """How visits differ from the site's usual ones."""

    depth: float = 1.0
    """Times the usual number of pages."""
    entry: NDArray[np.int64] | None = None
    """Pages visits begin at, drawn evenly; None: as popular as pages are."""
    stay: float = 0.0
    """Chance that a later page is an entry page too."""
    linked: float | None = None
    """Share that comes by a link from elsewhere."""
    referrers: int = 200
    """Elsewhere is so many places."""
    referrer_salt: int = 0
    assets: float = 1.0
    writes: float = 1.0
    think: float = 1.0


def mean_rows(site: Site) -> float:
    """Requests of a usual visit."""
    loyal = 0.45 * site.loyal + 1.0 * (1 - site.loyal)
    return site.depth * (1 + site.assets * loyal)


def visits(site: Site, starts: NDArray, people: People, visit: Visit = Visit()) -> Requests:
    """Requests of visits that begin at these instants, one for each of ``people``."""
    rng, n = site.rng, len(starts)
    depth = rng.geometric(1.0 / max(site.depth * visit.depth, 1.0), n)
    depth = np.minimum(depth, int(8 * site.depth * max(visit.depth, 1.0)) + 1)
    whose = np.repeat(np.arange(n), depth)
    rank = np.arange(len(whose)) - np.repeat(np.cumsum(depth) - depth, depth)
    wait = rng.lognormal(np.log(site.think * visit.think), 0.15 if site.polls else 0.9, len(whose))
    wait[rank == 0] = 0.0
    run = np.cumsum(wait)
    run -= np.repeat(run[rank == 0], depth)
    time = starts[whose] + (run * 1000).astype(np.int64)
    page = _pages(site, visit, whose, rank, n)
    return _requests(site, visit, people, whose, rank, time, page)


def _pages(site: Site, visit: Visit, whose: NDArray, rank: NDArray, n: int) -> NDArray:
    page = site.page(len(whose))
    if visit.entry is not None:
        entry = site.rng.choice(visit.entry, n)
        stays = (rank == 0) | (site.rng.random(len(whose)) < visit.stay)
        page = np.where(stays, entry[whose], page)
    if site.polls:
        page = page[np.flatnonzero(rank == 0)][whose]
    return page


def _requests(
    site: Site, visit: Visit, people: People, whose: NDArray, rank: NDArray, time: NDArray,
    page: NDArray,
) -> Requests:  # fmt: skip
    rng, m = site.rng, len(whose)
    appetite = site.assets * visit.assets * np.where(people.regular[whose], 0.45, 1.0)
    brings = rng.poisson(appetite)
    parent = np.r_[np.arange(m), np.repeat(np.arange(m), brings)]
    asset = np.arange(len(parent)) >= m
    late = np.where(asset, rng.exponential(700, len(parent)), 0).astype(np.int64)
    # Half of what a page brings is its own, half is the site's.
    own = rng.random(len(parent)) < 0.5
    number = rng.integers(0, 20, len(parent))
    thing = np.where(asset, 100_000 + np.where(own, page[parent] * 20, 0) + number, page[parent])
    path = site.url(thing)
    flags, url = _flags(site, visit, asset, path, rng)
    referrer, linked = _referrers(site, visit, rank[parent], asset, whose[parent])
    flags |= np.where(linked, OWN_REFERRER, 0).astype(np.uint8)
    who = whose[parent]
    asn = people.asn[who]
    flags |= np.where(asn <= RENTED, HOSTING, 0).astype(np.uint8)
    return made(
        time[parent] + late, client=people.client[who], network=people.network[who],
        agent=people.agent[who], url=url, path=path, referrer=referrer, asn=asn,
        status=statuses(site, len(parent), asset & people.regular[who]), flags=flags,
        seconds=seconds(site, thing),
    )  # fmt: skip


def _flags(site: Site, visit: Visit, asset: NDArray, path: NDArray, rng) -> tuple:
    n = len(asset)
    query = ~asset & (rng.random(n) < site.queries)
    write = ~asset & (rng.random(n) < site.writes * visit.writes)
    flags = np.where(asset, 0, PAGE) | np.where(query, QUERY, 0) | np.where(write, OTHER_METHOD, 0)
    # Most queries are asked by many, some by one alone.
    variant = np.where(rng.random(n) < 0.7, rng.integers(0, 30, n), rng.integers(0, 1 << 30, n))
    url = np.where(query, path + hashed(9, variant), path)
    return flags.astype(np.uint8), url


def _referrers(site: Site, visit: Visit, rank: NDArray, asset: NDArray, whose: NDArray) -> tuple:
    rng, n = site.rng, len(rank)
    if not site.browsers:
        return np.zeros(n, np.uint64), np.zeros(n, bool)
    share = site.linked if visit.linked is None else visit.linked
    first = (rank == 0) & ~asset
    # Who comes by a link is one draw a visit.
    chosen = (hashed(17, whose + rng.integers(1 << 30)) >> np.uint64(11)) / 2.0**53 < share
    place = (rng.random(n) ** 3 * visit.referrers).astype(int) + 1000 * visit.referrer_salt
    own = ~first & (rng.random(n) < 0.93)
    where = hashed(REFERRER, place + (site.salt << 20))
    referrer = np.where(own, np.uint64(1 + site.salt), np.where(first & chosen, where, 0))
    return referrer.astype(np.uint64), own


def statuses(site: Site, n: int, cached: NDArray | bool = False) -> NDArray:
    """Answers of a healthy service: mostly 200, some 304, few 404, hardly any 5xx."""
    rng = site.rng
    status = np.where(cached & (rng.random(n) < 0.4), 304, 200)
    status = np.where(rng.random(n) < site.missing, 404, status)
    return np.where(rng.random(n) < site.errors, 500, status)


def seconds(site: Site, thing: NDArray) -> NDArray:
    """Times to answer: some pages take longer, all vary."""
    factor = 0.5 + (hashed(23, np.asarray(thing) % 997) >> np.uint64(40)) / 2.0**24
    return site.slow * factor * site.rng.lognormal(0, 0.6, len(factor))
