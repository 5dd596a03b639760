"""A real log's visitors as a service: NASA-HTTP, 1 August 1995 (freely redistributable).

Its agents, networks and referrers, which the log doesn't have, are drawn as for simulated ones.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.traffic import sites
from bench.traffic.columns import between, hashed, made
from bench.traffic.sites import Site
from marsad.nouns.requests import OWN_REFERRER, PAGE, QUERY, Requests

SAMPLE = Path(__file__).with_name("nasa-1995-08-01.tsv.gz")


class Sample(NamedTuple):
    """Seconds since the beginning; numbers of host and path; status; whether a page."""

    time: NDArray
    host: NDArray
    path: NDArray
    status: NDArray
    page: NDArray
    query: NDArray
    hosts: int


@cache
def sample() -> Sample:
    with gzip.open(SAMPLE, "rt", encoding="latin-1") as file:
        rows = [line.rstrip("\n").split("\t") for line in file][1:]
    hosts = {name: i for i, name in enumerate(dict.fromkeys(row[0] for row in rows))}
    paths = {name: i for i, name in enumerate(dict.fromkeys(row[2].split("?")[0] for row in rows))}
    time = np.array([int(row[1]) for row in rows])
    asset = (".gif", ".jpg", ".xbm", ".mpg", ".wav", ".jpeg", ".bmp")
    return Sample(
        time - time[0],
        np.array([hosts[row[0]] for row in rows]),
        np.array([paths[row[2].split("?")[0]] for row in rows]),
        np.array([int(row[3]) for row in rows]),
        np.array([not row[2].lower().endswith(asset) for row in rows]),
        np.array(["?" in row[2] for row in rows]),
        len(hosts),
    )


def site(seed: int) -> Site:
    """The service of the log, at a rate of its own: the log is played faster or slower."""
    made = sites.site("static", seed)
    made.kind = "real"
    return made


def quiet(site: Site, begin: int, end: int, onset: int) -> Requests:
    """A stretch of the log, played at the site's rate."""
    log, rng = sample(), site.rng
    span = (end - begin) / 1000
    speed = site.rate / (len(log.time) / float(log.time[-1]))
    need = min(span * speed, float(log.time[-1]))
    offset = rng.uniform(0, float(log.time[-1]) - need) if need < log.time[-1] else 0.0
    time = begin + ((log.time + rng.random(len(log.time)) - offset) / speed * 1000).astype(np.int64)
    people = site.stranger(log.hosts)
    who = log.host
    path = site.url(log.path)
    first = np.r_[True, np.diff(log.host) != 0] & log.page
    flags = np.where(log.page, PAGE, 0) | np.where(log.query, QUERY, 0)
    flags |= np.where(people.asn[who] <= sites.RENTED, 16, 0)
    own = ~first & (rng.random(len(who)) < 0.9)
    flags |= np.where(own, OWN_REFERRER, 0)
    whole = made(
        time, client=people.client[who], network=people.network[who], agent=people.agent[who],
        url=path + np.where(log.query, hashed(9, np.arange(len(who))), np.uint64(0)), path=path,
        referrer=np.where(own, np.uint64(7), np.uint64(0)), asn=people.asn[who],
        status=log.status, flags=flags,
        seconds=site.slow * rng.lognormal(0, 0.6, len(who)),
    )  # fmt: skip
    whole = between(whole, begin, end)
    # Who was seen before the episode may come again as a regular.
    past = between(whole, begin, onset)
    known, at = np.unique(past.client, return_index=True)
    site.regulars = sites.People(
        known, past.network[at], past.asn[at], past.agent[at], np.ones(len(known), bool)
    )
    return whole
