"""Who tries to raise a false problem: each sends single reports for every service of a world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.trust.world import ROUTED, Ints, Stream, Users
from marsad.nouns.crowd import STRANGE

QUICK = 10
"""Minutes in which most attackers send all they have."""
LONG = 60


Shares = NDArray[np.float64]
Spread = Callable[[Users, Shares, int, np.random.Generator], tuple[Ints, Ints]]


@dataclass(frozen=True)
class Attacker:
    """One kind at one size; ``spread`` draws groups and networks of ``size`` reports."""

    name: str
    size: int
    spread: Spread
    minutes: int = QUICK
    ramp: bool = False
    """Ever faster, a hundred times as fast in the end."""

    def sends(
        self, users: Users, held: Shares, at: int, services: int, rng: np.random.Generator
    ) -> Stream:
        """All his reports from bin ``at`` on, on every service; ``held``: shares of networks."""
        parts = [self._on(users, held, at, service, rng) for service in range(services)]
        columns = zip(*parts, strict=True)
        return Stream(*(np.concatenate(column) for column in columns))

    def _on(
        self, users: Users, held: Shares, at: int, service: int, rng: np.random.Generator
    ) -> tuple[Ints, Ints, Ints, Ints]:
        share = rng.random(self.size)
        when = np.log1p(share * 99.0) / np.log(100.0) if self.ramp else share
        bins = at + (when * self.minutes).astype(np.int64)
        groups, nets = self.spread(users, held, self.size, rng)
        return bins, np.full(self.size, service), groups, nets


def one_operator(
    users: Users, held: Shares, size: int, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """The largest operator that holds no more than a quarter."""
    shares = np.where((held <= 0.25) & (users.groups > 0), held, 0.0)
    return np.full(size, users.groups[int(shares.argmax())]), _nets(size, rng)


def rented(users: Users, held: Shares, size: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    del users, held
    return np.full(size, STRANGE), _nets(size, rng)


def botnet(users: Users, held: Shares, size: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Every autonomous system alike, those of the users among them."""
    del held
    every = np.concatenate([users.groups[1:], 200_000 + np.arange(ROUTED - len(users.groups) + 1)])
    return rng.choice(every, size), _nets(size, rng)


def few_networks(
    users: Users, held: Shares, size: int, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """One network in each of the four largest operators, thousands of reporters in each."""
    del held
    largest = users.groups[np.argsort(-users.shares)[:4]]
    return rng.choice(largest, size), np.zeros(size, np.int64)


def holding(share: float) -> Spread:
    """Operators that hold up to ``share`` together, chosen by chance, and all addresses of them."""

    def spread(
        users: Users, held: Shares, size: int, rng: np.random.Generator
    ) -> tuple[Ints, Ints]:
        mine: list[int] = []
        left = share
        for g in rng.permutation(np.arange(1, len(users.groups))).tolist():
            if held[g] <= left:
                mine.append(g)
                left -= float(held[g])
        weights = users.shares[mine] / users.shares[mine].sum()
        return rng.choice(users.groups[mine], size, p=weights), _nets(size, rng)

    return spread


def mimic(users: Users, held: Shares, size: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Spread as the users are."""
    del held
    return rng.choice(users.groups, size, p=users.shares), _nets(size, rng)


def _nets(size: int, rng: np.random.Generator) -> Ints:
    return rng.integers(0, 20_000, size)


HELD = (
    Attacker("one operator (≤ 25 %), 10,000 networks", 10_000, one_operator),
    Attacker("hosting and VPN, 10,000 networks", 10_000, rented),
    Attacker("4 networks, 8,000 reporters", 8_000, few_networks),
    Attacker("4 networks (/48), 240,000 reporters, an hour", 240_000, few_networks, LONG),
    Attacker("operators of 5 %, 10,000 networks", 10_000, holding(0.05)),
    Attacker("operators of 15 %, 10,000 networks", 10_000, holding(0.15)),
    Attacker("operators of 25 %, 10,000 networks", 10_000, holding(0.25)),
    Attacker("operators of 25 %, 100,000 networks", 100_000, holding(0.25)),
    Attacker("operators of 25 %, slow ramp, an hour", 10_000, holding(0.25), LONG, ramp=True),
)
"""Those who are to raise nothing."""
FREE = (
    Attacker("flat botnet, 10,000 addresses", 10_000, botnet),
    Attacker("flat botnet, 100,000 addresses", 100_000, botnet),
)
"""Those who send from everywhere: beyond the guarantee."""


def mimics(least: int) -> tuple[Attacker, ...]:
    """A mimic of the users within 15 minutes, at sizes around what the guarantee says he needs."""
    return tuple(
        Attacker(f"mimic of the users, {times:g} × the least", round(times * least), mimic, 15)
        for times in (0.5, 1.0, 2.0)
    )
