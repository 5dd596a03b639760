"""A run of windows as plain numbers: counts, shares, entropies, and what single clients do."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marsad.sense.cause import sums as at
from marsad.sense.cause.summary import Clients, Summary

BITMAP = 64
BUSY, BUSY_LEAST = 0.01, 16
"""Share and number of requests from which a client is looked at even if it is known."""


class Measures(NamedTuple):
    """Shares are of requests unless said; entropies are in bits; 0 where nobody knows."""

    seconds: float = 0.0
    requests: float = 0.0
    clients: float = 0.0
    new: float = 0.0
    """Clients first seen since the instant asked about."""
    urls: float = 0.0
    """Distinct ones."""
    hosting: float = 0.0
    pages: float = 0.0
    queries: float = 0.0
    own: float = 0.0
    linked: float = 0.0
    """Linked to from elsewhere."""
    writes: float = 0.0
    errors: float = 0.0
    denied: float = 0.0
    agent_entropy: float = 0.0
    url_entropy: float = 0.0
    network_entropy: float = 0.0
    page_focus: float = 0.0
    referrer_focus: float = 0.0
    rate_spread: float = 0.0
    evenness: float = 0.0
    """How alike new clients are in how much they ask for; 0 where most ask once."""
    top_share: float = 0.0
    agent_churn: float = 0.0
    """Logarithm (base 2) of agents per new or busy client, by requests."""
    visit: float = 0.0
    """Requests per new client."""
    repetition: float = 0.0
    log_seconds: float = 0.0
    """Logarithm of the median time to answer."""
    named: float = 0.0
    placed: float = 0.0
    timed: float = 0.0
    known: float = 0.0
    referred: float = 0.0
    """Shares of requests whose agent, autonomous system, time to answer, client, referrer the log
    tells."""


def measured(run: Summary, since: int) -> Measures:
    """The measures of a run; a client is new that was first seen at the instant ``since`` or
    later.
    """
    clients, weight = run.clients, run.clients.weight
    external = run.hist[at.REFERRER]
    return Measures(
        seconds=run.seconds,
        requests=run.requests,
        clients=float(weight.sum()),
        new=float(weight[clients.first >= since // 1000].sum()),
        urls=run.distinct(at.URL_SET),
        hosting=run.share(at.HOSTING),
        pages=run.share(at.PAGES),
        queries=run.share(at.QUERIES),
        own=run.share(at.OWN),
        linked=float(external.sum()) / max(run.requests, 1e-9),
        writes=run.share(at.WRITES),
        errors=run.share(at.ERRORS),
        denied=run.share(at.DENIED),
        agent_entropy=entropy(run.hist[at.AGENT]),
        url_entropy=entropy(run.hist[at.PATH]),
        network_entropy=entropy(run.hist[at.NETWORK]),
        page_focus=focus(run.hist[at.PATH]),
        referrer_focus=focus(external),
        **_habits(clients, weight, since),
        log_seconds=median(run.hist[at.TIME]),
        named=run.share(at.NAMED),
        placed=run.share(at.PLACED),
        timed=run.share(at.TIMED),
        known=run.share(at.KNOWN),
        referred=run.share(at.LINKED),
    )


def _habits(clients: Clients, weight: NDArray[np.float64], since: int) -> dict[str, float]:
    """What single clients do."""
    if not len(weight):
        return {}
    count = np.maximum(clients.count, 1)
    asked, logs = count * weight, np.log(count)
    total, people = float(asked.sum()), float(weight.sum())
    mean = float((logs * weight).sum()) / people
    spread = math.sqrt(max(float((weight * (logs - mean) ** 2).sum()) / people, 0.0))
    fresh = np.minimum(varied(clients.urls), count)
    # A busy client stands for itself alone; of sampled ones ten stand for ten.
    top = np.sort(count)[-10:].sum() / max(total, 1.0)
    return _strangers(clients, weight, clients.first >= since // 1000) | {
        "rate_spread": spread,
        "top_share": float(min(top, 1.0)),
        "repetition": float(((1.0 - fresh / count) * asked).sum()) / total,
    }


def _strangers(
    clients: Clients, weight: NDArray[np.float64], new: NDArray[np.bool_]
) -> dict[str, float]:
    """What those do who came last, for usual visitors would blur it."""
    count = np.maximum(clients.count, 1)
    asked = count * weight
    told: dict[str, float] = {}
    if new.any():
        told["evenness"] = _evenness(count[new], weight[new])
        told["visit"] = float(asked[new].sum() / weight[new].sum())
    many = new | ((count >= BUSY_LEAST) & (count >= BUSY * asked.sum()))
    if many.any():
        agents = np.minimum(np.maximum(varied(clients.agents[many]), 1.0), count[many])
        told["agent_churn"] = float((np.log2(agents) * asked[many]).sum() / asked[many].sum())
    return told


def _evenness(count: NDArray[np.int64], weight: NDArray[np.float64]) -> float:
    """1 where all ask equally often, but for chance (Poisson); 0 where few ask for most."""
    people = float(weight.sum())
    mean = float((count * weight).sum()) / people
    variance = float(((count - mean) ** 2 * weight).sum()) / people
    over = (variance - mean) / (mean * mean)
    return (1.0 - min(max(over, 0.0), 1.0)) * (1.0 - 1.0 / mean)


def varied(bits: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Distinct things that set these bits: linear counting (Whang, Zanden, Taylor 1990)."""
    empty = BITMAP - np.bitwise_count(bits).astype(np.float64)
    return -BITMAP * np.log(np.maximum(empty, 0.5) / BITMAP)


def entropy(counts: NDArray[np.float64]) -> float:
    """Bits, with Miller's correction for few requests (1955).

    >>> round(entropy(np.array([1e6, 1e6])), 3)
    1.0
    """
    total = float(counts.sum())
    if total <= 0.0:
        return 0.0
    some = counts[counts > 0] / total
    return float(-(some * np.log2(some)).sum()) + (len(some) - 1) / (2 * total * math.log(2))


def focus(counts: NDArray[np.float64]) -> float:
    """Share of the greatest."""
    total = float(counts.sum())
    return float(counts.max()) / total if total > 0.0 else 0.0


def median(counts: NDArray[np.float64]) -> float:
    """Logarithm of the median time in the buckets of ``sums.TIME``; 0 of none."""
    total = float(counts.sum())
    if total <= 0.0:
        return 0.0
    running = np.cumsum(counts)
    bucket = int(np.searchsorted(running, total / 2))
    before = float(running[bucket - 1]) if bucket else 0.0
    part = (total / 2 - before) / max(float(counts[bucket]), 1e-9)
    return math.log(at.FASTEST) + at.STEP * (bucket + part)
