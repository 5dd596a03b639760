"""Services of different kinds, none like another: pages, visitors, programs, networks, habits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bench.traffic.columns import hashed

ASES, RENTED = 6000, 250
"""Autonomous systems of the world; numbers below RENTED + 1 are those anybody can rent."""
CLIENT, NETWORK, AGENT, URL, REFERRER = range(1, 6)


@dataclass(frozen=True)
class Habits:
    """What a kind of service has in common; pairs are ranges to draw from."""

    rate: tuple[float, float]
    pages: tuple[int, int]
    zipf: tuple[float, float]
    assets: tuple[float, float]
    depth: tuple[float, float]
    think: tuple[float, float]
    """Median seconds between pages of a session."""
    loyal: tuple[float, float]
    """Share of sessions by regular visitors."""
    agents: tuple[int, int]
    linked: tuple[float, float]
    """Share of sessions that come by a link from elsewhere."""
    queries: tuple[float, float]
    writes: tuple[float, float]
    polls: bool = False
    """A session asks for one thing again and again."""
    browsers: bool = True
    """Programs send referrers."""


KINDS: dict[str, Habits] = {
    "news": Habits((2, 400), (300, 3000), (0.9, 1.3), (3, 14), (1.5, 4), (15, 60), (0.4, 0.75),
                   (60, 250), (0.2, 0.6), (0, 0.1), (0, 0.02)),
    "api": Habits((1, 1500), (12, 80), (0.6, 1.2), (0, 0), (6, 30), (1, 10), (0.7, 0.95),
                  (4, 40), (0, 0.02), (0.2, 0.9), (0.1, 0.5), browsers=False),
    "stream": Habits((5, 1500), (4, 60), (0.8, 1.6), (0, 0.5), (20, 80), (4, 8), (0.3, 0.8),
                     (10, 60), (0, 0.1), (0, 0.6), (0, 0.02), polls=True),
    "shop": Habits((1, 300), (500, 8000), (0.7, 1.1), (4, 20), (3, 9), (10, 40), (0.3, 0.6),
                   (60, 200), (0.2, 0.5), (0.05, 0.4), (0.02, 0.1)),
    "bank": Habits((0.5, 200), (10, 40), (0.5, 1.0), (0.5, 8), (5, 12), (5, 20), (0.85, 0.97),
                   (20, 120), (0.02, 0.15), (0, 0.2), (0.1, 0.4)),
    "static": Habits((0.3, 60), (30, 600), (0.8, 1.2), (1, 6), (1.2, 3), (15, 60), (0.1, 0.5),
                     (40, 200), (0.3, 0.7), (0, 0.05), (0, 0.01)),
    # Requests that hang together in no way, as of a service with one thing to ask for.
    "plain": Habits((0.3, 400), (3, 300), (0, 1.2), (0, 0), (1, 1.4), (5, 60), (0.2, 1.0),
                    (1, 30), (0, 0.5), (0, 0.3), (0, 0.1)),
}  # fmt: skip


@dataclass(frozen=True)
class People:
    """Columns of clients, one line each."""

    client: NDArray[np.uint64]
    network: NDArray[np.uint64]
    asn: NDArray[np.int32]
    agent: NDArray[np.uint64]
    regular: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.client)


@dataclass
class Site:
    """One service, drawn from its kind."""

    kind: str
    rng: Generator
    rate: float
    """Requests per second."""
    pages: int
    zipf: float
    assets: float
    depth: float
    think: float
    loyal: float
    linked: float
    queries: float
    writes: float
    polls: bool
    browsers: bool
    agent_parts: NDArray[np.float64]
    as_numbers: NDArray[np.int32]
    as_parts: NDArray[np.float64]
    rented: float
    """Share of visitors from rented networks: monitors, crawlers, companies' VPNs."""
    errors: float
    missing: float
    slow: float
    """Median seconds to answer."""
    capacity: float
    lacks: Sequence[str] = ()
    salt: int = 0
    strangers: int = 0
    regulars: People | None = None
    skew: float = 2.0
    page_parts: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def play_at(self, least: float, most: float) -> None:
        """Bring the rate between these, the capacity with it."""
        rate = float(np.exp(self.rng.uniform(np.log(least), np.log(most))))
        self.rate, self.capacity = rate, self.capacity * rate / self.rate

    def calm(self, most: float) -> None:
        """Bring the rate below ``most``, the capacity with it."""
        factor = min(most * float(self.rng.uniform(0.3, 1.0)) / self.rate, 1.0)
        self.rate, self.capacity = self.rate * factor, self.capacity * factor

    def regular(self, n: int) -> People:
        """Visitors who come often, some more than others."""
        pool = self.regulars
        assert pool is not None
        who = (len(pool) * self.rng.random(n) ** self.skew).astype(int)
        return People(*(getattr(pool, name)[who] for name in pool.__dataclass_fields__))

    def stranger(self, n: int, blur: float = 0.0, tilt: float = 0.0) -> People:
        """Visitors never seen, of the site's networks and programs, ``blur`` of them of others;
        ``tilt``: how much other programs they use.
        """
        rng = self.rng
        asn = rng.choice(self.as_numbers, n, p=self.as_parts)
        rented = rng.random(n) < self.rented
        asn = np.where(rented, rng.integers(1, RENTED + 1, n), asn)
        other = rng.random(n) < blur
        asn = np.where(other, rng.integers(RENTED + 1, ASES, n), asn)
        parts = self.agent_parts * rng.lognormal(0, tilt, len(self.agent_parts))
        agent = rng.choice(len(parts), n, p=parts / parts.sum())
        odd = rng.random(n) < 0.15 * tilt * rng.random()
        agent = np.where(odd, rng.integers(900, 930, n), agent)
        return self.people(asn, hashed(AGENT, agent + 1000 * (self.salt % 7)))

    def people(self, asn: NDArray, agent: NDArray, nets: int = 400) -> People:
        """New clients in these autonomous systems, spread over so many networks of each."""
        n = len(asn)
        number = self.strangers + np.arange(n) + (self.salt << 24)
        self.strangers += n
        network = asn.astype(np.int64) * 65536 + self.rng.integers(0, nets, n)
        return People(
            hashed(CLIENT, number), hashed(NETWORK, network), asn.astype(np.int32), agent,
            np.zeros(n, bool),
        )  # fmt: skip

    def visitors(
        self, n: int, loyal: float | None = None, blur: float = 0.0, tilt: float = 0.0
    ) -> People:
        """Regulars and strangers as they come."""
        loyal = self.loyal if loyal is None else loyal
        known = self.rng.random(n) < loyal
        many, few = self.regular(int(known.sum())), self.stranger(int((~known).sum()), blur, tilt)
        order = np.argsort(np.argsort(~known, kind="stable"), kind="stable")
        return People(
            *(
                np.concatenate([getattr(many, name), getattr(few, name)])[order]
                for name in many.__dataclass_fields__
            )
        )

    def page(self, n: int) -> NDArray[np.int64]:
        """Pages as popular as they are."""
        return self.rng.choice(self.pages, n, p=self.page_parts)

    def url(self, pages: NDArray) -> NDArray[np.uint64]:
        return hashed(URL, pages + (self.salt << 20))


def _between(rng: Generator, pair: tuple[float, float]) -> float:
    return float(rng.uniform(*pair))


def _log_between(rng: Generator, pair: tuple[float, float]) -> float:
    return float(np.exp(rng.uniform(*np.log(pair))))


def _parts(rng: Generator, n: int, power: float) -> NDArray[np.float64]:
    parts = np.arange(1, n + 1) ** -power * rng.lognormal(0, 0.4, n)
    return parts / parts.sum()


def site(kind: str, seed: int) -> Site:
    """A service of a kind; the same for the same seed."""
    rng = np.random.default_rng((seed, sorted(KINDS).index(kind)))
    habits = KINDS[kind]
    rate = _log_between(rng, habits.rate)
    pages, ases = int(_log_between(rng, habits.pages)), int(_log_between(rng, (8, 300)))
    lacks: list[str] = []
    lacks += ["agent", "referrer"] if rng.random() < 0.12 else []
    lacks += ["seconds"] if rng.random() < 0.4 else []
    lacks += ["asn"] if rng.random() < 0.25 else []
    zipf = _between(rng, habits.zipf)
    made = Site(
        kind, rng, rate, pages, zipf, _between(rng, habits.assets),
        _between(rng, habits.depth), _log_between(rng, habits.think), _between(rng, habits.loyal),
        _between(rng, habits.linked), _between(rng, habits.queries), _between(rng, habits.writes),
        habits.polls, habits.browsers,
        _parts(rng, int(_log_between(rng, habits.agents)), _between(rng, (0.7, 1.4))),
        rng.choice(np.arange(RENTED + 1, ASES), ases, replace=False).astype(np.int32),
        _parts(rng, ases, _between(rng, (0.7, 1.6))), _log_between(rng, (0.003, 0.15)),
        _log_between(rng, (0.0005, 0.01)), _log_between(rng, (0.002, 0.08)),
        _log_between(rng, (0.01, 0.6)), rate * _log_between(rng, (2.0, 30.0)), lacks,
        seed % (1 << 16) + 1,
    )  # fmt: skip
    made.page_parts = _parts(rng, pages, zipf)
    made.skew = _between(rng, (1.2, 3.0))
    pool = made.stranger(int(min(max(rate * _log_between(rng, (100, 3000)), 60), 100_000)))
    known = np.ones(len(pool), bool)
    made.regulars = People(pool.client, pool.network, pool.asn, pool.agent, known)
    return made
