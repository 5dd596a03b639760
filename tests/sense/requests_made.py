"""Requests for tests: quiet traffic of regular visitors, floods, errors."""

import numpy as np

from bench.traffic.columns import hashed, joined, made
from marsad.nouns.requests import OWN_REFERRER, PAGE

BEGIN = 1_700_000_000_000


def visitors(long, rate, *, begin=BEGIN, people=300, pages=40, seed=1, first=0, **columns):
    """Requests at random instants by ``people`` clients for ``pages`` pages."""
    rng = np.random.default_rng(seed)
    n = int(long * rate)
    who = first + (people * rng.random(n) ** 1.5).astype(int)
    page = (pages * rng.random(n) ** 2).astype(int)
    usual = {
        "client": hashed(1, who),
        "network": hashed(2, who // 3),
        "agent": hashed(3, who % 11),
        "url": hashed(4, page),
        "path": hashed(4, page),
        "referrer": hashed(5, page % 5),
        "asn": who % 40 + 1000,
        "flags": np.where(page % 3 == 0, PAGE, OWN_REFERRER),
        "seconds": rng.lognormal(-3, 0.3, n),
    }
    return made(np.sort(begin + rng.integers(0, int(long * 1000), n)), **(usual | columns))


def passers(long, rate, *, begin=BEGIN, seed=1, first=0):
    """Visitors who come once, for four requests, and never again."""
    who = first + np.arange(int(long * rate)) // 4
    return visitors(
        long,
        rate,
        begin=begin,
        seed=seed,
        client=hashed(1, who),
        network=hashed(2, who // 2),
        agent=hashed(3, who % 11),
        asn=who % 40 + 1000,
    )


def flood(seconds, rate, *, begin, bots=8, seed=2, agents=200):
    """Few machines, one page, another agent each time."""
    rng = np.random.default_rng(seed)
    n = int(seconds * rate)
    who = 900_000 + rng.integers(0, bots, n)
    return visitors(
        seconds,
        rate,
        begin=begin,
        seed=seed,
        client=hashed(1, who),
        network=hashed(2, who),
        agent=hashed(3, 5000 + rng.integers(0, agents, n)),
        url=hashed(4, np.full(n, 7)),
        path=hashed(4, np.full(n, 7)),
        referrer=0,
        asn=who % 4 + 7000,
        flags=PAGE | 16,
    )


def attacked(quiet=600, long=120, rate=5):
    """A quiet stretch, then the flood on top of it."""
    onset = BEGIN + quiet * 1000
    return joined([visitors(quiet + long, rate), flood(long, 20 * rate, begin=onset)]), onset
